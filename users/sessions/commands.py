"""Logging in, staying in and logging out."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis import audit_log
from chassis.auth.access_tokens import Signer
from chassis.auth.revoked_sessions import RevokedSessions
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.ids import new_id
from users import store
from users.domain import (
    ACCESS_LIFETIME,
    REFRESH_LIFETIME,
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
from users.rate_limits.rate_limiter import Limits, TooManyRequests
from users.sessions import store as session_store
from users.sessions.refresh_token import RefreshToken

_log = logging.getLogger("tienda.users")


class Sessions:
    """The sessions of the accounts: one a log-in, with one refresh token that is good now."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        signer: Signer,
        rates: Limits,
        clock: Clock,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._signer = signer
        self._limits = rates
        self._clock = clock

    async def log_in(
        self, email: Email, password: str, device: str = ""
    ) -> tuple[Account, TokenPair]:
        """Begin a session on a device, by whatever name that goes.

        Raise WrongCredentials, TooManyRequests.
        """
        # Before it is looked at: of many guesses at once no more are checked than there may be.
        try:
            tries = await self._limits.take_log_in(email)
        except TooManyRequests as refusal:
            audit_log.record("log-in refused", account=None, reason=refusal.reason)
            raise
        if not is_good_password(password):
            # Nobody has such a password, so its e-mail is not looked at.
            audit_log.record("log-in refused", account=None)
            raise WrongCredentials
        async with self._database.reading() as connection:
            login = await store.login_of(connection, email)
        if login is None:
            audit_log.record("log-in refused", account=None)
            # As long as a wrong password takes: time does not tell who has an account.
            await self._passwords.hash(password)
            raise WrongCredentials
        if not await self._passwords.matches(password, login.password_hash):
            audit_log.record("log-in refused", account=login.account.id)
            raise WrongCredentials
        await self._limits.give_back(tries)
        await self._limits.note_log_in(email)
        return login.account, await self._begin(login, password, device)

    async def refresh(self, text: str) -> tuple[Account, TokenPair]:
        """Trade a refresh token for a new pair. Raise SessionOver.

        One that was used before is in two hands, its owner's and a thief's. Which of them comes
        now cannot be told, so the session ends for both.
        """
        old = RefreshToken.read(text)
        if old is None:
            raise SessionOver
        new = RefreshToken.fresh(old.session_id)
        now = self._clock()
        async with self._database.transaction() as connection:
            digests = (old.digest, new.digest)
            account = await session_store.renew_session(
                connection, old.session_id, digests, now, now + REFRESH_LIFETIME
            )
            ended = account is None and await session_store.remove_session(
                connection, old.session_id
            )
        # Raised past the commit, which it would undo.
        if account is None:
            if ended:
                _log.warning("old refresh token", extra={"session": str(old.session_id)})
                audit_log.record("session ended", account=None, session=str(old.session_id))
            raise SessionOver
        return account, self._pair(account, new)

    async def log_out(self, text: str) -> None:
        """End the session of a refresh token; one that is not known is no error."""
        token = RefreshToken.read(text)
        if token is None:
            return
        async with self._database.transaction() as connection:
            ended = await session_store.remove_session(connection, token.session_id)
        if ended:
            audit_log.record("log-out", account=None, session=str(token.session_id))

    async def show(self, account_id: UUID) -> Sequence[Session]:
        """Return the account's sessions, the latest used first."""
        async with self._database.reading() as connection:
            return await session_store.sessions_of(connection, account_id, self._clock())

    async def end(self, account_id: UUID, session_id: UUID) -> None:
        """End one of the account's sessions. Raise SessionNotFound."""
        async with self._database.transaction() as connection:
            if not await session_store.remove_session_of(connection, account_id, session_id):
                raise SessionNotFound
        audit_log.record("session ended", account=account_id, session=str(session_id))

    async def ended_since(self, since: datetime | None) -> RevokedSessions:
        """Return the sessions that ended since, or with None all whose tokens may still run."""
        async with self._database.reading() as connection:
            return await session_store.ended_since(connection, since)

    async def _begin(self, login: store.Login, password: str, device: str) -> TokenPair:
        account_id = login.account.id
        dated = self._passwords.is_dated(login.password_hash)
        rehashed = await self._passwords.hash(password) if dated else None
        token = RefreshToken.fresh(new_id())
        now = self._clock()
        async with self._database.transaction() as connection:
            # Closed, or another password, while this one was checked?
            if await store.hold_password_hash(connection, account_id) != login.password_hash:
                raise WrongCredentials
            if rehashed is not None:
                await store.change_password_hash(connection, account_id, rehashed)
            await session_store.remove_stale_sessions(connection, account_id, now)
            session = Session(token.session_id, device, created_at=now, used_at=now)
            await session_store.add_session(
                connection, session, account_id, token.digest, now + REFRESH_LIFETIME
            )
        audit_log.record("log-in", account=account_id, session=str(token.session_id))
        return self._pair(login.account, token)

    def _pair(self, account: Account, refresh: RefreshToken) -> TokenPair:
        now = self._clock()
        access = self._signer.sign(
            account.id, account.role, refresh.session_id, now, ACCESS_LIFETIME
        )
        return TokenPair(access, refresh.text)
