"""A shop that does not sell in euros: one price, read alike in every place where it stands."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.walk import fill_in, log_in_as_admin
from tests.store import RunningStore

CATALOGUE = """\
sku,name_es,name_en,category,category_names_es,category_names_en,price,currency,stock
COP-1,Taza de barro,Clay mug,hogar,Hogar,Home,19900,COP,10
"""
PRICE = "149.900,00\u00a0COP"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    folder: Path = tmp_path_factory.mktemp("pesos")
    file = folder / "catalogue.csv"
    file.write_text(CATALOGUE, encoding="utf-8")
    running = RunningStore(
        folder / "state", catalogue=str(file), environ={"SHOP_CURRENCY": "COP"}
    ).start()
    yield running
    running.stop()


def test_a_price_in_pesos_reads_the_same_wherever_it_stands(visit, store: RunningStore) -> None:
    page = visit()
    log_in_as_admin(page, store)
    expect(page.locator(".figures")).to_contain_text("0,00\u00a0COP")
    make_hammock(page, "149900,00")
    expect(page.locator('[name="/price"]')).to_have_value("149900,00")
    expect(page.locator(".prices")).to_contain_text(PRICE)
    page.locator('[name="/on_hand"]').fill("3")
    page.get_by_test_id("save-stock").click()
    expect(page.get_by_test_id("stock-saved")).to_have_text("Guardado.")
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-yes").click()
    expect(page.get_by_test_id("state")).to_have_text("A la venta")
    page.goto("/admin/productos")
    expect(page.get_by_role("row").filter(has_text="Hamaca")).to_contain_text(PRICE)

    shopper = visit("/cesta")
    expect(shopper.get_by_role("heading").first).to_be_visible()
    assert shopper.request.get("/orders/cart").json()["total"]["currency"] == "COP"
    shopper.goto("/producto/hamaca")
    expect(shopper.get_by_test_id("price").first).to_have_text(PRICE)
    data = shopper.locator('script[type="application/ld+json"]').first.text_content() or ""
    assert json.loads(data)["offers"]["price"] == "149900.00"
    shopper.get_by_test_id("add-to-cart").click()
    expect(shopper.get_by_test_id("added")).to_be_visible()
    shopper.goto("/cesta")
    expect(shopper.get_by_test_id("cart-total").first).to_have_text(PRICE)
    shopper.goto("/pagar")
    expect(shopper.get_by_test_id("checkout-total")).to_have_text(PRICE)
    fill_in(shopper, email="marta@example.com")
    shopper.get_by_test_id("checkout-submit").click()
    expect(shopper.get_by_test_id("thank-you-message")).to_be_visible()
    expect(shopper.get_by_text(PRICE).first).to_be_visible()
    link = str(shopper.get_by_test_id("receipt-link").get_attribute("href"))
    receipt = PdfReader(io.BytesIO(shopper.request.get(link).body()))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in receipt.pages))
    assert f"Total {PRICE}".replace("\u00a0", " ") in text


def test_a_price_filter_without_results_is_in_the_shops_currency(visit) -> None:
    page = visit("/buscar?min_price=99999900000")
    expect(page.get_by_role("spinbutton", name="Desde")).to_have_value("999999000")
    filters = page.get_by_role("list", name="Filtros aplicados")
    expect(filters).to_have_text(re.compile("999.999.000,00\u00a0COP"))


def make_hammock(page: Page, price: str) -> None:
    page.goto("/admin/nuevo")
    expect(page.locator('[name="/price"] + p')).to_contain_text("COP (peso colombiano)")
    for name, text in {
        "/texts/es/name": "Hamaca",
        "/texts/en/name": "Hammock",
        "/sku": "COP-2",
        "/price": "149.900",
    }.items():
        page.locator(f'[name="{name}"]').fill(text)
    page.locator('[name="/categories"]').select_option("hogar")
    page.get_by_test_id("save-product").click()
    expect(page.locator('[name="/price"] + p')).to_have_text(
        "«149.900» se puede leer como 149,90 o como 149900: escribe 149900 o 149,90."
    )
    page.locator('[name="/price"]').fill(price)
    page.get_by_test_id("save-product").click()
    page.wait_for_url("**/admin/productos/hamaca")
