"""The private key that access tokens are signed with: in a file, PEM, PKCS #8, Ed25519."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from chassis.config import setting
from chassis.identity import FetchKeys, Signer


def is_key_file(path: Path) -> bool:
    """Whether the file holds a key to sign with."""
    try:
        load_signer(path)
    except (OSError, ValueError):
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class KeySettings:
    """What whoever signs reads from the environment."""

    signing_key_file: Path = setting(
        help="a readable file with an Ed25519 private key, PEM; python -m users new-key makes one",
        check=is_key_file,
    )


def load_signer(path: Path) -> Signer:
    """Read the key. Raises OSError, or ValueError when it is no unencrypted Ed25519 key."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("the key is encrypted or of an unknown kind") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the key is not Ed25519")  # noqa: TRY004 (what is wrong is the file)
    return Signer(key)


def write_new_key(path: Path) -> Signer:
    """Make a key and write it for its owner alone to read. Raises OSError; replaces no file."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return Signer(key)


def own_keys(signer: Signer) -> FetchKeys:
    """Answer what TokenVerifier asks for the public keys: users needs no call to know its own."""
    keys = {signer.key_id: signer.private_key.public_key()}

    async def fetch() -> Mapping[str, Ed25519PublicKey]:
        return keys

    return fetch
