"""Changing and resetting passwords, and confirming e-mails."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit_log
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import InvalidRequest
from chassis.request_context import Caller
from chassis.violations import Code
from users import store
from users.addresses import store as address_store
from users.domain import (
    Account,
    Channel,
    Email,
    InvalidLink,
    LinkPurpose,
    ProfileChanges,
    require_open,
)
from users.mail_links import store as link_store
from users.mail_links.link_token import LinkToken
from users.notifications import outbox_store
from users.passwords.common_passwords import is_personal
from users.passwords.current_password import CurrentPassword
from users.passwords.hasher import Passwords
from users.rate_limits.rate_limiter import (
    RateLimiter,
    confirmation_attempts,
    reset_attempts,
)
from users.sessions import store as session_store


@dataclass(frozen=True, slots=True)
class CredentialCommands:
    """Changes passwords and confirms e-mails."""

    database: Database
    passwords: Passwords
    rate_limiter: RateLimiter
    clock: Clock

    async def change_password(self, caller: Caller, current: str, new: str) -> None:
        """Change the caller's password and end the account's other sessions.

        Raise InvalidRequest for a wrong `current` or a personal `new`, NotSignedIn,
        TooManyRequests.
        """
        account_id = caller.require_account()
        proof = CurrentPassword(
            self.database, self.passwords, self.rate_limiter, "current_password"
        )
        credentials = await proof.verify(account_id, current)
        _check_not_personal(new, credentials.account)
        password_hash = await self.passwords.hash(new)
        async with self.database.transaction() as connection:
            # Of two concurrent changes the later finds another password.
            await proof.lock(connection, credentials)
            await _set_password(connection, account_id, password_hash, keep=caller.session_id)
        audit_log.record("password changed", account=account_id)

    async def request_reset(self, email: Email) -> None:
        """Enqueue an e-mail with a link for a new password, if an account has this e-mail.

        Raise TooManyRequests, whether or not an account has it.
        """
        await self.rate_limiter.acquire(reset_attempts(email))
        async with self.database.transaction() as connection:
            await outbox_store.enqueue_by_email(connection, outbox_store.RESET_PASSWORD, email)

    async def reset_password(self, text: str, new: str) -> None:
        """Set the password of a link's account and end its sessions.

        Raise InvalidLink, or InvalidRequest, after which the link is still valid.
        """
        token = LinkToken.parse(text)
        if token is None:
            raise InvalidLink
        async with self.database.reading() as connection:
            # Before hashing, so that made-up tokens cost little.
            if not await link_store.is_valid(
                connection, token.digest, LinkPurpose.RESET, self.clock()
            ):
                raise InvalidLink
        password_hash = await self.passwords.hash(new)
        now = self.clock()
        async with self.database.transaction() as connection:
            account_id = await link_store.consume_link(
                connection, token.digest, LinkPurpose.RESET, now
            )
            account = await store.find_account(connection, account_id) if account_id else None
            if account is None:
                raise InvalidLink
            _check_not_personal(new, account)
            notice: Mapping[str, Any] = {}
            if account.email_confirmed_at is None:
                # Whoever has the link has read the e-mail; who opened the account may not have.
                await store.confirm_email(connection, account.id, now)
                await _forget_contact(connection, account.id)
                notice = outbox_store.FORGOTTEN
            await _set_password(connection, account.id, password_hash, keep=None, notice=notice)
        audit_log.record("password reset", account=account.id)

    async def request_confirmation(self, account_id: UUID) -> None:
        """Enqueue an e-mail with a link that confirms its address, unless it is confirmed.

        Raise NotSignedIn, TooManyRequests.
        """
        await self.rate_limiter.acquire(confirmation_attempts(account_id))
        async with self.database.transaction() as connection:
            account = require_open(await store.find_account(connection, account_id))
            if account.email_confirmed_at is None:
                await outbox_store.enqueue(connection, outbox_store.CONFIRM_EMAIL, account_id)

    async def confirm_email(self, text: str) -> None:
        """Confirm the e-mail of a link's account. Raise InvalidLink."""
        token = LinkToken.parse(text)
        if token is None:
            raise InvalidLink
        now = self.clock()
        async with self.database.transaction() as connection:
            account_id = await link_store.consume_link(
                connection, token.digest, LinkPurpose.CONFIRM, now
            )
            if account_id is None:
                raise InvalidLink
            await link_store.delete_links(connection, account_id, LinkPurpose.CONFIRM)
            await store.confirm_email(connection, account_id, now)


def _check_not_personal(new: str, account: Account) -> None:
    if is_personal(new, account.email, account.name):
        raise InvalidRequest.of("new_password", Code.PERSONAL_PASSWORD)


async def _forget_contact(connection: AsyncConnection, account_id: UUID) -> None:
    """Delete the phone and the addresses: a stranger's would get the owner's orders and SMS."""
    changes = ProfileChanges(phone=None, channels=(Channel.EMAIL,))
    await store.update_account(connection, account_id, changes)
    await address_store.delete_addresses(connection, account_id)


async def _set_password(
    connection: AsyncConnection,
    account_id: UUID,
    password_hash: str,
    *,
    keep: UUID | None,
    notice: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Set the password, end all sessions except the one to keep, and notify the owner."""
    await store.update_password_hash(connection, account_id, password_hash)
    await session_store.delete_sessions(connection, account_id, keep=keep)
    await link_store.delete_links(connection, account_id, LinkPurpose.RESET)
    await outbox_store.enqueue(connection, outbox_store.PASSWORD_CHANGED, account_id, notice)
