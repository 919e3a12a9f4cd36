"""catalog over its socket: pictures by upload."""

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


async def test_a_picture_is_stored_in_its_sizes_and_on_the_page(catalog, storage):
    made = await create(catalog, draft("PIC-1"))
    alts = {"es": " Una mesa ", "en": "A table"}
    sent = picture("JPEG", (1400, 1000))
    changed = await upload(catalog, made.id, sent, "image/jpeg", alts=alts, language="en")
    assert changed.version == 2
    [image] = changed.images
    assert (image.alt, [source.width for source in image.sources]) == ("A table", [480, 1200, 1400])
    for source in image.sources:
        with Image.open(io.BytesIO(storage.objects[source.key])) as rendition:
            assert (rendition.format, rendition.size) == ("WEBP", (source.width, source.height))
    read = await get(catalog, made.id)
    assert (read.images[0].alt, read.version) == ("Una mesa", 2)


async def test_the_same_picture_twice_is_there_once(catalog):
    made = await create(catalog, draft("PIC-2"))
    first = await upload(catalog, made.id, picture(size=(50, 50)))
    again = await upload(catalog, made.id, picture(size=(50, 50)))
    assert again == first
    worded = await upload(catalog, made.id, picture(size=(50, 50)), alts={"es": "Otra"})
    assert ([image.alt for image in worded.images], worded.version) == (["Otra"], 3)
    second = await upload(catalog, made.id, picture(size=(60, 50)))
    assert [image.sources[0].width for image in second.images] == [50, 60]


async def test_uploads_at_once_of_one_picture_and_of_several(catalog):
    made = await create(catalog, draft("PIC-3"))
    sizes = [(40, 30), (40, 30), (40, 30), (41, 30), (42, 30)]
    await asyncio.gather(*(upload(catalog, made.id, picture(size=size)) for size in sizes))
    read = await get(catalog, made.id)
    assert sorted(image.sources[0].width for image in read.images) == [40, 41, 42]
    assert read.version == 4


@pytest.mark.parametrize("name", hostile())
async def test_a_file_that_is_no_good_is_refused_and_leaves_nothing(catalog, storage, name):
    made = await create(catalog, draft(f"BAD-{list(hostile()).index(name)}"))
    before = set(storage.objects)
    error = await refusal(catalog, made.id, *hostile()[name])
    assert error.reason == "INVALID_IMAGE"
    assert [violation.field for violation in error.violations] == ["image"]
    assert set(storage.objects) == before
    assert (await get(catalog, made.id)).version == 1


async def test_too_much_is_refused_while_it_comes(catalog):
    made = await create(catalog, draft("PIC-4"))
    error = await refusal(catalog, made.id, b"\xff\xd8" + bytes(MAX_BYTES), "image/jpeg")
    assert error.reason == "IMAGE_TOO_LARGE"


async def test_a_version_given_must_be_the_products(catalog):
    made = await create(catalog, draft("PIC-5"))
    await upload(catalog, made.id, picture(), version=1)
    error = await refusal(catalog, made.id, picture(size=(70, 70)), version=1)
    assert error.reason == "VERSION_MISMATCH"


async def test_a_product_has_so_many_pictures_and_no_more(catalog):
    many = [
        product_pb2.ImageDraft(
            sources=[product_pb2.ImageSource(key=f"{n}.webp", width=4, height=3)]
        )
        for n in range(20)
    ]
    made = await create(catalog, draft("PIC-6", images=many))
    assert (await refusal(catalog, made.id, picture())).reason == "TOO_MANY_IMAGES"


async def test_what_is_missing_or_wrong_around_the_picture_is_told(catalog):
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
async def test_only_an_admin_puts_pictures_up(catalog, token, reason):
    # Refused before the picture has come: what is left of it is not waited for.
    body = bytes(5_000_000)
    assert (await refusal(catalog, "x", body, token=token)).reason == reason


async def test_without_the_bucket_nothing_changes(make_database):
    class Gone:
        async def put(self, picture):
            raise Unavailable("the media bucket is out of reach")

    async with serving(await make_database("catalog"), Gone()) as (_, catalog):
        made = await create(catalog, draft("PIC-7"))
        assert (await refusal(catalog, made.id, picture())).reason == "UNAVAILABLE"
        assert (await get(catalog, made.id)).version == 1


async def test_a_picture_is_kept_when_the_product_is_replaced_with_it(catalog):
    made = await create(catalog, draft("PIC-8"))
    changed = await upload(catalog, made.id, picture())
    image = product_pb2.ImageDraft(sources=changed.images[0].sources)
    request = pb2.UpdateProductRequest(
        id=made.id, version=2, product=draft("PIC-8", images=[image])
    )
    updated = (await call(catalog.UpdateProduct, request)).product
    assert updated.images[0].sources == changed.images[0].sources
