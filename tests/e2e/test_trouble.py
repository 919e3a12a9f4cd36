"""What may go wrong on the way to an order, and the one step that gets past it."""

import contextlib
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.walk import (
    SENTENCE,
    BackDoor,
    end_the_session,
    fill_in,
    get,
    let_the_session_run_out,
    put_in_cart,
    register,
)
from tests.store import RunningStore


@pytest.fixture(scope="module")
def back_door(store: RunningStore) -> BackDoor:
    return BackDoor(store)


@pytest.fixture
def stool(back_door: BackDoor) -> Iterator[dict[str, Any]]:
    """A product of the test's own, five of it, taken off the shelf afterwards."""
    made = back_door.create("Taburete de prueba", price=4900, stock=5)
    yield made
    back_door.archive(made["id"])


def at_checkout(page: Page, slug: str, times: int = 1) -> None:
    put_in_cart(page, slug, times)
    page.goto("/pagar")
    fill_in(page, email="marta@example.com")


def test_a_price_that_changed_is_shown_and_taken_with_one_click(
    visit, back_door: BackDoor, stool
) -> None:
    page = visit()
    at_checkout(page, stool["slug"])
    back_door.change(stool["id"], {"price": {"amount": 5900, "currency": "EUR"}})
    page.get_by_test_id("checkout-submit").click()
    expect(page.get_by_role("alert")).to_contain_text(
        re.compile(r"Costaba 49,00\s€ y ahora cuesta 59,00\s€")
    )
    page.get_by_role("button", name="Aceptar los precios de hoy").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_test_id("checkout-submit").click()
    expect(page.get_by_test_id("thank-you-message")).to_have_text(SENTENCE)


def test_what_sold_out_meanwhile_is_named_and_the_rest_is_bought(
    visit, back_door: BackDoor, stool, store: RunningStore
) -> None:
    page = visit()
    at_checkout(page, stool["slug"], times=2)
    back_door.stock(stool["id"], 1)
    page.get_by_test_id("checkout-submit").click()
    expect(page.get_by_role("alert")).to_contain_text("Pedías 2 y queda 1.")
    page.get_by_role("button", name="Seguir con lo que queda").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_test_id("checkout-submit").click()
    expect(page.get_by_test_id("thank-you-message")).to_have_text(SENTENCE)
    assert get(store, f"/products/{stool['slug']}")["stock"] == 0


def test_a_reload_while_the_order_is_on_its_way_orders_once(
    visit, stool, store: RunningStore
) -> None:
    page = visit()
    at_checkout(page, stool["slug"])
    arrived: list[str] = []

    def swallow(route: Route) -> None:
        # The store takes the order; the browser never hears of it.
        arrived.append(str(route.fetch().status))

    page.route("**/orders?*", swallow, times=1)
    page.get_by_test_id("checkout-submit").click()
    deadline = time.monotonic() + 60
    while not arrived and time.monotonic() < deadline:
        page.wait_for_timeout(50)  # the browser's messages arrive meanwhile
    assert arrived == ["201"]
    page.reload()
    expect(page.get_by_test_id("thank-you-message")).to_have_text(SENTENCE)
    assert get(store, f"/products/{stool['slug']}")["stock"] == 4


def test_an_answer_that_was_lost_is_asked_for_again_and_not_ordered_again(
    visit, stool, store: RunningStore
) -> None:
    page = visit()
    at_checkout(page, stool["slug"])

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/orders?*", lose, times=1)
    page.get_by_test_id("checkout-submit").dblclick()
    expect(page.get_by_test_id("thank-you-message")).to_have_text(SENTENCE)
    assert get(store, f"/products/{stool['slug']}")["stock"] == 4


def test_a_session_that_is_over_leads_to_the_way_in_and_back(visit, store: RunningStore) -> None:
    page = visit()
    register(page)
    let_the_session_run_out(page, store)
    page.goto("/cuenta")
    expect(page.get_by_test_id("log-out")).to_be_visible()
    end_the_session(page)
    page.goto("/cuenta")
    page.wait_for_url("**/entrar")
    expect(page.get_by_test_id("entry-submit")).to_be_visible()


def test_a_store_that_was_out_of_reach_is_asked_again(visit) -> None:
    page = visit()
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    page.route("**/products?*", lambda route: route.abort("failed"))
    page.get_by_role("link", name="Muebles").first.click()
    expect(page.get_by_role("alert")).to_contain_text("No hay conexión con la tienda")
    page.unroute("**/products?*")
    page.get_by_role("button", name="Volver a intentarlo").click()
    expect(page.get_by_test_id("product-card").first).to_be_visible()


def test_a_shop_that_dies_under_an_open_page_is_back_with_a_click(
    visit, store: RunningStore
) -> None:
    page = visit("/buscar?category=muebles")
    card = page.get_by_test_id("product-card").first
    expect(card).to_be_visible()
    # What is cut off half-way is another matter.
    page.wait_for_load_state("networkidle")
    store.kill_part(["-m", "bff"])
    # Not even the code of the page that the link leads to is there.
    card.get_by_role("link").click()
    expect(page.get_by_role("alert")).to_contain_text("No hay conexión con la tienda")
    wait_until_there(store)
    page.get_by_role("button", name="Volver a intentarlo").click()
    expect(page.get_by_test_id("add-to-cart")).to_be_visible()


def wait_until_there(store: RunningStore) -> None:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            get(store, "/products?limit=1")
            return
        time.sleep(0.1)
    raise AssertionError("the shop did not come back")


def test_the_drawer_changes_at_once_and_settles_with_the_store(visit, stool) -> None:
    page = visit()
    put_in_cart(page, stool["slug"])
    page.get_by_role("link", name="Cesta, 1 artículo").click()
    drawer = page.get_by_test_id("cart-drawer")
    drawer.get_by_role("button", name="Una unidad más").click()
    expect(drawer.get_by_test_id("cart-total")).to_have_text(re.compile(r"98,00\s€"))
    expect(page.get_by_test_id("cart-count")).to_have_text("2")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("cart-count")).to_have_text("2")
