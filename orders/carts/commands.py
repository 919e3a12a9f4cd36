"""Carts: put in, take out, look at, and pour a guest's into a customer's."""

from dataclasses import dataclass
from uuid import UUID

from chassis.db.database import Database
from chassis.errors import Validation
from chassis.request_context import Caller
from chassis.violations import Code
from orders.carts import store as cart_store
from orders.carts.cart_owner import cart_owner, guest_owner, new_cart_token
from orders.carts.domain import Cart, CartItem, merge, view
from orders.catalog_client import Catalogue
from orders.domain import MAX_LINES, ProductUnavailable
from orders.stock import store as stock_store


@dataclass(frozen=True, slots=True)
class Carting:
    """The use cases, with what they need."""

    database: Database
    catalogue: Catalogue

    async def look(self, caller: Caller, cart_token: str, language: str) -> Cart:
        """Return the caller's cart at today's names, prices and stock."""
        owner = cart_owner(caller, cart_token)
        if owner is None:
            return Cart()
        async with self.database.reading() as connection:
            items = await cart_store.items_of(connection, owner)
        return await self._show(owner, items, language)

    async def set_item(
        self, caller: Caller, cart_token: str, product_id: UUID, quantity: int, language: str
    ) -> tuple[Cart, str]:
        """Put a product in, or change how many; return the cart and the guest's token.

        Raise ProductUnavailable, or InvalidRequest when it would be one line too many.
        """
        offers = await self.catalogue.offers([product_id], language)
        if not offers or offers[0].archived:
            raise ProductUnavailable([product_id])
        token = "" if not caller.is_guest else cart_token or new_cart_token()
        owner = cart_owner(caller, token)
        assert owner is not None, "a guest has a token by now"
        price = offers[0].price
        async with self.database.transaction() as connection:
            cart_id = await cart_store.open_cart(connection, owner)
            others = [
                item
                for item in await cart_store.items_of(connection, owner)
                if item.product_id != product_id
            ]
            validation = Validation()
            validation.check(len(others) < MAX_LINES, "product_id", Code.CART_FULL, max=MAX_LINES)
            validation.raise_if_invalid()
            item = CartItem(product_id, quantity, price, price)
            await cart_store.put_items(connection, cart_id, [item])
        return await self.look(caller, token, language), token

    async def remove_item(
        self, caller: Caller, cart_token: str, product_id: UUID, language: str
    ) -> Cart:
        """Take a product out and answer what is left."""
        if (owner := cart_owner(caller, cart_token)) is not None:
            async with self.database.transaction() as connection:
                await cart_store.remove_item(connection, owner, product_id)
        return await self.look(caller, cart_token, language)

    async def merge(self, caller: Caller, cart_token: str, language: str) -> Cart:
        """Pour the guest's cart into the customer's. Raise NotSignedIn for a guest."""
        caller.require_account()
        mine = cart_owner(caller, "")
        assert mine is not None
        if cart_token:
            await self._pour(guest_owner(cart_token), mine)
        return await self.look(caller, "", language)

    async def _pour(self, guests: str, mine: str) -> None:
        async with self.database.transaction() as connection:
            # The guest's first: of two log-ins at once the second finds it empty.
            await cart_store.open_cart(connection, guests)
            cart_id = await cart_store.open_cart(connection, mine)
            theirs = await cart_store.items_of(connection, guests)
            if theirs:
                together = merge(await cart_store.items_of(connection, mine), theirs)
                await cart_store.put_items(connection, cart_id, together)
            await cart_store.drop_cart(connection, guests)

    async def _show(self, owner: str, items: list[CartItem], language: str) -> Cart:
        if not items:
            return Cart()
        product_ids = [item.product_id for item in items]
        offers = {
            offer.product_id: offer for offer in await self.catalogue.offers(product_ids, language)
        }
        async with self.database.direct() as connection:
            stock = await stock_store.levels(connection, product_ids)
        changed = {
            item.product_id: offer.price
            for item in items
            for offer in [offers.get(item.product_id)]
            if offer is not None and offer.price != item.shown_price
        }
        async with self.database.autocommit() as connection:
            await cart_store.note_shown(connection, owner, changed)
        return view(items, offers, stock)
