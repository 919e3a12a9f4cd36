"""The secret that a session is renewed with: which session, and 256 random bits."""

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
    """Good once, for one session.

    It names its session, so that one used before, of which nothing is kept, still tells which
    session it was stolen from.
    """

    session_id: UUID
    secret: bytes = field(repr=False)

    @classmethod
    def fresh(cls, session_id: UUID) -> "RefreshToken":
        """Make one for the session."""
        return cls(session_id, secrets.token_bytes(_SECRET_BYTES))

    @classmethod
    def read(cls, text: str) -> "RefreshToken | None":
        """Read what `text` wrote; anything else is None."""
        try:
            raw = base64.b64decode(text, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(raw) != _ID_BYTES + _SECRET_BYTES:
            return None
        return cls(UUID(bytes=raw[:_ID_BYTES]), raw[_ID_BYTES:])

    @property
    def text(self) -> str:
        """As the client keeps it, base64url."""
        return base64.urlsafe_b64encode(self.session_id.bytes + self.secret).decode()

    @property
    def digest(self) -> bytes:
        """What is stored: SHA-256. The secret is random, so that a slow hash would add nothing."""
        return hashlib.sha256(self.secret).digest()
