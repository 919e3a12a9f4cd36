"""A picture's whole way: from a form over the services into the bucket and to a browser."""

import io

import aiohttp
from PIL import Image

from tests.integration.conftest import MakeProduct
from tests.integration.shop import Reply, Visitor, admin_token
from tests.pictures import hostile, picture
from tests.store import RunningStore


async def upload(
    store: RunningStore, product: dict[str, str], body: bytes, media_type: str
) -> Reply:
    form = aiohttp.FormData()
    form.add_field("alt_es", "Una mesa puesta", content_type="text/plain")
    form.add_field("image", body, content_type=media_type, filename="mesa")
    headers = {"Authorization": f"Bearer {admin_token(store.state)}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{store.base_url}/products/{product['id']}/images", data=form) as answer,
    ):
        return Reply(answer.status, answer.headers, await answer.read())


async def test_an_uploaded_picture_is_shown_in_every_size_and_may_be_kept_for_good(
    store: RunningStore, shopper: Visitor, make_product: MakeProduct
):
    product = await make_product(1)
    reply = await upload(store, product, picture("JPEG", (2000, 2500)), "image/jpeg")
    assert reply.status == 201, reply.body
    page = await shopper.ask("GET", f"/products/{product['id']}")
    assert page.headers["ETag"].startswith('"2-')
    [shown] = page.document["images"]
    assert (shown["alt"], shown["width"], shown["height"]) == ("Una mesa puesta", 1920, 2400)
    assert [source["width"] for source in shown["sources"]] == [480, 1200, 1920]
    for source in shown["sources"]:
        found = await shopper.ask("GET", source["url"])
        assert found.headers["Content-Type"] == "image/webp"
        assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        with Image.open(io.BytesIO(found.body)) as kept:
            assert (kept.format, kept.size) == ("WEBP", (source["width"], source["height"]))
        # The object in the bucket says so too: on AWS it is CloudFront that passes it on.
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{store.aws_url}/tienda-media/{source['url'][7:]}") as kept_there,
        ):
            assert kept_there.headers["Cache-Control"] == found.headers["Cache-Control"]


async def test_hostile_files_are_refused_and_the_store_goes_on(
    store: RunningStore, shopper: Visitor, make_product: MakeProduct
):
    product = await make_product(1)
    for name, (body, media_type) in hostile().items():
        reply = await upload(store, product, body, media_type)
        assert (reply.status, reply.reason) == (422, "invalid-image"), (name, reply.body)
    page = await shopper.ask("GET", f"/products/{product['id']}")
    assert (page.status, page.document["images"]) == (200, [])
