"""Places an order: once for each key, at the prices the shopper saw, with stock for every line."""

import hashlib
import json
import secrets
from dataclasses import dataclass

import msgspec

from chassis import telemetry
from chassis.client_network import client_network
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import DomainError, Kind
from chassis.ids import new_id
from chassis.metrics import ORDERS_PLACED, OVERSELL_REFUSED
from chassis.request_context import Caller
from orders import store
from orders.carts import store as cart_store
from orders.carts.cart_key import cart_key_of, guest_cart_key
from orders.catalog_client import Catalog
from orders.domain import (
    Buyer,
    CartEmpty,
    IdempotencyKeyReused,
    Order,
    OutOfStock,
    RequestedItem,
    price_lines,
)
from orders.limits.domain import OrderLimits, TooManyOrders, TooManyUnits, allowances_of
from orders.notifications.message_kinds import placed_order_kinds
from orders.placement.purchase import Purchase
from orders.placement.statement import place, place_in_turn
from orders.sale_terms import SaleTerms

GUEST_SCOPE = "guest"
_MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """A shopper's request, already validated."""

    idempotency_key: str
    items: tuple[RequestedItem, ...]
    """Empty: the cart is bought."""
    buyer: Buyer
    cart_token: str


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Places orders."""

    database: Database
    catalog: Catalog
    sale_terms: SaleTerms
    """The terms of every order that is placed from now on."""
    limits: OrderLimits
    clock: Clock

    async def place(self, request: OrderRequest, caller: Caller) -> Order:
        """Return the order that was placed with this key, or place it.

        Raise CartEmpty, ProductUnavailable, PriceChanged, OutOfStock, TooManyOrders, TooManyUnits,
        IdempotencyKeyReused; then nothing has changed.
        """
        scope = str(caller.account_id or GUEST_SCOPE)
        cart_key = None if request.items else cart_key_of(caller, request.cart_token)
        request_hash = fingerprint(request, cart_key)
        for attempt in range(_MAX_ATTEMPTS):
            # Most keys are new, and a key that is taken places nothing. So the order of a key is
            # looked up only after nothing was placed.
            try:
                order = await self._attempt(
                    request, caller, scope, cart_key, request_hash, in_turn=attempt > 0
                )
            except DomainError as refusal:
                # A concurrent request with the same key may have taken the last units, or the cart.
                if placed := await self._find_placed(request, caller, scope, request_hash):
                    return placed
                if isinstance(refusal, OutOfStock):
                    telemetry.record(OVERSELL_REFUSED)
                raise
            order = order or await self._find_placed(request, caller, scope, request_hash)
            if order is not None:
                return order
        raise DomainError("the cart keeps changing", kind=Kind.EXHAUSTED, reason="BUSY")

    async def _attempt(
        self,
        request: OrderRequest,
        caller: Caller,
        scope: str,
        cart_key: str | None,
        request_hash: bytes,
        *,
        in_turn: bool,
    ) -> Order | None:
        """Place the order, or change nothing.

        Return None if meanwhile its key was taken, its cart changed, or another order of the same
        buyer was placed. With `in_turn` the buyer's other orders are placed first.
        """
        items = request.items or await self._cart_items(cart_key)
        product_ids = [item.product_id for item in items]
        offers = await self.catalog.list_offers(product_ids, request.buyer.language)
        guest_cart = _guest_cart(request, caller)
        purchase = Purchase(
            id=new_id(),
            scope=scope,
            idempotency_key=request.idempotency_key,
            request_hash=request_hash,
            buyer=request.buyer,
            lines=price_lines(items, offers),
            guest_token=secrets.token_urlsafe(24) if caller.is_guest else None,
            cart_key=cart_key,
            guest_cart=guest_cart,
            allowances=allowances_of(
                self.limits, caller, client_network(), request.buyer.contact, guest_cart
            ),
            terms=self.sale_terms,
            message_kinds=placed_order_kinds(request.buyer.channels),
        )
        now = self.clock()
        async with self.database.direct() as connection:
            how = place_in_turn if in_turn and purchase.allowances else place
            outcome = await how(connection, purchase, now)
        if outcome.wait is not None:
            raise TooManyOrders(outcome.wait)
        if outcome.over:
            raise TooManyUnits(outcome.over)
        if outcome.shortages:
            raise OutOfStock(outcome.shortages)
        if outcome.number is None:
            return None
        telemetry.record(ORDERS_PLACED)
        return purchase.as_order(outcome.number, now)

    async def _find_placed(
        self, request: OrderRequest, caller: Caller, scope: str, request_hash: bytes
    ) -> Order | None:
        async with self.database.reading() as connection:
            placed = await store.find_placed(connection, scope, request.idempotency_key)
        if placed is None:
            return None
        if placed.request_hash != request_hash:
            raise IdempotencyKeyReused("the idempotency key stands for another purchase")
        if caller.is_guest and not _is_same_guest(placed.guest_cart, _guest_cart(request, caller)):
            # It answers like the first time, so that nobody orders twice, and opens nothing.
            return placed.order.as_placed()
        return placed.order

    async def _cart_items(self, cart_key: str | None) -> tuple[RequestedItem, ...]:
        async with self.database.reading() as connection:
            items = await cart_store.list_items(connection, cart_key) if cart_key else []
        if not items:
            raise CartEmpty("the cart is empty")
        return tuple(
            RequestedItem(item.product_id, item.quantity, item.shown_price) for item in items
        )


def _guest_cart(request: OrderRequest, caller: Caller) -> str | None:
    return guest_cart_key(request.cart_token) if caller.is_guest and request.cart_token else None


def _is_same_guest(ordered_with: str | None, comes_with: str | None) -> bool:
    """Whether a repeat comes from the browser that ordered: only that one has the cart's token."""
    return ordered_with is not None and ordered_with == comes_with


def fingerprint(request: OrderRequest, cart_key: str | None) -> bytes:
    """Return the SHA-256 of a request: the same for the same purchase, in every release."""
    # The language is left out: a repeat in another language means the same purchase. The cart is
    # not: all guests share one scope, and once their carts are empty their items look alike.
    parts = {
        **({"cart": cart_key} if cart_key else {}),
        "items": request.items,
        "contact": request.buyer.contact,
        "address": request.buyer.address,
        "channels": sorted(request.buyer.channels),
    }
    # The format never changes: a request may be repeated after the next release is out.
    canonical = json.dumps(msgspec.to_builtins(parts), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()
