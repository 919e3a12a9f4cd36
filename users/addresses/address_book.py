"""The addresses that an account keeps."""

from collections.abc import Sequence
from uuid import UUID

from chassis.db.database import Database
from chassis.errors import InvalidRequest
from chassis.ids import new_id
from chassis.request_context import NotSignedIn
from chassis.violations import Code
from users import store
from users.domain import MAX_ADDRESSES, AddressNotFound, PostalAddress, SavedAddress


class AddressBook:
    """The addresses of every account; nobody reaches another's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def show(self, account_id: UUID) -> Sequence[SavedAddress]:
        """Return the account's addresses, the oldest first."""
        async with self._database.reading() as connection:
            return await store.addresses_of(connection, account_id)

    async def add(self, account_id: UUID, postal: PostalAddress) -> SavedAddress:
        """Keep one more. Raise InvalidRequest when the account has its 20, NotSignedIn."""
        saved = SavedAddress(new_id(), postal)
        async with self._database.transaction() as connection:
            # Held, so that two at once do not both count 19.
            if not await store.hold_account(connection, account_id):
                raise NotSignedIn("the account is closed")
            if await store.count_addresses(connection, account_id) >= MAX_ADDRESSES:
                raise InvalidRequest.of("address", Code.TOO_MANY_ADDRESSES, max=MAX_ADDRESSES)
            await store.add_address(connection, account_id, saved)
        return saved

    async def change(self, account_id: UUID, saved: SavedAddress) -> SavedAddress:
        """Replace the one with the same id. Raise AddressNotFound."""
        async with self._database.transaction() as connection:
            if not await store.change_address(connection, account_id, saved):
                raise AddressNotFound
        return saved

    async def remove(self, account_id: UUID, address_id: UUID) -> None:
        """Remove it. Raise AddressNotFound."""
        async with self._database.transaction() as connection:
            if not await store.remove_address(connection, account_id, address_id):
                raise AddressNotFound
