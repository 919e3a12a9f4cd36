"""Registering, updating and closing accounts, and changing their roles."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from chassis import audit_log
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import InvalidRequest
from chassis.ids import new_id
from chassis.request_context import Role
from chassis.violations import Code
from users import store
from users.accounts import closed_account_store
from users.domain import (
    Account,
    Channel,
    Email,
    EmailNotConfirmed,
    EmailTaken,
    LinkPurpose,
    ProfileChanges,
    Promotion,
    Registration,
    require_open,
)
from users.mail_links import store as link_store
from users.notifications import outbox_store
from users.passwords.common_passwords import is_personal
from users.passwords.current_password import CurrentPassword
from users.passwords.hasher import Passwords
from users.rate_limits.rate_limiter import (
    RateLimiter,
    TooManyRequests,
    registration_attempts,
    taken_attempts,
    taken_notice_attempts,
)
from users.sessions import store as session_store


@dataclass(frozen=True, slots=True)
class AccountCommands:
    """Changes accounts."""

    database: Database
    passwords: Passwords
    rate_limiter: RateLimiter
    clock: Clock

    async def register(self, registration: Registration, role: Role = Role.CUSTOMER) -> Account:
        """Open an account, and enqueue an e-mail with a link that confirms its address.

        If the e-mail is taken, the owner of the account is mailed, once a day. Raise EmailTaken,
        InvalidRequest for SMS without a phone, TooManyRequests.
        """
        account = Account(
            id=new_id(),
            email=registration.email.address,
            name=registration.name,
            phone=registration.phone,
            language=registration.language,
            role=role,
            created_at=self.clock(),
            channels=registration.channels,
            email_confirmed_at=None,
        )
        _check_phone_for_sms(account)
        attempts = taken_attempts()
        await self.rate_limiter.acquire([*registration_attempts(), *attempts])
        password_hash = await self.passwords.hash(registration.password)
        async with self.database.transaction() as connection:
            opened = await store.add_account(connection, account, registration.email, password_hash)
            if opened:
                await outbox_store.enqueue(connection, outbox_store.CONFIRM_EMAIL, account.id)
        if not opened:
            await self._notify_owner(registration.email)
            raise EmailTaken("an account with this e-mail exists")
        await self.rate_limiter.refund(attempts)
        audit_log.record("account opened", account=account.id, role=role.value)
        return account

    async def update(self, account_id: UUID, changes: ProfileChanges) -> Account:
        """Apply the changes and return the account.

        Raise NotSignedIn, InvalidRequest for SMS without a phone.
        """
        if not changes:
            async with self.database.reading() as connection:
                return require_open(await store.find_account(connection, account_id))
        async with self.database.transaction() as connection:
            account = require_open(await store.update_account(connection, account_id, changes))
            _check_phone_for_sms(account)
        return account

    async def promote(
        self, email: Email, *, unconfirmed: bool = False, password: str | None = None
    ) -> Promotion | None:
        """Make the account with this e-mail an admin's; return None if there is none.

        A confirmed e-mail says whose mailbox it is, not who opened the account: anybody can
        register with somebody else's e-mail. So the sessions end, and the password is replaced by
        `password` or, without one, by what nobody knows: then a link for a new one is mailed. An
        account that is an admin's already stays as it is.

        Raise EmailNotConfirmed if its e-mail is not confirmed, unless `unconfirmed`;
        InvalidRequest for a personal password.
        """
        async with self.database.reading() as connection:
            credentials = await store.find_credentials_by_email(connection, email)
        if credentials is None:
            return None
        account = credentials.account
        if account.role is Role.ADMIN:
            return Promotion.ALREADY_ADMIN
        if account.email_confirmed_at is None and not unconfirmed:
            raise EmailNotConfirmed("nobody has shown yet that this e-mail is theirs")
        if password is not None and is_personal(password, account.email, account.name):
            raise InvalidRequest.of("password", Code.PERSONAL_PASSWORD)
        password_hash = await self.passwords.hash(password or secrets.token_urlsafe())
        async with self.database.transaction() as connection:
            # First, as it locks the account: a log-in or a change of password that is under way
            # then finds another password.
            if await store.update_role(connection, email, Role.ADMIN) is None:
                return None
            await store.update_password_hash(connection, account.id, password_hash)
            await session_store.delete_sessions(connection, account.id)
            await link_store.delete_links(connection, account.id, LinkPurpose.RESET)
            if password is not None:
                await outbox_store.enqueue(connection, outbox_store.PASSWORD_CHANGED, account.id)
                return Promotion.WITH_PASSWORD
            await outbox_store.enqueue(
                connection, outbox_store.RESET_PASSWORD, account.id, outbox_store.PROMOTED
            )
        return Promotion.BY_LINK

    async def demote(self, email: Email) -> Account | None:
        """Make the account with this e-mail a customer's and end its sessions.

        Return it, None if there is none.
        """
        async with self.database.transaction() as connection:
            account = await store.update_role(connection, email, Role.CUSTOMER)
            if account is not None:
                await session_store.delete_sessions(connection, account.id)
        return account

    async def end_sessions(self, email: Email) -> Account | None:
        """End all sessions of the account with this e-mail; return it, None if there is none."""
        async with self.database.transaction() as connection:
            credentials = await store.find_credentials_by_email(connection, email)
            if credentials is None:
                return None
            await session_store.delete_sessions(connection, credentials.account.id)
        return credentials.account

    async def close(self, account_id: UUID, password: str) -> None:
        """Close the account: delete it with its sessions and its addresses.

        Raise InvalidRequest for a wrong password, NotSignedIn, TooManyRequests.
        """
        proof = CurrentPassword(self.database, self.passwords, self.rate_limiter, "password")
        credentials = await proof.verify(account_id, password)
        async with self.database.transaction() as connection:
            await proof.lock(connection, credentials)
            closed = await store.delete_account(connection, account_id)
            if closed:
                await closed_account_store.add_closed_account(connection, account_id, self.clock())
        if closed:
            audit_log.record("account closed", account=account_id)

    async def _notify_owner(self, email: Email) -> None:
        try:
            await self.rate_limiter.acquire(taken_notice_attempts(email))
        except TooManyRequests:
            return
        async with self.database.transaction() as connection:
            await outbox_store.enqueue_by_email(
                connection, outbox_store.CONFIRM_EMAIL, email, outbox_store.TAKEN
            )


def _check_phone_for_sms(account: Account) -> None:
    if Channel.SMS in account.channels and account.phone is None:
        raise InvalidRequest.of("phone", Code.REQUIRED_FOR_SMS)
