"""The SQL of accounts that were closed: in which order, for those who must forget them too."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from users.domain import ClosedAccount
from users.tables import closed_accounts

_TURN = 7_205_301
"""Advisory lock key: positions come to be seen in their order, so that no reader passes one by."""


async def note_closed(connection: AsyncConnection, account_id: UUID, at: datetime) -> None:
    """Note that the account is closed, as the last one so far."""
    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
    await connection.execute(sa.insert(closed_accounts).values(id=account_id, closed_at=at))


async def closed_after(
    connection: AsyncConnection, position: int, most: int
) -> Sequence[ClosedAccount]:
    """Return accounts that were closed after the one at a position, in their order."""
    statement = (
        sa.select(closed_accounts.c.id, closed_accounts.c.position, closed_accounts.c.closed_at)
        .where(closed_accounts.c.position > position)
        .order_by(closed_accounts.c.position)
        .limit(most)
    )
    return [ClosedAccount(*row) for row in await connection.execute(statement)]
