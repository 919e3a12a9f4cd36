"""Places an order: once for each key, at the prices the shopper saw, with stock for every line."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from chassis import telemetry
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import DomainError, Kind
from chassis.ids import new_id
from chassis.metrics import ORDERS_PLACED, OVERSELL_REFUSED
from chassis.request_context import Caller
from orders import store
from orders.carts import store as cart_store
from orders.carts.cart_owner import cart_owner
from orders.catalog_client import Catalogue
from orders.domain import (
    Buyer,
    CartEmpty,
    Channel,
    IdempotencyKeyReused,
    Order,
    OutOfStock,
    Wanted,
    price_lines,
)
from orders.placement.statement import Purchase, place
from orders.sale_terms import Terms

GUEST_SCOPE = "guest"
_TRIES = 5


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What a shopper asks for; shapes have been checked."""

    idempotency_key: str
    items: tuple[Wanted, ...]
    """Empty: the cart is bought."""
    buyer: Buyer
    cart_token: str


class Placing:
    """The use case, with what it needs."""

    def __init__(
        self, database: Database, catalogue: Catalogue, terms: Terms, clock: Clock
    ) -> None:
        """`terms` are those of every order placed from now on."""
        self._database = database
        self._catalogue = catalogue
        self._terms = terms
        self._clock = clock

    async def place_order(self, request: OrderRequest, caller: Caller) -> Order:
        """Return the order that this key stands for, placing it if it is new.

        Raise CartEmpty, ProductUnavailable, PriceChanged, OutOfStock, IdempotencyKeyReused; then
        nothing has changed.
        """
        scope = str(caller.account_id or GUEST_SCOPE)
        owner = None if request.items else cart_owner(caller, request.cart_token)
        request_hash = fingerprint(request, owner)
        key = request.idempotency_key
        for _ in range(_TRIES):
            # Most keys are new, and one that is taken places nothing: so it is looked for only
            # where nothing was placed.
            try:
                order = await self._try(request, caller, scope, owner, request_hash)
            except DomainError as refusal:
                # The last units, or the cart, may have gone to this very request's twin.
                if placed := await self._already_placed(scope, key, request_hash):
                    return placed
                if isinstance(refusal, OutOfStock):
                    telemetry.record(OVERSELL_REFUSED)
                raise
            order = order or await self._already_placed(scope, key, request_hash)
            if order is not None:
                return order
        raise DomainError("the cart keeps changing", kind=Kind.EXHAUSTED, reason="BUSY")

    async def _try(
        self,
        request: OrderRequest,
        caller: Caller,
        scope: str,
        owner: str | None,
        request_hash: bytes,
    ) -> Order | None:
        """Place the order; None when its key was taken, or its cart changed, meanwhile."""
        wanted = request.items or await self._cart(owner)
        product_ids = [item.product_id for item in wanted]
        offers = await self._catalogue.offers(product_ids, request.buyer.language)
        purchase = Purchase(
            id=new_id(),
            scope=scope,
            idempotency_key=request.idempotency_key,
            request_hash=request_hash,
            buyer=request.buyer,
            lines=price_lines(wanted, offers),
            guest_token=secrets.token_urlsafe(24) if caller.is_guest else None,
            cart_owner=owner,
            terms=self._terms,
            messages=confirming_messages(request.buyer.channels),
        )
        now = self._clock()
        async with self._database.direct() as connection:
            outcome = await place(connection, purchase, now)
        if outcome.shortages:
            raise OutOfStock(outcome.shortages)
        if outcome.number is None:
            return None
        telemetry.record(ORDERS_PLACED)
        return purchase.as_order(outcome.number, now)

    async def _already_placed(self, scope: str, key: str, fingerprint: bytes) -> Order | None:
        async with self._database.reading() as connection:
            found = await store.find_placed(connection, scope, key)
        if found is None:
            return None
        order, request_hash = found
        if request_hash != fingerprint:
            raise IdempotencyKeyReused("the idempotency key stands for another purchase")
        return order

    async def _cart(self, owner: str | None) -> tuple[Wanted, ...]:
        async with self._database.reading() as connection:
            items = await cart_store.items_of(connection, owner) if owner else []
        if not items:
            raise CartEmpty("the cart is empty")
        return tuple(Wanted(item.product_id, item.quantity, item.shown_price) for item in items)


def confirming_messages(channels: Sequence[Channel]) -> tuple[str, ...]:
    """Return the kinds of messages that an order begins with; its buyer is told by `channels`."""
    return ("order.confirmed", "receipt", *(f"tell.{channel}.confirmed" for channel in channels))


def fingerprint(request: OrderRequest, owner: str | None) -> bytes:
    """Return 32 bytes that are the same for the same purchase, at every release."""
    # The language is left out: a repeat in another one means the same purchase. Whose cart is
    # bought is not: all guests share one scope, and what is in the cart does not tell them apart
    # once it is empty.
    parts = {
        **({"cart": owner} if owner else {}),
        "items": request.items,
        "contact": request.buyer.contact,
        "address": request.buyer.address,
        "channels": sorted(request.buyer.channels),
    }
    # As it has always been written: who repeats a purchase may find a new release.
    canonical = json.dumps(msgspec.to_builtins(parts), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()
