"""A shopper's way through the store in a real browser, from the first word to the thank-you."""

import json
import re
import time
import urllib.request
from typing import Any

import jwt
from playwright.sync_api import Page, Response, expect

from bff.cookies import ACCESS
from tests.e2e.conftest import PHONE
from tests.store import RunningStore

SENTENCE = re.compile(r"Gracias por tu compra\. Tu pedido #(\d+) será enviado\.")


def test_a_guest_finds_a_table_buys_two_things_and_is_told(visit, store: RunningStore) -> None:
    page = visit()
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
    page.wait_for_function("old => !location.pathname.endsWith(old)", arg=table["slug"])
    expect(page.get_by_test_id("add-to-cart")).to_be_visible()
    lamp = product_of(page, store)
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("cart-count")).to_have_text(re.compile("2"))

    page.goto("/cesta")
    expect(page.get_by_test_id("cart-line")).to_have_count(2)
    page.get_by_test_id("checkout").first.click()
    fill_in(page, email="marta@example.com", phone="+34612345678")
    tell_by_sms(page)
    page.get_by_test_id("checkout-submit").click()

    message = page.get_by_test_id("thank-you-message")
    expect(message).to_have_text(SENTENCE)
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
    page = visit("/registro", size=PHONE, locale="en-GB")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator('[name="/name"]').fill("Grace Hopper")
    page.locator('[name="/email"]').fill(f"grace{time.time_ns()}@example.com")
    page.locator('[name="/password"]').fill("a long enough password")
    page.get_by_test_id("entry-submit").click()
    page.wait_for_url("**/cuenta")
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
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # A quarter of an hour later the access token has run out, and the receipt opens all the same.
    page.get_by_test_id("order-link").click()
    expect(page.get_by_test_id("receipt-link")).to_be_visible()
    let_the_session_run_out(page, store)
    with page.context.expect_event("response", is_receipt) as answer:
        page.get_by_test_id("receipt-link").click()
    assert answer.value.status == 303


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


def let_the_session_run_out(page: Page, store: RunningStore) -> None:
    (cookie,) = [one for one in page.context.cookies() if one["name"] == ACCESS]
    claims = jwt.decode(cookie["value"], options={"verify_signature": False})
    key = (store.state / "users-signing-key.pem").read_text()
    header = jwt.get_unverified_header(cookie["value"])
    past = claims | {"exp": claims["iat"] - 60, "iat": claims["iat"] - 120}
    cookie["value"] = jwt.encode(past, key, header["alg"], headers={"kid": header["kid"]})
    page.context.add_cookies([cookie])


def is_receipt(response: Response) -> bool:
    return response.url.endswith("/receipt")


def search(page: Page, words: str) -> None:
    page.get_by_test_id("search-input").fill(words)
    page.get_by_test_id("search-input").press("Enter")
    page.wait_for_url(f"**/buscar?*q={words}*")
    expect(page.get_by_test_id("result-count")).to_have_text(re.compile(r"[1-9]\d* "))
    expect(page.get_by_test_id("product-card").first).to_be_visible()


def product_of(page: Page, store: RunningStore) -> dict[str, Any]:
    return get(store, f"/products/{page.url.rpartition('/')[2]}")


def fill_in(page: Page, *, email: str = "", phone: str = "") -> None:
    fields = {
        "/contact/name": "Marta Ruiz",
        "/contact/email": email,
        "/contact/phone": phone,
        "/shipping_address/line1": "Calle Mayor 1",
        "/shipping_address/city": "Madrid",
        "/shipping_address/postal_code": "28013",
    }
    for name, text in fields.items():
        if text:
            page.locator(f'[name="{name}"]').fill(text)


def tell_by_sms(page: Page) -> None:
    page.get_by_role("checkbox", name=re.compile("SMS")).check()


def get(store: RunningStore, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(store.base_url + path) as answer:
        read: dict[str, Any] = json.load(answer)
        return read


def wait_for_sms(store: RunningStore, part: str) -> dict[str, str]:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{store.aws_url}/sent") as answer:
            sent: list[dict[str, str]] = json.load(answer)["sms"]
        for sms in sent:
            if part in sms["text"]:
                return sms
        time.sleep(0.2)
    raise AssertionError(f"no SMS with {part}")
