"""Reading accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.db.database import Database
from users import store
from users.accounts import closed_account_store
from users.domain import Account, ClosedAccount, require_open


@dataclass(frozen=True, slots=True)
class AccountQueries:
    """Reads accounts."""

    database: Database

    async def get_account(self, account_id: UUID) -> Account:
        """Return the account. Raise NotSignedIn if it is closed."""
        async with self.database.reading() as connection:
            return require_open(await store.find_account(connection, account_id))

    async def list_closed(self, after_position: int, limit: int) -> Sequence[ClosedAccount]:
        """Return the accounts that were closed after a position, in that order."""
        async with self.database.reading() as connection:
            return await closed_account_store.list_closed(connection, after_position, limit)
