"""The BFF's products, over HTTP."""

import asyncio
from urllib.parse import quote

import pytest

from chassis.errors import DomainError, Kind, Unavailable
from tests.component.bff.harness import ADMIN, serving
from tests.component.bff.replies import eur, levels, product, table
from tienda.catalog.v1 import catalog_service_pb2, product_pb2

BEARER = {"Authorization": f"Bearer {ADMIN}"}


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    shared_shop.catalog.replies = {
        "SearchProducts": catalog_service_pb2.SearchProductsResponse(
            products=[table()],
            total=1,
            next_page_token="more",
            category_facets=[
                catalog_service_pb2.CategoryFacet(
                    category=product_pb2.CategoryRef(slug="mesas", name="Mesas"), count=1
                )
            ],
            brand_facets=[catalog_service_pb2.BrandFacet(brand="Roblemar", count=1)],
            lowest_price=eur(14990),
            highest_price=eur(14990),
        ),
        "GetProduct": product(),
    }
    shared_shop.orders.replies = {"BatchGetStock": levels(table=5)}
    return shared_shop


async def test_products_found_are_listed_with_what_is_left(shop):
    response = await shop.get(
        "/products?q=mesa&category=mesas&brand=Roblemar&min_price=100&max_price=20000"
        "&in_stock=true&sort=-price&limit=5&cursor=abc&lang=es"
    )
    assert response.status == 200
    body = response.body
    (item,) = body["items"]
    assert item["category"] == {"slug": "mesas", "name": "Mesas"}
    assert item["price"] == {"amount": 14990, "currency": "EUR"}
    assert item["image"]["url"] == "/media/a-800.webp"
    assert [source["width"] for source in item["image"]["sources"]] == [400, 800]
    assert item["in_stock"] is True
    assert (body["total"], body["next_cursor"], body["corrected_query"]) == (1, "more", None)
    assert body["facets"]["categories"] == [{"slug": "mesas", "name": "Mesas", "count": 1}]
    message = shop.catalog.last_call("SearchProducts").request
    assert body["facets"]["brands"] == [{"name": "Roblemar", "count": 1}]
    assert (message.query, message.category_slug, message.brand) == ("mesa", "mesas", "Roblemar")
    assert (message.view, message.page_size) == (catalog_service_pb2.PRODUCT_VIEW_SUMMARY, 5)
    assert (message.min_price, message.max_price, message.available) == (100, 20000, True)
    assert message.sort_order == catalog_service_pb2.SORT_ORDER_PRICE_DESCENDING
    assert message.page_token == "abc"


async def test_a_product_listed_before_is_listed_as_it_is_now(shop):
    reply = shop.catalog.replies["SearchProducts"]
    for amount, available in ((14990, True), (100, True), (100, False), (14990, True)):
        (listed,) = reply.products
        listed.price.amount, listed.available = amount, available
        (item,) = (await shop.get(f"/products?q=mesa&max_price={amount}")).body["items"]
        assert (item["price"]["amount"], item["in_stock"]) == (amount, available)


async def test_a_search_put_right_is_reported_and_can_be_had_as_typed(shop):
    reply = catalog_service_pb2.SearchProductsResponse(
        total=12_800, total_is_estimate=True, corrected_query="mesa"
    )
    shop.catalog.replies |= {"SearchProducts": reply}
    body = (await shop.get("/products?q=msea")).body
    assert not shop.catalog.last_call("SearchProducts").request.exact
    assert (body["corrected_query"], body["total"], body["total_is_exact"]) == (
        "mesa",
        12_800,
        False,
    )
    await shop.get("/products?q=msea&exact=true")
    assert shop.catalog.last_call("SearchProducts").request.exact


async def test_attributes_are_read_from_the_address_and_sent_by_name(shop):
    shop.catalog.replies["ListFacets"] = catalog_service_pb2.ListFacetsResponse(
        attributes=[
            catalog_service_pb2.AttributeFacet(
                name="Color",
                values=[catalog_service_pb2.AttributeValue(value="Rojo", count=3)],
            )
        ],
        counts_are_estimates=True,
    )
    chosen = r"Color:Rojo,Peso:2\,5 kg,Color:A\:z\\ul,Diseño:Ñandú 🪑"
    query = f"category=mesas&max_price=500&attributes={quote(chosen)}"
    assert (await shop.get(f"/products?{query}")).status == 200
    response = await shop.get(f"/products/facets?{query}")
    search = shop.catalog.last_call("SearchProducts").request
    facets = shop.catalog.last_call("ListFacets").request.search
    for message in (search, facets):
        assert (message.category_slug, message.max_price) == ("mesas", 500)
        assert {one.name: list(one.values) for one in message.attributes} == {
            "Color": ["Rojo", "A:z\\ul"],
            "Peso": ["2,5 kg"],
            "Diseño": ["Ñandú 🪑"],
        }
    assert response.headers["Cache-Control"].startswith("public, max-age=60")
    assert response.body == {
        "attributes": [{"name": "Color", "values": [{"value": "Rojo", "count": 3}]}],
        "counts_are_exact": False,
    }


@pytest.mark.parametrize(
    "chosen",
    [
        *("", "Color", "Color:", ":Rojo", "Color:Rojo,", ",Color:Rojo", "Color:Ro:jo"),
        *("Color:Ro\\jo", "Color:Rojo\\", "Color:Ro\0jo", "Color:Ro\njo", "Color:\x85"),
        *("[]", "Color:Rojo;Azul,", ",".join(["Color:Rojo"] * 13), f"Color:{'x' * 1500}"),
    ],
)
async def test_attributes_out_of_shape_are_refused(shop, chosen):
    for path in ("/products", "/products/facets"):
        response = await shop.get(f"{path}?attributes={quote(chosen)}")
        assert (response.status, response.reason) == (400, "invalid-request"), path
        assert response.pointers == ["/attributes"]
        assert "Color:Rojo,Material:Roble" in response.body["errors"][0]["detail"]


async def test_what_orders_or_pages_a_list_is_not_asked_of_its_facets(shop):
    response = await shop.get("/products/facets?limit=5&sort=price")
    assert (response.status, response.reason) == (400, "unknown-field")
    twice = await shop.get("/products/facets?attributes=a:b&attributes=c:d")
    assert (twice.status, twice.pointers) == (400, ["/attributes"])


async def test_what_is_not_asked_for_is_not_sent(shop):
    await shop.get("/products")
    message = shop.catalog.last_call("SearchProducts").request
    assert not any(map(message.HasField, ("min_price", "max_price", "available")))
    assert (message.language, message.page_size) == ("es", 20)


async def test_without_orders_a_page_is_shown_without_stock_and_lists_as_the_catalogue_has_them():
    async with serving(down={"orders", "users"}) as shop:
        shop.catalog.replies = {
            "SearchProducts": catalog_service_pb2.SearchProductsResponse(products=[table()]),
            "GetProduct": product(),
        }
        listed = await shop.get("/products")
        assert listed.body["items"][0]["in_stock"] is True
        shown = await shop.get("/products/mesa-roble")
        assert (shown.body["in_stock"], shown.body["stock"]) == (None, None)


async def test_slow_stock_does_not_hold_the_page_up(shop):
    shop.orders.replies["BatchGetStock"] = lambda _: asyncio.sleep(3, levels(table=5))
    async with asyncio.timeout(1.5):
        response = await shop.get("/products/mesa-roble")
    assert response.body["in_stock"] is None


async def test_a_product_that_is_known_already_is_not_sent_again(shop):
    first = await shop.get("/products/mesa-roble")
    assert first.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=10, stale-")
    etag = first.headers["ETag"]
    assert first.body["attributes"] == {"Material": "Roble"}
    assert first.body["breadcrumbs"][0] == {"slug": "muebles", "name": "Muebles"}
    again = await shop.get("/products/mesa-roble", headers={"If-None-Match": f'"x", W/{etag}'})
    assert (again.status, again.raw) == (304, b"")
    shop.orders.replies["BatchGetStock"] = levels(table=4)
    changed = await shop.get("/products/mesa-roble", headers={"If-None-Match": etag})
    assert (changed.status, changed.body["stock"]) == (200, 4)


async def test_a_product_that_is_unknown_or_archived_is_not_found(shop):
    shop.catalog.replies["GetProduct"] = product(archived=True)
    assert (await shop.get("/products/mesa-roble")).reason == "product-not-found"
    shop.catalog.replies["GetProduct"] = DomainError(
        "no", kind=Kind.NOT_FOUND, reason="PRODUCT_NOT_FOUND"
    )
    assert (await shop.get("/products/mesa-roble")).reason == "product-not-found"
    before = len(shop.catalog.calls)
    assert (await shop.get("/products/no%20such")).reason == "product-not-found"
    assert len(shop.catalog.calls) == before


async def test_a_catalog_of_the_release_before_is_asked_one_by_one(shop):
    def get(request):
        if request.id_or_slug == "nada":
            raise DomainError("no", kind=Kind.NOT_FOUND, reason="PRODUCT_NOT_FOUND")
        return product(slug=request.id_or_slug)

    shop.catalog.replies["LookUpProducts"] = DomainError("unknown", kind=Kind.UNSUPPORTED)
    shop.catalog.replies["GetProduct"] = get
    names = ("mesa-roble", "nada", "mesa-pino")
    pages = await asyncio.gather(*(shop.get(f"/products/{name}") for name in names))
    assert [page.status for page in pages] == [200, 404, 200]
    assert [pages[0].body["slug"], pages[2].body["slug"]] == ["mesa-roble", "mesa-pino"]
    shop.catalog.replies["GetProduct"] = Unavailable("down")
    assert (await shop.get("/products/mesa-roble")).status == 503


async def test_suggestions_and_categories_may_be_kept_a_minute(shop):
    shop.catalog.replies["SuggestProducts"] = catalog_service_pb2.SuggestProductsResponse(
        suggestions=[catalog_service_pb2.Suggestion(text="mesa", slug="")]
    )
    shop.catalog.replies["ListCategories"] = catalog_service_pb2.ListCategoriesResponse(
        categories=[
            product_pb2.Category(slug="muebles", name="Muebles", path=["muebles"]),
            product_pb2.Category(
                slug="mesas", name="Mesas", path=["muebles", "mesas"], product_count=9
            ),
        ]
    )
    suggested = await shop.get("/products/suggest?q=me")
    assert suggested.body == {"suggestions": [{"text": "mesa", "slug": None}]}
    listed = await shop.get("/products/categories")
    assert [one["parent"] for one in listed.body["items"]] == [None, "muebles"]
    assert listed.headers["Cache-Control"].startswith("public, max-age=60, s-maxage=60, stale-")
    assert listed.headers["Vary"] == "Accept-Language"


async def test_a_session_that_has_run_out_is_no_obstacle_to_looking(shop):
    shop.set_cookies(tienda_access="whatever")
    assert (await shop.get("/products")).status == 200


async def test_the_catalogue_down_is_reported_with_when_to_try_again():
    async with serving(down={"catalog"}) as shop:
        response = await shop.get("/products?lang=en")
        assert (response.status, response.reason) == (503, "service-unavailable")
        assert int(response.headers["Retry-After"]) > 0


async def test_a_reduced_product_names_the_lowest_price_before_it_and_has_an_etag_of_its_own(shop):
    plain = await shop.get("/products/mesa-roble")
    assert plain.body["lowest_price_30d"] is None
    shop.catalog.replies["GetProduct"] = product(lowest_recent_price=eur(17990))
    reduced = await shop.get("/products/mesa-roble")
    assert reduced.body["lowest_price_30d"] == {"amount": 17990, "currency": "EUR"}
    assert reduced.headers["ETag"] != plain.headers["ETag"]
