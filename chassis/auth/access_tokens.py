"""Access tokens: each service verifies its callers itself.

A token is a JWT that users signs with Ed25519 (RFC 8037). The public keys come from users'
KeyService and are cached, so that a service goes on verifying while users is down. The list of
revoked sessions is cached too: their tokens are rejected before they expire.
"""

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chassis.auth.revoked_sessions import RevocationList, RevokedSessions
from chassis.errors import DomainError, Kind
from chassis.ids import parse_id
from chassis.request_context import Caller, Role

ISSUER = "tienda-users"
AUDIENCE = ("catalog", "orders", "users")
"""The services that a session's token is for."""
ALGORITHM = "EdDSA"
KEYS_TTL = 300.0
"""Seconds after which the public keys are fetched again."""
MIN_FETCH_INTERVAL = 5.0
"""Minimum seconds between two fetches, so that made-up key ids cannot overload users."""
REVOCATIONS_TTL = 2.0
"""Seconds for which the token of a revoked session may still be accepted, while users is up."""
RETRY_INTERVAL = 0.5
"""Seconds between two fetches after a failed one: users may just be starting."""


class Keyring(Protocol):
    """The source of signing keys and revoked sessions."""

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        """Return the valid public keys by their ids. Raise DomainError."""

    async def revoked_sessions(self, since: datetime | None) -> RevokedSessions:
        """Return the sessions revoked since a moment. Raise DomainError.

        With None: all whose access tokens may still be unexpired.
        """


class TokenRefused(DomainError):
    """The token is not ours, or has been revoked."""

    kind = Kind.UNAUTHENTICATED
    reason = "TOKEN_INVALID"


class TokenExpired(TokenRefused):
    """The token was valid and has expired; refreshing the session brings a new one."""

    reason = "TOKEN_EXPIRED"


@dataclass(frozen=True)
class Signer:
    """Signs access tokens with one private key."""

    private_key: Ed25519PrivateKey
    audience: Sequence[str] = ()
    """The services that its tokens are for; if empty, tokens do not say."""

    @property
    def key_id(self) -> str:
        """The public key's RFC 7638 thumbprint."""
        return thumbprint(self.private_key.public_key())

    def sign(
        self, account_id: UUID, role: Role, session_id: UUID, now: datetime, lifetime: timedelta
    ) -> str:
        """Return a token for the account, valid from now for `lifetime`."""
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "sub": str(account_id),
            "role": role.value,
            "sid": str(session_id),
            "iat": now,
            "exp": now + lifetime,
        }
        if self.audience:
            claims["aud"] = list(self.audience)
        return jwt.encode(claims, self.private_key, ALGORITHM, headers={"kid": self.key_id})


def thumbprint(key: Ed25519PublicKey) -> str:
    """Return the key's id: base64url of SHA-256 over its canonical JWK (RFC 7638, RFC 8037)."""
    x = _base64url(key.public_bytes_raw())
    canonical = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":"))
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class TokenVerifier:
    """Verifies access tokens by a keyring, whose keys and revoked sessions it caches."""

    def __init__(
        self,
        keyring: Keyring,
        *,
        audience: str | None = None,
        revocations_ttl: float = REVOCATIONS_TTL,
    ) -> None:
        """Cache the list of revoked sessions for `revocations_ttl` seconds.

        `audience` is the service that verifies: a token for others alone is refused.
        """
        self._keyring = keyring
        self._audience = audience
        self._revocations = RevocationList(keyring.revoked_sessions, revocations_ttl)
        self._keys: Mapping[str, Ed25519PublicKey] = {}
        self._keys_fetched = float("-inf")
        self._last_fetch = float("-inf")
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
                # PyJWT would refuse a token without an audience where one is expected.
                options={"require": ["exp", "iat", "iss", "sub"], "verify_aud": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenExpired("the token has run out") from error
        except jwt.InvalidTokenError as error:
            raise TokenRefused("the token is no good") from error
        if not self._is_for_this_service(claims):
            raise TokenRefused("the token is for another service")
        account_id = parse_id(claims["sub"])
        if account_id is None or claims.get("role") not in set(Role):
            raise TokenRefused("the token names no account")
        session_id = parse_id(str(claims.get("sid", "")))
        if session_id is not None and await self._revocations.has(session_id):
            raise TokenRefused("the token's session has ended")
        return Caller(account_id, Role(claims["role"]), session_id)

    def _is_for_this_service(self, claims: Mapping[str, Any]) -> bool:
        audience = claims.get("aud")
        # Of an earlier version, or of a users that does not say yet.
        if audience is None or self._audience is None:
            return True
        return self._audience in ([audience] if isinstance(audience, str) else audience)

    async def _key_of(self, token: str) -> Ed25519PublicKey:
        try:
            key_id = str(jwt.get_unverified_header(token).get("kid", ""))
        except jwt.InvalidTokenError as error:
            raise TokenRefused("the token is no JWT") from error
        known = key_id in self._keys
        # A token with a known key does not wait for a fetch that another call has started.
        if self._is_fetch_due(known=known) and not (known and self._lock.locked()):
            async with self._lock:
                if self._is_fetch_due(known=key_id in self._keys):
                    await self._fetch_keys()
        # A known key stays valid while users is down.
        if key_id in self._keys:
            return self._keys[key_id]
        if self._fault is not None:
            raise DomainError(self._fault.message, kind=self._fault.kind, reason=self._fault.reason)
        raise TokenRefused("the token's key is not known")

    def _is_fetch_due(self, *, known: bool) -> bool:
        now = time.monotonic()
        expired = now - self._keys_fetched > KEYS_TTL
        interval = MIN_FETCH_INTERVAL if self._fault is None else RETRY_INTERVAL
        return (expired or not known) and now - self._last_fetch > interval

    async def _fetch_keys(self) -> None:
        try:
            self._keys = await self._keyring.keys()
        except DomainError as fault:
            self._fault = fault
        else:
            self._fault = None
            self._keys_fetched = time.monotonic()
        self._last_fetch = time.monotonic()
