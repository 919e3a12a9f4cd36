"""Makes the ids of everything that is stored: UUIDv7, so that they sort by time."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Answer a fresh UUIDv7 (RFC 9562)."""
    return uuid7()


def parse_id(text: str) -> UUID | None:
    """Read a UUID in its 36-character form; anything else is None."""
    if len(text) != 36:  # noqa: PLR2004 (UUID() also takes braces, URNs and bare hex)
        return None
    try:
        return UUID(text)
    except ValueError:
        return None
