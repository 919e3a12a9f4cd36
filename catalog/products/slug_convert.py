"""The messages of slugs."""

from collections.abc import Sequence

from catalog import convert_common
from catalog.domain import Slug
from chassis.errors import Faults
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2

MAX_PAGE_SIZE, MAX_OFFSET = 10_000, 100_000_000


def slugs_request(request: service_pb2.ListSlugsRequest) -> tuple[int, int]:
    """Read how many to leave out, and how many to answer. Raise InvalidRequest."""
    faults = Faults()
    faults.check(0 <= request.skip <= MAX_OFFSET, "skip", f"must be 0 to {MAX_OFFSET}")
    limit = convert_common.page_size(request.page_size, MAX_PAGE_SIZE, MAX_PAGE_SIZE, faults)
    faults.done()
    return request.skip, limit


def slugs_response(found: Sequence[Slug], total: int) -> service_pb2.ListSlugsResponse:
    """Write a page of slugs."""
    response = service_pb2.ListSlugsResponse(total_size=total)
    for one in found:
        response.slugs.add(slug=one.slug).update_time.FromDatetime(one.updated_at)
    return response
