"""Where a parcel goes: countries, postal codes, phones, and what is pasted into a form."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE
from tests.e2e.walk import fill_in, register
from tests.store import RunningStore

LONDON = {
    "line1": "10 High St",
    "city": "London",
    "postal_code": "SW1A 1AA",
    "country": "GB",
}
COUNTRY = '[name="/shipping_address/country"]'
POSTAL_CODE = '[name="/shipping_address/postal_code"]'
PRODUCT = "mesa-de-comedor-duero"


def to_checkout(page: Page) -> None:
    page.goto(f"/producto/{PRODUCT}")
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("added")).to_be_visible()
    page.goto("/pagar")
    expect(page.get_by_test_id("checkout-submit")).to_be_visible()


def note_of(page: Page, pointer: str):
    return page.locator(f"#field{pointer.replace('/', '-')}-note")


def save_address(page: Page, address: dict[str, str]) -> None:
    status = page.evaluate(
        """address => fetch('/users/me/addresses', {
             method: 'POST',
             headers: { 'content-type': 'application/json' },
             body: JSON.stringify(address),
           }).then(({ status }) => status)""",
        address,
    )
    assert status == 201


def get_as(page: Page, order_id: str) -> dict[str, Any]:
    """Return the order as its buyer reads it."""
    order: dict[str, Any] = page.evaluate(
        "id => fetch(`/orders/${id}`).then((r) => r.json())", order_id
    )
    return order


def test_an_order_goes_to_the_country_of_the_saved_address(visit, store: RunningStore) -> None:
    page = visit("/entrar")
    register(page)
    save_address(page, LONDON)
    to_checkout(page)
    expect(page.locator(COUNTRY)).to_have_value("GB")
    expect(page.locator(f"{COUNTRY} option:checked")).to_have_text("Reino Unido")
    page.get_by_test_id("checkout-submit").click()
    expect(page.get_by_test_id("thank-you-message")).to_be_visible()
    order = get_as(page, page.url.rpartition("/")[2])
    assert order["shipping_address"] == LONDON | {"line2": None, "region": None}


def test_no_country_is_chosen_for_a_guest_and_the_postcode_follows_the_one_they_choose(
    visit,
) -> None:
    page = visit(size=PHONE)
    to_checkout(page)
    expect(page.locator(COUNTRY)).to_have_value("")
    fill_in(page, email="ana@example.com")
    page.locator(COUNTRY).select_option("")
    page.get_by_test_id("checkout-submit").click()
    expect(page.locator(COUNTRY)).to_have_attribute("aria-invalid", "true")
    for country, label, hint in (
        ("ES", "Código postal", "Por ejemplo, 28001."),
        ("IE", "Eircode (opcional)", "Por ejemplo, A65 F4E2."),
        ("HK", "Código postal (opcional)", ""),
        ("US", "Código ZIP", "Por ejemplo, 95014."),
    ):
        page.locator(COUNTRY).select_option(country)
        expect(page.locator('label[for="field-shipping_address-postal_code"]')).to_have_text(label)
        if country != "ES":  # which shows what is wrong still
            expect(note_of(page, "/shipping_address/postal_code")).to_have_text(hint)
    page.locator(COUNTRY).select_option("ES")
    page.locator(POSTAL_CODE).fill("99999")
    page.get_by_test_id("checkout-submit").click()
    expect(note_of(page, "/shipping_address/postal_code")).to_have_text(
        "No es un código postal de ese país: escribe uno como 28001."
    )


def test_a_phone_without_country_code_is_no_stranger_s(visit) -> None:
    page = visit()
    to_checkout(page)
    fill_in(page, email="ana@example.com", phone="600 000 000")
    page.locator(COUNTRY).select_option("FR")
    page.get_by_test_id("checkout-submit").click()
    expect(note_of(page, "/contact/phone")).to_have_text(
        "Empieza por + y el prefijo de país, por ejemplo +34 612 345 678."
    )
    page.locator(COUNTRY).select_option("ES")
    page.locator('[name="/contact/phone"]').fill("+34 (0) 612 345 678")
    page.get_by_test_id("checkout-submit").click()
    expect(note_of(page, "/contact/phone")).to_have_text(
        "Quita el 0 que solo se marca dentro del país: +34 612 34 56 78."
    )


def test_what_is_pasted_with_line_breaks_is_one_line_with_spaces(visit) -> None:
    page = visit()
    to_checkout(page)
    line = page.locator('[name="/shipping_address/line1"]')
    line.focus()
    page.evaluate(
        """() => {
             const clipboardData = new DataTransfer()
             clipboardData.setData('text/plain', '10 High St\\r\\nFlat\\t4\\n')
             document.activeElement.dispatchEvent(
               new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
             )
           }"""
    )
    expect(line).to_have_value("10 High St Flat 4")
