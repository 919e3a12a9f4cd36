"""Reading sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.auth.revoked_sessions import RevokedSessions
from chassis.clock import Clock
from chassis.db.database import Database
from users.domain import Session
from users.sessions import store as session_store


@dataclass(frozen=True, slots=True)
class SessionQueries:
    """Reads the sessions of accounts, and the list of ended sessions."""

    database: Database
    clock: Clock

    async def list_sessions(self, account_id: UUID) -> Sequence[Session]:
        """Return the account's sessions, last used first."""
        async with self.database.reading() as connection:
            return await session_store.list_sessions(connection, account_id, self.clock())

    async def list_ended(self, since: datetime | None) -> RevokedSessions:
        """Return the sessions that ended since; for None, all whose access tokens may be valid."""
        async with self.database.reading() as connection:
            return await session_store.list_ended(connection, since)
