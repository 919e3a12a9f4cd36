"""The states of products over REST: what admins see of them, and nobody else."""

import pytest

from chassis.errors import DomainError, Kind
from chassis.violations import Code, Violation
from tests.component.bff.harness import ADMIN, CUSTOMER, EXPIRED
from tests.component.bff.replies import TABLE_ID, levels, product, stored, table
from tienda.catalog.v1 import catalog_service_pb2, product_pb2
from tienda.orders.v1 import stock_service_pb2

BEARER = {"Authorization": f"Bearer {ADMIN}"}
DRAFT = product_pb2.PRODUCT_STATE_DRAFT
ADMIN_ONLY = DomainError("no", kind=Kind.FORBIDDEN, reason="ADMIN_ONLY")
NEW = {
    "sku": "MESA-2",
    "texts": {"es": {"name": "Mesa"}},
    "categories": [{"slug": "mesas"}],
    "price": {"amount": 9900, "currency": "EUR"},
}


def read_by(shop, *, state=DRAFT):
    """Have catalog show the product as it does: a draft to admins alone."""

    def read(_):
        caller = shop.catalog.calls[-1].caller
        shown = table(state=state, archived=state != product_pb2.PRODUCT_STATE_ACTIVE)
        if caller.is_admin:
            return catalog_service_pb2.GetProductResponse(product=shown, draft=stored(state=state))
        if state == DRAFT:
            raise DomainError("no", kind=Kind.NOT_FOUND, reason="PRODUCT_NOT_FOUND")
        return catalog_service_pb2.GetProductResponse(product=shown)

    shop.catalog.replies["GetProduct"] = read


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    shared_shop.catalog.replies = {
        "GetProduct": product(),
        "SearchProducts": catalog_service_pb2.SearchProductsResponse(products=[table()], total=1),
        "ListProducts": catalog_service_pb2.ListProductsResponse(
            products=[table(state=DRAFT, archived=True)],
            total=1,
            next_page_token="more",
            state_counts=[
                catalog_service_pb2.StateCount(state=DRAFT, count=1),
                catalog_service_pb2.StateCount(state=product_pb2.PRODUCT_STATE_ACTIVE, count=9),
            ],
        ),
        "UpdateProduct": catalog_service_pb2.UpdateProductResponse(
            product=table(version=4, state=DRAFT), draft=stored(state=DRAFT)
        ),
        "CreateProduct": catalog_service_pb2.CreateProductResponse(
            product=table(version=1, state=DRAFT), draft=stored(state=DRAFT)
        ),
    }
    shared_shop.orders.replies = {
        "BatchGetStock": levels(table=0),
        "BatchSetStock": stock_service_pb2.BatchSetStockResponse(),
    }
    return shared_shop


async def test_a_program_of_an_admin_and_who_asks_for_all_states_see_a_draft(shop):
    read_by(shop)
    assert (await shop.get("/products/mesa-roble")).reason == "product-not-found"
    as_program = await shop.get("/products/mesa-roble", headers=BEARER)
    assert as_program.status == 200
    shop.set_cookies(tienda_access=ADMIN)
    assert (await shop.get("/products/mesa-roble")).status == 404, "as everybody sees it"
    asked = await shop.get("/products/mesa-roble?state=all")
    for response in (as_program, asked):
        assert response.body["state"] == "draft"
        assert response.headers["Cache-Control"] == "private, no-cache"
    assert asked.body["texts"]["es"]["attributes"] == {"Material": "Roble"}
    assert "en" not in asked.body["texts"]
    assert asked.body["images"][0]["alts"] == {}


@pytest.mark.parametrize(
    ("token", "status", "reason"),
    [
        (None, 401, "not-signed-in"),
        (CUSTOMER, 403, "admin-only"),
        (EXPIRED, 401, "token-expired"),
    ],
)
async def test_nobody_else_may_ask_for_a_state(shop, token, status, reason):
    read_by(shop, state=product_pb2.PRODUCT_STATE_ACTIVE)
    if token == CUSTOMER:
        shop.catalog.replies["ListProducts"] = ADMIN_ONLY
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for path in (
        "/products/mesa-roble?state=all",
        "/products?state=draft",
        "/products?state=active",
    ):
        response = await shop.get(path, headers=headers)
        assert (response.status, response.reason) == (status, reason), path


async def test_a_token_that_is_no_admins_is_no_obstacle_to_looking(shop):
    read_by(shop, state=product_pb2.PRODUCT_STATE_ACTIVE)
    for token in (CUSTOMER, EXPIRED, "nonsense"):
        headers = {"Authorization": f"Bearer {token}"}
        response = await shop.get("/products/mesa-roble", headers=headers)
        assert response.status == 200
        assert not {"state", "texts"} & response.body.keys()


async def test_admins_list_the_products_of_a_state_with_how_many_there_are_of_each(shop):
    path = "/products?state=draft&q=mesa&category=mesas&in_stock=false&max_price=5&limit=7&cursor=c"
    response = await shop.get(path, headers=BEARER)
    assert response.body["items"][0]["state"] == "draft"
    assert response.body["states"] == {"draft": 1, "active": 9, "archived": 0}
    assert (response.body["total"], response.body["next_cursor"]) == (1, "more")
    message = shop.catalog.last_call("ListProducts").request
    assert (message.state, message.query, message.category_slug) == (DRAFT, "mesa", "mesas")
    assert (message.available, message.max_price, message.page_size) == (False, 5, 7)
    assert message.page_token == "c"
    assert not message.HasField("min_price")
    await shop.get("/products?state=all", headers=BEARER)
    state = shop.catalog.last_call("ListProducts").request.state
    assert state == product_pb2.PRODUCT_STATE_UNSPECIFIED


async def test_those_for_sale_are_searched_as_shoppers_do(shop):
    response = await shop.get("/products?state=active&q=mesa&sort=price", headers=BEARER)
    assert response.body["states"]["active"] == 9
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert shop.catalog.last_call("SearchProducts").request.query == "mesa"
    assert "states" not in (await shop.get("/products?q=mesa")).body


async def test_what_only_the_search_can_do_is_refused_for_other_states(shop):
    path = "/products?state=archived&sort=price&attributes=Color:Rojo"
    response = await shop.get(path, headers=BEARER)
    assert response.pointers == ["/attributes", "/sort"]
    assert (await shop.get("/products?state=gone", headers=BEARER)).pointers == ["/state"]


async def test_a_product_is_created_as_a_draft_and_published(shop):
    await shop.request("POST", "/products", json=NEW, headers=BEARER)
    created = shop.catalog.last_call("CreateProduct").request.product
    assert created.state == product_pb2.PRODUCT_STATE_ACTIVE, "as before there were states"
    answer = await shop.request("POST", "/products", json=NEW | {"state": "draft"}, headers=BEARER)
    assert shop.catalog.last_call("CreateProduct").request.product.state == DRAFT
    assert answer.body["state"] == "draft"
    # Lists take a product that orders has never heard of for available.
    (level,) = shop.orders.last_call("BatchSetStock").request.levels
    assert (level.product_id, level.on_hand) == (TABLE_ID, 0)

    read_by(shop)
    headers = BEARER | {"If-Match": "*"}
    await shop.request("PATCH", "/products/mesa-roble", json={"state": "active"}, headers=headers)
    changed = shop.catalog.last_call("UpdateProduct").request.product
    assert changed == stored(state=product_pb2.PRODUCT_STATE_ACTIVE)
    wrong = await shop.request(
        "PATCH", "/products/mesa-roble", json={"state": "gone"}, headers=headers
    )
    assert wrong.pointers == ["/state"]


async def test_a_language_is_removed_by_null(shop):
    english = product_pb2.ProductText(name="Oak table")
    shop.catalog.replies["GetProduct"] = catalog_service_pb2.GetProductResponse(
        product=table(), draft=stored(texts={"es": table().text, "en": english})
    )
    headers = BEARER | {"If-Match": "*"}
    body = {"texts": {"en": None}}
    await shop.request("PATCH", "/products/mesa-roble", json=body, headers=headers)
    assert list(shop.catalog.last_call("UpdateProduct").request.product.texts) == ["es"]


async def test_a_taken_sku_is_told_at_its_field_with_the_product_that_has_it(shop):
    owner = {"product_id": TABLE_ID, "slug": "mesa-vieja", "name": "Mesa vieja"}
    shop.catalog.replies["CreateProduct"] = DomainError(
        "no",
        kind=Kind.ALREADY_EXISTS,
        reason="SKU_TAKEN",
        violations=[Violation("product.sku", Code.SKU_TAKEN, {"name": "Mesa vieja"})],
        items=[owner | {"state": "archived"}],
    )
    response = await shop.request("POST", "/products", json=NEW, headers=BEARER)
    assert (response.status, response.reason) == (409, "sku-taken")
    assert response.errors == [
        {
            "pointer": "/sku",
            "detail": "Ya es de «Mesa vieja».",
            "state": "archived",
        }
        | owner
    ]


async def test_a_name_that_stands_twice_in_a_body_is_refused(shop):
    headers = BEARER | {"Content-Type": "application/json", "If-Match": "*"}
    body = (
        '{"texts":{"es":{"name":"Mesa","attributes":{"Color":"Rojo","Alto":"1","Color":"Azul"}}}}'
    )
    response = await shop.request("PATCH", "/products/mesa-roble", data=body, headers=headers)
    assert response.errors == [
        {"pointer": "/texts/es/attributes/Color", "detail": "Solo puede indicarse una vez."}
    ]
