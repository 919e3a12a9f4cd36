"""The one statement that places an order: stock, order, outbox and cart, or nothing at all."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from chassis.db.asyncpg_connection import DirectConnection
from orders.domain import Buyer, Line, Order, Shortage, Status, StatusChange, total_of
from orders.sale_terms import Terms

# A single statement is a transaction and one round trip, so that the lock on a product that
# everybody wants is held for as short a time as can be.
#
# `shelf` locks the stock rows in the order of their ids, so that two purchases of the same things
# cannot wait for each other, and reads what is left after whoever held them before. `purchase` is
# one row if every line can be had, else none, and everything after hangs on it. Of two requests
# with one key, one inserts its row and the other waits for it and gets none. Of two that buy one
# cart, the second finds it emptied (`changed`). Should all of this be wrong, the table's own
# CHECK (on_hand >= 0) undoes the whole statement.
#
# `taken` reckons with what `shelf` read under the lock. PostgreSQL first works out the new row from
# the version that the statement's snapshot saw, and checks it, before it turns to the newest one:
# for a product that came back while the buyer waited, that would be less than nothing, and refused.
PLACE = sa.text("""
WITH wanted AS (
    SELECT product_id, position, name, quantity, unit_price
    FROM unnest(
        CAST(:product_ids AS uuid[]), CAST(:names AS text[]),
        CAST(:quantities AS integer[]), CAST(:unit_prices AS bigint[])
    ) WITH ORDINALITY AS line(product_id, name, quantity, unit_price, position)
),
shelf AS MATERIALIZED (
    SELECT product_id, on_hand
    FROM stock
    WHERE product_id = ANY(CAST(:product_ids AS uuid[]))
    ORDER BY product_id
    FOR UPDATE
),
short AS (
    SELECT wanted.product_id, wanted.quantity AS requested, coalesce(on_hand, 0) AS available
    FROM wanted LEFT JOIN shelf USING (product_id)
    WHERE coalesce(on_hand, 0) < wanted.quantity
),
basket AS MATERIALIZED (
    SELECT cart_items.product_id, cart_items.quantity
    FROM carts JOIN cart_items ON cart_items.cart_id = carts.id
    WHERE carts.owner = CAST(:cart_owner AS text)
    ORDER BY cart_items.product_id
    FOR UPDATE OF cart_items
),
changed AS (
    SELECT product_id
    FROM wanted FULL JOIN basket USING (product_id)
    WHERE CAST(:cart_owner AS text) IS NOT NULL AND wanted.quantity IS DISTINCT FROM basket.quantity
),
purchase AS (
    INSERT INTO orders (
        id, customer_id, scope, idempotency_key, request_hash, status, currency, total,
        contact, address, channels, language, guest_token, created_at, terms
    )
    SELECT
        :id, :customer_id, :scope, :idempotency_key, :request_hash, 'confirmed', :currency, :total,
        CAST(:contact AS jsonb), CAST(:address AS jsonb), CAST(:channels AS text[]), :language,
        :guest_token, :now, CAST(:terms AS jsonb)
    WHERE NOT EXISTS (SELECT FROM short) AND NOT EXISTS (SELECT FROM changed)
    ON CONFLICT (scope, idempotency_key) DO NOTHING
    RETURNING id, number
),
lines AS (
    INSERT INTO order_lines (order_id, position, product_id, name, quantity, unit_price)
    SELECT purchase.id, position, product_id, name, quantity, unit_price
    FROM purchase, wanted
),
history AS (
    INSERT INTO order_history (order_id, status, actor, changed_at)
    SELECT id, 'confirmed', :scope, :now FROM purchase
),
taken AS (
    UPDATE stock
    SET on_hand = shelf.on_hand - wanted.quantity, version = stock.version + 1
    FROM purchase, wanted JOIN shelf USING (product_id)
    WHERE stock.product_id = wanted.product_id
    RETURNING stock.product_id, stock.on_hand, stock.version
),
messages AS (
    INSERT INTO outbox (kind, subject)
    SELECT kind, purchase.id FROM purchase, unnest(CAST(:messages AS text[])) AS kind
),
sold_out AS (
    INSERT INTO outbox (kind, subject, payload)
    SELECT 'stock.changed', product_id,
        jsonb_build_object('available', false, 'version', version)
    FROM taken WHERE on_hand = 0
),
emptied AS (
    DELETE FROM cart_items USING carts, purchase
    WHERE cart_items.cart_id = carts.id AND carts.owner = CAST(:cart_owner AS text)
)
SELECT
    (SELECT number FROM purchase) AS number,
    (SELECT jsonb_agg(to_jsonb(short)) FROM short) AS short
""")
"""Read by `place`, and by the benchmark that runs it without the store."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase that is ready to be placed."""

    id: UUID
    scope: str
    """Whose idempotency keys: a customer's id, or "guest"."""
    idempotency_key: str
    request_hash: bytes
    buyer: Buyer
    lines: tuple[Line, ...]
    guest_token: str | None
    cart_owner: str | None
    """Whose cart is emptied; None for a purchase that names its items."""
    terms: Terms
    messages: tuple[str, ...]
    """Kinds of outbox messages to write."""

    def as_order(self, number: int, now: datetime) -> Order:
        """Return the order that it has become."""
        return Order(
            id=self.id,
            number=number,
            buyer=self.buyer,
            lines=self.lines,
            total=total_of(self.lines),
            status=Status.CONFIRMED,
            history=(StatusChange(Status.CONFIRMED, now),),
            guest_token=self.guest_token,
            created_at=now,
            terms=self.terms,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a number, or shortages.

    Neither, when the key is taken, or the cart no longer holds what it was to be emptied of.
    """

    number: int | None
    shortages: tuple[Shortage, ...]


async def place(connection: DirectConnection, purchase: Purchase, now: datetime) -> Outcome:
    """Place the order or change nothing."""
    total = total_of(purchase.lines)
    parameters = {
        "id": purchase.id,
        "customer_id": purchase.buyer.customer_id,
        "scope": purchase.scope,
        "idempotency_key": purchase.idempotency_key,
        "request_hash": purchase.request_hash,
        "currency": total.currency,
        "total": total.amount,
        "contact": _json(purchase.buyer.contact),
        "address": _json(purchase.buyer.address),
        "channels": list(purchase.buyer.channels),
        "language": purchase.buyer.language,
        "guest_token": purchase.guest_token,
        "terms": _json(purchase.terms),
        "now": now,
        "product_ids": [line.product_id for line in purchase.lines],
        "names": [line.name for line in purchase.lines],
        "quantities": [line.quantity for line in purchase.lines],
        "unit_prices": [line.unit_price.amount for line in purchase.lines],
        "messages": list(purchase.messages),
        "cart_owner": purchase.cart_owner,
    }
    (row,) = await connection.fetch(PLACE, parameters)
    number, short = row
    return Outcome(
        number=number,
        shortages=tuple(
            Shortage(UUID(one["product_id"]), one["requested"], one["available"])
            for one in short or ()
        ),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
