"""Ids of everything that is stored: UUIDv7, which sort by time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562)."""
    return uuid7()


def parse_id(text: str) -> UUID | None:
    """Return the UUID of its 36-character form; None for any other text."""
    if len(text) != 36:  # noqa: PLR2004 (UUID() also takes braces, URNs and bare hex)
        return None
    try:
        return UUID(text)
    except ValueError:
        return None


def first_id_at(moment: datetime) -> UUID:
    """Return the lowest UUIDv7 of a moment's millisecond; all older ones sort below it."""
    milliseconds = (moment - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)
    # RFC 9562, 5.7: 48 bits of time, then version 7 and variant 0b10; the random bits are 0.
    return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62)
