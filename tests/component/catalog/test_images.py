"""Uploads of images, over the socket of catalog."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image

from catalog.images.convert import MAX_BYTES
from chassis.errors import DomainError, Unavailable
from chassis.request_context import access_token
from chassis.rpc import grpc_client
from tests.component.catalog.harness import InMemoryImageStorage, call, create, draft, get, serving
from tests.pictures import hostile, picture
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2

PNG = "image/png"


@pytest.fixture(scope="module")
def storage():
    return InMemoryImageStorage()


@pytest.fixture(scope="module")
async def catalog(make_database, storage):
    async with serving(await make_database("catalog"), storage) as (_, stub):
        yield stub


async def upload(catalog, product_id, body, media_type=PNG, *, alts=None, token="admin", **target):
    async def requests() -> AsyncIterator[pb2.UploadProductImageRequest]:
        about = pb2.ImageTarget(product_id=product_id, media_type=media_type, **target)
        yield pb2.UploadProductImageRequest(target=about)
        for start in range(0, len(body), 100_000):
            yield pb2.UploadProductImageRequest(chunk=body[start : start + 100_000])
        for language, text in (alts or {}).items():
            alt = pb2.ImageAlt(language=language, text=text)
            yield pb2.UploadProductImageRequest(alt=alt)

    access_token.set(token)
    return (await grpc_client.send(catalog.UploadProductImage, requests(), timeout=60)).product


async def refusal(*arguments: Any, **options: Any) -> DomainError:
    with pytest.raises(DomainError) as raised:
        await upload(*arguments, **options)
    return raised.value


async def test_an_image_is_stored_in_its_sizes_and_shown_on_the_page(catalog, storage):
    product = await create(catalog, draft("PIC-1"))
    alts = {"es": " Una mesa ", "en": "A table"}
    sent = picture("JPEG", (1400, 1000))
    changed = await upload(catalog, product.id, sent, "image/jpeg", alts=alts, language="en")
    assert changed.version == 2
    [image] = changed.images
    assert (image.alt, [source.width for source in image.sources]) == ("A table", [480, 1200, 1400])
    for source in image.sources:
        with Image.open(io.BytesIO(storage.objects[source.key])) as rendition:
            assert (rendition.format, rendition.size) == ("WEBP", (source.width, source.height))
    changed = await get(catalog, product.id)
    assert (changed.images[0].alt, changed.version) == ("Una mesa", 2)


async def test_an_image_that_is_uploaded_twice_is_there_once(catalog):
    product = await create(catalog, draft("PIC-2"))
    first = await upload(catalog, product.id, picture(size=(50, 50)))
    again = await upload(catalog, product.id, picture(size=(50, 50)))
    assert again == first
    with_alt = await upload(catalog, product.id, picture(size=(50, 50)), alts={"es": "Otra"})
    assert ([image.alt for image in with_alt.images], with_alt.version) == (["Otra"], 3)
    second = await upload(catalog, product.id, picture(size=(60, 50)))
    assert [image.sources[0].width for image in second.images] == [50, 60]


async def test_concurrent_uploads_add_each_image_once(catalog):
    product = await create(catalog, draft("PIC-3"))
    sizes = [(40, 30), (40, 30), (40, 30), (41, 30), (42, 30)]
    await asyncio.gather(*(upload(catalog, product.id, picture(size=size)) for size in sizes))
    changed = await get(catalog, product.id)
    assert sorted(image.sources[0].width for image in changed.images) == [40, 41, 42]
    assert changed.version == 4


@pytest.mark.parametrize("name", hostile())
async def test_an_unusable_file_is_refused_and_nothing_is_stored(catalog, storage, name):
    product = await create(catalog, draft(f"BAD-{list(hostile()).index(name)}"))
    before = set(storage.objects)
    error = await refusal(catalog, product.id, *hostile()[name])
    assert error.reason == "INVALID_IMAGE"
    assert [violation.field for violation in error.violations] == ["image"]
    assert set(storage.objects) == before
    assert (await get(catalog, product.id)).version == 1


async def test_a_file_that_is_too_large_is_refused_before_its_end(catalog):
    product = await create(catalog, draft("PIC-4"))
    error = await refusal(catalog, product.id, b"\xff\xd8" + bytes(MAX_BYTES), "image/jpeg")
    assert error.reason == "IMAGE_TOO_LARGE"


async def test_a_version_in_the_request_must_be_the_products(catalog):
    product = await create(catalog, draft("PIC-5"))
    await upload(catalog, product.id, picture(), version=1)
    error = await refusal(catalog, product.id, picture(size=(70, 70)), version=1)
    assert error.reason == "VERSION_MISMATCH"


async def test_a_product_has_a_maximum_of_images(catalog):
    many = [
        product_pb2.ImageDraft(
            sources=[product_pb2.ImageSource(key=f"{n}.webp", width=4, height=3)]
        )
        for n in range(20)
    ]
    product = await create(catalog, draft("PIC-6", images=many))
    assert (await refusal(catalog, product.id, picture())).reason == "TOO_MANY_IMAGES"


async def test_violations_of_an_upload_are_reported(catalog):
    unknown = "018f0000-0000-7000-8000-000000000000"
    assert (await refusal(catalog, unknown, picture())).reason == "PRODUCT_NOT_FOUND"
    assert (await refusal(catalog, "nonsense", picture())).reason == "PRODUCT_NOT_FOUND"
    error = await refusal(catalog, unknown, picture(), "image/gif", alts={"fr": "x" * 301})
    assert [violation.field for violation in error.violations] == [
        "media_type",
        "alts.fr",
        "alts.fr",
    ]


@pytest.mark.parametrize(("token", "reason"), [("", "NOT_SIGNED_IN"), ("customer", "ADMIN_ONLY")])
async def test_only_an_admin_uploads_images(catalog, token, reason):
    # Refused without waiting for the rest of the image.
    body = bytes(5_000_000)
    assert (await refusal(catalog, "x", body, token=token)).reason == reason


async def test_without_the_bucket_the_product_does_not_change(make_database):
    class Gone:
        async def put(self, picture):
            raise Unavailable("the media bucket is out of reach")

    async with serving(await make_database("catalog"), Gone()) as (_, catalog):
        product = await create(catalog, draft("PIC-7"))
        assert (await refusal(catalog, product.id, picture())).reason == "UNAVAILABLE"
        assert (await get(catalog, product.id)).version == 1


async def test_an_uploaded_image_can_be_named_in_an_update(catalog):
    product = await create(catalog, draft("PIC-8"))
    changed = await upload(catalog, product.id, picture())
    image = product_pb2.ImageDraft(sources=changed.images[0].sources)
    request = pb2.UpdateProductRequest(
        id=product.id, version=2, product=draft("PIC-8", images=[image])
    )
    updated = (await call(catalog.UpdateProduct, request)).product
    assert updated.images[0].sources == changed.images[0].sources
