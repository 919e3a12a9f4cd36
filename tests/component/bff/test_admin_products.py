"""Products as admins make and change them, over HTTP."""

import pytest

from chassis.errors import DomainError, InvalidRequest, Kind
from chassis.violations import Code, Violation
from tests.component.bff.harness import ADMIN, CUSTOMER
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
        "GetProduct": product(),
        "UpdateProduct": catalog_service_pb2.UpdateProductResponse(product=table(version=4)),
        "CreateProduct": catalog_service_pb2.CreateProductResponse(product=table(version=1)),
        "ArchiveProduct": catalog_service_pb2.ArchiveProductResponse(product=table(version=4)),
    }
    shared_shop.orders.replies = {"BatchGetStock": levels(table=5)}
    return shared_shop


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
