"""A shopper's way through the store in a real browser, from the first word to the thank-you."""

import re
import time

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.walk import (
    SENTENCE,
    expect_no_sideways_scrolling,
    fill_in,
    get,
    is_receipt,
    let_the_session_run_out,
    product_of,
    register,
    search,
    tell_by_sms,
    wait_for_sms,
    wait_until,
)
from tests.store import RunningStore

COUNT_CLICKS = """addEventListener('click', ({ isTrusted, detail }) => {
  // Enter in a field makes a click of its own, which nobody clicked.
  if (isTrusted && detail > 0) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1
}, true)"""


def test_a_guest_finds_a_table_buys_two_things_and_is_notified(visit, store: RunningStore) -> None:
    began = time.monotonic()
    page = visit()
    page.add_init_script(COUNT_CLICKS)
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    search(page, "mesa")
    first = page.get_by_test_id("product-card").first
    first.get_by_role("link").first.click()
    expect(page.get_by_test_id("add-to-cart")).to_be_visible()
    table = product_of(page, store)
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("cart-count")).to_have_text(re.compile("1"))
    search(page, "lampara")
    page.get_by_test_id("product-card").nth(1).get_by_role("link").first.click()
    wait_until(page, "old => !location.pathname.endsWith(old)", table["slug"])
    expect(page.get_by_test_id("add-to-cart")).to_be_visible()
    lamp = product_of(page, store)
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("cart-count")).to_have_text(re.compile("2"))

    page.locator(".header__cart").click()
    expect(page.get_by_test_id("cart-line")).to_have_count(2)
    page.get_by_test_id("checkout").first.click()
    page.locator('[name="/contact/name"]').click()
    fill_in(page, email="marta@example.com", phone="+34612345678")
    tell_by_sms(page)
    page.get_by_test_id("checkout-submit").click()

    message = page.get_by_test_id("thank-you-message")
    expect(message).to_have_text(SENTENCE)
    # What a shopper new to the store has to do, typing aside.
    assert time.monotonic() - began < 60
    assert 6 <= int(page.evaluate("sessionStorage.clicks")) <= 12
    number = SENTENCE.search(message.inner_text())
    assert number is not None
    sent = wait_for_sms(store, f"#{number[1]}")
    assert sent == {
        "to": "+34612345678",
        "text": f"Gracias por tu compra. Tu pedido #{number[1]} será enviado.",
    }
    for bought in (table, lamp):
        assert get(store, f"/products/{bought['slug']}")["stock"] == bought["stock"] - 1

    receipt = page.get_by_test_id("receipt-link")
    expect(receipt).to_have_text("Descargar recibo")
    found = page.request.get(str(receipt.get_attribute("href")))
    assert (found.status, found.headers["content-type"]) == (200, "application/pdf")
    assert found.body().startswith(b"%PDF-")

    page.reload()
    expect(message).to_have_text(SENTENCE)
    page.goto("/cesta")
    expect(page.get_by_test_id("cart-line")).to_have_count(0)


def test_a_customer_on_a_phone_buys_in_english_and_finds_the_order_again(
    visit, store: RunningStore
) -> None:
    page = visit(size=PHONE, locale="en-GB")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    register(page)
    search(page, "chair")
    page.get_by_test_id("product-card").nth(2).get_by_role("link").first.click()
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("cart-count")).to_have_text(re.compile("1"))
    page.goto("/pagar")
    fill_in(page)
    page.get_by_test_id("checkout-submit").click()
    expect(page.get_by_test_id("thank-you-message")).to_have_text(
        re.compile(r"Thank you for your purchase\. Your order #\d+ will be shipped\.")
    )
    page.goto("/cuenta")
    expect(page.get_by_test_id("order-link")).to_have_count(1)
    expect_no_sideways_scrolling(page)

    # A quarter of an hour later the access token has run out, and the receipt opens all the same.
    page.get_by_test_id("order-link").click()
    expect(page.get_by_test_id("receipt-link")).to_be_visible()
    let_the_session_run_out(page, store)
    with page.context.expect_event("response", is_receipt) as answer:
        page.get_by_test_id("receipt-link").click()
    assert answer.value.status == 303

    # The address was kept with the order, and what was bought can be bought again.
    page.get_by_test_id("order-again").click()
    expect(page.get_by_test_id("cart-line")).to_have_count(1)
    page.get_by_test_id("checkout").click()
    expect(page.locator('[name="/shipping_address/line1"]')).to_have_value("Calle Mayor 1")


def test_a_double_click_on_confirm_orders_once(visit, store: RunningStore) -> None:
    page = visit("/buscar?q=silla")
    page.get_by_test_id("product-card").nth(3).get_by_role("link").first.click()
    expect(page.get_by_test_id("add-to-cart")).to_be_visible()
    before = product_of(page, store)
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("cart-count")).to_have_text(re.compile("1"))
    page.goto("/pagar")
    fill_in(page, email="doble@example.com")
    page.get_by_test_id("checkout-submit").dblclick()
    expect(page.get_by_test_id("thank-you-message")).to_have_text(SENTENCE)
    assert get(store, f"/products/{before['slug']}")["stock"] == before["stock"] - 1


def test_what_is_wrong_is_said_next_to_its_field(visit) -> None:
    page = visit("/buscar?q=vaso")
    page.get_by_test_id("product-card").first.get_by_role("link").first.click()
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("cart-count")).to_have_text(re.compile("1"))
    page.goto("/pagar")
    fill_in(page, email="marta@example..com")
    page.get_by_test_id("checkout-submit").click()
    email = page.locator('[name="/contact/email"]')
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_test_id("thank-you-message")).to_have_count(0)
