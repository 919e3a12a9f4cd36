"""Refusals in forms go when they are mended, and the keyboard keeps its place."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import PHONE
from tests.e2e.walk import fill_in, put_in_cart, register

PRODUCT = "mesa-de-comedor-duero"
FOCUSED = "document.activeElement"


def refuse(*pointers: str):
    """Return a route that refuses these fields, as the store does."""

    def answer(route: Route) -> None:
        if route.request.method == "GET":
            return route.continue_()
        return route.fulfill(
            status=400,
            content_type="application/problem+json",
            json={
                "type": "https://tienda.example/problems/invalid-request",
                "title": "Datos no válidos",
                "status": 400,
                "detail": "Algunos datos no son válidos; revisa los señalados.",
                "errors": [{"pointer": one, "detail": f"No vale: {one}"} for one in pointers],
            },
        )

    return answer


@pytest.mark.parametrize(
    ("address", "button", "path", "pointers"),
    [
        ("/registro", "entry-submit", "**/users?*", ["/name", "/email"]),
        ("/entrar", "entry-submit", "**/users/session?*", ["/email", "/password"]),
        ("/pagar", "checkout-submit", "**/orders?*", ["/contact/email", "/shipping_address/city"]),
        ("/cuenta", "save-address", "**/addresses?*", ["/line1", "/city"]),
    ],
)
def test_a_refusal_goes_as_soon_as_its_field_is_edited(
    visit, address: str, button: str, path: str, pointers: list[str]
) -> None:
    page: Page = visit(size=PHONE)
    if address == "/cuenta":
        register(page)
        page.get_by_test_id("add-address").click()
    elif address == "/pagar":
        put_in_cart(page, PRODUCT)
    if address != "/cuenta":
        page.goto(address)
    page.get_by_test_id(button).wait_for()
    for field in page.locator("main form input[name^='/']:not([type=checkbox])").all():
        name = field.get_attribute("name") or ""
        texts = {"email": "ana@example.com", "phone": "+34612345678", "postal_code": "28013"}
        field.fill(texts.get(name.rpartition("/")[2], "612345678"))
    for country in page.locator("main form select[name$='/country']").all():
        country.select_option("ES")
    page.route(path, refuse(*pointers))
    page.get_by_test_id(button).click()
    first, second = (page.locator(f'[name="{pointer}"]') for pointer in pointers)
    expect(page.get_by_text(f"No vale: {pointers[0]}")).to_be_visible()
    expect(first).to_be_focused()
    first.press_sequentially("a")
    expect(page.get_by_text(f"No vale: {pointers[0]}")).to_have_count(0)
    expect(first).to_have_attribute("aria-invalid", "false")
    # The other one stays, also when the form is checked again and not sent.
    expect(second).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_be_visible()
    second.press_sequentially("a")
    expect(page.locator('[aria-invalid="true"]')).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_fault_goes_with_its_cause_in_another_field(visit) -> None:
    page: Page = visit(size=PHONE)
    put_in_cart(page, PRODUCT)
    page.goto("/pagar")
    fill_in(page, email="marta@example.com")
    sms = page.get_by_role("checkbox", name="Por SMS")
    sms.check()
    page.get_by_test_id("checkout-submit").click()
    phone = page.locator('[name="/contact/phone"]')
    expect(phone).to_have_attribute("aria-invalid", "true")
    sms.uncheck()
    expect(phone).to_have_attribute("aria-invalid", "false")


class Gate:
    """Leaves requests without an answer until it is opened."""

    def __init__(self) -> None:
        self._held: list[Route] = []

    def hold(self, route: Route) -> None:
        self._held.append(route)

    def open(self) -> None:
        for route in self._held:
            route.continue_()


def test_the_focus_stays_at_the_button_while_it_sends_and_after(visit) -> None:
    page: Page = visit(f"/producto/{PRODUCT}")
    add = page.get_by_test_id("add-to-cart")
    add.focus()
    gate = Gate()
    page.route("**/orders/cart/**", gate.hold, times=1)
    page.keyboard.press("Enter")
    expect(add).to_have_attribute("aria-disabled", "true")
    expect(add).to_be_focused()
    page.keyboard.press("Enter")
    gate.open()
    expect(page.get_by_test_id("added")).to_be_visible()
    expect(add).to_be_focused()
    # The second press came while the first was under way.
    expect(page.get_by_test_id("cart-count")).to_have_text("1")
    page.goto("/entrar")
    page.locator('[name="/email"]').fill("ana@example.com")
    page.locator('[name="/password"]').fill("a wrong password")
    page.get_by_test_id("entry-submit").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_test_id("entry-submit")).to_be_focused()


def test_the_focus_goes_to_the_neighbour_of_what_is_removed(visit) -> None:
    page: Page = visit()
    for slug in (PRODUCT, "silla-pupitre"):
        put_in_cart(page, slug)
    page.goto("/cesta")
    lines = page.get_by_test_id("cart-line")
    expect(lines).to_have_count(2)
    page.get_by_test_id("remove").first.press("Enter")
    expect(lines).to_have_count(1)
    assert page.evaluate(f"{FOCUSED}.closest('[data-testid=cart-line]') !== null")
    page.get_by_role("button", name="Una unidad más").press("Enter")
    page.get_by_role("button", name="Una unidad menos").press("Enter")
    expect(page.get_by_role("button", name="Una unidad menos")).to_be_focused()
    page.get_by_test_id("remove").press("Enter")
    expect(page.get_by_role("heading", name="Tu cesta está vacía")).to_be_visible()
    assert page.evaluate(f"{FOCUSED}.closest('main') !== null")


def test_the_focus_stays_in_the_page_when_filters_and_questions_come_and_go(visit) -> None:
    page: Page = visit("/buscar?category=muebles&in_stock=true")
    page.get_by_role("button", name="Quitar los filtros").press("Enter")
    expect(page.get_by_role("button", name="Quitar los filtros")).to_have_count(0)
    assert page.evaluate(f"{FOCUSED}.closest('#filters') !== null")
    page.get_by_test_id("search-input").fill("silla")
    page.get_by_test_id("search-input").press("Enter")
    page.wait_for_url("**/buscar?q=silla")
    assert page.evaluate(f"{FOCUSED}.closest('main') !== null")


def test_a_search_can_be_sent_with_the_mouse_alone(visit) -> None:
    page: Page = visit()
    page.get_by_test_id("search-input").fill("silla")
    page.get_by_role("search").get_by_role("button", name="Buscar").click()
    page.wait_for_url("**/buscar?q=silla")
    expect(page.get_by_test_id("product-card").first).to_be_visible()


def test_a_refused_quantity_is_forgotten_when_another_is_chosen(visit) -> None:
    page: Page = visit(f"/producto/{PRODUCT}", size=PHONE)
    page.route("**/orders/cart/**", refuse("/quantity"), times=1)
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Una unidad más").first.click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("added")).to_be_visible()
