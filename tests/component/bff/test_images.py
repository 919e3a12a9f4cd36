"""The BFF's pictures, over HTTP: forms in, a stream to the catalogue."""

import asyncio
import io
import socket

import aiohttp
import pytest

from catalog.domain import InvalidImage
from chassis.errors import DomainError, Kind
from chassis.violations import Code
from tests.component.bff.harness import ADMIN, CUSTOMER
from tests.component.bff.replies import levels, product, stored, table
from tienda.catalog.v1 import catalog_service_pb2, product_pb2

BEARER = {"Authorization": f"Bearer {ADMIN}"}
PATH = "/products/mesa-roble/images"


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    shared_shop.taken = []

    async def take(requests):
        shared_shop.taken = [request async for request in requests]
        return catalog_service_pb2.UploadProductImageResponse(product=table(version=4))

    shared_shop.catalog.replies = {
        "GetProduct": product(),
        "UploadProductImage": take,
        "UpdateProduct": catalog_service_pb2.UpdateProductResponse(product=table(version=4)),
    }
    shared_shop.orders.replies = {"BatchGetStock": levels(table=5)}
    return shared_shop


def form(body=b"pixels", media_type="image/png", **alts: str) -> aiohttp.FormData:
    fields = aiohttp.FormData()
    for name, text in alts.items():
        fields.add_field(name, text)
    fields.add_field("image", io.BytesIO(body), content_type=media_type, filename="mesa.png")
    return fields


async def post(shop, fields, **headers):
    return await shop.request("POST", PATH, data=fields, headers=BEARER | headers)


async def test_a_form_goes_on_to_the_catalogue_piece_by_piece(shop):
    body = bytes(range(256)) * 4000
    response = await post(shop, form(body, alt_es="Una mesa", alt_en="A table"))
    assert response.status == 201
    assert response.headers["ETag"].startswith('"4-')
    assert response.headers["Location"] == "/products/mesa-roble"
    first, *rest = shop.taken
    assert (first.target.media_type, first.target.HasField("version")) == ("image/png", False)
    pieces = [one.chunk for one in rest if one.WhichOneof("part") == "chunk"]
    assert b"".join(pieces) == body
    assert len(pieces) > 1
    alts = {one.alt.language: one.alt.text for one in rest if one.WhichOneof("part") == "alt"}
    assert alts == {"es": "Una mesa", "en": "A table"}
    assert shop.catalog.last_call("UploadProductImage").caller.role == "admin"


async def test_the_version_seen_is_held_where_it_is_said(shop):
    assert (await post(shop, form(), **{"If-Match": '"3-es-5"'})).status == 201
    assert shop.taken[0].target.version == 3
    stale = await post(shop, form(), **{"If-Match": '"2-es-5"'})
    assert (stale.status, stale.reason) == (412, "version-mismatch")


async def test_what_the_catalogue_finds_wrong_is_reported_in_both_languages(shop):
    shop.catalog.replies["UploadProductImage"] = InvalidImage(Code.IMAGE_DAMAGED)
    for language, detail in (
        ("es", "Está incompleta o dañada."),
        ("en", "Must be whole: it is cut short or damaged."),
    ):
        response = await shop.request(
            "POST", f"{PATH}?lang={language}", data=form(), headers=BEARER
        )
        assert (response.status, response.reason) == (422, "invalid-image")
        assert response.errors == [{"pointer": "/image", "detail": detail}]


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        (form(media_type="image/gif"), 415, "unsupported-image-type"),
        (form(media_type="image/svg+xml"), 415, "unsupported-image-type"),
        ({"image": "text"}, 415, "unsupported-image-type"),
        (form(other="x"), 400, "unknown-field"),
        (form(alt_es="x" * 301), 400, "invalid-request"),
        (form(alt_es="a\0b"), 400, "invalid-request"),
        (form(b"x" * 10_000_001), 413, "image-too-large"),
        (form(b"x" * 10_200_000), 413, "image-too-large"),
    ],
)
async def test_a_form_that_is_not_as_it_must_be_is_refused(shop, fields, status, reason):
    response = await post(shop, fields)
    assert (response.status, response.reason) == (status, reason)


async def test_a_form_without_a_picture_or_that_is_none_is_refused(shop):
    empty = aiohttp.FormData()
    empty.add_field("alt_es", "Una mesa", content_type="text/plain; charset=utf-8")
    empty.add_field("alt_en", b"A table", filename="alt.txt")
    response = await post(shop, empty)
    assert (response.reason, response.pointers) == ("invalid-request", ["/image"])
    twice = form()
    twice.add_field("image", b"x", content_type="image/png", filename="b.png")
    assert (await post(shop, twice)).reason == "invalid-request"
    bounded = "multipart/form-data; boundary=b"
    for body, media_type in (
        (b"{}", "multipart/form-data"),
        (b"no form", bounded),
        (b"--b\r\n\r\n", bounded),
        (b"--b\r\n-1919.0--b--\r\n", bounded),
        (b"--b\r\nContent-Disposition: " + b"x" * 9000 + b"\r\n\r\n--b--\r\n", bounded),
        (
            b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n",
            "multipart/form-data; boundary=b",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="image"\r\n\r\nx',
            "multipart/form-data; boundary=b",
        ),
    ):
        response = await post(shop, body, **{"Content-Type": media_type})
        assert response.status in {400, 415}, (body, response.raw)
    response = await shop.request("POST", PATH, json={}, headers=BEARER)
    assert response.reason == "unsupported-image-type"


async def test_guests_and_customers_put_no_picture_up(shop):
    assert (await shop.request("POST", PATH, data=form())).reason == "not-signed-in"
    shop.catalog.replies["UploadProductImage"] = DomainError(
        "no", kind=Kind.FORBIDDEN, reason="ADMIN_ONLY"
    )
    headers = {"Authorization": f"Bearer {CUSTOMER}"}
    response = await shop.request("POST", PATH, data=form(b"x" * 5_000_000), headers=headers)
    assert (response.status, response.reason) == (403, "admin-only")


async def test_a_browser_that_leaves_half_way_ends_the_call(shop):
    began, ended = asyncio.Event(), asyncio.Event()

    async def take(requests):
        began.set()
        try:
            return catalog_service_pb2.UploadProductImageResponse(
                product=table(images=[product_pb2.Image() async for _ in requests])
            )
        finally:
            ended.set()

    shop.catalog.replies["UploadProductImage"] = take
    host, port = shop.url.removeprefix("http://").split(":")
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {ADMIN}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="image"\r\nContent-Type: image/png\r\n\r\n'
    )
    with socket.create_connection((host, int(port))) as browser:
        browser.sendall(head.encode() + b"x" * 2000)
        await asyncio.wait_for(began.wait(), 5)
    await asyncio.wait_for(ended.wait(), 5)


async def change(shop, images):
    headers = BEARER | {"If-Match": "*"}
    return await shop.request(
        "PATCH", "/products/mesa-roble", json={"images": images}, headers=headers
    )


async def test_pictures_are_put_in_order_reworded_and_removed(shop):
    texts = {"a.webp": {}, "b.webp": {"es": "De lado"}, "c.webp": {"es": "Atrás"}}
    three = [
        product_pb2.ImageDraft(
            sources=[product_pb2.ImageSource(key=key, width=4, height=3)], alts=alts
        )
        for key, alts in texts.items()
    ]
    shop.catalog.replies["GetProduct"] = catalog_service_pb2.GetProductResponse(
        product=table(), draft=stored(images=three)
    )
    images = [
        {"url": "/media/c.webp", "alts": {"es": "Por detrás", "en": "From behind"}},
        {"url": "/media/a.webp"},
    ]
    assert (await change(shop, images)).status == 200
    sent = shop.catalog.last_call("UpdateProduct").request.product.images
    assert [one.sources[0].key for one in sent] == ["c.webp", "a.webp"]
    assert [dict(one.alts) for one in sent] == [{"es": "Por detrás", "en": "From behind"}, {}]
    assert (await change(shop, [])).status == 200
    assert not shop.catalog.last_call("UpdateProduct").request.product.images


async def test_pictures_of_others_and_pictures_twice_are_refused(shop):
    other = await change(shop, [{"url": "/media/a-800.webp"}, {"url": "/media/other.webp"}])
    assert other.errors == [
        {"pointer": "/images/1/url", "detail": "Debe ser una imagen de este producto."}
    ]
    twice = await change(shop, [{"url": "/media/a-800.webp"}] * 2)
    assert (twice.reason, twice.pointers) == ("invalid-request", ["/images"])
