"""The SQL of single-use links."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from users.domain import LinkPurpose
from users.tables import mail_links


async def add_link(
    connection: AsyncConnection,
    digest: bytes,
    account_id: UUID,
    purpose: LinkPurpose,
    expires_at: datetime,
) -> None:
    """Store a link."""
    statement = sa.insert(mail_links).values(
        digest=digest, account_id=account_id, purpose=purpose, expires_at=expires_at
    )
    await connection.execute(statement)


async def is_valid(
    connection: AsyncConnection, digest: bytes, purpose: LinkPurpose, now: datetime
) -> bool:
    """Whether the link exists, for this purpose, and has not expired."""
    statement = sa.select(mail_links.c.digest).where(_matches(digest, purpose, now))
    return (await connection.execute(statement)).one_or_none() is not None


async def consume_link(
    connection: AsyncConnection, digest: bytes, purpose: LinkPurpose, now: datetime
) -> UUID | None:
    """Delete a valid link and return its account's id, else None; of two at once, one gets it."""
    statement = (
        sa.delete(mail_links)
        .where(_matches(digest, purpose, now))
        .returning(mail_links.c.account_id)
    )
    return (await connection.execute(statement)).scalar_one_or_none()


async def delete_links(connection: AsyncConnection, account_id: UUID, purpose: LinkPurpose) -> None:
    """Delete the account's links for this purpose."""
    statement = sa.delete(mail_links).where(
        mail_links.c.account_id == account_id, mail_links.c.purpose == purpose
    )
    await connection.execute(statement)


async def delete_expired_links(connection: AsyncConnection, now: datetime) -> None:
    """Delete the expired links of all accounts."""
    await connection.execute(sa.delete(mail_links).where(mail_links.c.expires_at <= now))


def _matches(digest: bytes, purpose: LinkPurpose, now: datetime) -> sa.ColumnElement[bool]:
    return (
        (mail_links.c.digest == digest)
        & (mail_links.c.purpose == purpose)
        & (mail_links.c.expires_at > now)
    )
