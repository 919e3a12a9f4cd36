"""The endpoint of what holds for the whole shop."""

from typing import Final

from bff.http.endpoint import CacheControl, Endpoint
from bff.shop import handlers
from bff.shop.schemas import Shop

ROUTES: Final = (
    Endpoint(
        method="GET",
        path="/shop",
        handler=handlers.get_shop,
        tag="shop",
        summary="Get what holds for the whole shop: its currency",
        response=Shop,
        cache_control=CacheControl.SHARED_60_SECONDS,
    ),
)
