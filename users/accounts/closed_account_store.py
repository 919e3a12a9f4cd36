"""The SQL of closed accounts: a list that other services read, to delete what they have of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from users.domain import ClosedAccount
from users.tables import closed_accounts

_LOCK_KEY = 7_205_301
"""Key of the advisory lock under which positions are committed in order, so that readers miss none.
"""


async def add_closed_account(connection: AsyncConnection, account_id: UUID, at: datetime) -> None:
    """Append the account to the list."""
    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_KEY)))
    await connection.execute(sa.insert(closed_accounts).values(id=account_id, closed_at=at))


async def list_closed(
    connection: AsyncConnection, after_position: int, limit: int
) -> Sequence[ClosedAccount]:
    """Return the accounts after a position, in the order in which they were closed."""
    statement = (
        sa.select(closed_accounts.c.id, closed_accounts.c.position, closed_accounts.c.closed_at)
        .where(closed_accounts.c.position > after_position)
        .order_by(closed_accounts.c.position)
        .limit(limit)
    )
    return [ClosedAccount(*row) for row in await connection.execute(statement)]
