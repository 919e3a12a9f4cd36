"""Access tokens that must open no door of a running store."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.auth.access_tokens import Signer
from chassis.request_context import Role
from tests.store import RunningStore
from users.sessions.signing_keys import load_signer


def signer_of(store: RunningStore) -> Signer:
    return load_signer(store.state / "users-signing-key.pem")


def token_for(store: RunningStore, role: Role, account_id: UUID | None = None) -> str:
    """Return a good token, as for a script."""
    now = datetime.now(UTC)
    return signer_of(store).sign(account_id or uuid4(), role, uuid4(), now, timedelta(minutes=30))


def bad_tokens(store: RunningStore) -> Mapping[str, str]:
    """Return tokens of an admin's that are all wrong in one way."""
    now, half_an_hour = datetime.now(UTC), timedelta(minutes=30)
    signer, stranger = signer_of(store), Signer(Ed25519PrivateKey.generate())
    good = signer.sign(uuid4(), Role.ADMIN, uuid4(), now, half_an_hour)
    header, payload, signature = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    for_others = replace(signer, audience=["payments"])
    customers = signer.sign(uuid4(), Role.CUSTOMER, uuid4(), now, half_an_hour).split(".")
    return {
        "expired": signer.sign(
            uuid4(), Role.ADMIN, uuid4(), now - timedelta(hours=1), half_an_hour
        ),
        "for another service": for_others.sign(uuid4(), Role.ADMIN, uuid4(), now, half_an_hour),
        "of another key": stranger.sign(uuid4(), Role.ADMIN, uuid4(), now, half_an_hour),
        "of another key under our id": jwt.encode(
            claims, stranger.private_key, "EdDSA", headers={"kid": signer.key_id}
        ),
        "alg none": f"{_part({'alg': 'none', 'typ': 'JWT', 'kid': signer.key_id})}.{payload}.",
        "signed with the public key": jwt.encode(
            claims,
            signer.private_key.public_key().public_bytes_raw(),
            "HS256",
            headers={"kid": signer.key_id},
        ),
        "a changed payload": f"{customers[0]}.{payload}.{customers[2]}",
        "a cut signature": f"{header}.{payload}.{signature[:-6]}",
        "no token": "no-token",
    }


def _part(content: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
