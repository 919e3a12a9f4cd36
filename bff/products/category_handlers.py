"""A shop keeper's work on the tree of categories."""

from msgspec import UNSET

from bff.clients.clients import BUY
from bff.http.endpoint import Answer, Call
from bff.products.admin_schemas import NewShelf, ShelfChange
from bff.products.convert import category
from bff.products.drafts import named
from bff.schemas import Query
from chassis import grpc_client
from tienda.catalog.v1 import catalog_service_pb2, product_pb2


async def create_category(call: Call[Query, NewShelf]) -> Answer:
    """Make a category."""
    request = catalog_service_pb2.CreateCategoryRequest(
        category=product_pb2.CategoryDraft(slug=call.body.slug, names=named(call.body.names)),
        parent_slug=call.body.parent or "",
        language=call.language,
    )
    answer = await grpc_client.call(call.neighbours.catalog.CreateCategory, request, timeout=BUY)
    return Answer(category(answer.category))


async def change_category(call: Call[Query, ShelfChange]) -> Answer:
    """Rename a category, or move it."""
    given = {"es": call.body.names.es, "en": call.body.names.en}
    request = catalog_service_pb2.UpdateCategoryRequest(
        slug=call.path["slug"],
        names={language: name or "" for language, name in given.items() if name is not UNSET},
        language=call.language,
    )
    if call.body.parent is not UNSET:
        request.parent_slug = call.body.parent or ""
    answer = await grpc_client.call(call.neighbours.catalog.UpdateCategory, request, timeout=BUY)
    return Answer(category(answer.category))


async def delete_category(call: Call[Query, None]) -> Answer:
    """Take an empty category away."""
    request = catalog_service_pb2.DeleteCategoryRequest(slug=call.path["slug"])
    await grpc_client.call(call.neighbours.catalog.DeleteCategory, request, timeout=BUY)
    return Answer()
