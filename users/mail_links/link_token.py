"""The secret token in a link: 256 random bits, of which only the digest is stored."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field

_SECRET_BYTES = 32
_TEXT = re.compile(r"[0-9A-Za-z_-]{43}")


@dataclass(frozen=True, slots=True)
class LinkToken:
    """A token that shows that its bearer has read the e-mail."""

    text: str = field(repr=False)
    """The token as it is in the link, in base64url."""

    @classmethod
    def new(cls) -> "LinkToken":
        """Return a new token."""
        return cls(secrets.token_urlsafe(_SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> "LinkToken | None":
        """Parse a link's token; return None for anything else."""
        return cls(text) if _TEXT.fullmatch(text) else None

    @property
    def digest(self) -> bytes:
        """The SHA-256 that is stored. The secret is random: a slow hash would add nothing."""
        return hashlib.sha256(self.text.encode()).digest()
