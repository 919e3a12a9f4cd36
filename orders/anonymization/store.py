"""The SQL of anonymizing the orders of closed accounts."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.contact.postal_address import PostalAddress
from orders.carts.cart_key import customer_cart_key
from orders.domain import Contact
from orders.tables import carts, forgotten_customers

_LOCK_KEY = 7_205_302
"""Key of the advisory lock that lets one process at a time read on."""

_NO_CONTACT = json.dumps(asdict(Contact(name="", email="", phone="")))
_NO_ADDRESS = json.dumps(
    asdict(PostalAddress(line1="", line2="", city="", region="", postal_code="", country=""))
)

# An order that was being placed while its customer's account was closed may be committed a moment
# later, so accounts closed in the last hour are checked again.
_REMOVE_NAMES = sa.text("""
UPDATE orders SET
    contact = CAST(:no_contact AS jsonb),
    address = CASE WHEN status = 'confirmed' THEN address ELSE CAST(:no_address AS jsonb) END
WHERE customer_id IN (
        SELECT customer_id FROM forgotten_customers WHERE noted_at > now() - interval '1 hour'
    )
    AND contact ->> 'name' <> ''
""")
# An order that is not shipped yet needs its address.
_REMOVE_ADDRESSES = sa.text("""
UPDATE orders SET address = CAST(:no_address AS jsonb)
WHERE contact ->> 'name' = '' AND address ->> 'line1' <> '' AND status <> 'confirmed'
""")


async def try_lock(connection: AsyncConnection) -> bool:
    """Keep other processes from anonymizing until the commit; return False if one is at it."""
    lock = sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK_KEY))
    return bool((await connection.execute(lock)).scalar_one())


async def get_position(connection: AsyncConnection) -> int:
    """Return how far the list of closed accounts has been read; 0 is its beginning."""
    last = sa.select(sa.func.coalesce(sa.func.max(forgotten_customers.c.position), 0))
    return int((await connection.execute(last)).scalar_one())


async def add_closed_accounts(
    connection: AsyncConnection, accounts: Sequence[tuple[UUID, int]]
) -> None:
    """Store closed accounts with their positions in the list, and delete their carts."""
    rows = [
        {"customer_id": customer_id, "position": position} for customer_id, position in accounts
    ]
    await connection.execute(sa.insert(forgotten_customers), rows)
    cart_keys = [customer_cart_key(customer_id) for customer_id, _ in accounts]
    await connection.execute(sa.delete(carts).where(carts.c.owner.in_(cart_keys)))


async def anonymize_orders(connection: AsyncConnection) -> int:
    """Remove the names from the orders of accounts closed lately, and addresses not needed.

    Return from how many orders a name was removed.
    """
    blank = {"no_contact": _NO_CONTACT, "no_address": _NO_ADDRESS}
    anonymized = (await connection.execute(_REMOVE_NAMES, blank)).rowcount
    await connection.execute(_REMOVE_ADDRESSES, {"no_address": _NO_ADDRESS})
    return anonymized
