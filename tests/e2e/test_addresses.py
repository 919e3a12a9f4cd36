"""Addresses that were mistyped, badly copied or good once: each shows a page, and the best one."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.walk import log_in_as_admin
from tests.store import RunningStore

NOINDEX = 'meta[name="robots"][content="noindex"]'


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("/buscar?category=muebles&cursor=abc", "página"),
        ("/buscar?category=no-hay-tal&in_stock=true", "categoría"),
        ("/buscar?category=mesas%20de%20noche", "categoría"),
        ("/buscar?q=mesa&min_price=barato&sort=random", "precio, orden"),
        ("/buscar?q=mesa&max_price=99999999999999999999", "precio"),
        (f"/buscar?q=mesa&brand={'x' * 300}&attributes=zzz", "características"),
    ],
)
def test_a_search_leaves_out_what_no_longer_works_and_says_so(visit, address, parts) -> None:
    page: Page = visit(address)
    if "brand" in address:
        expect(page.get_by_test_id("left-out")).to_contain_text(parts)
        return
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    expect(page.get_by_test_id("left-out")).to_have_text(
        f"Algo de la dirección ya no vale ({parts}). Te enseñamos el resto."
    )
    # What was left out stays out when the search is refined.
    page.get_by_role("combobox", name="Ordenar por").select_option("name")
    page.wait_for_url("**sort=name**")
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    expect(page.get_by_test_id("left-out")).to_have_count(0)


@pytest.mark.parametrize(
    "address", ["/buscar/?q=silla", "//buscar?q=silla", "/Buscar?q=silla", "/BUSCAR//?q=silla"]
)
def test_a_search_is_the_same_however_its_path_is_spelled(visit, address: str) -> None:
    page: Page = visit()
    page.goto(page.url.rstrip("/") + address)
    expect(page.get_by_role("heading", level=1)).to_have_text("«silla»")
    expect(page.get_by_test_id("search-input")).to_have_value("silla")
    assert page.url.endswith("/buscar?q=silla")


def test_a_product_is_found_by_its_address_in_capital_letters(visit) -> None:
    page: Page = visit("/Producto//Mesa-De-Comedor-Duero/")
    expect(page.get_by_test_id("add-to-cart")).to_be_visible()
    expect(page.locator('link[rel="canonical"]')).to_have_attribute(
        "href", re.compile("/producto/mesa-de-comedor-duero$")
    )


def test_what_is_pasted_with_tabs_and_line_breaks_is_searched_as_words(visit) -> None:
    page: Page = visit()
    page.get_by_test_id("search-input").fill("mesa\tde\tcomedor")
    page.get_by_test_id("search-input").press("Enter")
    page.wait_for_url("**/buscar?q=mesa+de+comedor")
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    page.goto("/buscar?q=mesa%09de%0Acomedor")
    expect(page.get_by_role("heading", level=1)).to_have_text("«mesa de comedor»")
    expect(page.get_by_test_id("product-card").first).to_be_visible()


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/buscar?q=50%", "«50%»"),
        ("/buscar?q=l%E1mpara", "«l\ufffdmpara»"),
        ("/producto/caf%E9", "Este producto ya no está"),
        ("/index.php", "Esta página no existe"),
        ("/nada/", "Esta página no existe"),
    ],
)
def test_a_badly_encoded_or_unknown_address_is_a_page(visit, address: str, heading: str) -> None:
    page: Page = visit(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    if "buscar" not in address:
        expect(page.locator(NOINDEX)).to_have_count(1)
        expect(page.locator('link[rel="canonical"]')).to_have_count(0)
        page.get_by_role("link", name="Tienda, inicio").click()
        expect(page.get_by_test_id("product-card").first).to_be_visible()
        expect(page.locator(NOINDEX)).to_have_count(0)


def test_a_receipt_that_may_not_be_read_is_refused_in_words(visit, store: RunningStore) -> None:
    page: Page = visit("/orders/01900000-0000-7000-8000-0000000000aa/receipt")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pedido no encontrado")
    page.get_by_role("link", name="Ir a la tienda").click()
    assert page.url == f"{store.base_url}/"


@pytest.mark.parametrize("address", ["/admin/productos?state=all", "/admin/pedidos?status=shipped"])
def test_a_list_of_the_back_room_whose_page_is_gone_shows_the_first(
    visit, store: RunningStore, address: str
) -> None:
    page: Page = visit()
    log_in_as_admin(page, store)
    page.goto(f"{address}&cursor=abc")
    expect(page.get_by_test_id("stale-cursor")).to_contain_text("se muestra la primera")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.url.endswith(address)
    page.goto("/admin/productos?q=mesa%09comedor")
    expect(page.locator(".table").first).to_be_visible()


def test_another_language_begins_the_results_anew(visit) -> None:
    page: Page = visit("/buscar?category=muebles")
    page.get_by_test_id("load-more").click()
    page.wait_for_url("**cursor=**")
    page.reload()
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    page.get_by_test_id("lang-en").click()
    page.wait_for_url(re.compile(r"/buscar\?category=muebles$"))
    expect(page.get_by_test_id("result-count")).to_have_text(re.compile("products$"))
    expect(page.get_by_test_id("left-out")).to_have_count(0)


def test_a_search_that_finds_nothing_is_not_for_search_engines(visit) -> None:
    page: Page = visit("/buscar?q=zzzz&exact=true")
    expect(page.locator(".empty")).to_be_visible()
    expect(page.locator(NOINDEX)).to_have_count(1)
    page.goto("/buscar?q=mesa")
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    expect(page.locator(NOINDEX)).to_have_count(0)
