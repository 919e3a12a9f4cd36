"""The SQL of sessions; the table's trigger inserts into ended_sessions what is deleted."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.auth.revoked_sessions import RevokedSessions
from users.domain import ACCESS_LIFETIME, MAX_SESSION_LIFETIME, Account, Session
from users.sessions.refresh_token import RefreshToken
from users.store import ACCOUNT, to_account
from users.tables import accounts, ended_sessions, sessions

OVERLAP = timedelta(seconds=30)
"""How much later a session's end may be visible than its time, which is its transaction's start."""


@dataclass(frozen=True, slots=True)
class SessionSecret:
    """What is stored of a session's refresh tokens."""

    digest: bytes = field(repr=False)
    """Of the one that is valid now."""
    token_key: bytes | None = field(repr=False)
    """Of all of them; None for a session of an earlier version."""

    def is_valid(self, token: RefreshToken) -> bool:
        """Whether the token is the one that is valid now."""
        return hmac.compare_digest(token.digest, self.digest)

    def has_replaced(self, token: RefreshToken) -> bool:
        """Whether the token that is valid now was given for this one."""
        return self.token_key is not None and self.is_valid(token.successor(self.token_key))

    def has_made(self, token: RefreshToken) -> bool:
        """Whether the token is one of the session's, now or before."""
        return self.is_valid(token) or (
            self.token_key is not None and token.has_mark_of(self.token_key)
        )


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it is stored, with its account."""

    account: Account
    secret: SessionSecret
    expires_at: datetime
    refreshed_at: datetime
    """When its refresh token was made."""


async def add_session(
    connection: AsyncConnection,
    session: Session,
    account_id: UUID,
    secret: SessionSecret,
    expires_at: datetime,
) -> None:
    """Insert a session of an account that is locked."""
    statement = sa.insert(sessions).values(
        id=session.id,
        account_id=account_id,
        token_digest=secret.digest,
        token_key=secret.token_key,
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


async def delete_least_used_sessions(
    connection: AsyncConnection, account_id: UUID, keep: int
) -> None:
    """Delete the account's sessions except the `keep` used last. The account must be locked."""
    of_account = sessions.c.account_id == account_id
    surplus = (
        sa.select(sessions.c.id)
        .where(of_account)
        .order_by(sessions.c.used_at.desc(), sessions.c.id.desc())
        .offset(keep)
    )
    await connection.execute(sa.delete(sessions).where(sessions.c.id.in_(surplus)))


async def lock_session(connection: AsyncConnection, session_id: UUID) -> StoredSession | None:
    """Lock the session until the commit, and return it; None if there is none.

    Of two requests with one token, the later sees what the first has changed.
    """
    columns = (
        *(sessions.c.token_digest, sessions.c.token_key),
        *(sessions.c.expires_at, sessions.c.used_at),
    )
    statement = (
        sa.select(*ACCOUNT, *columns)
        .join(sessions, accounts.c.id == sessions.c.account_id)
        .where(sessions.c.id == session_id)
        .with_for_update(of=sessions)
    )
    row = (await connection.execute(statement)).one_or_none()
    account = to_account(row)
    if row is None or account is None:
        return None
    secret = SessionSecret(row.token_digest, row.token_key)
    return StoredSession(account, secret, row.expires_at, row.used_at)


async def refresh_session(
    connection: AsyncConnection,
    session_id: UUID,
    secret: SessionSecret,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Replace the secret of a locked session.

    The session expires at `expires_at`, or MAX_SESSION_LIFETIME after its log-in if that is before.
    """
    statement = sa.update(sessions).where(sessions.c.id == session_id)
    values = {
        "token_digest": secret.digest,
        "token_key": secret.token_key,
        "expires_at": sa.func.least(expires_at, sessions.c.created_at + MAX_SESSION_LIFETIME),
        "used_at": now,
    }
    await connection.execute(statement.values(values))


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
