"""The secret in a link that is mailed: 256 random bits, of which only the digest is stored."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field

_SECRET_BYTES = 32
_TEXT = re.compile(r"[0-9A-Za-z_-]{43}")


@dataclass(frozen=True, slots=True)
class LinkToken:
    """Whoever has it has read the mail."""

    text: str = field(repr=False)
    """As it stands in the link, base64url."""

    @classmethod
    def fresh(cls) -> "LinkToken":
        """Make one."""
        return cls(secrets.token_urlsafe(_SECRET_BYTES))

    @classmethod
    def read(cls, text: str) -> "LinkToken | None":
        """Read what a link brought; what cannot be one is None."""
        return cls(text) if _TEXT.fullmatch(text) else None

    @property
    def digest(self) -> bytes:
        """What is stored: SHA-256. The secret is random, so that a slow hash would add nothing."""
        return hashlib.sha256(self.text.encode()).digest()
