"""The BFF's products, over HTTP."""

import asyncio
from urllib.parse import quote

import pytest

from chassis.errors import DomainError, InvalidRequest, Kind
from chassis.violations import Code, Violation
from tests.component.bff.harness import ADMIN, CUSTOMER, serving
from tests.component.bff.replies import TABLE_ID, eur, levels, product, stored, table
from tienda.catalog.v1 import catalog_service_pb2, product_pb2
from tienda.orders.v1 import stock_service_pb2

BEARER = {"Authorization": f"Bearer {ADMIN}"}
NEW = {
    "sku": "MESA-2",
    "texts": {"es": {"name": "Mesa", "attributes": {"Material": "Pino"}}, "en": {"name": "Table"}},
    "categories": [{"slug": "mesas", "names": {"es": "Mesas"}}],
    "price": {"amount": 9900, "currency": "EUR"},
}


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
        "UpdateProduct": catalog_service_pb2.UpdateProductResponse(product=table(version=4)),
        "CreateProduct": catalog_service_pb2.CreateProductResponse(product=table(version=1)),
        "ArchiveProduct": catalog_service_pb2.ArchiveProductResponse(product=table(version=4)),
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
    before = shop.catalog.count_calls("GetProduct")
    assert (await shop.get("/products/no%20such")).reason == "product-not-found"
    assert shop.catalog.count_calls("GetProduct") == before


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


async def test_an_admin_makes_a_product(shop):
    response = await shop.request("POST", "/products", json=NEW, headers=BEARER)
    assert response.status == 201
    assert response.headers["Location"] == "/products/mesa-roble"
    assert response.headers["ETag"].startswith('"1-')
    seen = shop.catalog.last_call("CreateProduct")
    draft = seen.request.product
    assert seen.caller.role == "admin"
    assert {language: text.name for language, text in draft.texts.items()} == {
        "es": "Mesa",
        "en": "Table",
    }
    assert draft.categories[0].names == {"es": "Mesas"}


async def test_what_the_catalogue_finds_wrong_is_pointed_at_in_the_body(shop):
    shop.catalog.replies["CreateProduct"] = InvalidRequest(
        [
            Violation("product.price.currency_code", Code.WRONG_CURRENCY, {"currency": "EUR"}),
            Violation("product.texts.es.name", Code.LENGTH_OUT_OF_RANGE, {"min": 1, "max": 200}),
        ]
    )
    response = await shop.request("POST", "/products", json=NEW, headers=BEARER)
    assert response.errors == [
        {"pointer": "/price/currency", "detail": "La moneda de la tienda es EUR."},
        {"pointer": "/texts/es/name", "detail": "Debe tener de 1 a 200 caracteres."},
    ]


async def test_a_change_keeps_what_it_does_not_name(shop):
    english = product_pb2.ProductText(name="Oak table")
    image = product_pb2.ImageDraft(
        sources=table().images[0].sources, alts={"en": "An oak table, set for two"}
    )
    draft = stored(texts={"es": table().text, "en": english}, images=[image])
    shop.catalog.replies["GetProduct"] = catalog_service_pb2.GetProductResponse(
        product=table(), draft=draft
    )
    etag = (await shop.get("/products/mesa-roble")).headers["ETag"]
    response = await shop.request(
        "PATCH",
        "/products/mesa-roble",
        json={"price": {"amount": 100, "currency": "EUR"}, "brand": None},
        headers=BEARER | {"If-Match": etag},
    )
    assert response.status == 200
    assert response.headers["ETag"].startswith('"4-')
    message = shop.catalog.last_call("UpdateProduct").request
    assert (message.id, message.version) == (TABLE_ID, 3)
    draft = message.product
    assert draft.price == eur(100)
    assert draft.texts["es"] == table().text
    assert draft.texts["en"] == english
    assert [one.slug for one in draft.categories] == ["muebles", "mesas"]
    # In Spanish the name stands in for the picture's text, and goes on doing so.
    assert draft.images[0].alts == {"en": "An oak table, set for two"}


async def test_a_language_that_a_product_lacks_is_not_made_up_by_a_change(shop):
    headers = BEARER | {"If-Match": '"3"'}
    await shop.request("PATCH", "/products/mesa-roble", json={"brand": "Nube"}, headers=headers)
    assert list(shop.catalog.last_call("UpdateProduct").request.product.texts) == ["es"]


@pytest.mark.parametrize(
    ("headers", "status", "reason"),
    [
        ({}, 428, "if-match-missing"),
        ({"If-Match": '"2-es-5"'}, 412, "version-mismatch"),
        ({"If-Match": "nonsense"}, 412, "version-mismatch"),
    ],
)
async def test_a_change_needs_the_version_that_was_seen(shop, headers, status, reason):
    for method, options in (("PATCH", {"json": {"brand": "Nube"}}), ("DELETE", {})):
        response = await shop.request(
            method, "/products/mesa-roble", headers=BEARER | headers, **options
        )
        assert (response.status, response.reason) == (status, reason)


async def test_a_product_is_archived_at_the_version_seen_or_at_any(shop):
    for seen in ('"3-es-5"', "*"):
        response = await shop.request(
            "DELETE", "/products/mesa-roble", headers=BEARER | {"If-Match": seen}
        )
        assert (response.status, response.raw) == (204, b"")
        assert shop.catalog.last_call("ArchiveProduct").request.version == 3


async def test_stock_is_set_for_products_that_there_are(shop):
    shop.orders.replies["BatchSetStock"] = lambda request: stock_service_pb2.BatchSetStockResponse(
        levels=request.levels
    )
    response = await shop.request(
        "PUT", "/products/mesa-roble/stock", json={"on_hand": 7}, headers=BEARER
    )
    assert (response.status, response.body) == (200, {"on_hand": 7})
    assert shop.orders.last_call("BatchSetStock").request.levels[0].product_id == TABLE_ID
    short = await shop.request(
        "PUT", "/products/mesa-roble/stock", json={"on_hand": -1}, headers=BEARER
    )
    assert (short.reason, short.pointers) == ("invalid-request", ["/on_hand"])


async def test_guests_and_customers_change_no_product(shop):
    guest = await shop.request("POST", "/products", json=NEW)
    assert (guest.status, guest.reason) == (401, "not-signed-in")
    shop.catalog.replies["CreateProduct"] = DomainError(
        "no", kind=Kind.FORBIDDEN, reason="ADMIN_ONLY"
    )
    customer = await shop.request(
        "POST", "/products", json=NEW, headers={"Authorization": f"Bearer {CUSTOMER}"}
    )
    assert (customer.status, customer.reason) == (403, "admin-only")


async def test_a_reduced_product_names_the_lowest_price_before_it_and_has_an_etag_of_its_own(shop):
    plain = await shop.get("/products/mesa-roble")
    assert plain.body["lowest_price_30d"] is None
    shop.catalog.replies["GetProduct"] = product(lowest_recent_price=eur(17990))
    reduced = await shop.get("/products/mesa-roble")
    assert reduced.body["lowest_price_30d"] == {"amount": 17990, "currency": "EUR"}
    assert reduced.headers["ETag"] != plain.headers["ETag"]


async def test_an_admin_reads_what_a_product_cost(shop):
    now = product_pb2.PricePeriod(price=eur(14990))
    now.start_time.FromJsonString("2026-11-01T10:00:00Z")
    before = product_pb2.PricePeriod(price=eur(17990))
    before.start_time.FromJsonString("2026-10-01T10:00:00Z")
    before.end_time.FromJsonString("2026-11-01T10:00:00Z")
    shop.catalog.replies["ListProductPrices"] = catalog_service_pb2.ListProductPricesResponse(
        prices=[now, before], next_page_token="more"
    )
    path = "/products/mesa-roble/prices?limit=2&cursor=abc"
    response = await shop.get(path, headers=BEARER)
    assert response.body == {
        "items": [
            {
                "price": {"amount": 14990, "currency": "EUR"},
                "since": "2026-11-01T10:00:00Z",
                "until": None,
            },
            {
                "price": {"amount": 17990, "currency": "EUR"},
                "since": "2026-10-01T10:00:00Z",
                "until": "2026-11-01T10:00:00Z",
            },
        ],
        "next_cursor": "more",
    }
    message = shop.catalog.last_call("ListProductPrices").request
    assert (message.product_id, message.page_size, message.page_token) == (TABLE_ID, 2, "abc")
    assert response.headers["Cache-Control"] == "no-store"
    assert (await shop.get(path)).reason == "not-signed-in"
