"""The SQL of links by mail, and of the messages that bring them."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from users.domain import Email, Purpose
from users.tables import accounts, mail_links, outbox

_NOBODY = sa.func.uuidv7(type_=sa.Uuid)


async def write_letter(connection: AsyncConnection, kind: str, account_id: UUID) -> None:
    """Add a message to the account's owner, to be mailed once this is committed."""
    await connection.execute(sa.insert(outbox).values(kind=kind, subject=account_id))


async def write_letter_to(connection: AsyncConnection, kind: str, email: Email) -> None:
    """Add a message to whoever has this e-mail or, if nobody has, one that nobody will get.

    One statement, which does the same work for both: time does not tell who has an account.
    """
    owner = sa.select(accounts.c.id).where(accounts.c.email_key == email.key).scalar_subquery()
    subject = sa.func.coalesce(owner, _NOBODY)
    await connection.execute(sa.insert(outbox).values(kind=kind, subject=subject))


async def keep_link(
    connection: AsyncConnection,
    digest: bytes,
    account_id: UUID,
    purpose: Purpose,
    expires_at: datetime,
) -> None:
    """Make the link good."""
    statement = sa.insert(mail_links).values(
        digest=digest, account_id=account_id, purpose=purpose, expires_at=expires_at
    )
    await connection.execute(statement)


async def is_good(
    connection: AsyncConnection, digest: bytes, purpose: Purpose, now: datetime
) -> bool:
    """Whether the link can be used."""
    statement = sa.select(mail_links.c.digest).where(_is(digest, purpose, now))
    return (await connection.execute(statement)).one_or_none() is not None


async def use_link(
    connection: AsyncConnection, digest: bytes, purpose: Purpose, now: datetime
) -> UUID | None:
    """Use the link up and answer its account, None if it is not good; of two at once one has it."""
    statement = (
        sa.delete(mail_links).where(_is(digest, purpose, now)).returning(mail_links.c.account_id)
    )
    return (await connection.execute(statement)).scalar_one_or_none()


async def remove_links(connection: AsyncConnection, account_id: UUID, purpose: Purpose) -> None:
    """Take away the account's other links for this purpose."""
    statement = sa.delete(mail_links).where(
        mail_links.c.account_id == account_id, mail_links.c.purpose == purpose
    )
    await connection.execute(statement)


async def remove_stale_links(connection: AsyncConnection, now: datetime) -> None:
    """Take away everybody's links that have run out."""
    await connection.execute(sa.delete(mail_links).where(mail_links.c.expires_at <= now))


def _is(digest: bytes, purpose: Purpose, now: datetime) -> sa.ColumnElement[bool]:
    return (
        (mail_links.c.digest == digest)
        & (mail_links.c.purpose == purpose)
        & (mail_links.c.expires_at > now)
    )
