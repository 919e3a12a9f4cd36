"""Handlers for admins: create, change and delete categories."""

from msgspec import UNSET

from bff.clients.clients import WRITE_TIMEOUT
from bff.http.endpoint import Request, Response
from bff.products.admin_schemas import NewShelf, ShelfChange
from bff.products.convert import category
from bff.products.drafts import names_by_language
from bff.schemas import Query
from chassis.rpc import grpc_client
from tienda.catalog.v1 import catalog_service_pb2, product_pb2


async def create_category(request: Request[Query, NewShelf]) -> Response:
    """Create a category."""
    message = catalog_service_pb2.CreateCategoryRequest(
        category=product_pb2.CategoryDraft(
            slug=request.body.slug or "", names=names_by_language(request.body.names)
        ),
        parent_slug=request.body.parent or "",
        language=request.language,
    )
    reply = await grpc_client.call(
        request.clients.catalog.CreateCategory, message, timeout=WRITE_TIMEOUT
    )
    return Response(category(reply.category))


async def change_category(request: Request[Query, ShelfChange]) -> Response:
    """Rename a category, or move it."""
    names = {"es": request.body.names.es, "en": request.body.names.en}
    message = catalog_service_pb2.UpdateCategoryRequest(
        slug=request.path["slug"],
        names={language: name or "" for language, name in names.items() if name is not UNSET},
        language=request.language,
    )
    if request.body.parent is not UNSET:
        message.parent_slug = request.body.parent or ""
    reply = await grpc_client.call(
        request.clients.catalog.UpdateCategory, message, timeout=WRITE_TIMEOUT
    )
    return Response(category(reply.category))


async def delete_category(request: Request[Query, None]) -> Response:
    """Delete an empty category."""
    message = catalog_service_pb2.DeleteCategoryRequest(slug=request.path["slug"])
    await grpc_client.call(request.clients.catalog.DeleteCategory, message, timeout=WRITE_TIMEOUT)
    return Response()
