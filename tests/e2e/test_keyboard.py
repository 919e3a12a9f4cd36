"""The whole way without a mouse, in both languages."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK

PATIENCE = 80
"""Presses of Tab after which something counts as out of reach."""


@pytest.mark.parametrize(
    ("locale", "words", "sentence"),
    [
        ("es-ES", "silla", r"Gracias por tu compra\. Tu pedido #\d+ será enviado\."),
        ("en-GB", "chair", r"Thank you for your purchase\. Your order #\d+ will be shipped\."),
    ],
)
def test_a_shopper_without_a_mouse_buys(visit, locale: str, words: str, sentence: str) -> None:
    page = visit(size=DESK, locale=locale)
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    tab_to(page, '[data-testid="search-input"]')
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/buscar?q={words}")
    expect(page.get_by_test_id("result-count")).to_have_text(re.compile(r"[1-9]"))
    tab_to(page, '[data-testid="product-card"] a')
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("add-to-cart")).to_be_visible()
    tab_to(page, '[data-testid="add-to-cart"]')
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("added")).to_be_visible()
    tab_to(page, '[data-testid="added"] a')
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("cart-line")).to_have_count(1)
    tab_to(page, 'a[data-testid="checkout"]')
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("checkout-submit")).to_be_visible()
    for name, text in (
        ("/contact/name", "Marta Ruiz"),
        ("/contact/email", "marta@example.com"),
        ("/shipping_address/country", "Espa" if locale == "es-ES" else "Spain"),
        ("/shipping_address/line1", "Calle Mayor 1"),
        ("/shipping_address/postal_code", "28013"),
        ("/shipping_address/city", "Madrid"),
    ):
        tab_to(page, f'[name="{name}"]')
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("thank-you-message")).to_have_text(re.compile(sentence))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what the selector names has the focus, and can be seen to have it."""
    for _ in range(PATIENCE):
        page.keyboard.press("Tab")
        if page.evaluate("it => document.activeElement.matches(it)", selector):
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none", f"{selector} does not show its focus"
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")
