"""Finding things: suggestions, results page by page, and an address for each state of them."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE


def test_suggestions_are_chosen_by_keys_alone(visit) -> None:
    page = visit()
    field = page.get_by_role("combobox", name="Buscar productos")
    field.focus()
    page.keyboard.type("lampara de")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    chosen = options.nth(1).get_attribute("id")
    assert field.get_attribute("aria-activedescendant") == chosen
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("lampara de")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(producto/|buscar\?q=)"))


def test_a_mistyped_word_is_corrected_and_can_be_searched_all_the_same(visit) -> None:
    page = visit("/buscar?q=lanpara", size=PHONE)
    exactly = page.get_by_test_id("search-exactly")
    expect(exactly).to_have_text("Buscar «lanpara» tal cual")
    exactly.click()
    page.wait_for_url("**exact=true")
    expect(page.get_by_role("heading", name="No hemos encontrado nada")).to_be_visible()
    expect(exactly).to_have_count(0)


def test_every_page_of_the_results_has_an_address(visit) -> None:
    page = visit("/buscar?category=muebles&sort=price")
    cards = page.get_by_test_id("product-card")
    expect(cards).to_have_count(24)
    page.get_by_test_id("load-more").click()
    expect(cards).to_have_count(48)
    assert "cursor=" in page.url
    expected = cards.nth(24).inner_text()
    page.reload()
    expect(cards).to_have_count(24)
    assert cards.first.inner_text() == expected
    page.get_by_role("link", name="Ver desde el principio").click()
    expect(cards.first).not_to_have_text(expected)
    page.get_by_label("Solo lo que hay en existencias").check()
    page.wait_for_url("**in_stock=true**")
    page.go_back()
    expect(page.get_by_label("Solo lo que hay en existencias")).not_to_be_checked()


def test_results_are_narrowed_to_a_brand_which_the_address_keeps(visit) -> None:
    page = visit("/buscar?category=muebles")
    brands = page.get_by_role("group", name="Marca")
    everything = _count(page)
    brands.get_by_role("radio").nth(1).check()
    page.wait_for_url("**brand=**")
    expect(page.get_by_test_id("result-count")).not_to_have_text(everything)
    narrowed = _count(page)
    page.reload()
    expect(page.get_by_test_id("result-count")).to_have_text(narrowed)
    expect(brands.get_by_role("radio").nth(1)).to_be_checked()
    page.go_back()
    expect(page.get_by_test_id("result-count")).to_have_text(everything)
    expect(brands.get_by_role("radio").first).to_be_checked()


def test_results_are_narrowed_by_an_attribute_until_the_language_is_another(visit) -> None:
    page = visit("/buscar?category=textil")
    material = page.get_by_role("group", name="Material", exact=True)
    box = material.get_by_role("checkbox").first
    everything = _count(page)
    told = material.locator(".choice__count").first.inner_text()
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**attributes=Material**lang=es")
    expect(box).to_be_checked()
    expect(page.get_by_test_id("result-count")).to_have_text(re.compile(rf"^{told} producto"))
    page.reload()
    expect(box).to_be_checked()
    page.get_by_test_id("lang-en").click()
    in_english = everything.replace("productos", "products")
    expect(page.get_by_test_id("result-count")).to_have_text(in_english)
    assert "attributes" not in page.url


def test_a_product_says_in_the_head_what_it_is(visit) -> None:
    page = visit("/producto/mesa-de-comedor-duero")
    expect(page).to_have_title(re.compile("Duero · Tienda"))
    data = page.locator('script[type="application/ld+json"]')
    expect(data).to_have_count(1)
    assert '"@type":"Product"' in data.inner_text()
    expect(page.locator('link[rel="canonical"]')).to_have_attribute(
        "href", re.compile("/producto/mesa-de-comedor-duero$")
    )
    page.goto("/")
    expect(data).to_have_count(0)


def _count(page: Page) -> str:
    """Return how many results the page tells of, once it has them."""
    told = page.get_by_test_id("result-count")
    expect(told).to_have_text(re.compile(r"^\d+ producto"))
    return told.inner_text()
