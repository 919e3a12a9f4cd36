"""The one SQL statement that places an order: it changes stock, order, outbox and cart, or none."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from chassis.db.asyncpg_connection import DirectConnection
from orders.domain import Buyer, Order, OrderLine, Shortage, Status, StatusChange, total_of
from orders.sale_terms import SaleTerms

# A single statement is a transaction and one round trip, so that the lock on a product that
# everybody wants is held for as short a time as can be.
#
# `locked_stock` locks the stock rows in the order of their ids, so that two purchases of the same
# products cannot deadlock, and reads what earlier purchases left. `purchase` is one row if there is
# stock for every line, else none, and all that follows depends on it. Of two requests with one key,
# one inserts its row; the other waits for it and inserts none. Of two that buy one cart, the second
# finds it emptied (`cart_changes`). If all of this were wrong, the table's CHECK (on_hand >= 0)
# would undo the whole statement.
#
# `decremented` subtracts from what `locked_stock` read under the lock, not from `stock.on_hand`.
# PostgreSQL computes the new row from the version in the statement's snapshot first, and checks it,
# before it turns to the newest version. For a product that was restocked while the buyer waited,
# the first would be negative, and refused.
PLACE = sa.text("""
WITH requested AS (
    SELECT product_id, position, name, quantity, unit_price
    FROM unnest(
        CAST(:product_ids AS uuid[]), CAST(:names AS text[]),
        CAST(:quantities AS integer[]), CAST(:unit_prices AS bigint[])
    ) WITH ORDINALITY AS line(product_id, name, quantity, unit_price, position)
),
locked_stock AS MATERIALIZED (
    SELECT product_id, on_hand
    FROM stock
    WHERE product_id = ANY(CAST(:product_ids AS uuid[]))
    ORDER BY product_id
    FOR UPDATE
),
shortages AS (
    SELECT requested.product_id, requested.quantity AS requested,
        coalesce(on_hand, 0) AS available
    FROM requested LEFT JOIN locked_stock USING (product_id)
    WHERE coalesce(on_hand, 0) < requested.quantity
),
cart AS MATERIALIZED (
    SELECT cart_items.product_id, cart_items.quantity
    FROM carts JOIN cart_items ON cart_items.cart_id = carts.id
    WHERE carts.owner = CAST(:cart_key AS text)
    ORDER BY cart_items.product_id
    FOR UPDATE OF cart_items
),
cart_changes AS (
    SELECT product_id
    FROM requested FULL JOIN cart USING (product_id)
    WHERE CAST(:cart_key AS text) IS NOT NULL
        AND requested.quantity IS DISTINCT FROM cart.quantity
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
    WHERE NOT EXISTS (SELECT FROM shortages) AND NOT EXISTS (SELECT FROM cart_changes)
    ON CONFLICT (scope, idempotency_key) DO NOTHING
    RETURNING id, number
),
lines AS (
    INSERT INTO order_lines (order_id, position, product_id, name, quantity, unit_price)
    SELECT purchase.id, position, product_id, name, quantity, unit_price
    FROM purchase, requested
),
history AS (
    INSERT INTO order_history (order_id, status, actor, changed_at)
    SELECT id, 'confirmed', :scope, :now FROM purchase
),
decremented AS (
    UPDATE stock
    SET on_hand = locked_stock.on_hand - requested.quantity, version = stock.version + 1
    FROM purchase, requested JOIN locked_stock USING (product_id)
    WHERE stock.product_id = requested.product_id
    RETURNING stock.product_id, stock.on_hand, stock.version
),
messages AS (
    INSERT INTO outbox (kind, subject)
    SELECT kind, purchase.id FROM purchase, unnest(CAST(:message_kinds AS text[])) AS kind
),
sold_out AS (
    INSERT INTO outbox (kind, subject, payload)
    SELECT 'stock.changed', product_id,
        jsonb_build_object('available', false, 'version', version)
    FROM decremented WHERE on_hand = 0
),
emptied AS (
    DELETE FROM cart_items USING carts, purchase
    WHERE cart_items.cart_id = carts.id AND carts.owner = CAST(:cart_key AS text)
)
SELECT
    (SELECT number FROM purchase) AS number,
    (SELECT jsonb_agg(to_jsonb(shortages)) FROM shortages) AS shortages
""")
"""Run by `place`, and by the benchmark that measures it without the store."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase that is ready to be placed."""

    id: UUID
    scope: str
    """Whose idempotency key it is: a customer's id, or "guest"."""
    idempotency_key: str
    request_hash: bytes
    buyer: Buyer
    lines: tuple[OrderLine, ...]
    guest_token: str | None
    cart_key: str | None
    """The cart that is emptied; None for a purchase that names its items."""
    terms: SaleTerms
    message_kinds: tuple[str, ...]
    """Kinds of the messages to enqueue."""

    def as_order(self, number: int, now: datetime) -> Order:
        """Return the order that this purchase became, placed at `now`."""
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
    """The order's number, or the shortages that kept it from being placed.

    Neither, if the key was taken, or the cart no longer held the purchase's items.
    """

    number: int | None
    shortages: tuple[Shortage, ...]


async def place(connection: DirectConnection, purchase: Purchase, now: datetime) -> Outcome:
    """Place the order, or change nothing."""
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
        "message_kinds": list(purchase.message_kinds),
        "cart_key": purchase.cart_key,
    }
    (row,) = await connection.fetch(PLACE, parameters)
    number, shortages = row
    return Outcome(
        number=number,
        shortages=tuple(
            Shortage(UUID(shortage["product_id"]), shortage["requested"], shortage["available"])
            for shortage in shortages or ()
        ),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
