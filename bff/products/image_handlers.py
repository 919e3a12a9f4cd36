"""A shop keeper's pictures: put on a product as a form brings them."""

from collections.abc import AsyncIterator
from dataclasses import replace

from bff.clients.clients import UPLOAD
from bff.errors.problems import Problem
from bff.http.endpoint import Answer, Call
from bff.http.multipart import Form, Piece, Start
from bff.products.admin_handlers import versions_in
from bff.products.handlers import answer_product, read_product
from bff.schemas import Query
from chassis import grpc_client
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2


async def add_image(call: Call[Query, Form]) -> Answer:
    """Put a picture behind those that a product has."""
    product = await read_product(call.neighbours, call.path["id_or_slug"], call.language)
    target = service_pb2.ImageTarget(product_id=product.id, language=call.language)
    # What was seen counts where it is said: a picture more takes nothing away.
    seen = call.headers.get("If-Match", "*").strip()
    if seen != "*":
        if product.version not in versions_in(seen):
            raise Problem("version-mismatch")
        target.version = product.version
    method = call.neighbours.catalog.UploadProductImage
    answer = await grpc_client.send(method, _requests(target, call.body), timeout=UPLOAD)
    shown = await answer_product(call.neighbours, answer.product)
    return replace(shown, headers={"Location": f"/products/{answer.product.slug}"})


async def _requests(
    target: service_pb2.ImageTarget, form: Form
) -> AsyncIterator[service_pb2.UploadProductImageRequest]:
    # What comes before the picture waits for its type, with which the call begins.
    waiting: list[service_pb2.ImageAlt] = []
    async for part in form.parts():
        if isinstance(part, Start):
            target.media_type = part.media_type
            yield service_pb2.UploadProductImageRequest(target=target)
        elif isinstance(part, Piece):
            yield service_pb2.UploadProductImageRequest(chunk=part.body)
        else:
            waiting.append(service_pb2.ImageAlt(language=part.language, text=part.text))
    for alt in waiting:
        yield service_pb2.UploadProductImageRequest(alt=alt)
