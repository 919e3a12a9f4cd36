"""The store's REST API: every endpoint, once. The router and /openapi.json both come from here."""

from bff.endpoint import Endpoint
from bff.operations import Operations
from bff.routes.credentials import CREDENTIALS, SESSIONS
from bff.routes.orders import CARTS, ORDERS
from bff.routes.products import PRODUCTS
from bff.routes.users import ADDRESSES, USERS
from bff.sitemap import Sitemap


def endpoints(operations: Operations, sitemap: Sitemap) -> tuple[Endpoint, ...]:
    """Answer the whole table, those about the process itself at its end."""
    return (
        # Before a product's own route, which takes any name.
        *sitemap.endpoints(),
        *PRODUCTS,
        *CARTS,
        *ORDERS,
        *USERS,
        *CREDENTIALS,
        *SESSIONS,
        *ADDRESSES,
        *operations.endpoints(),
    )
