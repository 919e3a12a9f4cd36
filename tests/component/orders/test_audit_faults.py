"""Each kind of fault, planted alone: the audit finds it and names its order or product."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from chassis.ids import new_id
from orders.audit.receipts import ReceiptCheck
from tests.component.orders.audit_harness import Audited, open_day
from tests.component.orders.harness import aws_endpoint


@pytest.fixture(scope="module")
async def endpoint(tmp_path_factory) -> AsyncIterator[str]:
    async with aws_endpoint(tmp_path_factory.mktemp("s3")) as endpoint:
        yield endpoint


@pytest.fixture
async def day(make_database, endpoint, capsys) -> AsyncIterator[Audited]:
    async with open_day(await make_database("orders"), endpoint, capsys) as day:
        yield day


NEGATIVE = """
    ALTER TABLE stock DROP CONSTRAINT stock_on_hand_check;
    UPDATE stock SET on_hand = -1 WHERE product_id = :lamp;
    UPDATE stock_adjustments SET delta = 0 WHERE product_id = :lamp
"""
NOT_VALID = """
    ALTER TABLE stock DROP CONSTRAINT stock_on_hand_check;
    ALTER TABLE stock ADD CHECK (on_hand >= 0) NOT VALID
"""
BACK_IN_TIME = """
    UPDATE order_history SET changed_at = changed_at - interval '1 day'
    WHERE order_id = :first AND status = 'delivered'
"""
DOUBLED = """
    INSERT INTO outbox (kind, subject, payload)
    SELECT kind, subject, payload FROM outbox WHERE subject = :lamp
"""

EARLY = """
    UPDATE orders SET created_at = '2026-01-01T00:00:00Z' WHERE id = :third;
    UPDATE order_history SET changed_at = '2025-01-01T00:00:00Z' WHERE order_id = :third
"""

# What is planted, and the invariant, the order (or product), what is expected and what is found.
FAULTS = [
    ("DELETE FROM stock WHERE product_id = :table", "stock-adds-up", "table", "3", "none"),
    (
        "INSERT INTO stock_adjustments (product_id, delta, actor) VALUES (uuidv7(), 5, uuidv7())",
        *("stock-adds-up", None, "5", "none"),
    ),
    (NEGATIVE, "stock-not-negative", "lamp", "at least 0", "-1"),
    (NEGATIVE, "constraints", None, "CHECK ((on_hand >= 0))", "none"),
    (NOT_VALID, "constraints", None, "CHECK ((on_hand >= 0))", "none"),
    (
        "ALTER TABLE order_history DROP CONSTRAINT order_history_pkey",
        *("constraints", None, "PRIMARY KEY (order_id, status)", "none"),
    ),
    (
        "UPDATE order_lines SET quantity = 2 WHERE order_id = :third",
        *("stock-adds-up", "table", "2", "3"),
    ),
    (
        "UPDATE orders SET status = 'confirmed' WHERE id = :second",
        *("stock-adds-up", "table", "2", "3"),
    ),
    ("DELETE FROM order_lines WHERE order_id = :second", "totals", "second", "at least 1", "0"),
    (
        "UPDATE order_lines SET position = 3 WHERE order_id = :first AND position = 2",
        *("totals", "first", "1 to 2", "1 to 3"),
    ),
    (
        EARLY,
        *("history", "third", "2026-01-01 00:00:00+00", "2025-01-01 00:00:00+00"),
    ),
    (
        "INSERT INTO outbox (kind, subject) VALUES ('told.sms', :third)",
        *("told", "third", "no told.sms", "1"),
    ),
    (
        "DELETE FROM order_history WHERE order_id = :third",
        *("history", "third", "confirmed", "none"),
    ),
    (
        "DELETE FROM order_history WHERE order_id = :first AND status = 'shipped'",
        *("history", "first", "confirmed → shipped → delivered", "confirmed → delivered"),
    ),
    (
        "INSERT INTO order_history VALUES (:second, 'shipped', 'somebody', now())",
        *("history", "second", "confirmed → cancelled", "confirmed → cancelled → shipped"),
    ),
    (
        "UPDATE orders SET status = 'shipped' WHERE id = :third",
        *("history", "third", "confirmed → shipped", "confirmed"),
    ),
    (
        BACK_IN_TIME,
        *("history", "first", "confirmed → shipped → delivered", "delivered → confirmed → shipped"),
    ),
    (
        "UPDATE order_history SET actor = ' ' WHERE order_id = :first AND status = 'shipped'",
        *("history", "first", "an actor", "none"),
    ),
    (
        "DELETE FROM outbox WHERE subject = :third AND kind = 'tell.email.confirmed'",
        *("told", "third", "1 tell.email.confirmed", "0"),
    ),
    (
        "DELETE FROM outbox WHERE subject = :first AND kind = 'order.delivered'",
        *("told", "first", "1 order.delivered", "0"),
    ),
    (
        "INSERT INTO outbox (kind, subject) VALUES ('order.shipped', :first)",
        *("told", "first", "1 order.shipped", "2"),
    ),
    (
        "INSERT INTO outbox (kind, subject) VALUES ('tell.sms.cancelled', :second)",
        *("told", "second", "no tell.sms.cancelled", "1"),
    ),
    (
        "INSERT INTO outbox (kind, subject) VALUES ('order.shipped', :third)",
        *("told", "third", "no order.shipped", "1"),
    ),
    (
        "INSERT INTO outbox (kind, subject) VALUES ('tell.sms.delivered', :first)",
        *("told", "first", "no tell.sms.delivered", "1"),
    ),
    (
        "DELETE FROM outbox WHERE subject = :third AND kind = 'receipt'",
        *("receipt", "third", "1", "0"),
    ),
    (
        "INSERT INTO outbox (kind, subject) VALUES ('receipt', :third)",
        *("receipt", "third", "1", "2"),
    ),
    (
        "INSERT INTO outbox (kind, subject) VALUES ('receipt', uuidv7())",
        *("receipt", None, "0", "1"),
    ),
    (
        "DELETE FROM outbox WHERE subject = :lamp",
        *("availability", "lamp", "sold out", "available"),
    ),
    (
        "UPDATE outbox SET payload = payload || '{\"available\": true}' WHERE subject = :lamp",
        *("availability", "lamp", "sold out", "available at version 2"),
    ),
    (
        """
        INSERT INTO outbox (kind, subject, payload)
        VALUES ('stock.changed', :table, '{"available": false, "version": 2}')
        """,
        *("availability", "table", "available", "sold out at version 2"),
    ),
    (
        DOUBLED,
        *("availability", "lamp", "1 message of version 2", "2"),
    ),
    (
        "UPDATE outbox SET payload = payload || '{\"version\": 99}' WHERE subject = :lamp",
        *("availability", "lamp", "at most 2", "99"),
    ),
]


@pytest.mark.parametrize(("plant", "invariant", "whose", "expected", "found"), FAULTS)
async def test_each_fault_is_found_and_its_order_or_product_named(
    day: Audited, plant: str, invariant: str, whose: str | None, expected: str, found: str
) -> None:
    known = {name: getattr(day, name) for name in ("table", "lamp")}
    known |= {name: getattr(day, name).id for name in ("first", "second", "third")}
    for statement in plant.split(";"):
        named = {name: known[name] for name in known if f":{name}" in statement}
        await day.shop.rows(statement, **named)
    seen = await day.findings()
    (finding,) = [one for one in seen if one["invariant"] == invariant]
    assert (finding["expected"], finding["found"]) == (expected, found)
    if whose in {"table", "lamp"}:
        assert finding["product_id"] == str(known[whose])
        holding = [day.third, day.second, day.first] if whose == "table" else [day.first]
        assert finding["orders"] == [order.number for order in holding]
    elif whose:
        assert finding["order_id"] == str(known[whose])
        assert finding["order_number"] == getattr(day, whose).number


async def test_an_empty_receipt_and_objects_of_no_order_are_found(day: Audited) -> None:
    nobody = new_id()
    keys = [f"{nobody}.pdf", f"{day.first.id}.PDF", f"{str(day.second.id).upper()}.pdf", "a", "zz"]
    for key in keys:
        day.receipts.put(key)
    day.receipts.put(f"{day.second.id}.pdf", b"")
    seen = await day.findings()
    assert {one["invariant"] for one in seen} == {"receipt"}
    empty = [one for one in seen if one["wrong"] == "its receipt is empty"]
    assert [(one["order_number"], one["found"]) for one in empty] == [
        (day.second.number, "0 bytes")
    ]
    strangers = [one for one in seen if one not in empty]
    assert {one["found"] for one in strangers} == set(keys)
    assert {one["order_id"] for one in strangers} == {str(nobody), None}


async def test_a_receipt_written_but_not_yet_noted_is_no_fault(day: Audited) -> None:
    day.receipts.put(f"{day.third.id}.pdf")
    assert await day.findings() == []


async def test_a_bucket_of_many_pages_is_read_to_its_end(day: Audited) -> None:
    class SmallPages:
        def list_objects_v2(self, **arguments: Any) -> Any:
            return day.receipts.s3.list_objects_v2(**arguments, MaxKeys=2)

    await day.shop.set_stock(day.table, 99)
    orders = [await day.shop.order({day.table: 1}) for _ in range(20)]
    await day.shop.relay(day.receipts.deliver).deliver_due()
    day.receipts.take_away(f"{orders[-1].id}.pdf")
    check = ReceiptCheck(day.shop.database, SmallPages(), day.receipts.bucket)
    async with day.shop.database.snapshot() as snapshot:
        findings = await check.run(snapshot)
    assert check.objects == 2 + 1 + 19
    assert [one.order_number for one in findings.shown] == [orders[-1].number]


async def test_an_order_placed_after_the_snapshot_is_looked_up_again(day: Audited) -> None:
    check = ReceiptCheck(day.shop.database, day.receipts.s3, day.receipts.bucket)
    async with day.shop.database.snapshot() as snapshot:
        late = await day.shop.order({day.table: 1})
        day.receipts.put(f"{late.id}.pdf")
        assert (await check.run(snapshot)).shown == []
    assert check.objects == 3
