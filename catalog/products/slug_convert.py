"""Messages of product slugs to the domain and back."""

from collections.abc import Sequence

from catalog import convert_common
from catalog.domain import ProductSlug
from chassis.errors import Validation
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2

MAX_PAGE_SIZE, MAX_OFFSET = 10_000, 100_000_000


def slugs_request(request: service_pb2.ListSlugsRequest) -> tuple[int, int]:
    """Return how many slugs to skip, and how many to return. Raise InvalidRequest."""
    validation = Validation()
    is_valid = 0 <= request.skip <= MAX_OFFSET
    validation.check(is_valid, "skip", Code.OUT_OF_RANGE, min=0, max=MAX_OFFSET)
    limit = convert_common.page_size(request.page_size, MAX_PAGE_SIZE, MAX_PAGE_SIZE, validation)
    validation.raise_if_invalid()
    return request.skip, limit


def slugs_response(slugs: Sequence[ProductSlug], total: int) -> service_pb2.ListSlugsResponse:
    """Return a page of slugs as a message."""
    response = service_pb2.ListSlugsResponse(total_size=total)
    for product in slugs:
        response.slugs.add(slug=product.slug).update_time.FromDatetime(product.updated_at)
    return response
