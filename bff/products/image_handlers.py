"""Handlers for admins: add a picture to a product."""

from collections.abc import AsyncIterator
from dataclasses import replace

from bff.clients.clients import UPLOAD_TIMEOUT
from bff.errors.problems import Problem
from bff.http.endpoint import Request, Response
from bff.http.multipart import ImageChunk, ImageForm, ImageStart
from bff.products.admin_handlers import parse_if_match
from bff.products.handlers import admin_response, read_product
from bff.schemas import Query
from chassis.rpc import grpc_client
from tienda.catalog.v1 import catalog_service_pb2


async def add_image(request: Request[Query, ImageForm]) -> Response:
    """Add a picture behind the others of a product."""
    read = await read_product(request.clients, request.path["id_or_slug"], request.language)
    product = read.product
    target = catalog_service_pb2.ImageTarget(product_id=product.id, language=request.language)
    # If-Match is optional here: adding a picture overwrites nothing.
    if_match = request.headers.get("If-Match", "*").strip()
    if if_match != "*":
        if product.version not in parse_if_match(if_match):
            raise Problem("version-mismatch")
        target.version = product.version
    method = request.clients.catalog.UploadProductImage
    reply = await grpc_client.send(
        method, _upload_messages(target, request.body), timeout=UPLOAD_TIMEOUT
    )
    response = await admin_response(request.clients, reply.product, reply.draft)
    return replace(response, headers={"Location": f"/products/{reply.product.slug}"})


async def _upload_messages(
    target: catalog_service_pb2.ImageTarget, form: ImageForm
) -> AsyncIterator[catalog_service_pb2.UploadProductImageRequest]:
    # The call must start with the picture's type, so the texts are sent after the picture.
    alts: list[catalog_service_pb2.ImageAlt] = []
    async for part in form.parts():
        if isinstance(part, ImageStart):
            target.media_type = part.media_type
            yield catalog_service_pb2.UploadProductImageRequest(target=target)
        elif isinstance(part, ImageChunk):
            yield catalog_service_pb2.UploadProductImageRequest(chunk=part.content)
        else:
            alts.append(catalog_service_pb2.ImageAlt(language=part.language, text=part.text))
    for alt in alts:
        yield catalog_service_pb2.UploadProductImageRequest(alt=alt)
