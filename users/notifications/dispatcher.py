"""Delivers the messages of the outbox: each is an e-mail to an account's owner.

A message contains an account's id and no more. The token of a link is made when its e-mail is sent:
nothing that is stored would open an account. A message that is delivered twice has two links, and
the use of one deletes the other.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from chassis.clock import Clock
from chassis.db.database import Database
from chassis.outbox.outbox import OutboxMessage, Refused
from users import store
from users.domain import LINK_LIFETIME, Account, LinkPurpose
from users.mail_links import store as link_store
from users.mail_links.link_token import LinkToken
from users.notifications import outbox_store
from users.notifications.messages import email_message


class EmailSender(Protocol):
    """Sends e-mail."""

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Send one e-mail. Raise Refused, AwsUnavailable."""


@dataclass(frozen=True, slots=True)
class NotificationDispatcher:
    """Delivers messages of every kind that users enqueues."""

    database: Database
    email: EmailSender
    shop_origin: str
    """Where the shop's pages are: "https://shop.example"."""
    clock: Clock

    async def deliver(self, message: OutboxMessage) -> None:
        """Send a message's e-mail, if its account exists. Raise Refused, AwsUnavailable."""
        async with self.database.reading() as connection:
            account = await store.find_account(connection, message.subject)
        if account is None:
            return  # closed since, or nobody has the e-mail
        match message.kind:
            case outbox_store.CONFIRM_EMAIL:
                if message.payload.get("taken"):
                    await self._send(message, account, "taken", "/account/reset")
                elif account.email_confirmed_at is None:
                    await self._send_link(message, account, LinkPurpose.CONFIRM, "confirm")
            case outbox_store.RESET_PASSWORD:
                template = "promoted" if message.payload.get("promoted") else "reset"
                await self._send_link(message, account, LinkPurpose.RESET, template)
            case outbox_store.PASSWORD_CHANGED:
                template = "taken-over" if message.payload.get("forgotten") else "password-changed"
                await self._send(message, account, template, "/account/reset")
            case _:
                raise Refused(f"no way to deliver {message.kind}")

    async def _send_link(
        self, message: OutboxMessage, account: Account, purpose: LinkPurpose, template: str
    ) -> None:
        token = LinkToken.new()
        now = self.clock()
        async with self.database.transaction() as connection:
            await link_store.delete_expired_links(connection, now)
            if not await store.lock_account(connection, account.id):
                return
            await link_store.add_link(
                connection, token.digest, account.id, purpose, now + LINK_LIFETIME
            )
        # In the fragment, which browsers send to no server: so the token gets into no log.
        await self._send(message, account, template, f"/account/{purpose}#token={token.text}")

    async def _send(
        self, message: OutboxMessage, account: Account, template: str, path: str
    ) -> None:
        # Until the e-mail is confirmed, the name may be a stranger's choice of words.
        name = account.name if account.email_confirmed_at else ""
        email = email_message(template, account.language, name, self.shop_origin + path)
        await self.email.send(message.id, account.email, email.subject, email.text)
