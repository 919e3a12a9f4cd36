"""An owner's way with products that are not for sale, categories, and edits that are not saved."""

import re
import time

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE
from tests.e2e.walk import BackDoor, expect_no_sideways_scrolling, get, log_in_as_admin
from tests.store import RunningStore


def write(page: Page, name: str, text: str) -> None:
    page.locator(f'[name="{name}"]').fill(text)


def make_draft(page: Page, name: str) -> str:
    """Make a product with the form; return its SKU."""
    sku = f"E2E-{time.time_ns()}"
    page.goto("/admin/nuevo")
    write(page, "/texts/es/name", name)
    write(page, "/sku", sku)
    write(page, "/price", "20")
    page.locator('[name="/categories"]').select_option("muebles")
    page.get_by_test_id("save-product").click()
    page.wait_for_url(re.compile(r"/admin/productos/.+"))
    expect(page.get_by_test_id("state")).to_have_text("Borrador")
    return sku


def is_found(store: RunningStore, sku: str) -> bool:
    """Whether shoppers find the product; a SKU that nobody knows finds what is spelled likewise."""
    items = get(store, f"/products?q={sku}")["items"]
    return any(item["sku"] == sku for item in items)


def test_a_draft_is_published_archived_found_again_and_restored(visit, store: RunningStore) -> None:
    page = visit(size=PHONE)
    log_in_as_admin(page, store)
    sku = make_draft(page, "Mecedora de prueba")
    slug = page.url.rpartition("/")[2]
    assert not is_found(store, sku)
    shopper = visit(f"/producto/{slug}")
    expect(shopper.get_by_role("heading", name="Este producto ya no está")).to_be_visible()

    # Without a picture and without stock, it asks first; Escape leaves all as it was.
    page.get_by_test_id("publish").click()
    question = page.get_by_test_id("state-question")
    expect(question).to_contain_text("No tiene ninguna imagen.")
    expect(question).to_contain_text("No quedan unidades")
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(page.get_by_test_id("publish")).to_be_focused()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-yes").click()
    expect(page.get_by_test_id("state")).to_have_text("A la venta")
    expect(page.get_by_test_id("state-notice")).to_be_focused()
    assert is_found(store, sku)
    shopper.reload()
    expect(shopper.get_by_role("heading", name="Mecedora de prueba")).to_be_visible()

    page.get_by_test_id("archive").click()
    page.get_by_test_id("archive-yes").click()
    expect(page.get_by_test_id("state")).to_have_text("Archivado")
    expect_no_sideways_scrolling(page)
    assert not is_found(store, sku)

    page.goto("/admin/productos")
    page.get_by_test_id("tab-archived").click()
    search = page.get_by_role("textbox", name="Buscar en el catálogo")
    search.fill(sku)
    search.press("Enter")
    row = page.get_by_test_id("admin-product")
    expect(row).to_have_count(1)
    expect_no_sideways_scrolling(page)
    row.get_by_test_id("restore").click()
    page.get_by_test_id("restore-yes").click()
    expect(page.get_by_test_id("list-notice")).to_have_text("«Mecedora de prueba» está a la venta.")
    expect(row).to_have_count(0)
    assert is_found(store, sku)


def test_a_list_says_what_it_is_narrowed_to_and_lets_it_off(visit, store: RunningStore) -> None:
    page = visit()
    log_in_as_admin(page, store)
    page.goto("/admin/productos?in_stock=false&q=mesa")
    applied = page.get_by_test_id("applied-filter")
    expect(applied).to_have_text([re.compile("con «mesa»"), re.compile("lo agotado")])
    applied.nth(1).click()
    page.wait_for_url("**/admin/productos?q=mesa")
    expect(applied).to_have_count(1)


def test_edits_that_are_not_saved_are_not_lost_without_a_question(
    visit, store: RunningStore
) -> None:
    page = visit()
    log_in_as_admin(page, store)
    page.goto("/admin/productos?q=mesa")
    page.get_by_test_id("admin-product").first.get_by_role("link").click()
    page.wait_for_url(re.compile(r"/admin/productos/.+"))
    address = page.url
    page.get_by_role("link", name="Pedidos", exact=True).first.click()
    page.wait_for_url("**/admin/pedidos")  # nothing to lose: no question
    page.go_back()
    page.wait_for_url(address)

    write(page, "/brand", "Sin guardar")
    question = page.get_by_test_id("unsaved")
    page.get_by_role("link", name="Pedidos", exact=True).first.click()
    expect(question).to_be_visible()
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    assert page.url == address
    page.go_back()
    expect(question).to_be_visible()
    assert page.url == address
    page.keyboard.press("Enter")  # on the button that stays
    expect(question).to_have_count(0)
    expect(page.locator('[name="/brand"]')).to_have_value("Sin guardar")

    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()

    page.get_by_role("link", name="Pedidos", exact=True).first.click()
    page.get_by_test_id("unsaved-leave").click()
    page.wait_for_url("**/admin/pedidos")


def test_only_the_english_that_was_typed_becomes_english(visit, store: RunningStore) -> None:
    page = visit()
    log_in_as_admin(page, store)
    made = BackDoor(store).ask(
        "POST",
        "/products",
        {
            "sku": f"E2E-{time.time_ns()}",
            "texts": {"es": {"name": "Taza", "description": "De barro.", "attributes": {"A": "1"}}},
            "categories": [{"slug": "muebles"}],
            "price": {"amount": 900, "currency": "EUR"},
        },
    )
    page.goto(f"/admin/productos/{made['id']}")
    name = page.locator('[name="/texts/en/name"]')
    expect(name).to_have_value("")
    expect(name).to_have_attribute("placeholder", "Taza")
    name.fill("Mug")
    page.get_by_test_id("save-product").click()
    expect(page.get_by_test_id("saved")).to_have_text("Guardado.")
    english = get(store, f"/products/{made['slug']}?lang=en")
    assert (english["name"], english["description"], english["attributes"]) == ("Mug", "", {})

    write(page, "/texts/es/attributes", "Material: barro\nmaterial : porcelana")
    page.get_by_test_id("save-product").click()
    field = page.locator('[name="/texts/es/attributes"]')
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(
        page.get_by_text("«material : porcelana» repite «Material: barro»").first
    ).to_be_visible()


def test_a_taken_sku_is_told_at_its_field_with_a_link_to_whose_it_is(
    visit, store: RunningStore
) -> None:
    page = visit()
    log_in_as_admin(page, store)
    sku = make_draft(page, "Dueño de la referencia")
    page.goto("/admin/nuevo")
    write(page, "/texts/es/name", "Otro")
    write(page, "/sku", sku)
    write(page, "/price", "20")
    page.locator('[name="/categories"]').select_option("muebles")
    page.get_by_test_id("save-product").click()
    expect(page.locator('[name="/sku"]')).to_be_focused()
    expect(page.get_by_text("Ya es de «Dueño de la referencia».")).to_be_visible()
    link = page.get_by_role("link", name="Ver «Dueño de la referencia» (borrador)")
    href = link.get_attribute("href")
    assert href is not None
    assert href.startswith("/admin/productos/")


def test_the_tree_of_categories_is_changed_in_the_back_room(visit, store: RunningStore) -> None:
    page = visit(size=PHONE)
    log_in_as_admin(page, store)
    page.goto("/admin")
    page.get_by_role("link", name="Categorías").click()
    page.get_by_test_id("new-category").click()
    name = f"Prueba {time.time_ns()}"
    write(page, "/names/es", name)
    page.locator('[name="/parent"]').select_option("muebles")
    page.get_by_test_id("save-category").click()
    expect(page.get_by_test_id("category-notice")).to_have_text(f"«{name}» está creada.")
    row = page.get_by_test_id("admin-category").filter(has_text=name)
    expect(row).to_contain_text("sin nombre en inglés")
    expect_no_sideways_scrolling(page)

    page.get_by_role("button", name=f"Cambiar {name}").click()
    expect(page.locator('[name="/names/en"]')).to_have_value("")
    write(page, "/names/en", "Trial shelf")
    page.get_by_test_id("new-category").click()
    page.get_by_test_id("unsaved-stay").click()
    expect(page.locator('[name="/names/en"]')).to_have_value("Trial shelf")
    page.locator('[name="/parent"]').select_option("")
    page.get_by_test_id("save-category").click()
    expect(row).to_contain_text("Trial shelf")

    page.get_by_role("button", name="Quitar Muebles", exact=True).click()
    expect(page.get_by_test_id("category-not-empty")).to_contain_text("Muévelos antes")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=f"Quitar {name}").click()
    page.get_by_test_id("remove-category-yes").click()
    expect(row).to_have_count(0)


def test_an_old_address_leads_to_the_products_own(visit, store: RunningStore) -> None:
    door = BackDoor(store)
    made = door.create("Banqueta de prueba", price=1000, stock=2)
    new_slug = f"banqueta-{time.time_ns()}"
    door.change(made["id"], {"slug": new_slug})
    page = visit(f"/producto/{made['slug']}?lang=es")
    page.wait_for_url(f"**/producto/{new_slug}?lang=es")
    expect(page.get_by_role("heading", name="Banqueta de prueba", level=1)).to_be_visible()
    assert get(store, f"/products/{made['slug']}")["slug"] == new_slug
