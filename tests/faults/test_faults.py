"""No acknowledged order is lost or doubled, whatever process dies.

The comparison itself is tested too, since one that cannot fail proves nothing: what the short run
left is changed, in a transaction that is rolled back or in the evidence alone, and each change must
be a finding.
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
from tests.faults.message_comparison import CHANNELS
from tests.faults.points.fault_points import POINTS


async def test_nothing_is_lost_doubled_or_oversold(short: Short):
    assert short.result.findings == [], report.write(short.result)


async def test_orders_were_bought_cancelled_shipped_and_refused_meanwhile(short: Short):
    done = {entry.operation.kind for entry in short.result.evidence.operations if entry.done}
    assert done == {"buy", "cancel", "ship", "stock"}
    refused = {one.reason for entry in short.result.evidence.operations for one in entry.outcomes}
    assert {"out-of-stock", "status-conflict", "service-unavailable"} <= refused


async def test_every_part_was_killed_and_every_point_has_fired(short: Short):
    injected = {fault.name for fault in short.result.faults}
    assert {f"kill {part}" for part in PARTS} <= injected
    assert {f"point {point.name}" for point in POINTS} <= injected


async def test_the_disk_was_full(short: Short):
    if short.harness.disk is None:
        pytest.skip("mounting is not allowed here")
    full = [fault for fault in short.result.faults if "full disk" in fault.name]
    statuses = {one.outcome.status for fault in full for one in fault.attempts if one.outcome}
    assert 503 in statuses


OTHER_PHONE = """
    UPDATE orders SET contact = contact || '{{"phone": "+34699999999"}}' WHERE id = '{id}'
"""


def an_order(evidence: Evidence, status: str = "confirmed") -> OrderRow:
    return next(order for order in evidence.orders if order.status == status)


@asynccontextmanager
async def tampered(short: Short, *statements: str, **named: Any) -> AsyncIterator[Evidence]:
    """Return the evidence after some SQL, of which nothing stays."""
    connection = await asyncpg.connect(short.harness.database_url, ssl=False)
    change = connection.transaction()
    await change.start()
    try:
        for statement in statements:
            await connection.execute(statement.format(**named))
        yield await gather_by(short.harness, connection)
    finally:
        await change.rollback()
        await connection.close()


async def test_a_lost_order_is_named(short: Short):
    order = an_order(short.result.evidence)
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
            "never received",
        ),
    ],
)
async def test_what_is_changed_in_the_database_is_named(short: Short, change: str, finding: str):
    order = an_order(short.result.evidence)
    named = {"id": order.id, "product": next(iter(order.lines))}
    async with tampered(short, change, **named) as evidence:
        assert any(finding in one for one in compare(evidence)), finding


def without_confirmation(evidence: Evidence, order: OrderRow) -> Evidence:
    kept = [one for one in evidence.received if one.number != order.number]
    return replace(evidence, received=kept)


def told_twice(evidence: Evidence, order: OrderRow) -> Evidence:
    message = next(
        one for one in evidence.received if one.number == order.number and one.type in CHANNELS
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
    operations = [entry for entry in evidence.operations if entry.operation.key != order.key]
    return replace(evidence, operations=operations)


def refused_by_a_fault(evidence: Evidence, order: OrderRow) -> Evidence:
    entry = next(entry for entry in evidence.operations if entry.operation.key == order.key)
    worse = replace(entry, outcomes=[*entry.outcomes, Outcome(500, "internal")])
    return replace(evidence, operations=[*evidence.operations, worse])


def never_sure(evidence: Evidence, order: OrderRow) -> Evidence:
    entry = next(entry for entry in evidence.operations if entry.operation.key == order.key)
    unsure = replace(entry, outcomes=[Outcome(0, "TimeoutError")])
    return replace(evidence, operations=[*evidence.operations, unsure])


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
        (never_sure, "{key}: no known outcome"),
    ],
)
async def test_what_is_changed_in_the_evidence_is_named(
    short: Short, change: Callable[[Evidence, OrderRow], Evidence], finding: str
):
    order = an_order(short.result.evidence)
    wanted = finding.format(number=order.number, key=order.key)
    findings = compare(change(short.result.evidence, order))
    assert any(wanted in one for one in findings), wanted


async def test_a_purchase_refused_though_there_was_plenty_is_named(short: Short):
    evidence = short.result.evidence
    entry = next(
        one
        for one in evidence.operations
        if one.operation.kind == "buy"
        and one.done
        and evidence.limited.isdisjoint(one.operation.products)
    )
    refused = replace(entry, outcomes=[Outcome(409, "out-of-stock")])
    operations = [refused if one is entry else one for one in evidence.operations]
    orders = [order for order in evidence.orders if order.key != entry.operation.key]
    wanted = f"buy {entry.operation.key}: answered 409 out-of-stock, though there was plenty"
    assert wanted in compare(replace(evidence, operations=operations, orders=orders))


async def test_a_cancelled_order_that_stands_again_is_named(short: Short):
    order = an_order(short.result.evidence, "cancelled")
    again = "UPDATE orders SET status = 'confirmed' WHERE id = '{id}'"
    async with tampered(short, again, id=order.id) as evidence:
        assert f"order #{order.number}: said to be cancelled, and is confirmed" in compare(evidence)


async def test_a_missing_receipt_and_one_of_no_order_are_named(short: Short):
    evidence = short.result.evidence
    order = an_order(evidence)
    receipts = evidence.receipts.copy()
    del receipts[f"{order.id}.pdf"]
    receipts["stray.pdf"] = 1
    findings = compare(replace(evidence, receipts=receipts))
    assert f"order #{order.number}: 0 receipts" in findings
    assert "receipt stray.pdf: of no order" in findings
