"""Delivers the messages of the outbox: each is an e-mail to an account's owner.

A message holds an account's id and no more. The token of a link is made when its mail is: nothing
that is stored would open an account. A message that is delivered twice has two links, and the use
of one ends the other.
"""

from typing import Protocol
from uuid import UUID

from chassis.clock import Clock
from chassis.db.database import Database
from chassis.outbox.outbox import OutboxMessage, Refused
from users import store
from users.domain import LINK_LIFETIME, Account, Purpose
from users.mail_links import store as link_store
from users.mail_links.link_token import LinkToken
from users.notifications import messages

CONFIRM, RESET, PASSWORD_CHANGED = "mail.confirm", "mail.reset", "mail.password-changed"
"""Kinds of messages."""


class Mail(Protocol):
    """A way to send e-mail."""

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Send it. Raise Refused, AwsUnavailable."""


class Mailing:
    """Mails from the shop whose pages are at `origin`, "https://shop.example"."""

    def __init__(self, database: Database, mail: Mail, origin: str, clock: Clock) -> None:
        self._database = database
        self._mail = mail
        self._origin = origin
        self._clock = clock

    async def deliver(self, message: OutboxMessage) -> None:
        """Mail a message, if there is an account of its subject. Raise Refused, AwsUnavailable."""
        async with self._database.reading() as connection:
            account = await store.account_of(connection, message.subject)
        if account is None:
            return  # closed since, or there was none of that e-mail
        match message.kind:
            case "mail.confirm":
                if account.email_confirmed_at is None:
                    await self._send_link(message, account, Purpose.CONFIRM)
            case "mail.reset":
                await self._send_link(message, account, Purpose.RESET)
            case "mail.password-changed":
                await self._send(message, account, "password-changed", "/account/reset")
            case _:
                raise Refused(f"no way to deliver {message.kind}")

    async def _send_link(self, message: OutboxMessage, account: Account, purpose: Purpose) -> None:
        token = LinkToken.fresh()
        now = self._clock()
        async with self._database.transaction() as connection:
            await link_store.remove_stale_links(connection, now)
            if not await store.hold_account(connection, account.id):
                return
            await link_store.keep_link(
                connection, token.digest, account.id, purpose, now + LINK_LIFETIME
            )
        # Behind the #, which browsers send to no server: it comes into no log on the way.
        await self._send(message, account, purpose, f"/account/{purpose}#token={token.text}")

    async def _send(self, message: OutboxMessage, account: Account, what: str, path: str) -> None:
        # Until its owner has shown to read the mail, what is told there as a name is a stranger's.
        name = account.name if account.email_confirmed_at else ""
        told = messages.message(what, account.language, name, self._origin + path)
        await self._mail.send(message.id, account.email, told.subject, told.text)
