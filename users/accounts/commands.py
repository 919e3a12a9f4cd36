"""Opening, showing, changing and closing an account."""

from collections.abc import Sequence
from uuid import UUID

from chassis import audit_log
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import InvalidRequest
from chassis.ids import new_id
from chassis.request_context import NotSignedIn, Role
from chassis.violations import Code
from users import store
from users.accounts import closed_account_store
from users.domain import (
    Account,
    Channel,
    ClosedAccount,
    Email,
    EmailNotConfirmed,
    EmailTaken,
    ProfileChanges,
    Registration,
)
from users.mail_links import store as link_store
from users.notifications.dispatcher import CONFIRM
from users.passwords.hasher import Passwords
from users.rate_limits import rate_limiter
from users.rate_limits.rate_limiter import Limits
from users.sessions import store as session_store


class Accounts:
    """The accounts of the store.

    A token outlives its account by minutes; an account that is gone is nobody signed in.
    """

    def __init__(
        self, database: Database, passwords: Passwords, rates: Limits, clock: Clock
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._limits = rates
        self._clock = clock

    async def register(self, registration: Registration, role: Role = Role.CUSTOMER) -> Account:
        """Open an account, and have a link mailed that confirms its e-mail.

        Raise EmailTaken, InvalidRequest for SMS without a phone, TooManyRequests.
        """
        account = Account(
            id=new_id(),
            email=registration.email.address,
            name=registration.name,
            phone=registration.phone,
            language=registration.language,
            role=role,
            created_at=self._clock(),
            channels=registration.channels,
            email_confirmed_at=None,
        )
        _check_reachable(account)
        await self._limits.take(rate_limiter.opening())
        password_hash = await self._passwords.hash(registration.password)
        async with self._database.transaction() as connection:
            if not await store.add_account(connection, account, registration.email, password_hash):
                raise EmailTaken("an account with this e-mail exists")
            await link_store.write_letter(connection, CONFIRM, account.id)
        audit_log.record("account opened", account=account.id, role=role.value)
        return account

    async def show(self, account_id: UUID) -> Account:
        """Return the account. Raise NotSignedIn."""
        async with self._database.reading() as connection:
            return _there(await store.account_of(connection, account_id))

    async def change(self, account_id: UUID, changes: ProfileChanges) -> Account:
        """Change what is given and answer the account.

        Raise NotSignedIn, InvalidRequest for SMS without a phone.
        """
        if not changes:
            return await self.show(account_id)
        async with self._database.transaction() as connection:
            account = _there(await store.change_account(connection, account_id, changes))
            _check_reachable(account)
        return account

    async def promote(self, email: Email, *, unconfirmed: bool = False) -> Account | None:
        """Make the account with this e-mail an admin's, if there is one.

        Raise EmailNotConfirmed unless its owner has shown to read the e-mail, or `unconfirmed`:
        anybody may open an account with an e-mail of somebody else's.
        """
        async with self._database.transaction() as connection:
            login = await store.login_of(connection, email)
            if login is None:
                return None
            if login.account.role is Role.ADMIN:
                return login.account
            if login.account.email_confirmed_at is None and not unconfirmed:
                raise EmailNotConfirmed("nobody has shown yet that this e-mail is theirs")
            return await store.change_role(connection, email, Role.ADMIN)

    async def demote(self, email: Email) -> Account | None:
        """Make the account with this e-mail a customer's and end its sessions, if there is one."""
        async with self._database.transaction() as connection:
            account = await store.change_role(connection, email, Role.CUSTOMER)
            if account is not None:
                await session_store.remove_sessions(connection, account.id)
        return account

    async def sign_out(self, email: Email) -> Account | None:
        """End all sessions of the account with this e-mail, if there is one."""
        async with self._database.transaction() as connection:
            login = await store.login_of(connection, email)
            if login is None:
                return None
            await session_store.remove_sessions(connection, login.account.id)
        return login.account

    async def close(self, account_id: UUID) -> None:
        """Close the account: it, its sessions and its addresses are gone."""
        async with self._database.transaction() as connection:
            closed = await store.remove_account(connection, account_id)
            if closed:
                await closed_account_store.note_closed(connection, account_id, self._clock())
        if closed:
            audit_log.record("account closed", account=account_id)

    async def closed_after(self, position: int, most: int) -> Sequence[ClosedAccount]:
        """Return accounts that were closed after the one at a position, in that order."""
        async with self._database.reading() as connection:
            return await closed_account_store.closed_after(connection, position, most)


def _there(account: Account | None) -> Account:
    if account is None:
        raise NotSignedIn("the account is closed")
    return account


def _check_reachable(account: Account) -> None:
    if Channel.SMS in account.channels and account.phone is None:
        raise InvalidRequest.of("phone", Code.REQUIRED_FOR_SMS)
