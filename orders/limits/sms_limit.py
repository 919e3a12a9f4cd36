"""How many SMS a phone number gets in a day, whoever has them sent."""

from dataclasses import dataclass
from datetime import timedelta

from chassis.clock import Clock
from chassis.db.database import Database
from orders.limits import store as limit_store
from orders.limits.domain import key_of

DEFAULT_SMS_BY_NUMBER = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SmsLimit:
    """Counts the SMS of each number in the database, which all workers share."""

    database: Database
    a_day: int
    """SMS a day to one number; 0 is no limit."""
    clock: Clock

    async def take(self, number: str) -> bool:
        """Count one SMS to this number; return whether it may be sent."""
        if not self.a_day:
            return True
        async with self.database.autocommit() as connection:
            wait = await limit_store.take(
                connection, _key(number), _DAY / self.a_day, _DAY, self.clock()
            )
        return wait is None

    async def give_back(self, number: str) -> None:
        """Uncount one SMS that was not sent after all."""
        if self.a_day:
            async with self.database.autocommit() as connection:
                await limit_store.give_back(connection, _key(number), _DAY / self.a_day)


def _key(number: str) -> bytes:
    return key_of("SMS of a number", number)
