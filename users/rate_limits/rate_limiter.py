"""How often one may try: by account, by address, and by both, the same for every process.

What is limited is what guesses a password, sends a mail or opens an account. None of it is told
from whether the account exists.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import DomainError, Kind
from chassis.request_context import client_address
from users.domain import Email
from users.rate_limits import store as rate_limit_store


@dataclass(frozen=True, slots=True)
class Rule:
    """So many at once, and then one each so often."""

    name: str
    burst: int
    every: timedelta


# Ten wrong passwords for one account from one address, and then one a minute. Who tries from many
# addresses is slowed for the account as a whole, to one in twelve seconds: its owner may have to
# wait for that long while it goes on, and is never locked out; where they have been of late, they
# do not wait for others.
LOG_IN_HERE = Rule("log-in of an account from an address", 10, timedelta(minutes=1))
LOG_IN = Rule("log-in of an account", 100, timedelta(seconds=12))
LOG_IN_FROM = Rule("log-in from an address", 100, timedelta(seconds=6))
PASSWORD = Rule("current password of an account", 10, timedelta(minutes=1))
RESET = Rule("reset of an account", 5, timedelta(minutes=5))
RESET_FROM = Rule("reset from an address", 50, timedelta(seconds=20))
CONFIRM = Rule("confirmation of an account", 5, timedelta(minutes=5))
OPEN_FROM = Rule("account opened from an address", 100, timedelta(seconds=20))

KNOWN_FOR = timedelta(days=30)
"""How long an address is an account's own after a log-in."""

Try = tuple[Rule, str]
"""A rule, and whom it is held against."""


class TooManyRequests(DomainError):
    """It was tried too often; later it may go."""

    kind = Kind.EXHAUSTED
    reason = "TOO_MANY_REQUESTS"

    def __init__(self, wait: timedelta) -> None:
        seconds = math.ceil(wait.total_seconds())
        super().__init__("tried too often", items=[{"retry_after": seconds}])


class Limits:
    """The limits, in the database that every process of users shares."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, tries: Sequence[Try]) -> None:
        """Count one try of each, in turn. Raise TooManyRequests at the first that is too many.

        Those before it are taken back: what is not looked at is no try. An owner who waits while
        others guess does not use up the tries that are theirs alone.
        """
        now = self._clock()
        taken: list[Try] = []
        wait: timedelta | None = None
        async with self._database.autocommit() as connection:
            for rule, whose in tries:
                key = _key(rule, whose)
                wait = await rate_limit_store.take(connection, key, rule.burst, rule.every, now)
                if wait is not None:
                    break
                taken.append((rule, whose))
        if wait is not None:
            await self.give_back(taken)
            raise TooManyRequests(wait)

    async def take_log_in(self, email: Email) -> Sequence[Try]:
        """Count a log-in, and answer what it was counted as. Raise TooManyRequests.

        From where the account's owner has been of late, what others guess is none of their matter.
        """
        tries = log_in(email)
        async with self._database.autocommit() as connection:
            known = await rate_limit_store.is_kept(connection, _known(email), self._clock())
        if known:
            tries = [one for one in tries if one[0] is not LOG_IN]
        await self.take(tries)
        return tries

    async def note_log_in(self, email: Email) -> None:
        """Note that the account's owner has been here."""
        if not _address():
            return
        async with self._database.autocommit() as connection:
            await rate_limit_store.keep(connection, _known(email), self._clock() + KNOWN_FOR)

    async def give_back(self, tries: Sequence[Try]) -> None:
        """Take back one try of each: it was no guess."""
        async with self._database.autocommit() as connection:
            for rule, whose in tries:
                await rate_limit_store.give_back(connection, _key(rule, whose), rule.every)


def log_in(email: Email) -> Sequence[Try]:
    """Return what a log-in is counted as."""
    address = _address()
    return [(LOG_IN_HERE, f"{email.key} {address}"), (LOG_IN, email.key), *_from(LOG_IN_FROM)]


def reset(email: Email) -> Sequence[Try]:
    """Return what a wish for a new password is counted as."""
    return [(RESET, email.key), *_from(RESET_FROM)]


def opening() -> Sequence[Try]:
    """Return what opening an account is counted as."""
    return _from(OPEN_FROM)


def _from(rule: Rule) -> Sequence[Try]:
    # A call from within, an operator's, says no address.
    address = _address()
    return [(rule, address)] if address else []


def _address() -> str:
    """Return where the request comes from; of IPv6 the network, of which one has all addresses."""
    text = client_address.get()
    if not text:
        return ""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def _key(rule: Rule, whose: str) -> bytes:
    return _digest(rule.name, whose)


def _known(email: Email) -> bytes:
    return _digest("where the owner of an account has been", f"{email.key} {_address()}")


def _digest(what: str, whose: str) -> bytes:
    return hashlib.sha256(f"{what}\n{whose}".encode()).digest()
