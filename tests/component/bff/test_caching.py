"""What may be kept of the BFF's answers, and what requests at once share."""

import asyncio

import pytest

from chassis.errors import DomainError, Kind
from tests.component.bff.harness import ADMIN, lay_out, levels, product, table
from tienda.catalog.v1 import catalog_service_pb2

PUBLIC = [
    "/products",
    "/products/facets",
    "/products?q=mesa",
    "/products/suggest?q=me",
    "/products/categories",
]
PAGE = "/products/mesa-roble"


@pytest.fixture
async def shop(the_shop):
    the_shop.forget_cookies()
    lay_out(the_shop)
    the_shop.catalog.answers |= {
        "SearchProducts": catalog_service_pb2.SearchProductsResponse(products=[table()], total=1),
        "ListFacets": catalog_service_pb2.ListFacetsResponse(),
        "SuggestProducts": catalog_service_pb2.SuggestProductsResponse(),
        "ListCategories": catalog_service_pb2.ListCategoriesResponse(),
        "GetProduct": product(),
    }
    the_shop.orders.answers["BatchGetStock"] = levels(table=5)
    return the_shop


@pytest.mark.parametrize("path", [*PUBLIC, PAGE])
async def test_what_is_the_same_for_all_may_be_kept_by_cloudfront(shop, path):
    reply = await shop.get(path)
    kept = reply.headers["Cache-Control"]
    assert kept.startswith("public, ")
    assert "s-maxage=" in kept
    assert "stale-while-revalidate=" in kept
    assert reply.headers["Vary"] == "Accept-Language"
    assert "Set-Cookie" not in reply.headers
    etag = reply.headers["ETag"]
    assert etag.startswith('"'), "a strong one"
    again = await shop.get(path, headers={"If-None-Match": etag})
    assert (again.status, again.raw, again.headers["ETag"]) == (304, b"", etag)
    other = await shop.get(path, headers={"If-None-Match": '"other"'})
    assert other.status == 200


@pytest.mark.parametrize("path", [*PUBLIC, PAGE])
async def test_cookies_change_nothing_of_it(shop, path):
    plain = await shop.get(path)
    shop.carry(tienda_access="expired", tienda_cart="cart-1", tienda_refresh="x")
    with_cookies = await shop.get(path)
    assert with_cookies.raw == plain.raw
    assert with_cookies.headers["Cache-Control"] == plain.headers["Cache-Control"]
    assert "Set-Cookie" not in with_cookies.headers


async def test_who_says_who_they_are_gets_nothing_that_others_may_be_shown(shop):
    reply = await shop.get(PAGE, headers={"Authorization": f"Bearer {ADMIN}"})
    assert reply.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/orders/cart", "/orders/01900000-0000-7000-8000-0000000000aa"])
async def test_what_is_ones_own_is_kept_by_nobody(shop, path):
    shop.carry(tienda_cart="cart-1", tienda_order="mine-1")
    assert (await shop.get(path)).headers["Cache-Control"] == "no-store"


async def test_a_refusal_is_kept_by_nobody(shop):
    shop.catalog.answers["GetProduct"] = DomainError(
        "no", kind=Kind.NOT_FOUND, reason="PRODUCT_NOT_FOUND"
    )
    reply = await shop.get(PAGE)
    assert (reply.status, reply.headers["Cache-Control"]) == (404, "no-store")


async def test_a_page_whose_category_has_a_new_name_is_another(shop):
    etag = (await shop.get(PAGE)).headers["ETag"]
    renamed = product()
    renamed.product.categories[0].name = "Mobiliario"
    shop.catalog.answers["GetProduct"] = renamed
    reply = await shop.get(PAGE, headers={"If-None-Match": etag})
    assert (reply.status, reply.headers["ETag"] != etag) == (200, True)


async def test_the_same_asked_at_once_is_one_call_and_in_another_language_another(shop):
    gate = asyncio.Event()

    async def answer(_):
        await gate.wait()
        return product()

    shop.catalog.answers["GetProduct"] = answer
    before = shop.catalog.times("GetProduct")
    asked = [asyncio.create_task(shop.get(PAGE)) for _ in range(20)]
    asked += [asyncio.create_task(shop.get(f"{PAGE}?lang=en")) for _ in range(20)]
    await asyncio.sleep(0.2)
    gate.set()
    replies = await asyncio.gather(*asked)
    assert {reply.status for reply in replies} == {200}
    assert shop.catalog.times("GetProduct") == before + 2
    assert {reply.headers["Content-Language"] for reply in replies[:20]} == {"es"}
    # Each has its own request id in the logs.
    assert len({reply.headers["X-Request-Id"] for reply in replies}) == 40
    await shop.get(PAGE)
    assert shop.catalog.times("GetProduct") == before + 3


async def test_a_shopper_who_leaves_does_not_take_the_others_answer_along(shop):
    gate = asyncio.Event()

    async def answer(_):
        await gate.wait()
        return catalog_service_pb2.SearchProductsResponse(products=[table()], total=1)

    shop.catalog.answers["SearchProducts"] = answer
    before = shop.catalog.times("SearchProducts")
    first = asyncio.create_task(shop.get("/products?q=silla"))
    await asyncio.sleep(0.1)
    rest = [asyncio.create_task(shop.get("/products?q=silla")) for _ in range(10)]
    await asyncio.sleep(0.1)
    first.cancel()
    await asyncio.sleep(0.1)
    gate.set()
    assert {reply.status for reply in await asyncio.gather(*rest)} == {200}
    assert shop.catalog.times("SearchProducts") == before + 1


async def test_who_changes_a_product_reads_it_alone(shop):
    gate = asyncio.Event()

    async def answer(_):
        await gate.wait()
        return product()

    shop.catalog.answers["GetProduct"] = answer
    shop.catalog.answers["ArchiveProduct"] = catalog_service_pb2.ArchiveProductResponse()
    before = shop.catalog.times("GetProduct")
    looking = asyncio.create_task(shop.get(f"{PAGE}?lang=es"))
    await asyncio.sleep(0.1)
    headers = {"Authorization": f"Bearer {ADMIN}", "If-Match": "*"}
    changing = asyncio.create_task(shop.ask("DELETE", PAGE, headers=headers))
    await asyncio.sleep(0.1)
    gate.set()
    await asyncio.gather(looking, changing)
    assert shop.catalog.times("GetProduct") == before + 3, "one for the looker, one a language"
