"""The SQL of forgetting customers."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from orders.domain import Address, Contact
from orders.tables import carts, forgotten_customers

_TURN = 7_205_302
"""Advisory lock key: of several processes one at a time reads on."""

_NOBODY = json.dumps(asdict(Contact(name="", email="", phone="")))
_NOWHERE = json.dumps(
    asdict(Address(line1="", line2="", city="", region="", postal_code="", country=""))
)

# What is on its way to be placed while its customer is forgotten comes a moment later.
_TAKE_NAMES_OFF = sa.text("""
UPDATE orders SET
    contact = CAST(:nobody AS jsonb),
    address = CASE WHEN status = 'confirmed' THEN address ELSE CAST(:nowhere AS jsonb) END
WHERE customer_id IN (
        SELECT customer_id FROM forgotten_customers WHERE noted_at > now() - interval '1 hour'
    )
    AND contact ->> 'name' <> ''
""")
# An order that has not left yet needs to know where to.
_TAKE_ADDRESSES_OFF = sa.text("""
UPDATE orders SET address = CAST(:nowhere AS jsonb)
WHERE contact ->> 'name' = '' AND address ->> 'line1' <> '' AND status <> 'confirmed'
""")


async def take_turn(connection: AsyncConnection) -> bool:
    """Whether nobody else is at it, until the commit."""
    turn = sa.select(sa.func.pg_try_advisory_xact_lock(_TURN))
    return bool((await connection.execute(turn)).scalar_one())


async def last_position(connection: AsyncConnection) -> int:
    """Return how far users' list has been read; 0: not at all."""
    last = sa.select(sa.func.coalesce(sa.func.max(forgotten_customers.c.position), 0))
    return int((await connection.execute(last)).scalar_one())


async def note_customers(
    connection: AsyncConnection, customers: Sequence[tuple[UUID, int]]
) -> None:
    """Note whom to forget, with their positions in users' list, and take their carts away."""
    rows = [{"customer_id": one, "position": position} for one, position in customers]
    await connection.execute(sa.insert(forgotten_customers), rows)
    owners = [f"customer:{one}" for one, _ in customers]
    await connection.execute(sa.delete(carts).where(carts.c.owner.in_(owners)))


async def forget(connection: AsyncConnection) -> int:
    """Take names off the orders of those noted of late, and addresses where they are not needed.

    Answer how many names.
    """
    blanks = {"nobody": _NOBODY, "nowhere": _NOWHERE}
    unnamed = (await connection.execute(_TAKE_NAMES_OFF, blanks)).rowcount
    await connection.execute(_TAKE_ADDRESSES_OFF, {"nowhere": _NOWHERE})
    return unnamed
