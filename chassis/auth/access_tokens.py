"""Access tokens: who a caller is, checked by each service for itself.

A token is a JWT signed with Ed25519 (RFC 8037) by users; the public keys come from users'
KeyService and are kept, so that a service goes on checking while users is down. So does the list of
sessions that have ended, whose tokens are good no more though they have not run out.
"""

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chassis.auth.revoked_sessions import Ended, EndedSessions
from chassis.errors import DomainError, Kind
from chassis.ids import parse_id
from chassis.request_context import Caller, Role

ISSUER = "tienda-users"
ALGORITHM = "EdDSA"
KEYS_LAST = 300.0
"""Seconds after which the public keys are asked for again."""
ASK_AGAIN_AFTER = 5.0
"""Seconds between two questions at least, so that made-up key ids cannot load users."""
ENDED_LAST = 2.0
"""Seconds that the token of a session that has ended may still pass, while users answers."""
FAULT_LASTS = 0.5
"""Seconds instead, after users did not answer: it may just be starting."""


class Keyring(Protocol):
    """Where what tokens are checked with comes from."""

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        """Return the public keys whose tokens are good, by their ids. Raise DomainError."""

    async def ended_sessions(self, since: datetime | None) -> Ended:
        """Return the sessions that ended since, with None all that matter. Raise DomainError."""


class TokenRefused(DomainError):
    """The token is not one of ours, or no longer."""

    kind = Kind.UNAUTHENTICATED
    reason = "TOKEN_INVALID"


class TokenExpired(TokenRefused):
    """The token was good and has run out; a refresh brings a new one."""

    reason = "TOKEN_EXPIRED"


@dataclass(frozen=True)
class Signer:
    """Signs access tokens with one private key."""

    private_key: Ed25519PrivateKey

    @property
    def key_id(self) -> str:
        """The public key's RFC 7638 thumbprint."""
        return thumbprint(self.private_key.public_key())

    def sign(
        self, account_id: UUID, role: Role, session_id: UUID, now: datetime, lifetime: timedelta
    ) -> str:
        """Return a token for the account, good from now for `lifetime`."""
        claims = {
            "iss": ISSUER,
            "sub": str(account_id),
            "role": role.value,
            "sid": str(session_id),
            "iat": now,
            "exp": now + lifetime,
        }
        return jwt.encode(claims, self.private_key, ALGORITHM, headers={"kid": self.key_id})


def thumbprint(key: Ed25519PublicKey) -> str:
    """Return the key's id: base64url of SHA-256 over its canonical JWK (RFC 7638, RFC 8037)."""
    x = _base64url(key.public_bytes_raw())
    canonical = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":"))
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class TokenVerifier:
    """Returns who a token stands for, keeping what `keyring` brings."""

    def __init__(self, keyring: Keyring, *, ended_last: float = ENDED_LAST) -> None:
        """`ended_last` is how many seconds the list of ended sessions is good for."""
        self._keyring = keyring
        self._ended = EndedSessions(keyring.ended_sessions, ended_last)
        self._keys: Mapping[str, Ed25519PublicKey] = {}
        self._fetched = float("-inf")
        self._asked = float("-inf")
        self._fault: DomainError | None = None
        self._lock = asyncio.Lock()

    async def verify(self, token: str) -> Caller:
        """Return the caller. Raise TokenRefused, TokenExpired, or what the keyring raises."""
        key = await self._key_of(token)
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                options={"require": ["exp", "iat", "iss", "sub"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenExpired("the token has run out") from error
        except jwt.InvalidTokenError as error:
            raise TokenRefused("the token is no good") from error
        account_id = parse_id(claims["sub"])
        if account_id is None or claims.get("role") not in set(Role):
            raise TokenRefused("the token names no account")
        session_id = parse_id(str(claims.get("sid", "")))
        if session_id is not None and await self._ended.has(session_id):
            raise TokenRefused("the token's session has ended")
        return Caller(account_id, Role(claims["role"]), session_id)

    async def _key_of(self, token: str) -> Ed25519PublicKey:
        try:
            key_id = str(jwt.get_unverified_header(token).get("kid", ""))
        except jwt.InvalidTokenError as error:
            raise TokenRefused("the token is no JWT") from error
        known = key_id in self._keys
        # Who has a key that is known does not wait for another's question.
        if self._is_time_to_ask(known=known) and not (known and self._lock.locked()):
            async with self._lock:
                if self._is_time_to_ask(known=key_id in self._keys):
                    await self._ask()
        # A key that is known stays good while users is down.
        if key_id in self._keys:
            return self._keys[key_id]
        if self._fault is not None:
            raise DomainError(self._fault.message, kind=self._fault.kind, reason=self._fault.reason)
        raise TokenRefused("the token's key is not known")

    def _is_time_to_ask(self, *, known: bool) -> bool:
        now = time.monotonic()
        stale = now - self._fetched > KEYS_LAST
        pause = ASK_AGAIN_AFTER if self._fault is None else FAULT_LASTS
        return (stale or not known) and now - self._asked > pause

    async def _ask(self) -> None:
        try:
            self._keys = await self._keyring.keys()
        except DomainError as fault:
            self._fault = fault
        else:
            self._fault = None
            self._fetched = time.monotonic()
        self._asked = time.monotonic()
