"""The SQL of sessions; the table's trigger keeps in ended_sessions what is deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.auth.revoked_sessions import RevokedSessions
from users.domain import ACCESS_LIFETIME, MAX_SESSION_LIFETIME, Account, Session
from users.store import ACCOUNT, to_account
from users.tables import accounts, ended_sessions, sessions

OVERLAP = timedelta(seconds=30)
"""A session's end bears the time at which its transaction began; it may be seen so much later."""


async def add_session(
    connection: AsyncConnection,
    session: Session,
    account_id: UUID,
    token_digest: bytes,
    expires_at: datetime,
) -> None:
    """Begin a session of an account that is held."""
    statement = sa.insert(sessions).values(
        id=session.id,
        account_id=account_id,
        token_digest=token_digest,
        expires_at=expires_at,
        device=session.device,
        created_at=session.created_at,
        used_at=session.used_at,
    )
    await connection.execute(statement)


async def remove_stale_sessions(
    connection: AsyncConnection, account_id: UUID, now: datetime
) -> None:
    """Remove the account's sessions that have run out."""
    of_account = sessions.c.account_id == account_id
    await connection.execute(sa.delete(sessions).where(of_account, sessions.c.expires_at <= now))


async def renew_session(
    connection: AsyncConnection,
    session_id: UUID,
    digests: tuple[bytes, bytes],
    now: datetime,
    expires_at: datetime,
) -> Account | None:
    """Put the second digest in the place of the first and answer the account.

    It lasts until `expires_at`, or as long after the log-in as a session lasts at most.
    None, and nothing changes, if the session is not there, has run out or has another digest. One
    statement: of two that bring the same digest at once, the later sees the earlier's work.
    """
    old, new = digests
    statement = (
        sa.update(sessions)
        .where(
            sessions.c.id == session_id,
            sessions.c.token_digest == old,
            sessions.c.expires_at > now,
            accounts.c.id == sessions.c.account_id,
        )
        .values(
            token_digest=new,
            expires_at=sa.func.least(expires_at, sessions.c.created_at + MAX_SESSION_LIFETIME),
            used_at=now,
        )
        .returning(*ACCOUNT)
    )
    return to_account((await connection.execute(statement)).one_or_none())


async def remove_session(connection: AsyncConnection, session_id: UUID) -> bool:
    """End the session; False if it is not there."""
    statement = sa.delete(sessions).where(sessions.c.id == session_id)
    return (await connection.execute(statement)).rowcount == 1


async def remove_session_of(
    connection: AsyncConnection, account_id: UUID, session_id: UUID
) -> bool:
    """End the account's session; False if it has none such."""
    statement = sa.delete(sessions).where(
        sessions.c.id == session_id, sessions.c.account_id == account_id
    )
    return (await connection.execute(statement)).rowcount == 1


async def remove_sessions(
    connection: AsyncConnection, account_id: UUID, but: UUID | None = None
) -> None:
    """End the account's sessions, all or all but one."""
    statement = sa.delete(sessions).where(sessions.c.account_id == account_id)
    if but is not None:
        statement = statement.where(sessions.c.id != but)
    await connection.execute(statement)


async def sessions_of(
    connection: AsyncConnection, account_id: UUID, now: datetime
) -> Sequence[Session]:
    """Return the account's sessions that have not run out, the latest used first."""
    statement = (
        sa.select(sessions.c.id, sessions.c.device, sessions.c.created_at, sessions.c.used_at)
        .where(sessions.c.account_id == account_id, sessions.c.expires_at > now)
        .order_by(sessions.c.used_at.desc(), sessions.c.id.desc())
    )
    return [Session(*row) for row in await connection.execute(statement)]


async def ended_since(connection: AsyncConnection, since: datetime | None) -> RevokedSessions:
    """Return the sessions that ended since, or with None all whose tokens may not have run out.

    One statement, and so one moment of the database, whose clock it is. An end that is being
    written meanwhile is in the next answer.
    """
    now = sa.func.statement_timestamp()
    begin = now - ACCESS_LIFETIME if since is None else sa.literal(since)
    ids = sa.select(sa.func.array_agg(ended_sessions.c.id)).where(
        ended_sessions.c.ended_at > begin - OVERLAP
    )
    found = await connection.execute(sa.select(ids.scalar_subquery(), now))
    ended, as_of = found.one()
    return RevokedSessions(ended or [], as_of)
