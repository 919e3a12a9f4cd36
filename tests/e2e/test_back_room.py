"""An admin's way through the back room."""

import base64
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.walk import BackDoor, fill_in, get, log_in_as_admin, put_in_cart, register
from tests.pictures import picture as draw
from tests.store import RunningStore


def test_a_customer_is_shown_the_door(visit) -> None:
    page = visit()
    register(page)
    page.goto("/admin")
    expect(page.get_by_role("heading", name="Esta puerta es de la casa")).to_be_visible()


def test_a_product_is_made_changed_and_taken_off(visit, store: RunningStore) -> None:
    page = visit()
    log_in_as_admin(page, store)
    make_bench(page)

    page.locator('[name="/on_hand"]').fill("7")
    page.get_by_test_id("save-stock").click()
    expect(page.get_by_test_id("stock-saved")).to_have_text("Guardado.")
    picture = {"name": "banco.jpg", "mimeType": "image/jpeg", "buffer": draw("JPEG")}
    drop(page, picture)
    expect(page.get_by_test_id("admin-picture")).to_have_count(1)
    page.get_by_label("Qué se ve en la 1 · Español").fill("Un banco de pino")
    page.get_by_test_id("save-alt").click()
    expect(page.get_by_test_id("admin-picture").get_by_role("img")).to_have_attribute(
        "alt", "Un banco de pino"
    )

    page.get_by_test_id("publish").click()
    expect(page.get_by_test_id("state")).to_have_text("A la venta")

    # Somebody else changes the price and the brand meanwhile.
    slug = page.url.rpartition("/")[2]
    there = {"price": {"amount": 20000, "currency": "EUR"}, "brand": "Olmo"}
    BackDoor(store).change(slug, there)
    write(page, "/price", "159,90")
    write(page, "/texts/en/name", "Trial bench, long")
    page.get_by_test_id("save-product").click()
    conflict = page.get_by_test_id("conflict")
    expect(conflict.get_by_role("radio")).to_have_count(2)
    expect(conflict).to_contain_text("200,00")
    conflict.get_by_label("Lo guardado").check()
    page.get_by_test_id("settle-conflict").click()
    expect(page.locator('[name="/brand"]')).to_have_value("Olmo")
    expect(page.locator('[name="/price"]')).to_have_value("200,00")
    expect(page.locator('[name="/texts/en/name"]')).to_have_value("Trial bench, long")
    page.get_by_test_id("save-product").click()
    expect(page.get_by_test_id("saved")).to_have_text("Guardado.")
    page.goto(f"/producto/{slug}?lang=en")
    expect(page.get_by_role("heading", name="Trial bench, long")).to_be_visible()

    page.goto(f"/admin/productos/{slug}?lang=es")
    page.get_by_test_id("archive").click()
    page.get_by_test_id("archive-yes").click()
    expect(page.get_by_test_id("state")).to_have_text("Archivado")
    page.goto(f"/producto/{slug}")
    expect(page.get_by_role("heading", name="Este producto ya no está")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "dearer", "question"),
    [("es-ES", "1.499,50", "¿Más de cinco"), ("en-IE", "1,499.50", "More than five")],
)
def test_a_price_that_changes_more_than_five_times_is_asked_about(
    visit, store: RunningStore, locale: str, dearer: str, question: str
) -> None:
    made = BackDoor(store).create("Taburete de prueba", price=14990, stock=1)
    page = visit(locale=locale)
    log_in_as_admin(page, store)
    page.goto(f"/admin/productos/{made['slug']}")
    price = page.locator('[name="/price"]')
    asked = page.get_by_test_id("price-question")
    write(page, "/price", dearer)
    page.get_by_test_id("save-product").press("Enter")
    expect(asked.get_by_role("heading")).to_contain_text(question)
    expect(asked.locator("dd")).to_have_text([re.compile("149.90"), re.compile("1.?499.50")])

    # The way back has the focus: Enter, as Escape does, leads to the price.
    for key in ("Enter", "Escape"):
        expect(asked.get_by_role("button").first).to_be_focused()
        page.keyboard.press(key)
        expect(asked).to_have_count(0)
        expect(price).to_be_focused()
        expect(price).to_have_value(dearer)
        assert get(store, f"/products/{made['slug']}")["price"]["amount"] == 14990
        page.get_by_test_id("save-product").press("Enter")
        expect(asked).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("saved")).not_to_be_empty()
    assert get(store, f"/products/{made['slug']}")["price"]["amount"] == 149950


def test_an_order_is_shipped_and_delivered(visit, store: RunningStore) -> None:
    shopper = visit()
    put_in_cart(shopper, "mesa-de-comedor-duero")
    shopper.goto("/pagar")
    fill_in(shopper, email="marta@example.com")
    shopper.get_by_test_id("checkout-submit").click()
    number = shopper.get_by_test_id("order-number").inner_text()

    page = visit()
    log_in_as_admin(page, store)
    expect(page.get_by_test_id("admin-order").filter(has_text=number)).to_have_count(1)
    expect(page.get_by_test_id("low-stock").first).to_be_visible()
    page.goto("/admin/pedidos?status=confirmed")
    page.get_by_role("link", name=number).click()
    line = page.get_by_test_id("line-to-pick")
    expect(line).to_contain_text("TI-")
    expect(line.locator("img")).to_be_visible()

    page.get_by_test_id("order-ship").click()
    expect(page.get_by_test_id("order-status").first).to_have_text("Confirmado")
    page.get_by_test_id("order-ship-confirm").click()
    expect(page.get_by_test_id("order-status").first).to_have_text("Enviado")
    page.get_by_test_id("order-undo").click()
    expect(page.get_by_test_id("order-status").first).to_have_text("Confirmado")

    page.get_by_test_id("order-ship").click()
    page.get_by_test_id("order-ship-confirm").click()
    page.get_by_test_id("order-deliver").click()
    page.get_by_test_id("order-deliver-confirm").click()
    expect(page.get_by_test_id("order-status").first).to_have_text("Entregado")
    expect(page.get_by_test_id("order-ship")).to_have_count(0)
    shopper.get_by_test_id("track").click()
    expect(shopper.get_by_test_id("order-status").first).to_have_text(re.compile("Entregado"))


def make_bench(page: Page) -> None:
    """Fill in the form of a new product, with two mistakes on the way."""
    page.goto("/admin/productos")
    page.get_by_test_id("new-product").click()
    write(page, "/texts/es/name", "Banco de prueba")
    write(page, "/texts/en/name", "Trial bench")
    write(page, "/sku", f"E2E-{time.time_ns()}")
    write(page, "/price", "doce")
    page.get_by_test_id("save-product").click()
    expect(page.locator('[name="/price"]')).to_have_attribute("aria-invalid", "true")
    write(page, "/price", "149,90")
    page.get_by_test_id("save-product").click()
    expect(page.locator('[name="/categories"]')).to_have_attribute("aria-invalid", "true")
    page.locator('[name="/categories"]').select_option("muebles")
    page.get_by_test_id("save-product").click()
    page.wait_for_url("**/admin/productos/banco-de-prueba*")


def drop(page: Page, file: dict[str, Any]) -> None:
    """Drop a file on the place for pictures, as from a folder."""
    dropped = page.evaluate_handle(
        """({name, mimeType, contents}) => {
          const bytes = Uint8Array.from(atob(contents), (letter) => letter.charCodeAt(0))
          const data = new DataTransfer()
          data.items.add(new File([bytes], name, { type: mimeType }))
          return data
        }""",
        {**file, "buffer": None, "contents": base64.b64encode(file["buffer"]).decode()},
    )
    page.dispatch_event(".dropzone", "drop", {"dataTransfer": dropped})


def write(page: Page, name: str, text: str) -> None:
    page.locator(f'[name="{name}"]').fill(text)
