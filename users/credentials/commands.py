"""Passwords changed and forgotten, and e-mails confirmed."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit_log
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import InvalidRequest
from chassis.request_context import Caller, NotSignedIn
from chassis.violations import Code
from users import store
from users.domain import Account, Email, LinkNotGood, Purpose
from users.mail_links import store as link_store
from users.mail_links.link_token import LinkToken
from users.notifications.dispatcher import CONFIRM, PASSWORD_CHANGED, RESET
from users.passwords.common_passwords import is_personal
from users.passwords.hasher import Passwords
from users.rate_limits import rate_limiter
from users.rate_limits.rate_limiter import PASSWORD, Limits
from users.sessions import store as session_store


class Credentials:
    """What accounts are entered with."""

    def __init__(
        self, database: Database, passwords: Passwords, rates: Limits, clock: Clock
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._limits = rates
        self._clock = clock

    async def change_password(self, caller: Caller, current: str, new: str) -> None:
        """Change the caller's password and end the account's other sessions.

        Raise InvalidRequest for a wrong `current` or a `new` of the owner's name, NotSignedIn,
        TooManyRequests.
        """
        account_id = caller.require_account()
        tries = [(PASSWORD, str(account_id))]
        await self._limits.take(tries)
        async with self._database.reading() as connection:
            login = await store.login_of_account(connection, account_id)
        if login is None:
            raise NotSignedIn("the account is closed")
        if not await self._passwords.matches(current, login.password_hash):
            raise _not_the_password()
        await self._limits.give_back(tries)
        _check_not_personal(new, login.account)
        password_hash = await self._passwords.hash(new)
        async with self._database.transaction() as connection:
            # Of two changes at once the later finds that the password is another by now.
            if await store.hold_password_hash(connection, account_id) != login.password_hash:
                raise _not_the_password()
            await _write_password(connection, account_id, password_hash, keeping=caller.session_id)
        audit_log.record("password changed", account=account_id)

    async def request_reset(self, email: Email) -> None:
        """Have a link for a new password mailed, if there is an account with this e-mail.

        Raise TooManyRequests, whether or not there is one.
        """
        await self._limits.take(rate_limiter.reset(email))
        async with self._database.transaction() as connection:
            await link_store.write_letter_to(connection, RESET, email)

    async def reset_password(self, text: str, new: str) -> None:
        """Set the password of a link's account and end its sessions.

        Raise LinkNotGood; InvalidRequest, which leaves the link as it was.
        """
        token = LinkToken.read(text)
        if token is None:
            raise LinkNotGood
        async with self._database.reading() as connection:
            # Before the hash: made-up tokens cost next to nothing.
            if not await link_store.is_good(connection, token.digest, Purpose.RESET, self._clock()):
                raise LinkNotGood
        password_hash = await self._passwords.hash(new)
        now = self._clock()
        async with self._database.transaction() as connection:
            account_id = await link_store.use_link(connection, token.digest, Purpose.RESET, now)
            if account_id is None:
                raise LinkNotGood
            account = await store.account_of(connection, account_id)
            if account is None:
                raise LinkNotGood
            _check_not_personal(new, account)
            await _write_password(connection, account_id, password_hash, keeping=None)
            # Whoever has the link has read the mail.
            await store.note_confirmed(connection, account_id, now)
        audit_log.record("password reset", account=account_id)

    async def request_confirmation(self, account_id: UUID) -> None:
        """Have a link mailed that confirms the e-mail, unless it is.

        Raise NotSignedIn, TooManyRequests.
        """
        await self._limits.take([(rate_limiter.CONFIRM, str(account_id))])
        async with self._database.transaction() as connection:
            account = await store.account_of(connection, account_id)
            if account is None:
                raise NotSignedIn("the account is closed")
            if account.email_confirmed_at is None:
                await link_store.write_letter(connection, CONFIRM, account_id)

    async def confirm_email(self, text: str) -> None:
        """Note that a link's account has an owner who reads its e-mail. Raise LinkNotGood."""
        token = LinkToken.read(text)
        if token is None:
            raise LinkNotGood
        now = self._clock()
        async with self._database.transaction() as connection:
            account_id = await link_store.use_link(connection, token.digest, Purpose.CONFIRM, now)
            if account_id is None:
                raise LinkNotGood
            await link_store.remove_links(connection, account_id, Purpose.CONFIRM)
            await store.note_confirmed(connection, account_id, now)


def _check_not_personal(new: str, account: Account) -> None:
    if is_personal(new, account.email, account.name):
        raise InvalidRequest.of("new_password", Code.PERSONAL_PASSWORD)


def _not_the_password() -> InvalidRequest:
    return InvalidRequest.of("current_password", Code.WRONG_PASSWORD)


async def _write_password(
    connection: AsyncConnection, account_id: UUID, password_hash: str, *, keeping: UUID | None
) -> None:
    """Change the password, end all sessions but one, and have the owner told."""
    await store.change_password_hash(connection, account_id, password_hash)
    await session_store.remove_sessions(connection, account_id, but=keeping)
    await link_store.remove_links(connection, account_id, Purpose.RESET)
    await link_store.write_letter(connection, PASSWORD_CHANGED, account_id)
