"""The store's REST API: every endpoint, once. The router and /openapi.json both come from here."""

from bff.http.endpoint import Endpoint
from bff.orders.routes import CARTS, ORDERS
from bff.products.routes import PRODUCTS
from bff.site.health import Operations
from bff.site.sitemap import Sitemap
from bff.users.credential_routes import CREDENTIALS, SESSIONS
from bff.users.routes import ADDRESSES, USERS


def endpoints(operations: Operations, sitemap: Sitemap) -> tuple[Endpoint, ...]:
    """Return the whole table, those about the process itself at its end."""
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
