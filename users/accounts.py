"""Opening, showing, changing and closing an account."""

from uuid import UUID

from chassis.call import NotSignedIn, Role
from chassis.clock import Clock
from chassis.database import Database
from chassis.ids import new_id
from users import store
from users.domain import Account, Email, EmailTaken, ProfileChanges, Registration
from users.passwords import Passwords


class Accounts:
    """The accounts of the store.

    A token outlives its account by minutes; an account that is gone is nobody signed in.
    """

    def __init__(self, database: Database, passwords: Passwords, clock: Clock) -> None:
        self._database = database
        self._passwords = passwords
        self._clock = clock

    async def register(self, registration: Registration, role: Role = Role.CUSTOMER) -> Account:
        """Open an account. Raises EmailTaken."""
        password_hash = await self._passwords.hash(registration.password)
        account = Account(
            id=new_id(),
            email=registration.email.address,
            name=registration.name,
            phone=registration.phone,
            language=registration.language,
            role=role,
            created_at=self._clock(),
        )
        async with self._database.transaction() as connection:
            if not await store.add_account(connection, account, registration.email, password_hash):
                raise EmailTaken("an account with this e-mail exists")
        return account

    async def show(self, account_id: UUID) -> Account:
        """Answer the account. Raises NotSignedIn."""
        async with self._database.reading() as connection:
            return _there(await store.account_of(connection, account_id))

    async def change(self, account_id: UUID, changes: ProfileChanges) -> Account:
        """Change what is given and answer the account. Raises NotSignedIn."""
        if not changes:
            return await self.show(account_id)
        async with self._database.transaction() as connection:
            return _there(await store.change_account(connection, account_id, changes))

    async def promote(self, email: Email) -> Account | None:
        """Make the account with this e-mail an admin's, if there is one."""
        async with self._database.transaction() as connection:
            return await store.change_role(connection, email, Role.ADMIN)

    async def close(self, account_id: UUID) -> None:
        """Close the account: it, its sessions and its addresses are gone."""
        async with self._database.transaction() as connection:
            await store.remove_account(connection, account_id)


def _there(account: Account | None) -> Account:
    if account is None:
        raise NotSignedIn("the account is closed")
    return account
