"""What comes in between while somebody fills in a form or decides: it is not lost by that."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_forms import Gate
from tests.e2e.walk import BackDoor, fill_in, log_in_as_admin, put_in_cart, register
from tests.store import RunningStore

FOCUSED = "document.activeElement"


@pytest.fixture
def stool(store: RunningStore) -> dict[str, Any]:
    return BackDoor(store).create("Taburete interrumpido", price=4900, stock=5)


def test_another_language_keeps_the_category_that_is_being_edited(
    visit, store: RunningStore
) -> None:
    page: Page = visit()
    log_in_as_admin(page, store)
    page.goto("/admin/categorias")
    page.get_by_test_id("admin-category").first.get_by_role("button").first.click()
    page.locator('[name="/names/es"]').fill("Sin guardar")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Categories")
    expect(page.get_by_test_id("admin-category").first).to_contain_text("Kitchen")
    expect(page.locator('[name="/names/es"]')).to_have_value("Sin guardar")


def test_another_language_keeps_the_quantity_that_was_chosen(visit) -> None:
    page: Page = visit("/producto/mesa-de-comedor-duero")
    page.get_by_role("button", name="Una unidad más").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Mesa de comedor Duero")
    expect(page.get_by_test_id("quantity")).to_have_value("2")


def test_a_shipped_order_can_be_undone_by_keys_and_in_another_language(
    visit, store: RunningStore
) -> None:
    page: Page = visit()
    put_in_cart(page, "silla-pupitre")
    page.goto("/pagar")
    fill_in(page, email="marta@example.com")
    page.get_by_test_id("checkout-submit").click()
    order = page.get_by_test_id("order-number").inner_text()
    log_in_as_admin(page, store)
    page.goto("/admin/pedidos?status=confirmed")
    page.get_by_role("link", name=order).click()
    page.get_by_test_id("order-ship").press("Enter")
    page.get_by_test_id("order-ship-confirm").press("Enter")
    undo = page.get_by_test_id("order-undo")
    expect(undo).to_be_visible()
    # The notice takes the focus a moment after it is drawn.
    expect(page.locator(":focus")).to_contain_text("Marcado como enviado")
    page.keyboard.press("Tab")
    expect(undo).to_be_focused()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_test_id("order-deliver")).to_have_text("Mark as delivered")
    undo.click()
    expect(page.get_by_test_id("order-ship")).to_be_visible()


def test_what_is_typed_while_a_product_is_saved_stays(visit, store: RunningStore, stool) -> None:
    page: Page = visit()
    log_in_as_admin(page, store)
    page.goto(f"/admin/productos/{stool['slug']}")
    brand, description = (
        page.locator(f'[name="{name}"]') for name in ("/brand", "/texts/es/description")
    )
    brand.fill("Olmo")
    gate = Gate()
    page.route(f"**/products/{stool['id']}", gate.hold, times=1)
    page.get_by_test_id("save-product").click()
    description.fill("Escrita mientras tanto")
    gate.open()
    expect(page.get_by_test_id("saved")).to_have_text("Guardado.")
    expect(description).to_have_value("Escrita mientras tanto")
    page.get_by_role("link", name="Pedidos", exact=True).first.click()
    page.get_by_test_id("unsaved-stay").click()
    page.get_by_test_id("save-product").click()
    expect(page.get_by_test_id("saved")).to_have_text("Guardado.")
    page.reload()
    expect(brand).to_have_value("Olmo")
    expect(description).to_have_value("Escrita mientras tanto")


def add_address(page: Page, line: str) -> None:
    page.get_by_test_id("add-address").click()
    page.locator('[name="/country"]').select_option("ES")
    for name, text in {"line1": line, "postal_code": "28013", "city": "Madrid"}.items():
        page.locator(f'[name="/{name}"]').fill(text)
    page.get_by_test_id("save-address").click()
    expect(page.get_by_test_id("address").filter(has_text=line)).to_be_visible()


def test_an_address_that_is_being_edited_stays_while_another_is_removed(visit) -> None:
    page: Page = visit()
    register(page)
    for line in ("Calle Uno 1", "Calle Dos 2"):
        add_address(page, line)
    page.get_by_role("button", name="Cambiar la dirección Calle Uno 1").click()
    page.locator('[name="/line1"]').fill("Calle Uno 1, bajo")
    page.get_by_role("button", name="Quitar la dirección Calle Dos 2").click()
    expect(page.get_by_test_id("address")).to_have_count(1)
    expect(page.locator('[name="/line1"]')).to_have_value("Calle Uno 1, bajo")


def test_an_address_that_another_tab_removed_is_gone_without_a_refusal(visit) -> None:
    page: Page = visit()
    register(page)
    add_address(page, "Calle Uno 1")
    other = page.context.new_page()
    other.goto("/cuenta")
    for tab in (other, page):
        tab.get_by_role("button", name="Quitar la dirección Calle Uno 1").click()
        expect(tab.get_by_test_id("address")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_focus_stays_when_what_has_it_is_clicked_again(visit, store, stool) -> None:
    page: Page = visit()
    log_in_as_admin(page, store)
    page.goto(f"/admin/productos/{stool['slug']}")
    save = page.get_by_test_id("save-stock")
    for units in ("7", "8"):
        page.locator('[name="/on_hand"]').fill(units)
        save.focus()
        save.click()
        expect(page.get_by_test_id("stock-saved")).to_have_text("Guardado.")
        expect(save).to_be_focused()


def test_checkout_says_which_line_cannot_be_ordered(visit, store: RunningStore, stool) -> None:
    page: Page = visit()
    put_in_cart(page, stool["slug"])
    BackDoor(store).archive(stool["id"])
    page.goto("/pagar")
    summary = page.get_by_role("complementary")
    expect(summary).to_contain_text("Ya no se vende.")
    expect(summary).to_contain_text("revisa los artículos marcados")


def test_a_quantity_that_was_emptied_is_the_one_before(visit, stool) -> None:
    page: Page = visit()
    put_in_cart(page, stool["slug"], 3)
    page.goto("/cesta")
    quantity = page.get_by_test_id("cart-line").get_by_test_id("quantity")
    expect(quantity).to_have_value("3")
    quantity.fill("")
    quantity.press("Enter")
    expect(quantity).to_have_value("3")
    page.get_by_test_id("remove").focus()
    expect(page.get_by_test_id("cart-total")).to_have_text(re.compile(r"147,00\s€"))


def test_who_is_signed_in_is_not_told_to_log_in_for_an_order_that_is_not_there(visit) -> None:
    page: Page = visit()
    register(page)
    page.goto("/cuenta/pedidos/00000000-0000-0000-0000-000000000000")
    expect(page.get_by_role("heading", level=1)).to_have_text("No encontramos ese pedido")
    expect(page.get_by_text("Puede que el enlace esté mal escrito.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Tus pedidos").click()
    page.wait_for_url("**/cuenta")
