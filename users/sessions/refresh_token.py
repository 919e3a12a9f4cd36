"""Refresh tokens: the session's id, 128 random bits, and the session's own mark on them."""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from uuid import UUID

_ID_BYTES = 16
_RANDOM_BYTES = 16
_MARK_BYTES = 16
_KEY_BYTES = 32
_NEXT = b"next"
"""Tells what a successor is made of from what a mark is made of."""


def new_token_key() -> bytes:
    """Return the key with which a new session marks its tokens."""
    return secrets.token_bytes(_KEY_BYTES)


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A token for one refresh of one session.

    It contains the session's id and a mark (HMAC-SHA-256) made with the session's key. So a token
    that was used before, of which nothing is stored, still shows which session it was stolen from;
    and whoever knows only the id, which is in logs, cannot make one up. Tokens of earlier versions
    have no mark.
    """

    session_id: UUID
    secret: bytes = field(repr=False)
    """The random bits and the mark."""

    @classmethod
    def new(cls, session_id: UUID, token_key: bytes) -> "RefreshToken":
        """Return a new token for the session that has this key."""
        random = secrets.token_bytes(_RANDOM_BYTES)
        return cls(session_id, random + _mark(token_key, random))

    def successor(self, token_key: bytes) -> "RefreshToken":
        """Return the token that follows this one; always the same, for who asks a second time."""
        random = hmac.digest(token_key, _NEXT + self.secret, "sha256")[:_RANDOM_BYTES]
        return RefreshToken(self.session_id, random + _mark(token_key, random))

    @classmethod
    def parse(cls, text: str) -> "RefreshToken | None":
        """Parse a token; return None for anything else."""
        try:
            raw = base64.b64decode(text, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(raw) != _ID_BYTES + _RANDOM_BYTES + _MARK_BYTES:
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

    def has_mark_of(self, token_key: bytes) -> bool:
        """Whether the session with this key made the token, now or before."""
        random, mark = self.secret[:_RANDOM_BYTES], self.secret[_RANDOM_BYTES:]
        return hmac.compare_digest(mark, _mark(token_key, random))


def _mark(token_key: bytes, random: bytes) -> bytes:
    return hmac.digest(token_key, random, "sha256")[:_MARK_BYTES]
