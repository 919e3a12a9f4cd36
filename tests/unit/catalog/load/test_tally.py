"""The summary of an import counts every row that was read."""

from catalog.load.tally import Tally, summary


def tally(*rows: tuple[str, str], **counts: int) -> Tally:
    counted = Tally(**counts)
    for sku, product_id in rows:
        counted.add_imported(sku, product_id)
    return counted


def test_rows_and_products_are_the_same_where_no_sku_is_repeated():
    counted = tally(("A", "1"), ("B", "2"), rejected=1, stock_set=2)
    assert summary(counted) == "2 products in, 1 rows refused, stock of 2 set"


def test_a_repeated_sku_is_named_and_counts_once_as_a_product():
    assert summary(tally(("A", "1"), ("A", "1"))) == (
        "2 rows in, 1 product (SKU A twice: the last wins), 0 rows refused"
    )
    counted = tally(("A", "1"), ("B", "2"), ("A", "1"), ("B", "2"), ("A", "1"), ("C", "3"))
    assert summary(counted) == (
        "6 rows in, 3 products (SKU A 3 times, SKU B twice: the last wins), 0 rows refused"
    )


def test_of_many_repeated_skus_some_are_named():
    rows = [(f"S-{number}", str(number)) for number in range(9)]
    text = summary(tally(*rows, *rows))
    assert text.startswith("18 rows in, 9 products (SKU S-0 twice, SKU S-1 twice, ")
    assert "and others: the last wins" in text
    assert "S-3" not in text


def test_rows_without_an_answer_are_told():
    counted = tally(("A", "1"), unanswered=50)
    assert summary(counted) == "1 products in, 0 rows refused, 50 rows without an answer"


def test_states_are_counted_where_not_all_products_are_for_sale():
    counted = Tally()
    for sku, state in (("A", "active"), ("B", "draft"), ("C", "archived"), ("D", "active")):
        counted.add_imported(sku, sku, state)
    assert summary(counted) == "4 products in, 0 rows refused, 1 draft, 2 active, 1 archived"


def test_a_product_of_several_rows_is_in_the_state_of_the_last():
    counted = Tally()
    for state in ("draft", "archived", "active"):
        counted.add_imported("A", "1", state)
    assert "draft" not in summary(counted)
    counted.add_imported("A", "1", "archived")
    assert summary(counted).endswith("0 rows refused, 1 archived")


def test_what_is_on_sale_again_is_counted():
    counted = Tally()
    counted.add_imported("A", "1", "active", restored=True)
    counted.add_imported("B", "2", "active")
    assert summary(counted) == (
        "2 products in, 0 rows refused, 1 archived before and on sale again"
    )
