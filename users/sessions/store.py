"""The SQL of sessions; the table's trigger inserts into ended_sessions what is deleted."""

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
"""How much later a session's end may be visible than its time, which is its transaction's start."""


async def add_session(
    connection: AsyncConnection,
    session: Session,
    account_id: UUID,
    token_digest: bytes,
    expires_at: datetime,
) -> None:
    """Insert a session of an account that is locked."""
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


async def delete_expired_sessions(
    connection: AsyncConnection, account_id: UUID, now: datetime
) -> None:
    """Delete the account's expired sessions."""
    of_account = sessions.c.account_id == account_id
    await connection.execute(sa.delete(sessions).where(of_account, sessions.c.expires_at <= now))


async def refresh_session(
    connection: AsyncConnection,
    session_id: UUID,
    digests: tuple[bytes, bytes],
    now: datetime,
    expires_at: datetime,
) -> Account | None:
    """Replace the first digest with the second; return the session's account.

    The session expires at `expires_at`, or MAX_SESSION_LIFETIME after its log-in if that is before.
    Return None and change nothing if there is no such session, it has expired or has another
    digest. One statement, so that of two requests with one digest the later sees the change.
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


async def delete_session(connection: AsyncConnection, session_id: UUID) -> bool:
    """End the session; return False if there is none."""
    statement = sa.delete(sessions).where(sessions.c.id == session_id)
    return (await connection.execute(statement)).rowcount == 1


async def delete_session_of(
    connection: AsyncConnection, account_id: UUID, session_id: UUID
) -> bool:
    """End a session of the account; return False if the account does not have it."""
    statement = sa.delete(sessions).where(
        sessions.c.id == session_id, sessions.c.account_id == account_id
    )
    return (await connection.execute(statement)).rowcount == 1


async def delete_sessions(
    connection: AsyncConnection, account_id: UUID, keep: UUID | None = None
) -> None:
    """End the account's sessions, except the one to keep."""
    statement = sa.delete(sessions).where(sessions.c.account_id == account_id)
    if keep is not None:
        statement = statement.where(sessions.c.id != keep)
    await connection.execute(statement)


async def list_sessions(
    connection: AsyncConnection, account_id: UUID, now: datetime
) -> Sequence[Session]:
    """Return the account's sessions that have not expired, last used first."""
    statement = (
        sa.select(sessions.c.id, sessions.c.device, sessions.c.created_at, sessions.c.used_at)
        .where(sessions.c.account_id == account_id, sessions.c.expires_at > now)
        .order_by(sessions.c.used_at.desc(), sessions.c.id.desc())
    )
    return [Session(*row) for row in await connection.execute(statement)]


async def list_ended(connection: AsyncConnection, since: datetime | None) -> RevokedSessions:
    """Return the sessions that ended since; for None, all whose access tokens may be valid.

    One statement, so that ids and time are of one moment, by the database's clock. An end that is
    committed later is in the next response.
    """
    now = sa.func.statement_timestamp()
    begin = now - ACCESS_LIFETIME if since is None else sa.literal(since)
    ids = sa.select(sa.func.array_agg(ended_sessions.c.id)).where(
        ended_sessions.c.ended_at > begin - OVERLAP
    )
    row = await connection.execute(sa.select(ids.scalar_subquery(), now))
    ended, as_of = row.one()
    return RevokedSessions(ended or [], as_of)
