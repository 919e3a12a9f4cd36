"""The private keys that sign access tokens: Ed25519, each in a PEM file (PKCS #8).

One key signs. While keys are rotated, tokens of the other key are valid too.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from chassis.auth.access_tokens import AUDIENCE, Signer
from chassis.auth.revoked_sessions import FetchRevoked, RevokedSessions
from chassis.config import setting


def is_key_file(path: Path) -> bool:
    """Whether the file contains a signing key."""
    try:
        load_signer(path)
    except (OSError, ValueError):
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class KeySettings:
    """The settings of whatever signs tokens, read from the environment."""

    signing_key_file: Path = setting(
        help="a readable file with an Ed25519 private key, PEM; python -m users new-key makes one",
        check=is_key_file,
    )
    other_key_file: Path | None = setting(
        default=None,
        help="a file with another such key, whose tokens are good too: the last one or the next",
        check=is_key_file,
    )
    token_audience: bool = setting(
        default=False,
        help="true to name in tokens the services that they are for; services of a version that"
        " does not know of it refuse such tokens",
    )


def load_signer(path: Path, audience: Sequence[str] = ()) -> Signer:
    """Load the key, whose tokens are for the audience.

    Raise OSError, or ValueError if it is no unencrypted Ed25519 key.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("the key is encrypted or of an unknown kind") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the key is not Ed25519")  # noqa: TRY004 (what is wrong is the file)
    return Signer(key, audience)


def write_new_key(path: Path) -> Signer:
    """Generate a key and write it to a new file that only its owner can read. Raise OSError."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return Signer(key)


def load_signers(settings: KeySettings) -> list[Signer]:
    """Load the keys, the signing one first. Raise OSError, ValueError."""
    files = [settings.signing_key_file, settings.other_key_file]
    audience = AUDIENCE if settings.token_audience else ()
    return [load_signer(path, audience) for path in files if path is not None]


@dataclass(frozen=True)
class LocalKeyring:
    """The keyring with which users verifies tokens itself, without a call."""

    signers: Sequence[Signer] = field(repr=False)
    fetch_revoked: FetchRevoked

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        """Return the public keys by their ids."""
        return {signer.key_id: signer.private_key.public_key() for signer in self.signers}

    async def revoked_sessions(self, since: datetime | None) -> RevokedSessions:
        """Return the sessions that ended since."""
        return await self.fetch_revoked(since)
