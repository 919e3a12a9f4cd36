"""Limits the rate of attempts by account, by client address, or by both.

Limits apply to requests that check a password, send an e-mail or open an account. All processes
share them, and they do not reveal whether an account exists.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.client_network import client_network
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import DomainError, Kind
from users.domain import Email
from users.rate_limits import store as rate_limit_store


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A token bucket: `burst` attempts at once, and one more after each `interval`."""

    name: str
    """Part of the buckets' keys: renaming a limit refills its buckets."""
    burst: int
    interval: timedelta
    counts_right: bool = False
    """Whether attempts that turn out to be no guesses count too, as they are work all the same."""


# An account allows ten wrong passwords from one address, and then one per minute. Guesses from many
# addresses are limited for the account as a whole, to one in twelve seconds. Meanwhile its owner
# may have to wait that long, but is never locked out. From an address where they logged in
# recently, they do not wait for the guesses of others.
LOG_IN_BY_ACCOUNT_AND_CLIENT = RateLimit(
    "log-in of an account from an address", 10, timedelta(minutes=1)
)
LOG_IN_BY_ACCOUNT = RateLimit("log-in of an account", 100, timedelta(seconds=12))
LOG_IN_BY_CLIENT = RateLimit("log-in from an address", 100, timedelta(seconds=6))
PASSWORD_BY_ACCOUNT = RateLimit("current password of an account", 10, timedelta(minutes=1))
RESET_BY_ACCOUNT = RateLimit("reset of an account", 5, timedelta(minutes=5))
RESET_BY_CLIENT = RateLimit("reset from an address", 50, timedelta(seconds=20))
CONFIRMATION_BY_ACCOUNT = RateLimit("confirmation of an account", 5, timedelta(minutes=5))
# Right passwords are hashed too. Many shoppers may be behind one address, so these are loose.
ANY_LOG_IN_BY_CLIENT = RateLimit(
    "any log-in from an address", 300, timedelta(seconds=1), counts_right=True
)
ANY_PASSWORD_BY_ACCOUNT = RateLimit(
    "any current password of an account", 50, timedelta(seconds=30), counts_right=True
)
REGISTRATION_BY_CLIENT = RateLimit("account opened from an address", 100, timedelta(seconds=20))

# Opening an account with a taken e-mail tells that it is taken, so that few can be tried. It is
# counted before anybody knows: once there are none left, a free e-mail gets the same refusal.
TAKEN_BY_CLIENT = RateLimit("taken e-mail from an address", 20, timedelta(minutes=10))
TAKEN_NOTICE_BY_ACCOUNT = RateLimit("notice of a taken e-mail", 1, timedelta(days=1))

CLIENT_REMEMBERED_FOR = timedelta(days=30)
"""How long after a log-in its address counts as the owner's."""

Attempt = tuple[RateLimit, str]
"""A limit, and the account or address whose bucket the attempt takes a token from."""


class TooManyRequests(DomainError):
    """A rate limit is exceeded; `retry_after` is the seconds until the next attempt is allowed."""

    kind = Kind.EXHAUSTED
    reason = "TOO_MANY_REQUESTS"

    def __init__(self, wait: timedelta) -> None:
        seconds = math.ceil(wait.total_seconds())
        super().__init__("tried too often", items=[{"retry_after": seconds}])


@dataclass(frozen=True, slots=True)
class RateLimiter:
    """Counts attempts in the database, which all processes of users share."""

    database: Database
    clock: Clock

    async def acquire(self, attempts: Sequence[Attempt]) -> None:
        """Count the attempts in turn. Raise TooManyRequests at the first exceeded limit.

        The attempts counted before it are refunded, since the request is not carried out. So an
        owner who is held up by the guesses of others does not use up the attempts from their own
        address.
        """
        now = self.clock()
        counted: list[Attempt] = []
        wait: timedelta | None = None
        async with self.database.autocommit() as connection:
            for limit, subject in attempts:
                key = _key(limit.name, subject)
                wait = await rate_limit_store.take_token(
                    connection, key, limit.burst, limit.interval, now
                )
                if wait is not None:
                    break
                counted.append((limit, subject))
        if wait is not None:
            await self._return(counted)
            raise TooManyRequests(wait)

    async def acquire_log_in(self, email: Email) -> Sequence[Attempt]:
        """Count a log-in, and return the attempts counted for it. Raise TooManyRequests.

        From an address where the owner logged in recently, the guesses of others do not count.
        """
        attempts = log_in_attempts(email)
        async with self.database.autocommit() as connection:
            is_known = await rate_limit_store.is_remembered(
                connection, _client_key(email), self.clock()
            )
        if is_known:
            attempts = [attempt for attempt in attempts if attempt[0] is not LOG_IN_BY_ACCOUNT]
        await self.acquire(attempts)
        return attempts

    async def remember_client(self, email: Email) -> None:
        """Remember that the account's owner has logged in from the caller's address."""
        if not client_network():
            return
        async with self.database.autocommit() as connection:
            await rate_limit_store.remember(
                connection, _client_key(email), self.clock() + CLIENT_REMEMBERED_FOR
            )

    async def refund(self, attempts: Sequence[Attempt]) -> None:
        """Return the tokens of attempts that turned out not to be guesses."""
        await self._return([attempt for attempt in attempts if not attempt[0].counts_right])

    async def _return(self, attempts: Sequence[Attempt]) -> None:
        async with self.database.autocommit() as connection:
            for limit, subject in attempts:
                await rate_limit_store.return_token(
                    connection, _key(limit.name, subject), limit.interval
                )


def log_in_attempts(email: Email) -> Sequence[Attempt]:
    """Return the attempts that a log-in counts as."""
    network = client_network()
    return [
        (LOG_IN_BY_ACCOUNT_AND_CLIENT, f"{email.key} {network}"),
        (LOG_IN_BY_ACCOUNT, email.key),
        *_by_client(LOG_IN_BY_CLIENT),
        *_by_client(ANY_LOG_IN_BY_CLIENT),
    ]


def password_attempts(account_id: UUID) -> Sequence[Attempt]:
    """Return the attempts that a check of the current password counts as."""
    return [(PASSWORD_BY_ACCOUNT, str(account_id)), (ANY_PASSWORD_BY_ACCOUNT, str(account_id))]


def reset_attempts(email: Email) -> Sequence[Attempt]:
    """Return the attempts that a request for a new password counts as."""
    return [(RESET_BY_ACCOUNT, email.key), *_by_client(RESET_BY_CLIENT)]


def confirmation_attempts(account_id: UUID) -> Sequence[Attempt]:
    """Return the attempts that a request for another confirmation link counts as."""
    return [(CONFIRMATION_BY_ACCOUNT, str(account_id))]


def registration_attempts() -> Sequence[Attempt]:
    """Return the attempts that a registration counts as."""
    return _by_client(REGISTRATION_BY_CLIENT)


def taken_attempts() -> Sequence[Attempt]:
    """Return the attempts that a registration counts as if its e-mail is taken."""
    return _by_client(TAKEN_BY_CLIENT)


def taken_notice_attempts(email: Email) -> Sequence[Attempt]:
    """Return the attempts that a notice about a taken e-mail counts as."""
    return [(TAKEN_NOTICE_BY_ACCOUNT, email.key)]


def _by_client(limit: RateLimit) -> Sequence[Attempt]:
    # An operator's command has no address.
    network = client_network()
    return [(limit, network)] if network else []


def _client_key(email: Email) -> bytes:
    return _key("where the owner of an account has been", f"{email.key} {client_network()}")


def _key(name: str, subject: str) -> bytes:
    return hashlib.sha256(f"{name}\n{subject}".encode()).digest()
