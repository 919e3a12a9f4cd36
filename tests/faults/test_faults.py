"""An order acknowledged is an order kept, once, whatever dies in between.

And the comparison that says so names what is wrong: one that cannot fail proves nothing. What the
short run left is changed for it, in a transaction that is rolled back or in the evidence alone.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.faults import report
from tests.faults.comparison import compare
from tests.faults.conftest import Short
from tests.faults.evidence import Evidence, OrderRow, gather_by
from tests.faults.faults import PARTS
from tests.faults.ledger import Outcome
from tests.faults.points.fault_points import POINTS
from tests.faults.told import WAYS


async def test_nothing_is_lost_doubled_or_oversold(short: Short):
    assert short.finished.findings == [], report.write(short.finished)


async def test_orders_were_bought_cancelled_shipped_and_refused_meanwhile(short: Short):
    done = {entry.deed.what for entry in short.finished.evidence.deeds if entry.done}
    assert done == {"buy", "cancel", "ship", "stock"}
    refused = {one.reason for entry in short.finished.evidence.deeds for one in entry.outcomes}
    assert {"out-of-stock", "status-conflict", "service-unavailable"} <= refused


async def test_every_part_was_killed_and_every_point_has_fired(short: Short):
    struck = {one.name for one in short.finished.struck}
    assert {f"kill {part}" for part in PARTS} <= struck
    assert {f"point {point.name}" for point in POINTS} <= struck


async def test_the_disk_was_full(short: Short):
    if short.stage.disk is None:
        pytest.skip("mounting is not allowed here")
    full = [one for one in short.finished.struck if "full disk" in one.name]
    statuses = {one.outcome.status for fault in full for one in fault.answers if one.outcome}
    assert 503 in statuses


OTHER_PHONE = """
    UPDATE orders SET contact = contact || '{{"phone": "+34699999999"}}' WHERE id = '{id}'
"""


def an_order(evidence: Evidence, status: str = "confirmed") -> OrderRow:
    return next(order for order in evidence.orders if order.status == status)


@asynccontextmanager
async def tampered(short: Short, *statements: str, **named: Any) -> AsyncIterator[Evidence]:
    """Return the evidence after some SQL, of which nothing stays."""
    connection = await asyncpg.connect(short.stage.database_url, ssl=False)
    change = connection.transaction()
    await change.start()
    try:
        for statement in statements:
            await connection.execute(statement.format(**named))
        yield await gather_by(short.stage, connection)
    finally:
        await change.rollback()
        await connection.close()


async def test_a_lost_order_is_named(short: Short):
    order = an_order(short.finished.evidence)
    gone = (
        "DELETE FROM order_lines WHERE order_id = '{id}'",
        "DELETE FROM order_history WHERE order_id = '{id}'",
        "DELETE FROM orders WHERE id = '{id}'",
    )
    async with tampered(short, *gone, id=order.id) as evidence:
        findings = compare(evidence)
    lost = f"purchase {order.key}: lost, was confirmed as order #{order.number}"
    assert lost in findings
    # Its units are missing too.
    assert any(finding.startswith("product ") for finding in findings)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE stock SET on_hand = on_hand + 1 WHERE product_id = '{product}'", "oversold by 1"),
        ("UPDATE orders SET status = 'shipped' WHERE id = '{id}'", "nobody asked for"),
        ("UPDATE stock SET on_hand = on_hand - 2 WHERE product_id = '{product}'", "2 missing"),
        ("UPDATE orders SET number = 1 WHERE id = '{id}'", "kept as #1"),
        ("UPDATE orders SET channels = '{{}}' WHERE id = '{id}'", "other channels"),
        ("UPDATE orders SET total = total + 1 WHERE id = '{id}'", "should cost"),
        ("UPDATE orders SET language = 'fr' WHERE id = '{id}'", "in fr, which was not asked for"),
        (OTHER_PHONE, "other contact than was given"),
        ("UPDATE order_lines SET quantity = quantity + 1 WHERE order_id = '{id}'", "other lines"),
        ("UPDATE outbox SET delivered_at = NULL WHERE subject = '{id}'", "still waits"),
        ("UPDATE outbox SET parked_at = now() WHERE subject = '{id}'", "parked"),
        (
            "INSERT INTO outbox (kind, subject, delivered_at) VALUES ('x', '{id}', now())",
            "never came",
        ),
    ],
)
async def test_what_is_changed_in_the_database_is_named(short: Short, change: str, finding: str):
    order = an_order(short.finished.evidence)
    named = {"id": order.id, "product": next(iter(order.lines))}
    async with tampered(short, change, **named) as evidence:
        assert any(finding in one for one in compare(evidence)), finding


def without_confirmation(evidence: Evidence, order: OrderRow) -> Evidence:
    kept = [one for one in evidence.received if one.number != order.number]
    return replace(evidence, received=kept)


def told_twice(evidence: Evidence, order: OrderRow) -> Evidence:
    message = next(
        one for one in evidence.received if one.number == order.number and one.way in WAYS
    )
    again = replace(message, event_id=str(uuid4()))
    return replace(evidence, received=[*evidence.received, again])


def told_to_somebody_else(evidence: Evidence, order: OrderRow) -> Evidence:
    changed = [
        replace(one, to="+34999999999") if one.number == order.number else one
        for one in evidence.received
    ]
    return replace(evidence, received=changed)


def without_event(evidence: Evidence, order: OrderRow) -> Evidence:
    kept = [one for one in evidence.received if order.id not in one.text]
    return replace(evidence, received=kept)


def doubled(evidence: Evidence, order: OrderRow) -> Evidence:
    return replace(evidence, orders=[*evidence.orders, order])


def of_nobody(evidence: Evidence, order: OrderRow) -> Evidence:
    deeds = [entry for entry in evidence.deeds if entry.deed.key != order.key]
    return replace(evidence, deeds=deeds)


def refused_by_a_fault(evidence: Evidence, order: OrderRow) -> Evidence:
    entry = next(entry for entry in evidence.deeds if entry.deed.key == order.key)
    worse = replace(entry, outcomes=[*entry.outcomes, Outcome(500, "internal")])
    return replace(evidence, deeds=[*evidence.deeds, worse])


def never_sure(evidence: Evidence, order: OrderRow) -> Evidence:
    entry = next(entry for entry in evidence.deeds if entry.deed.key == order.key)
    unsure = replace(entry, outcomes=[Outcome(0, "TimeoutError")])
    return replace(evidence, deeds=[*evidence.deeds, unsure])


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (without_confirmation, "order #{number}: lost, never told confirmed by"),
        (told_twice, "under 2 ids"),
        (told_to_somebody_else, "order #{number}: somebody else was told"),
        (without_event, "order #{number}: 0 events that it is confirmed"),
        (doubled, "order #{number}: 2 orders have this number"),
        (doubled, "purchase {key}: doubled, 2 orders"),
        (of_nobody, "order #{number}: nobody bought it"),
        (refused_by_a_fault, "{key}: answered 500 internal"),
        (never_sure, "{key}: never answered for sure"),
    ],
)
async def test_what_is_changed_in_the_evidence_is_named(
    short: Short, change: Callable[[Evidence, OrderRow], Evidence], finding: str
):
    order = an_order(short.finished.evidence)
    wanted = finding.format(number=order.number, key=order.key)
    findings = compare(change(short.finished.evidence, order))
    assert any(wanted in one for one in findings), wanted


async def test_a_purchase_refused_though_there_was_plenty_is_named(short: Short):
    evidence = short.finished.evidence
    entry = next(
        one
        for one in evidence.deeds
        if one.deed.what == "buy" and one.done and evidence.limited.isdisjoint(one.deed.products)
    )
    refused = replace(entry, outcomes=[Outcome(409, "out-of-stock")])
    deeds = [refused if one is entry else one for one in evidence.deeds]
    orders = [order for order in evidence.orders if order.key != entry.deed.key]
    wanted = f"buy {entry.deed.key}: answered 409 out-of-stock, though there was plenty"
    assert wanted in compare(replace(evidence, deeds=deeds, orders=orders))


async def test_a_cancelled_order_that_stands_again_is_named(short: Short):
    order = an_order(short.finished.evidence, "cancelled")
    again = "UPDATE orders SET status = 'confirmed' WHERE id = '{id}'"
    async with tampered(short, again, id=order.id) as evidence:
        assert f"order #{order.number}: said to be cancelled, and is confirmed" in compare(evidence)


async def test_a_missing_receipt_and_one_of_no_order_are_named(short: Short):
    evidence = short.finished.evidence
    order = an_order(evidence)
    receipts = evidence.receipts.copy()
    del receipts[f"{order.id}.pdf"]
    receipts["stray.pdf"] = 1
    findings = compare(replace(evidence, receipts=receipts))
    assert f"order #{order.number}: 0 receipts" in findings
    assert "receipt stray.pdf: of no order" in findings
