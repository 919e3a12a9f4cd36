"""Caching of the BFF's responses, and calls that concurrent requests share."""

import asyncio

import pytest

from chassis.errors import DomainError, Kind
from tests.component.bff.harness import ADMIN
from tests.component.bff.replies import levels, product, set_default_replies, table
from tienda.catalog.v1 import catalog_service_pb2

PUBLIC = [
    "/products",
    "/products/facets",
    "/products?q=mesa",
    "/products/suggest?q=me",
    "/products/categories",
    "/shop",
]
PAGE = "/products/mesa-roble"


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    set_default_replies(shared_shop)
    shared_shop.catalog.replies |= {
        "SearchProducts": catalog_service_pb2.SearchProductsResponse(products=[table()], total=1),
        "ListFacets": catalog_service_pb2.ListFacetsResponse(),
        "SuggestProducts": catalog_service_pb2.SuggestProductsResponse(),
        "ListCategories": catalog_service_pb2.ListCategoriesResponse(),
        "GetProduct": product(),
    }
    shared_shop.orders.replies["BatchGetStock"] = levels(table=5)
    return shared_shop


@pytest.mark.parametrize("path", [*PUBLIC, PAGE])
async def test_what_is_the_same_for_all_may_be_kept_by_cloudfront(shop, path):
    response = await shop.get(path)
    kept = response.headers["Cache-Control"]
    assert kept.startswith("public, ")
    assert "s-maxage=" in kept
    assert "stale-while-revalidate=" in kept
    assert response.headers["Vary"] == "Accept-Language"
    assert "Set-Cookie" not in response.headers
    etag = response.headers["ETag"]
    assert etag.startswith('"'), "a strong one"
    again = await shop.get(path, headers={"If-None-Match": etag})
    assert (again.status, again.raw, again.headers["ETag"]) == (304, b"", etag)
    other = await shop.get(path, headers={"If-None-Match": '"other"'})
    assert other.status == 200


@pytest.mark.parametrize("path", [*PUBLIC, PAGE])
async def test_cookies_change_nothing_of_it(shop, path):
    plain = await shop.get(path)
    shop.set_cookies(tienda_access="expired", tienda_cart="cart-1", tienda_refresh="x")
    with_cookies = await shop.get(path)
    assert with_cookies.raw == plain.raw
    assert with_cookies.headers["Cache-Control"] == plain.headers["Cache-Control"]
    assert "Set-Cookie" not in with_cookies.headers


async def test_who_says_who_they_are_gets_nothing_that_others_may_be_shown(shop):
    response = await shop.get(PAGE, headers={"Authorization": f"Bearer {ADMIN}"})
    assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/orders/cart", "/orders/01900000-0000-7000-8000-0000000000aa"])
async def test_what_is_ones_own_is_kept_by_nobody(shop, path):
    shop.set_cookies(tienda_cart="cart-1", tienda_order="mine-1")
    assert (await shop.get(path)).headers["Cache-Control"] == "no-store"


async def test_a_refusal_is_kept_by_nobody(shop):
    shop.catalog.replies["GetProduct"] = DomainError(
        "no", kind=Kind.NOT_FOUND, reason="PRODUCT_NOT_FOUND"
    )
    response = await shop.get(PAGE)
    assert (response.status, response.headers["Cache-Control"]) == (404, "no-store")


async def test_a_page_whose_category_has_a_new_name_is_another(shop):
    etag = (await shop.get(PAGE)).headers["ETag"]
    renamed = product()
    renamed.product.categories[0].name = "Mobiliario"
    shop.catalog.replies["GetProduct"] = renamed
    response = await shop.get(PAGE, headers={"If-None-Match": etag})
    assert (response.status, response.headers["ETag"] != etag) == (200, True)


async def test_pages_asked_at_once_are_read_together_by_language_and_none_later(shop, monkeypatch):
    monkeypatch.setattr("chassis.rpc.data_loader.MAX_WAIT", 60.0)
    gate = asyncio.Event()

    async def reply(_):
        await gate.wait()
        return product()

    shop.catalog.replies["GetProduct"] = reply
    before = shop.catalog.count_calls("LookUpProducts")
    requests = [asyncio.create_task(shop.get(PAGE)) for _ in range(20)]
    requests += [asyncio.create_task(shop.get(f"{PAGE}?lang=en")) for _ in range(20)]
    await asyncio.sleep(0.2)
    gate.set()
    responses = await asyncio.gather(*requests)
    assert {response.status for response in responses} == {200}
    # The first of each language, and then those that came while it was under way.
    assert shop.catalog.count_calls("LookUpProducts") <= before + 4
    assert {response.headers["Content-Language"] for response in responses[:20]} == {"es"}
    # Each has its own request id in the logs.
    assert len({response.headers["X-Request-Id"] for response in responses}) == 40
    before = shop.catalog.count_calls("LookUpProducts")
    await shop.get(PAGE)
    assert shop.catalog.count_calls("LookUpProducts") == before + 1


async def test_a_shopper_who_leaves_does_not_take_the_others_answer_along(shop):
    gate = asyncio.Event()

    async def reply(_):
        await gate.wait()
        return catalog_service_pb2.SearchProductsResponse(products=[table()], total=1)

    shop.catalog.replies["SearchProducts"] = reply
    before = shop.catalog.count_calls("SearchProducts")
    first = asyncio.create_task(shop.get("/products?q=silla"))
    await asyncio.sleep(0.1)
    rest = [asyncio.create_task(shop.get("/products?q=silla")) for _ in range(10)]
    await asyncio.sleep(0.1)
    first.cancel()
    await asyncio.sleep(0.1)
    gate.set()
    assert {response.status for response in await asyncio.gather(*rest)} == {200}
    assert shop.catalog.count_calls("SearchProducts") == before + 1


async def test_who_changes_a_product_reads_it_alone(shop):
    gate = asyncio.Event()

    async def reply(_):
        await gate.wait()
        return product()

    shop.catalog.replies["GetProduct"] = reply
    shop.catalog.replies["ArchiveProduct"] = catalog_service_pb2.ArchiveProductResponse()
    before = len(shop.catalog.calls)
    looking = asyncio.create_task(shop.get(f"{PAGE}?lang=es"))
    await asyncio.sleep(0.1)
    headers = {"Authorization": f"Bearer {ADMIN}", "If-Match": "*"}
    changing = asyncio.create_task(shop.request("DELETE", PAGE, headers=headers))
    await asyncio.sleep(0.1)
    gate.set()
    await asyncio.gather(looking, changing)
    calls = [call.method for call in shop.catalog.calls[before:]]
    assert sorted(calls) == ["ArchiveProduct", "GetProduct", "LookUpProducts"]
