import pytest

from chassis.errors import InvalidRequest
from chassis.ids import new_id
from chassis.money import Money
from orders.carts.domain import CartItem, LeftOutItem, LineState, merge_items, price_cart
from orders.domain import (
    Offer,
    PriceChanged,
    ProductUnavailable,
    RequestedItem,
    price_lines,
    total_of,
)

EUR_10, EUR_12 = Money(1000, "EUR"), Money(1200, "EUR")


def offer(price: Money = EUR_10, *, archived: bool = False) -> Offer:
    return Offer(new_id(), "Mesa", "mesa", price, archived)


def item(of: Offer, quantity: int = 1, added: Money = EUR_10) -> CartItem:
    return CartItem(of.product_id, quantity, added, added)


def test_lines_keep_the_order_wanted_and_todays_prices() -> None:
    table, chair = offer(EUR_12), offer()
    lines = price_lines(
        [RequestedItem(chair.product_id, 4), RequestedItem(table.product_id, 1, EUR_12)],
        [table, chair],
    )
    assert [line.total for line in lines] == [Money(4000, "EUR"), EUR_12]
    assert total_of(lines) == Money(5200, "EUR")


def test_every_line_with_another_price_is_named() -> None:
    table, chair = offer(EUR_12), offer(EUR_12)
    with pytest.raises(PriceChanged) as refused:
        price_lines(
            [
                RequestedItem(table.product_id, 1, EUR_10),
                RequestedItem(chair.product_id, 1, EUR_10),
            ],
            [table, chair],
        )
    assert len(refused.value.items) == 2


def test_the_same_amount_in_another_currency_is_another_price() -> None:
    table = offer()
    with pytest.raises(PriceChanged):
        price_lines([RequestedItem(table.product_id, 1, Money(1000, "USD"))], [table])


def test_what_is_archived_or_unknown_is_unavailable() -> None:
    old = offer(archived=True)
    with pytest.raises(ProductUnavailable):
        price_lines([RequestedItem(old.product_id, 1)], [old])
    with pytest.raises(ProductUnavailable):
        price_lines([RequestedItem(new_id(), 1)], [])


def test_one_order_has_one_currency() -> None:
    table, chair = offer(), offer(Money(1000, "USD"))
    with pytest.raises(InvalidRequest):
        price_lines(
            [RequestedItem(table.product_id, 1), RequestedItem(chair.product_id, 1)], [table, chair]
        )


@pytest.mark.parametrize(
    ("price", "archived", "left", "state"),
    [
        (EUR_10, False, 5, LineState.OK),
        (EUR_12, False, 5, LineState.DEARER),
        (Money(900, "EUR"), False, 5, LineState.CHEAPER),
        (EUR_12, False, 1, LineState.TOO_FEW),
        (EUR_12, False, 0, LineState.SOLD_OUT),
        (EUR_10, True, 5, LineState.GONE),
    ],
)
def test_a_line_says_what_matters_most(price, archived, left, state) -> None:
    table = offer(price, archived=archived)
    cart = price_cart([item(table, 2)], {table.product_id: table}, {table.product_id: left})
    assert cart.lines[0].state is state
    assert (cart.total is None) == (
        state in {LineState.TOO_FEW, LineState.SOLD_OUT, LineState.GONE}
    )


def test_merged_quantities_add_up_to_999_and_lines_to_50() -> None:
    table = offer()
    mine = [item(table, 600)]
    theirs = [item(table, 600), *(item(offer()) for _ in range(60))]
    together, left_out = merge_items(mine, theirs)
    assert together[0].quantity == 999
    assert len(together) == 50
    # Every unit is in the cart, or is said to have been left out.
    assert left_out[0] == LeftOutItem(table.product_id, 201)
    assert [item.product_id for item in left_out[1:]] == [item.product_id for item in theirs[50:]]


def test_a_merge_that_fits_leaves_nothing_out() -> None:
    table, lamp = offer(), offer()
    mine, theirs = [item(table, 998)], [item(table, 1), item(lamp, 999)]
    together, left_out = merge_items(mine, theirs)
    assert [(each.product_id, each.quantity) for each in together] == [
        (table.product_id, 999),
        (lamp.product_id, 999),
    ]
    assert not left_out
    # A full cart still takes more of what is in it.
    full = [item(offer()) for _ in range(49)] + [item(table, 3)]
    together, left_out = merge_items(full, [item(table, 4)])
    assert (together[-1].quantity, left_out) == (7, [])
