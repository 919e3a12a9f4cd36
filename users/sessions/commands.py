"""Logging in, refreshing a session and logging out."""

import logging
from dataclasses import dataclass
from uuid import UUID

from chassis import audit_log
from chassis.auth.access_tokens import Signer
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.ids import new_id
from users import store
from users.domain import (
    ACCESS_LIFETIME,
    MAX_SESSIONS,
    REFRESH_LIFETIME,
    REPEAT_PERIOD,
    Account,
    Email,
    Session,
    SessionNotFound,
    SessionOver,
    TokenPair,
    WrongCredentials,
    is_good_password,
)
from users.passwords.hasher import Passwords
from users.rate_limits.rate_limiter import RateLimiter, TooManyRequests
from users.sessions import store as session_store
from users.sessions.refresh_token import RefreshToken, new_token_key

_log = logging.getLogger("tienda.users")


@dataclass(frozen=True, slots=True)
class SessionCommands:
    """Begins, refreshes and ends sessions. Each has one refresh token that is valid now."""

    database: Database
    passwords: Passwords
    signer: Signer
    rate_limiter: RateLimiter
    clock: Clock

    async def log_in(
        self, email: Email, password: str, device: str = ""
    ) -> tuple[Account, TokenPair]:
        """Begin a session; `device` is a browser's name for itself.

        Raise WrongCredentials, TooManyRequests.
        """
        # Before the password is checked: so concurrent guesses do not exceed the limit.
        try:
            attempts = await self.rate_limiter.acquire_log_in(email)
        except TooManyRequests as refusal:
            audit_log.record("log-in refused", account=None, reason=refusal.reason)
            raise
        if not is_good_password(password):
            # No account has such a password, so the e-mail is not looked up.
            audit_log.record("log-in refused", account=None)
            raise WrongCredentials
        async with self.database.reading() as connection:
            credentials = await store.find_credentials_by_email(connection, email)
        if credentials is None:
            audit_log.record("log-in refused", account=None)
            # Takes as long as a wrong password: time does not reveal who has an account.
            await self.passwords.hash(password)
            raise WrongCredentials
        if not await self.passwords.verify(password, credentials.password_hash):
            audit_log.record("log-in refused", account=credentials.account.id)
            raise WrongCredentials
        await self.rate_limiter.refund(attempts)
        await self.rate_limiter.remember_client(email)
        return credentials.account, await self._begin(credentials, password, device)

    async def refresh(self, text: str) -> tuple[Account, TokenPair]:
        """Exchange a refresh token for a new pair. Raise SessionOver.

        Whoever repeats it within REPEAT_PERIOD gets the same refresh token: the answer may be lost.
        Any other token that was used before is known to two parties, its owner and a thief.
        Which of them uses it now is unknown, so the session ends for both. A token that the session
        never had ends nothing: its id is no secret.
        """
        old = RefreshToken.parse(text)
        if old is None:
            raise SessionOver
        now = self.clock()
        async with self.database.transaction() as connection:
            stored = await session_store.lock_session(connection, old.session_id)
            if stored is None or not stored.secret.has_made(old):
                raise SessionOver
            key = stored.secret.token_key or new_token_key()
            new = old.successor(key)
            if stored.expires_at > now:
                if stored.secret.is_valid(old):
                    secret = session_store.SessionSecret(new.digest, key)
                    await session_store.refresh_session(
                        connection, old.session_id, secret, now, now + REFRESH_LIFETIME
                    )
                    return stored.account, self._token_pair(stored.account, new)
                if stored.secret.has_replaced(old) and now < stored.refreshed_at + REPEAT_PERIOD:
                    return stored.account, self._token_pair(stored.account, new)
            await session_store.delete_session(connection, old.session_id)
        # Raised after the commit, which it would roll back.
        _log.warning("old refresh token", extra={"session": str(old.session_id)})
        audit_log.record("session ended", account=None, session=str(old.session_id))
        raise SessionOver

    async def log_out(self, text: str) -> None:
        """End the session of a refresh token, even of a used one; an unknown one is no error."""
        token = RefreshToken.parse(text)
        if token is None:
            return
        async with self.database.transaction() as connection:
            stored = await session_store.lock_session(connection, token.session_id)
            ended = (
                stored is not None
                and stored.secret.has_made(token)
                and await session_store.delete_session(connection, token.session_id)
            )
        if ended:
            audit_log.record("log-out", account=None, session=str(token.session_id))

    async def end(self, account_id: UUID, session_id: UUID) -> None:
        """End one of the account's sessions. Raise SessionNotFound."""
        async with self.database.transaction() as connection:
            if not await session_store.delete_session_of(connection, account_id, session_id):
                raise SessionNotFound
        audit_log.record("session ended", account=account_id, session=str(session_id))

    async def _begin(
        self, credentials: store.StoredCredentials, password: str, device: str
    ) -> TokenPair:
        account_id = credentials.account.id
        outdated = self.passwords.needs_rehash(credentials.password_hash)
        new_hash = await self.passwords.hash(password) if outdated else None
        key = new_token_key()
        token = RefreshToken.new(new_id(), key)
        secret = session_store.SessionSecret(token.digest, key)
        now = self.clock()
        async with self.database.transaction() as connection:
            # The account may be closed, or its password changed, while this one was checked.
            current_hash = await store.lock_password_hash(connection, account_id)
            if current_hash != credentials.password_hash:
                raise WrongCredentials
            if new_hash is not None:
                await store.update_password_hash(connection, account_id, new_hash)
            await session_store.delete_expired_sessions(connection, account_id, now)
            await session_store.delete_least_used_sessions(
                connection, account_id, keep=MAX_SESSIONS - 1
            )
            session = Session(token.session_id, device, created_at=now, used_at=now)
            await session_store.add_session(
                connection, session, account_id, secret, now + REFRESH_LIFETIME
            )
        audit_log.record("log-in", account=account_id, session=str(token.session_id))
        return self._token_pair(credentials.account, token)

    def _token_pair(self, account: Account, refresh: RefreshToken) -> TokenPair:
        now = self.clock()
        access = self.signer.sign(
            account.id, account.role, refresh.session_id, now, ACCESS_LIFETIME
        )
        return TokenPair(access, refresh.text)
