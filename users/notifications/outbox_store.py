"""The SQL that enqueues e-mails to the owners of accounts."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from users.domain import Email
from users.tables import accounts, outbox

CONFIRM_EMAIL, RESET_PASSWORD = "mail.confirm", "mail.reset"
PASSWORD_CHANGED = "mail.password-changed"  # noqa: S105 (a kind of message)
"""Kinds of messages."""

_NO_ACCOUNT = sa.func.uuidv7(type_=sa.Uuid)


async def enqueue(connection: AsyncConnection, kind: str, account_id: UUID) -> None:
    """Add a message to the account's owner, to be sent once this is committed."""
    await connection.execute(sa.insert(outbox).values(kind=kind, subject=account_id))


async def enqueue_by_email(connection: AsyncConnection, kind: str, email: Email) -> None:
    """Add a message to the owner of this e-mail, or to no account if nobody has it.

    One statement, which does the same work in both cases: time does not reveal who has an account.
    """
    owner = sa.select(accounts.c.id).where(accounts.c.email_key == email.key).scalar_subquery()
    subject = sa.func.coalesce(owner, _NO_ACCOUNT)
    await connection.execute(sa.insert(outbox).values(kind=kind, subject=subject))
