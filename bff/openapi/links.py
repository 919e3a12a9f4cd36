"""Which endpoint leads to which: what one answers is what another's address takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Lead:
    """A value in an answer, and the parameter that takes it."""

    pointer: str
    """JSON pointer into the answer's body."""
    parameter: str
    to: tuple[str, ...]
    """Names of the handlers whose path or query has the parameter."""


_PRODUCTS: Final = (
    *("get_product", "change_product", "archive_product", "list_prices"),
    *("add_image", "set_stock"),
)
_CART: Final = ("put_cart_item", "remove_cart_item")
_ORDER: Final = ("get_order", "get_receipt", "cancel_order", "ship_order", "deliver_order")

LEADS: Final[Mapping[str, tuple[Lead, ...]]] = {
    "search_products": (
        Lead("/items/0/slug", "id_or_slug", ("get_product",)),
        Lead("/items/0/id", "product_id", _CART),
        Lead("/items/0/category/slug", "category", ("search_products",)),
    ),
    "list_categories": (
        Lead("/items/0/slug", "category", ("search_products",)),
        Lead("/items/0/slug", "slug", ("change_category",)),
    ),
    "create_category": (Lead("/slug", "slug", ("change_category", "delete_category")),),
    "create_product": (
        Lead("/id", "id_or_slug", _PRODUCTS),
        Lead("/id", "product_id", _CART),
    ),
    "place_order": (Lead("/id", "id", _ORDER),),
    "list_orders": (Lead("/items/0/id", "id", _ORDER),),
    "create_address": (Lead("/id", "id", ("get_address", "replace_address", "delete_address")),),
    "list_addresses": (
        Lead("/items/0/id", "id", ("get_address", "replace_address", "delete_address")),
    ),
    "list_sessions": (Lead("/items/0/id", "id", ("end_session",)),),
}
"""By the name of the endpoint's handler."""


def links_of(name: str) -> dict[str, Any]:
    """Return the links (OpenAPI 3.1, Link Object) of what a handler answers; none for most."""
    return {
        f"{to}_by_{lead.parameter}": {
            "operationId": to,
            "parameters": {lead.parameter: f"$response.body#{lead.pointer}"},
        }
        for lead in LEADS.get(name, ())
        for to in lead.to
    }
