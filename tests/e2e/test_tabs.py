"""One shopper with two tabs."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.walk import fill_in, put_in_cart

PRODUCT = "mesa-de-comedor-duero"


def test_a_second_tab_says_that_the_order_was_placed(visit) -> None:
    first: Page = visit()
    put_in_cart(first, PRODUCT)
    first.goto("/pagar")
    second = first.context.new_page()
    second.goto("/pagar")
    expect(second.get_by_test_id("checkout-submit")).to_be_visible()
    fill_in(first, email="marta@example.com")
    first.get_by_test_id("checkout-submit").click()
    expect(first.get_by_test_id("thank-you-message")).to_be_visible()
    number = first.get_by_test_id("order-number").inner_text()
    heading = second.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"Tu pedido {number} está hecho")
    expect(second.get_by_test_id("cart-count")).to_be_hidden()
    second.goto("/cesta")
    expect(heading).to_have_text(f"Tu pedido {number} está hecho")
    second.get_by_test_id("last-order").click()
    expect(second.get_by_test_id("order-number")).to_have_text(number)


def test_an_empty_cart_of_who_has_ordered_nothing_is_just_empty(visit) -> None:
    page: Page = visit("/pagar")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tu cesta está vacía")
    expect(page.get_by_test_id("last-order")).to_have_count(0)
    page.get_by_role("link", name=re.compile("Ver los productos")).click()
    expect(page.get_by_test_id("product-card").first).to_be_visible()
