"""The BFF's tree of categories, over HTTP."""

import pytest

from chassis.errors import DomainError, InvalidRequest, Kind
from chassis.violations import Code, Violation
from tests.component.bff.harness import ADMIN, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2

BEARER = {"Authorization": f"Bearer {ADMIN}"}
TABLES = product_pb2.Category(slug="mesas", name="Mesas", path=["muebles", "mesas"])
BODY = {"slug": "mesas", "names": {"es": "Mesas"}, "parent": "muebles"}


@pytest.fixture(scope="module")
async def shop():
    async with serving() as opened:
        opened.catalog.replies = {
            "CreateCategory": pb2.CreateCategoryResponse(category=TABLES),
            "UpdateCategory": pb2.UpdateCategoryResponse(category=TABLES),
            "DeleteCategory": pb2.DeleteCategoryResponse(),
        }
        yield opened


async def test_an_admin_makes_a_category(shop):
    response = await shop.request("POST", "/products/categories", json=BODY, headers=BEARER)
    assert response.status == 201
    assert (response.body["path"], response.body["parent"]) == (["muebles", "mesas"], "muebles")
    message = shop.catalog.last_call("CreateCategory").request
    assert (message.category.slug, message.parent_slug) == ("mesas", "muebles")
    assert dict(message.category.names) == {"es": "Mesas"}


@pytest.mark.parametrize(
    ("body", "names", "parent"),
    [
        ({"names": {"es": "Mesas", "en": None}}, {"es": "Mesas", "en": ""}, None),
        ({"parent": "muebles"}, {}, "muebles"),
        ({"parent": None}, {}, ""),
    ],
)
async def test_what_is_left_out_stays_and_null_takes_away(shop, body, names, parent):
    response = await shop.request("PATCH", "/products/categories/mesas", json=body, headers=BEARER)
    assert response.status == 200
    message = shop.catalog.last_call("UpdateCategory").request
    assert dict(message.names) == names
    assert (message.parent_slug if message.HasField("parent_slug") else None) == parent


async def test_an_empty_category_is_taken_away(shop):
    response = await shop.request("DELETE", "/products/categories/mesas", headers=BEARER)
    assert (response.status, response.raw) == (204, b"")
    assert shop.catalog.last_call("DeleteCategory").request.slug == "mesas"


@pytest.mark.parametrize(
    ("kind", "reason", "status"),
    [
        (Kind.NOT_FOUND, "CATEGORY_NOT_FOUND", 404),
        (Kind.CONFLICT, "CATEGORY_CYCLE", 409),
    ],
)
async def test_refusals_are_reported(shop, kind, reason, status):
    shop.catalog.replies["UpdateCategory"] = DomainError("no", kind=kind, reason=reason)
    response = await shop.request(
        "PATCH", "/products/categories/x", json={"parent": "y"}, headers=BEARER
    )
    assert (response.status, response.reason) == (status, reason.lower().replace("_", "-"))
    assert (
        await shop.request("PATCH", "/products/categories/x", json={})
    ).reason == "not-signed-in"


async def test_what_is_wrong_is_pointed_at(shop):
    shop.catalog.replies["CreateCategory"] = InvalidRequest(
        [
            Violation("parent_slug", Code.CATEGORY_DEPTH, {"max": 5}),
            Violation("category.names", Code.NO_LANGUAGE),
        ]
    )
    response = await shop.request("POST", "/products/categories", json=BODY, headers=BEARER)
    assert response.pointers == ["/names", "/parent"]


async def test_admins_read_the_tree_with_its_own_names_and_all_products(shop):
    node = product_pb2.Category(
        slug="mesas",
        name="Mesas",
        path=["muebles", "mesas"],
        names={"es": "Mesas"},
        total_product_count=3,
    )
    shop.catalog.replies["ListCategories"] = pb2.ListCategoriesResponse(categories=[node])
    response = await shop.get("/products/categories?state=all&lang=en", headers=BEARER)
    (item,) = response.body["items"]
    assert (item["names"], item["total_product_count"]) == ({"es": "Mesas"}, 3)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert shop.catalog.last_call("ListCategories").request.with_details
    (shown,) = (await shop.get("/products/categories")).body["items"]
    assert not {"names", "total_product_count"} & shown.keys()
    assert (await shop.get("/products/categories?state=all")).reason == "not-signed-in"
