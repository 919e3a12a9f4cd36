"""Nothing is wider than the page, whatever the words and however large the letters."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.walk import (
    PASSWORD,
    BackDoor,
    expect_no_sideways_scrolling,
    fill_in,
    log_in_as_admin,
    put_in_cart,
)
from tests.store import RunningStore

WORD = "Superlámparadesobremesaextraordinariamentelargaconreguladorx"
SIZES = [(320, 100), (390, 100), (390, 200), (1280, 200)]
"""Widths of the window in pixels, and sizes of letters in per cent."""


@pytest.fixture(scope="module")
def product(store: RunningStore):
    """A product whose every word is long."""
    back_door = BackDoor(store)
    text = {
        "name": WORD,
        "description": f"{'W' * 300} https://example.com/{'a' * 120}",
        "attributes": {"Característicainterminable": "V" * 80, WORD: "9" * 60},
    }
    made = back_door.ask(
        "POST",
        "/products",
        {
            "sku": f"SKU{time.time_ns()}{'X9' * 20}",
            "texts": {"es": text, "en": text},
            "categories": [{"slug": "muebles"}],
            "brand": WORD,
            "price": {"amount": 1_234_567_89, "currency": "EUR"},
        },
    )
    back_door.stock(made["id"], 50)
    yield made
    back_door.archive(made["id"])


def expect_fit(page: Page, path: str, seen: str, percent: int) -> None:
    """Open a page and enlarge its letters, then expect that it fits."""
    if path:
        page.goto(path)
    expect(page.locator(seen).first).to_be_visible()
    page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")
    page.wait_for_load_state("networkidle")
    expect_no_sideways_scrolling(page)


@pytest.mark.parametrize(("width", "percent"), SIZES)
def test_no_page_of_the_shop_is_wider_than_the_window(visit, product, width, percent) -> None:
    page: Page = visit(size={"width": width, "height": 844})

    def fits(path: str, seen: str) -> None:
        expect_fit(page, path, seen, percent)

    slug = product["slug"]
    card = '[data-testid="product-card"]'
    fits("/", card)
    fits(f"/buscar?q={WORD}&in_stock=true&max_price=99999999999&brand={WORD}", "main h1")
    fits(f"/buscar?category=muebles&attributes=Color:{WORD}&lang=es", "main h1")
    fits(f"/producto/{slug}", '[data-testid="add-to-cart"]')
    put_in_cart(page, slug, times=2)
    fits("", '[data-testid="added"]')
    page.locator(".header__cart").click()
    fits("", '[data-testid="cart-drawer"] [data-testid="cart-line"]')
    fits("/cesta", '[data-testid="cart-line"]')
    fits("/pagar", '[data-testid="checkout-submit"]')
    page.get_by_test_id("checkout-submit").click()
    fits("", '[aria-invalid="true"]')
    email = f"{'ana' * 20}@{'example' * 6}.com"
    fill_in(page, email=email)
    page.locator('[name="/contact/name"]').fill(WORD)
    page.locator('[name="/shipping_address/line1"]').fill(WORD)
    page.locator('[name="/shipping_address/city"]').fill(WORD)
    page.get_by_test_id("checkout-submit").click()
    fits("", '[data-testid="thank-you-message"]')
    fits("/entrar", '[data-testid="entry-submit"]')
    fits("/account/reset", "main h1")
    fits(f"/{WORD}", "main h1")


@pytest.mark.parametrize(("width", "percent"), SIZES)
def test_no_page_of_the_account_is_wider_than_the_window(
    visit, store: RunningStore, product, width, percent
) -> None:
    page: Page = visit("/registro", size={"width": width, "height": 844})
    email = f"{'grace' * 10}{width}-{percent}@{'example' * 6}.com"
    for name, text in (("/name", WORD), ("/email", email), ("/password", PASSWORD)):
        page.locator(f'[name="{name}"]').fill(text)
    page.get_by_test_id("entry-submit").click()
    page.wait_for_url("**/cuenta")
    page.get_by_test_id("add-address").click()
    expect_fit(page, "", '[data-testid="save-address"]', percent)
    for name in ("line1", "line2", "city"):
        page.locator(f'[name="/{name}"]').fill(WORD)
    page.locator('[name="/country"]').select_option("ES")
    page.locator('[name="/postal_code"]').fill("28013")
    page.get_by_test_id("save-address").click()
    expect(page.get_by_test_id("address")).to_have_count(1)
    put_in_cart(page, product["slug"])
    page.goto("/pagar")
    page.get_by_test_id("checkout-submit").click()
    expect(page.get_by_test_id("thank-you-message")).to_be_visible()
    expect_fit(page, "/cuenta", '[data-testid="order-link"]', percent)
    page.get_by_test_id("order-link").click()
    expect_fit(page, "", '[data-testid="order-again"]', percent)
    expect_fit(page, "/cuenta/seguridad", "main h1", percent)


@pytest.mark.parametrize(("width", "percent"), [(320, 100), (390, 200)])
def test_no_page_of_the_back_room_is_wider_than_the_window(
    visit, store: RunningStore, product, width, percent
) -> None:
    shopper: Page = visit()
    put_in_cart(shopper, product["slug"])
    shopper.goto("/pagar")
    fill_in(shopper, email="marta@example.com")
    shopper.get_by_test_id("checkout-submit").click()
    expect(shopper.get_by_test_id("thank-you-message")).to_be_visible()
    page: Page = visit(size={"width": width, "height": 844})
    log_in_as_admin(page, store)
    for path, seen in (
        ("/admin", ".figures"),
        ("/admin/productos", ".table"),
        ("/admin/nuevo", '[data-testid="save-product"]'),
        (f"/admin/productos/{product['slug']}", '[data-testid="save-product"]'),
        ("/admin/categorias", "main h1"),
        ("/admin/pedidos", "h1"),
    ):
        expect_fit(page, path, seen, percent)
    page.get_by_test_id("admin-order").first.get_by_role("link").click()
    expect_fit(page, "", '[data-testid="order-ship"]', percent)
