"""A phone's small screen: categories, filters, the buy button and pictures."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.walk import BackDoor
from tests.store import RunningStore

PRODUCT = "mesa-de-comedor-duero"
SMALL = {"width": 390, "height": 664}


def test_categories_are_in_the_header(visit) -> None:
    page: Page = visit(size=PHONE)
    categories = page.get_by_role("navigation", name="Categorías")
    expect(categories.get_by_role("link", name="Textil")).to_be_in_viewport()
    categories.get_by_role("link", name="Textil").click()
    page.wait_for_url("**/buscar?category=textil")
    expect(page.get_by_test_id("product-card").first).to_be_visible()


def test_the_buy_button_and_what_it_did_are_seen_without_scrolling(visit) -> None:
    page: Page = visit(f"/producto/{PRODUCT}", size=SMALL)
    add = page.get_by_test_id("add-to-cart")
    expect(add).to_be_in_viewport(ratio=1)
    add.click()
    expect(page.get_by_test_id("added")).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("added").get_by_role("link")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    # Nothing at the end of the page is behind the bar.
    page.get_by_role("contentinfo").get_by_role("link").last.scroll_into_view_if_needed()
    page.get_by_role("contentinfo").get_by_role("link").last.click()
    page.wait_for_url("**/cesta")


def test_very_large_letters_do_not_make_the_buy_bar_hide_the_page(visit) -> None:
    page: Page = visit(f"/producto/{PRODUCT}", size=SMALL)
    bar = page.locator(".buy-box__bar")
    expect(bar).to_have_css("position", "fixed")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(bar).to_have_css("position", "static")


def test_filters_say_what_they_leave_and_are_removed_one_by_one(visit) -> None:
    page: Page = visit("/buscar?q=mesa", size=PHONE)
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    page.get_by_role("button", name="Filtrar").click()
    page.get_by_label("Solo lo que hay en existencias").check()
    page.get_by_label("Hasta").fill("200")
    page.get_by_label("Hasta").press("Enter")
    page.wait_for_url("**max_price=20000**")
    see = page.get_by_role("button", name=re.compile(r"^Ver \d+ productos$"))
    expect(see).to_be_in_viewport(ratio=1)
    total = re.sub(r"\D", "", see.inner_text())
    see.click()
    expect(see).to_be_hidden()
    count = page.get_by_test_id("result-count")
    expect(count).to_have_text(f"{total} productos")
    expect(count).to_be_focused()
    expect(page.get_by_test_id("product-card").first).to_be_in_viewport()
    applied = page.get_by_role("list", name="Filtros aplicados")
    expect(applied.get_by_role("button")).to_have_count(2)
    applied.get_by_role("button", name=re.compile("Quitar Hasta 200")).press("Enter")
    expect(applied.get_by_role("button")).to_have_count(1)
    assert "max_price" not in page.url
    # The keyboard is where it was.
    expect(applied.get_by_role("button")).to_be_focused()
    applied.get_by_role("button").press("Enter")
    expect(applied).to_have_count(0)
    page.wait_for_url(re.compile(r"/buscar\?q=mesa$"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_picture_is_shown_whole_and_opens_on_the_whole_screen(visit, size) -> None:
    page: Page = visit(f"/producto/{PRODUCT}", size=size)
    small = page.get_by_test_id("enlarge").locator("img")
    expect(small).to_have_css("object-fit", "contain")
    page.get_by_test_id("enlarge").press("Enter")
    lightbox = page.get_by_test_id("lightbox")
    picture = lightbox.locator("img")
    expect(picture).to_be_in_viewport(ratio=1)
    lightbox.get_by_role("button", name=re.compile("^Ampliar")).click()
    expect(picture).to_have_js_property("width", max(1600, size["width"]))
    page.keyboard.press("Escape")
    expect(lightbox).to_have_count(0)
    expect(page.get_by_test_id("enlarge")).to_be_focused()


def test_a_lowered_price_is_beside_the_lowest_of_the_month_before(
    visit, store: RunningStore
) -> None:
    back_door = BackDoor(store)
    stool = back_door.create("Taburete rebajado", price=9900, stock=5)
    back_door.change(stool["id"], {"price": {"amount": 7900, "currency": "EUR"}})
    page: Page = visit(f"/producto/{stool['slug']}", size=PHONE)
    expect(page.get_by_test_id("price")).to_have_text(re.compile(r"^79,00\s€$"))
    expect(page.get_by_test_id("former-price")).to_have_text(re.compile(r"^99,00\s€$"))
    expect(page.get_by_test_id("lowest-price")).to_contain_text("30 días")
    back_door.archive(stool["id"])


def test_without_javascript_the_page_says_what_to_do(browser, store: RunningStore) -> None:
    context = browser.new_context(
        base_url=store.base_url, viewport=SMALL, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"/producto/{PRODUCT}")
    expect(page.locator(".no-script")).to_be_in_viewport(ratio=1)
    context.close()
