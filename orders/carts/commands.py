"""Reading and changing carts, and merging a guest's cart into a customer's."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.client_network import client_network
from chassis.clock import Clock
from chassis.db.database import Database
from chassis.errors import Validation
from chassis.request_context import Caller
from chassis.violations import Code
from orders.carts import store as cart_store
from orders.carts.cart_key import (
    cart_key_of,
    customer_cart_key,
    guest_cart_key,
    new_cart_token,
)
from orders.carts.domain import Cart, CartItem, LeftOutItem, merge_items, price_cart
from orders.catalog_client import Catalog
from orders.domain import MAX_LINES, ProductUnavailable
from orders.limits import store as limit_store
from orders.limits.domain import WINDOW, OrderLimits, TooManyCarts, key_of, spacing_of
from orders.stock import store as stock_store


@dataclass(frozen=True, slots=True)
class CartCommands:
    """Reads and changes the caller's cart."""

    database: Database
    catalog: Catalog
    limits: OrderLimits
    clock: Clock

    async def get_cart(self, caller: Caller, cart_token: str, language: str) -> Cart:
        """Return the caller's cart with the names, prices and stock of now.

        Record the prices as shown: an order of the cart is placed at them.
        """
        cart_key = cart_key_of(caller, cart_token)
        if cart_key is None:
            return Cart()
        async with self.database.reading() as connection:
            items = await cart_store.list_items(connection, cart_key)
            # Only a customer's cart is merged into.
            left_out = (
                [] if caller.is_guest else await cart_store.list_left_out(connection, cart_key)
            )
        return await self._price(cart_key, items, left_out, language)

    async def set_item(
        self, caller: Caller, cart_token: str, product_id: UUID, quantity: int, language: str
    ) -> tuple[Cart, str]:
        """Add a product, or change its quantity; return the cart and, for a guest, its token.

        A guest whose token opens no cart gets a new cart, with a token that is made here. Raise
        ProductUnavailable, TooManyCarts, or InvalidRequest if the cart is full.
        """
        offers = await self.catalog.list_offers([product_id], language)
        if not offers or offers[0].archived:
            raise ProductUnavailable([product_id])
        price = offers[0].price
        async with self.database.transaction() as connection:
            cart_id, token = await self._open_cart(connection, caller, cart_token)
            cart_key = cart_key_of(caller, token)
            assert cart_key is not None, "a guest has a token by now"
            others = [
                item
                for item in await cart_store.list_items(connection, cart_key)
                if item.product_id != product_id
            ]
            validation = Validation()
            validation.check(len(others) < MAX_LINES, "product_id", Code.CART_FULL, max=MAX_LINES)
            validation.raise_if_invalid()
            item = CartItem(product_id, quantity, price, price)
            await cart_store.upsert_items(connection, cart_id, [item])
            await cart_store.take_in(connection, cart_id, product_id)
        return await self.get_cart(caller, token, language), token

    async def remove_item(
        self, caller: Caller, cart_token: str, product_id: UUID, language: str
    ) -> Cart:
        """Remove a product, if it is in the cart; return the cart."""
        if (cart_key := cart_key_of(caller, cart_token)) is not None:
            async with self.database.transaction() as connection:
                await cart_store.remove_item(connection, cart_key, product_id)
        return await self.get_cart(caller, cart_token, language)

    async def merge(self, caller: Caller, cart_token: str, language: str) -> Cart:
        """Merge the guest's cart into the customer's, and return it. Raise NotSignedIn."""
        caller.require_account()
        customer_key = cart_key_of(caller, "")
        assert customer_key is not None
        if cart_token:
            await self._merge(guest_cart_key(cart_token), customer_key)
        return await self.get_cart(caller, "", language)

    async def _open_cart(
        self, connection: AsyncConnection, caller: Caller, cart_token: str
    ) -> tuple[UUID, str]:
        """Lock the caller's cart, or create it; return its id and, for a guest, its token."""
        if caller.account_id is not None:
            key = customer_cart_key(caller.account_id)
            return await cart_store.get_or_create_cart(connection, key), ""
        if cart_token:
            key = guest_cart_key(cart_token)
            if (cart_id := await cart_store.lock_cart(connection, key)) is not None:
                return cart_id, cart_token
        await self._count_new_cart(connection)
        token = new_cart_token()
        key = guest_cart_key(token)
        return await cart_store.get_or_create_cart(connection, key), token

    async def _count_new_cart(self, connection: AsyncConnection) -> None:
        network, spacing = client_network(), spacing_of(self.limits.carts_by_address)
        if not network or not spacing:
            return
        key = key_of("new carts of an address", network)
        wait = await limit_store.take(connection, key, spacing, WINDOW, self.clock())
        if wait is not None:
            raise TooManyCarts(wait)

    async def _merge(self, guest_key: str, customer_key: str) -> None:
        async with self.database.transaction() as connection:
            # The guest's cart is locked first: of two log-ins at once the second finds none.
            if await cart_store.lock_cart(connection, guest_key) is None:
                return
            cart_id = await cart_store.get_or_create_cart(connection, customer_key)
            guest_items = await cart_store.list_items(connection, guest_key)
            if guest_items:
                customer_items = await cart_store.list_items(connection, customer_key)
                merged, left_out = merge_items(customer_items, guest_items)
                await cart_store.upsert_items(connection, cart_id, merged)
                await cart_store.leave_out(connection, cart_id, left_out)
            await cart_store.delete_cart(connection, guest_key)

    async def _price(
        self,
        cart_key: str,
        items: Sequence[CartItem],
        left_out: Sequence[LeftOutItem],
        language: str,
    ) -> Cart:
        named = [item.product_id for item in items] + [item.product_id for item in left_out]
        product_ids = list(dict.fromkeys(named))
        if not product_ids:
            return Cart()
        offers = {
            offer.product_id: offer
            for offer in await self.catalog.list_offers(product_ids, language)
        }
        async with self.database.direct() as connection:
            stock = await stock_store.get_levels(connection, product_ids)
        changed_prices = {
            item.product_id: offer.price
            for item in items
            for offer in [offers.get(item.product_id)]
            if offer is not None and offer.price != item.shown_price
        }
        async with self.database.autocommit() as connection:
            await cart_store.record_shown_prices(connection, cart_key, changed_prices)
        return price_cart(items, offers, stock, left_out)
