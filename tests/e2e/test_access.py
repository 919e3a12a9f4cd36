"""Every page and its states, light and dark, on a desk and on a phone, as axe sees them."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.walk import (
    expect_no_sideways_scrolling,
    fill_in,
    log_in_as_admin,
    put_in_cart,
    register,
)
from tests.store import RunningStore

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PRODUCT = "mesa-de-comedor-duero"

_RUN = """async (rules) => (await axe.run(document, rules)).violations
  .flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`))"""

_QUIET = """() => new Promise((done) => {
  let timer = setTimeout(done, 100)
  new MutationObserver(() => {
    clearTimeout(timer)
    timer = setTimeout(done, 100)
  }).observe(document, { attributes: true, childList: true, subtree: true })
})"""
"""Waits until nothing has changed for a tenth of a second."""

_CHECKS: dict[Literal["light", "dark"], dict[str, list[str]]] = {
    "light": {},
    # What the scheme changes is colours alone.
    "dark": {"runOnly": ["color-contrast"]},
}


def look(page: Page) -> None:
    """Fail on anything that axe finds, or that sticks out of the page."""
    # A page that waits for its contents has no heading yet, and says that it is loading.
    expect(page.locator("main h1").first).to_be_visible()
    expect(page.get_by_text("Cargando…")).to_have_count(0)
    page.evaluate(_QUIET)
    page.evaluate(AXE.read_text())
    for scheme, rules in _CHECKS.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found: list[str] = page.evaluate(_RUN, rules)
        assert not found, "\n".join([f"{page.url} {scheme}", *found])
    expect_no_sideways_scrolling(page)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_shop_is_open_to_everybody(visit, size) -> None:
    page = visit(size=size)
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    look(page)
    page.goto("/buscar?q=lanpara")
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    look(page)
    page.get_by_test_id("search-input").fill("mesa")
    expect(page.get_by_role("option").first).to_be_visible()
    look(page)
    page.goto("/buscar?q=zzzz&min_price=100&exact=true")
    expect(page.locator(".empty")).to_be_visible()
    look(page)
    page.goto("/nada")
    look(page)
    page.goto("/cesta")
    expect(page.get_by_role("heading", name="Tu cesta está vacía")).to_be_visible()
    look(page)
    page.goto("/buscar?q=mesa&in_stock=true&cursor=none")
    expect(page.get_by_role("list", name="Filtros aplicados")).to_be_visible()
    if size == PHONE:
        page.get_by_role("button", name="Filtrar").click()
    look(page)
    put_in_cart(page, PRODUCT)
    look(page)
    page.get_by_test_id("enlarge").click()
    expect(page.get_by_test_id("lightbox")).to_be_visible()
    look(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Cesta, 1 artículo").click()
    expect(page.get_by_test_id("cart-drawer").get_by_test_id("cart-line")).to_be_visible()
    look(page)
    page.goto("/cesta")
    expect(page.get_by_test_id("cart-line")).to_be_visible()
    look(page)


def test_buying_and_the_account_are_open_to_everybody(visit) -> None:
    page = visit("/entrar", size=PHONE)
    look(page)
    register(page)
    page.get_by_test_id("add-address").click()
    page.get_by_test_id("save-address").click()
    look(page)
    put_in_cart(page, PRODUCT)
    page.goto("/pagar")
    page.get_by_test_id("checkout-submit").click()
    expect(page.locator('[aria-invalid="true"]').first).to_be_visible()
    look(page)
    fill_in(page)
    page.get_by_test_id("checkout-submit").click()
    expect(page.get_by_test_id("thank-you-message")).to_be_visible()
    look(page)
    page.get_by_test_id("track").click()
    expect(page.get_by_test_id("order-again")).to_be_visible()
    look(page)


def test_the_back_room_is_open_to_every_admin(visit, store: RunningStore) -> None:
    page = visit()
    log_in_as_admin(page, store)
    for path, seen in (
        ("/admin", ".figures"),
        ("/admin/productos?q=mesa", ".table"),
        ("/admin/productos?state=all&in_stock=false", ".applied"),
        ("/admin/categorias", '[data-testid="admin-category"]'),
        ("/admin/nuevo", '[data-testid="save-product"]'),
        (f"/admin/productos/{PRODUCT}", '[data-testid="admin-picture"]'),
        ("/admin/pedidos", "h1"),
    ):
        page.goto(path)
        expect(page.locator(seen).first).to_be_visible()
        look(page)
    page.goto(f"/admin/productos/{PRODUCT}")
    page.locator('[name="/price"]').fill("1")
    page.get_by_test_id("save-product").click()
    expect(page.get_by_test_id("price-question")).to_be_visible()
    look(page)


def test_a_shop_of_many_departments_is_no_wider_than_a_phone(visit) -> None:
    page = visit(size=PHONE)

    def many(route: Route) -> None:
        shelf = {"parent": None, "product_count": 1}
        names = [f"Departamento número {number}" for number in range(12)]
        items = [
            {"slug": f"d-{n}", "name": name, "path": [f"d-{n}"], **shelf}
            for n, name in enumerate(names)
        ]
        route.fulfill(json={"items": items})

    page.route("**/products/categories**", many)
    for path in ("/", "/buscar?q=zzzz", "/buscar"):
        page.goto(path)
        expect(
            page.get_by_role("contentinfo").get_by_text("Departamento número 11")
        ).to_be_visible()
        expect_no_sideways_scrolling(page)
