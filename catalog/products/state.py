"""How a product's state is stored: in two columns, of which the older says if it is for sale."""

from typing import Any

import sqlalchemy as sa

from catalog.domain import ProductState
from catalog.tables import products


def state_of(*, archived: bool, draft: bool) -> ProductState:
    """Return the state that these columns hold.

    A product that is for sale is active whatever `draft` says: the code of an older release, which
    does not know that column, may have put a draft on sale.
    """
    if not archived:
        return ProductState.ACTIVE
    return ProductState.DRAFT if draft else ProductState.ARCHIVED


def columns_of(state: ProductState) -> tuple[bool, bool]:
    """Return the values of `archived` and `draft` for this state."""
    return state is not ProductState.ACTIVE, state is ProductState.DRAFT


def is_in(state: ProductState) -> sa.ColumnElement[bool]:
    """Whether a row of `products` is in this state."""
    conditions: dict[ProductState, sa.ColumnElement[Any]] = {
        ProductState.ACTIVE: ~products.c.archived,
        ProductState.DRAFT: products.c.archived & products.c.draft,
        ProductState.ARCHIVED: products.c.archived & ~products.c.draft,
    }
    return conditions[state]
