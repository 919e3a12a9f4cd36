"""The endpoints of the sitemap, the health checks and the contract."""

from bff.http.endpoint import CacheControl, Endpoint
from bff.site import schemas
from bff.site.api_docs import ApiDocsHandlers
from bff.site.health import HealthHandlers
from bff.site.robots import SITEMAP_PATH
from bff.site.sitemap import SitemapHandlers


def sitemap_routes(sitemap: SitemapHandlers) -> tuple[Endpoint, ...]:
    """Return the endpoints of the sitemap."""
    return (
        Endpoint(
            method="GET",
            path=SITEMAP_PATH,
            handler=sitemap.show_sitemap,
            tag="sitemap",
            summary="Get the index of the sitemap",
            media_type="application/xml",
            cache_control=CacheControl.SHARED_60_SECONDS,
        ),
        Endpoint(
            method="GET",
            path="/products/sitemap-{part}.xml",
            handler=sitemap.show_sitemap_part,
            tag="sitemap",
            summary="Get a part of the sitemap",
            media_type="application/xml",
            reasons=("not-found",),
            cache_control=CacheControl.SHARED_60_SECONDS,
        ),
    )


def operations_routes(health: HealthHandlers, api_docs: ApiDocsHandlers) -> tuple[Endpoint, ...]:
    """Return the endpoints of the health checks and of the contract."""
    return (
        Endpoint(
            method="GET",
            path="/healthz",
            handler=health.tell_health,
            tag="operations",
            summary="Check that the process is alive",
            response=schemas.Health,
            calls_services=False,
            is_health_check=True,
        ),
        Endpoint(
            method="GET",
            path="/readyz",
            handler=health.tell_readiness,
            tag="operations",
            summary="Check that the process accepts requests",
            response=schemas.Readiness,
            is_health_check=True,
        ),
        Endpoint(
            method="GET",
            path="/openapi.json",
            handler=api_docs.show_contract,
            tag="operations",
            summary="Get this contract",
            cache_control=CacheControl.SHARED_60_SECONDS,
            calls_services=False,
        ),
        Endpoint(
            method="GET",
            path="/docs",
            handler=api_docs.show_docs,
            tag="operations",
            summary="Get this contract as a web page",
            media_type="text/html",
            cache_control=CacheControl.SHARED_60_SECONDS,
            calls_services=False,
        ),
    )
