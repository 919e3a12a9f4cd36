"""Every door of the REST API, as its own contract lists them: who may pass and who may not.

A route that the contract has and this table has not fails: whoever adds one says here whose it is.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from chassis.request_context import Role
from tests.integration.examples import SOMEBODYS_ID, example
from tests.integration.shop import Reply, Visitor, order_of, visit
from tests.integration.tokens import bad_tokens, token_for
from tests.store import RunningStore

PASSWORD = "correct horse battery"

ANYBODYS = {
    *("search_products", "list_facets", "suggest_products", "list_categories", "get_product"),
    *("get_shop", "list_bestsellers", "show_sitemap", "show_sitemap_part"),
    *("get_cart", "put_cart_item", "remove_cart_item", "place_order"),
    *("create_user", "create_session", "delete_session", "refresh_session"),
    *("request_password_reset", "reset_password", "confirm_email"),
    *("tell_health", "tell_readiness", "show_contract", "show_docs"),
}
CUSTOMERS = {
    *("list_orders", "get_user", "change_user", "delete_user", "change_password"),
    *("request_email_confirmation", "list_sessions", "list_addresses", "create_address"),
}
OWNERS = {"end_session", "get_address", "replace_address", "delete_address"}
"""Of a thing with an id, which is another customer's or nobody's to all others."""
BUYERS = {"get_order", "get_receipt", "cancel_order"}
"""The same, but a guest may be the owner too: without a token one is told that it is not there."""
ADMINS = {
    *("create_category", "change_category", "delete_category", "create_product"),
    *("change_product", "archive_product", "list_prices", "add_image", "set_stock"),
    *("ship_order", "deliver_order", "undo_order_status", "get_summary"),
}

FOR_ADMINS_TOO = {"list_orders", "search_products", "get_product", "list_categories"}
"""Who names what only an admin may see, all customers' orders or a product's state, must be one."""


@dataclass(frozen=True)
class Door:
    """One method of one path, with a body that is in order."""

    name: str
    method: str
    path: str
    operation: Mapping[str, Any]
    body: Any
    is_form: bool


@dataclass
class Ana:
    """A customer with an address, an order and a session, and her visitor."""

    visitor: Visitor
    ids: Mapping[str, str]
    """What stands for {id} under each path's beginning."""


def doors_of(document: Mapping[str, Any]) -> list[Door]:
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            body = example(schema, dict(document)) if schema else None
            name = operation["operationId"]
            is_form = "multipart/form-data" in content
            found.append(Door(name, method.upper(), path, operation, body, is_form))
    return found


@pytest.fixture
async def document(shopper: Visitor) -> dict[str, Any]:
    return (await shopper.ask("GET", "/openapi.json")).document


@pytest.fixture
async def product(make_product) -> dict[str, Any]:
    made: dict[str, Any] = await make_product(50)
    return made


async def register(visitor: Visitor) -> None:
    email = f"doors-{uuid4().hex[:12]}@example.com"
    body = {"email": email, "password": PASSWORD, "name": "Ana"}
    assert (await visitor.ask("POST", "/users", body)).status == 201


@pytest.fixture
async def ana(shopper: Visitor, product: dict[str, Any]) -> Ana:
    await register(shopper)
    placed = (await shopper.buy(order_of(product))).document
    home = {"line1": "Gran Vía 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}
    address = (await shopper.ask("POST", "/users/me/addresses", home)).document
    (session,) = (await shopper.ask("GET", "/users/me/sessions")).document["items"]
    ids = {"orders": placed["id"], "addresses": address["id"], "sessions": session["id"]}
    return Ana(shopper, ids)


@pytest.fixture
async def other(store: RunningStore) -> AsyncIterator[Visitor]:
    async with visit(store) as somebody:
        await register(somebody)
        yield somebody


@pytest.fixture
async def stranger(store: RunningStore) -> AsyncIterator[Visitor]:
    async with visit(store) as somebody:
        yield somebody


async def knock(
    visitor: Visitor, door: Door, *, product: str, ids: Mapping[str, str], token: str = ""
) -> Reply:
    """Ask for what a door is for, all in order but for who asks."""
    path = door.path.replace("{id_or_slug}", product).replace("{product_id}", product)
    path = path.replace("{slug}", "nothing-of-the-kind")
    of_whom = next((one for kind, one in ids.items() if f"/{kind}/" in path), SOMEBODYS_ID)
    path = path.replace("{id}", of_whom)
    headers = {"If-Match": "*", "Idempotency-Key": uuid4().hex}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = door.body
    if door.is_form:
        writer = aiohttp.MultipartWriter("form-data")
        writer.append(b"x", {"Content-Type": "image/png"}).set_content_disposition(
            "form-data", name="image", filename="x.png"
        )
        headers["Content-Type"] = writer.headers["Content-Type"]
        body = await writer.as_bytes()
    return await visitor.ask(door.method, path, body, headers)


def outcome(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.reason


async def test_every_route_has_a_rule_and_the_contract_says_the_same(document):
    by_rule = [ANYBODYS, CUSTOMERS, OWNERS, BUYERS, ADMINS]
    names = [door.name for door in doors_of(document)]
    assert sorted(names) == sorted(name for rule in by_rule for name in rule)
    for door in doors_of(document):
        is_open = {} in door.operation["security"]
        assert is_open == (door.name in ANYBODYS | BUYERS), door.name
        said = json.dumps(door.operation["responses"].get("403", {}))
        of_admins = ADMINS | FOR_ADMINS_TOO
        assert ("problem.admin-only" in said) == (door.name in of_admins), door.name
        if "{id}" in door.path and door.name not in ADMINS:
            assert door.name in OWNERS | BUYERS, door.name


async def test_without_signing_in_nobody_passes(document, stranger, ana, product):
    for door in doors_of(document):
        reply = await knock(stranger, door, product=product["id"], ids=ana.ids)
        if door.name in CUSTOMERS | OWNERS | ADMINS:
            assert outcome(reply) == (401, "not-signed-in"), door
        elif door.name in BUYERS:
            assert outcome(reply) == (404, "order-not-found"), door


async def test_another_customer_finds_nothing_of_anas_and_is_no_admin(
    document, other, ana, product
):
    for door in doors_of(document):
        if door.name in OWNERS | BUYERS:
            reply = await knock(other, door, product=product["id"], ids=ana.ids)
            assert reply.status == 404, door
            assert reply.reason.endswith("-not-found"), door
        elif door.name in ADMINS:
            reply = await knock(other, door, product=product["id"], ids=ana.ids)
            assert outcome(reply) == (403, "admin-only"), door
    for_admins = ("/orders?scope=all", "/products?state=draft", "/products?state=active")
    by_name = (f"/products/{product['id']}?state=all", "/products/categories?state=all")
    for path in (*for_admins, *by_name):
        assert outcome(await other.ask("GET", path)) == (403, "admin-only"), path
    for path in ("/users/me", f"/orders/{ana.ids['orders']}"):
        assert (await ana.visitor.ask("GET", path)).status == 200
    kept = await ana.visitor.ask("GET", f"/users/me/addresses/{ana.ids['addresses']}")
    assert kept.document["line1"] == "Gran Vía 1"


async def test_a_token_that_is_no_good_opens_no_door(store, document, stranger, ana, product):
    doors = [door for door in doors_of(document) if door.name not in ANYBODYS]
    for what, token in bad_tokens(store).items():
        for door in doors:
            reply = await knock(stranger, door, product=product["id"], ids=ana.ids, token=token)
            assert reply.status == 401, (what, door.name, reply.body)
            assert reply.headers["WWW-Authenticate"] == "Bearer"


async def test_the_token_of_who_logged_out_opens_no_door(store, document, ana, product):
    browsers = ana.visitor.cookies()
    assert (await ana.visitor.ask("DELETE", "/users/session")).status == 204
    await asyncio.sleep(2.1)  # by then every service has heard of it
    async with visit(store) as thief:
        for door in doors_of(document):
            if door.name in ANYBODYS:
                continue
            reply = await knock(
                thief, door, product=product["id"], ids=ana.ids, token=browsers["tienda_access"]
            )
            assert reply.status == 401, door


async def test_a_refresh_token_that_is_used_again_signs_everybody_out(store, shopper):
    await register(shopper)
    stolen = shopper.cookies()
    # Once more than a repeated request could mean.
    for _ in range(2):
        assert (await shopper.ask("POST", "/users/session/refresh")).status == 200
    async with visit(store) as thief:
        again = {"Cookie": f"tienda_refresh={stolen['tienda_refresh']}"}
        reply = await thief.ask("POST", "/users/session/refresh", headers=again)
        assert outcome(reply) == (401, "session-over")
    assert (await shopper.ask("GET", "/users/me")).status == 401
    assert outcome(await shopper.ask("POST", "/users/session/refresh")) == (401, "session-over")


async def test_an_admin_passes_where_customers_do_not(store, document, ana, product):
    token = token_for(store, Role.ADMIN)
    async with visit(store) as admin:
        for door in doors_of(document):
            if door.name in ADMINS - {"archive_product"}:
                reply = await knock(admin, door, product=product["id"], ids=ana.ids, token=token)
                assert reply.status not in {401, 403}, (door, reply.body)
