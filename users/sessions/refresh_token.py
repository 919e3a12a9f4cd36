"""Refresh tokens: the session's id, and 256 random bits."""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from uuid import UUID

_ID_BYTES = 16
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A token for one refresh of one session.

    It contains the session's id. So a token that was used before, of which nothing is stored, still
    identifies the session that it was stolen from.
    """

    session_id: UUID
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, session_id: UUID) -> "RefreshToken":
        """Return a new token for the session."""
        return cls(session_id, secrets.token_bytes(_SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> "RefreshToken | None":
        """Parse a token; return None for anything else."""
        try:
            raw = base64.b64decode(text, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(raw) != _ID_BYTES + _SECRET_BYTES:
            return None
        return cls(UUID(bytes=raw[:_ID_BYTES]), raw[_ID_BYTES:])

    @property
    def text(self) -> str:
        """The token as the client stores it, in base64url."""
        return base64.urlsafe_b64encode(self.session_id.bytes + self.secret).decode()

    @property
    def digest(self) -> bytes:
        """The SHA-256 that is stored. The secret is random: a slow hash would add nothing."""
        return hashlib.sha256(self.secret).digest()
