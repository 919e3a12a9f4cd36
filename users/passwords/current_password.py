"""Asks for the current password again, before what only the account's owner may do."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db.database import Database
from chassis.errors import InvalidRequest
from chassis.request_context import NotSignedIn
from chassis.violations import Code
from users import store
from users.passwords.hasher import Passwords
from users.rate_limits.rate_limiter import RateLimiter, password_attempts


@dataclass(frozen=True, slots=True)
class CurrentPassword:
    """Verifies the password of an account that is signed in."""

    database: Database
    passwords: Passwords
    rate_limiter: RateLimiter
    field: str
    """The request's field with the password, which errors name."""

    async def verify(self, account_id: UUID, password: str) -> store.StoredCredentials:
        """Return the account's credentials.

        Raise InvalidRequest for a wrong password, NotSignedIn, TooManyRequests.
        """
        attempts = password_attempts(account_id)
        await self.rate_limiter.acquire(attempts)
        async with self.database.reading() as connection:
            credentials = await store.find_credentials(connection, account_id)
        if credentials is None:
            raise NotSignedIn("the account is closed")
        if not await self.passwords.verify(password, credentials.password_hash):
            raise self._wrong()
        await self.rate_limiter.refund(attempts)
        return credentials

    async def lock(self, connection: AsyncConnection, credentials: store.StoredCredentials) -> None:
        """Lock the account. Raise InvalidRequest if its password has changed since `verify`."""
        current_hash = await store.lock_password_hash(connection, credentials.account.id)
        if current_hash != credentials.password_hash:
            raise self._wrong()

    def _wrong(self) -> InvalidRequest:
        return InvalidRequest.of(self.field, Code.WRONG_PASSWORD)
