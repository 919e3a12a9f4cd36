"""Every endpoint of the store, for the router and for /openapi.json.

A new package of endpoints is added here, once.
"""

from bff.http.endpoint import Endpoint
from bff.http.in_flight import InFlightRequests
from bff.openapi import document
from bff.orders.routes import ROUTES as ORDERS
from bff.products.routes import ROUTES as PRODUCTS
from bff.shop.routes import ROUTES as SHOP
from bff.site.api_docs import ApiDocsHandlers
from bff.site.health import HealthHandlers
from bff.site.routes import operations_routes, sitemap_routes
from bff.site.sitemap import SitemapHandlers
from bff.users.routes import ROUTES as USERS


def all_endpoints(
    in_flight: InFlightRequests, shop_origin: str | None = None
) -> tuple[Endpoint, ...]:
    """Return every endpoint, in the order of the contract."""
    endpoints: tuple[Endpoint, ...] = (
        # Before the products: /products/{id_or_slug} would match the sitemap's paths as well.
        *sitemap_routes(SitemapHandlers(shop_origin)),
        *PRODUCTS,
        *SHOP,
        *ORDERS,
        *USERS,
        *operations_routes(
            HealthHandlers(in_flight), ApiDocsHandlers(lambda: document.encode(endpoints))
        ),
    )
    return endpoints
