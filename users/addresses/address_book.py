"""The addresses that accounts keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.contact.postal_address import PostalAddress
from chassis.db.database import Database
from chassis.errors import InvalidRequest
from chassis.ids import new_id
from chassis.request_context import NotSignedIn
from chassis.violations import Code
from users import store
from users.addresses import store as address_store
from users.domain import MAX_ADDRESSES, AddressNotFound, SavedAddress


@dataclass(frozen=True, slots=True)
class AddressBook:
    """Reads and changes the addresses of an account."""

    database: Database

    async def list_addresses(self, account_id: UUID) -> Sequence[SavedAddress]:
        """Return the account's addresses, oldest first."""
        async with self.database.reading() as connection:
            return await address_store.list_addresses(connection, account_id)

    async def add(self, account_id: UUID, postal: PostalAddress) -> SavedAddress:
        """Save one more address. Raise InvalidRequest past MAX_ADDRESSES, NotSignedIn."""
        saved = SavedAddress(new_id(), postal)
        async with self.database.transaction() as connection:
            # Locked, so that two concurrent requests do not both count 19.
            if not await store.lock_account(connection, account_id):
                raise NotSignedIn("the account is closed")
            if await address_store.count_addresses(connection, account_id) >= MAX_ADDRESSES:
                raise InvalidRequest.of("address", Code.TOO_MANY_ADDRESSES, max=MAX_ADDRESSES)
            await address_store.add_address(connection, account_id, saved)
        return saved

    async def update(self, account_id: UUID, saved: SavedAddress) -> SavedAddress:
        """Replace the address with the same id, and return it. Raise AddressNotFound."""
        async with self.database.transaction() as connection:
            if not await address_store.update_address(connection, account_id, saved):
                raise AddressNotFound
        return saved

    async def remove(self, account_id: UUID, address_id: UUID) -> None:
        """Delete the address. Raise AddressNotFound."""
        async with self.database.transaction() as connection:
            if not await address_store.delete_address(connection, account_id, address_id):
                raise AddressNotFound
