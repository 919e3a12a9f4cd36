"""`python -m orders.audit`: silent about a shop that did nothing wrong, busy or not."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from itertools import cycle
from typing import Any

import pytest

from orders.audit.finding import MAX_SHOWN
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


async def test_a_shop_that_did_nothing_wrong_is_clean(day: Audited) -> None:
    (summary,) = await day.audit()
    assert summary == {
        "checked": {"orders": 3, "products": 2, "letters": 18, "receipts": 2},
        "findings": 0,
        "parked": 0,
    }
    ended = await day.command()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "checked: 3 orders, 2 products, 18 messages, 2 receipts; findings: 0\n"


async def test_stock_that_is_off_by_one_is_reported_with_the_orders_that_hold_it(
    day: Audited,
) -> None:
    await day.shop.rows(
        "UPDATE stock SET on_hand = on_hand + 1 WHERE product_id = :id", id=day.table
    )
    ended = await day.command()
    numbers = ", ".join(f"#{order.number}" for order in (day.third, day.second, day.first))
    assert (ended.code, ended.err) == (1, "")
    assert ended.lines == [
        (
            f"stock-adds-up: product {day.table}: units on hand are not the adjustments minus the"
            f" orders: expected 3, found 4 (in orders {numbers})"
        ),
        "checked: 3 orders, 2 products, 18 messages, 2 receipts; findings: 1",
    ]


async def test_a_wrong_total_is_reported_with_the_orders_number(day: Audited) -> None:
    await day.shop.rows("UPDATE orders SET total = total + 1 WHERE id = :id", id=day.second.id)
    ended = await day.command("--json")
    assert ended.code == 1
    finding, summary = map(json.loads, ended.lines)
    assert finding == {
        "invariant": "totals",
        "order_number": day.second.number,
        "order_id": str(day.second.id),
        "product_id": None,
        "orders": [],
        "wrong": "its total is not what its lines cost",
        "expected": "1001",
        "found": "1002",
    }
    assert summary["findings"] == 1


async def test_a_receipt_that_is_gone_is_told_unless_the_bucket_is_left_out(day: Audited) -> None:
    day.receipts.take_away(f"{day.first.id}.pdf")
    ended = await day.command()
    assert ended.code == 1
    assert ended.lines[0] == (
        f"receipt: order #{day.first.number} ({day.first.id}): its receipt is missing:"
        f" expected {day.first.id}.pdf, found nothing"
    )
    ended = await day.command("--no-receipts", RECEIPTS_BUCKET="")
    assert ended.code == 0
    assert ended.out.endswith("18 messages, the receipts left out; findings: 0\n")


async def test_a_doubled_message_is_reported_by_the_command(day: Audited) -> None:
    await day.shop.rows(
        "INSERT INTO outbox (kind, subject) VALUES ('tell.sms.shipped', :id)", id=day.first.id
    )
    ended = await day.command()
    assert ended.code == 1
    assert ended.lines[0] == (
        f"told: order #{day.first.number} ({day.first.id}): a message is a duplicate:"
        " expected 1 tell.sms.shipped, found 2"
    )


async def test_a_constraint_that_is_gone_is_reported_by_the_command(day: Audited) -> None:
    await day.shop.rows("ALTER TABLE orders DROP CONSTRAINT orders_idempotency")
    ended = await day.command()
    assert ended.code == 1
    assert ended.lines[0] == (
        "constraints: a constraint is missing or not valid on orders:"
        " expected UNIQUE (scope, idempotency_key), found none"
    )


async def test_of_very_many_findings_some_are_shown_and_the_rest_counted(day: Audited) -> None:
    await day.shop.rows(
        "INSERT INTO outbox (kind, subject)"
        " SELECT 'tell.sms.cancelled', uuidv7() FROM generate_series(1, :many)",
        many=MAX_SHOWN + 7,
    )
    ended = await day.command("--no-receipts")
    assert ended.code == 1
    assert len(ended.lines) == MAX_SHOWN + 2
    assert ended.lines[-2] == "told: … and 7 more"
    assert ended.lines[-1].endswith(f"findings: {MAX_SHOWN + 7}")


async def test_parked_messages_are_counted_and_no_finding(day: Audited) -> None:
    await day.shop.rows("UPDATE outbox SET parked_at = now() WHERE subject = :id", id=day.third.id)
    ended = await day.command()
    assert ended.code == 0
    assert ended.out.endswith("messages parked: 4, see `python -m orders.outbox list`\n")


async def test_who_cannot_look_says_why_and_ends_with_2(day: Audited) -> None:
    nowhere = "postgresql://orders:local@127.0.0.1:1/orders"
    tries = {
        "DATABASE_URL is not set": {"DATABASE_URL": ""},
        "RECEIPTS_BUCKET is not set": {"RECEIPTS_BUCKET": ""},
        "the database does not answer": {"DATABASE_URL": nowhere},
        "the database: ": {"DATABASE_URL": f"{day.shop.url}_of_nobody"},
        "the bucket of receipts: ": {"RECEIPTS_BUCKET": "not-a-bucket"},
        "the bucket of receipts: Could not": {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
    }
    ends = await asyncio.gather(*(day.command(**environ) for environ in tries.values()))
    for reason, ended in zip(tries, ends, strict=True):
        assert (ended.code, ended.out) == (2, ""), ended
        assert ended.err.startswith(reason), ended
        assert "Traceback" not in ended.err


async def test_a_shop_is_clean_at_every_moment_of_a_busy_day(day: Audited) -> None:
    shop, things = day.shop, [await day.shop.sell(200) for _ in range(4)]
    relay = shop.relay(day.receipts.deliver)
    draw = random.Random(11)  # noqa: S311 (the same day every time)

    async def buy_and_change_ones_mind() -> None:
        await asyncio.sleep(draw.random() * 3)
        order = await shop.buy({thing: draw.randint(1, 3) for thing in draw.sample(things, 2)})
        if order and draw.random() < 0.7:
            await asyncio.sleep(draw.random())
            await asyncio.gather(shop.cancel(order.id), shop.ship(order.id), shop.cancel(order.id))

    audits = 0

    async def keep_a_shelf() -> None:
        # However slow the machine is, the day lasts until it has been looked at six times.
        for number, level in enumerate(cycle((0, 30, 5, 0, 12))):
            if number >= 5 and audits > 5:
                return
            await asyncio.sleep(0.5)
            await shop.set_stock(things[0], level)

    async def audit_until(done: asyncio.Future[Any], stop: asyncio.Event) -> None:
        nonlocal audits
        while not done.done():
            assert await day.findings() == []
            audits += 1
        stop.set()

    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(relay.run(stop, pause=0.05))
        shoppers = [tasks.create_task(buy_and_change_ones_mind()) for _ in range(150)]
        shopping = asyncio.gather(*shoppers, tasks.create_task(keep_a_shelf()))
        tasks.create_task(audit_until(shopping, stop))
    assert audits > 5
    while await relay.deliver_due():
        pass
    (summary,) = await day.audit()
    assert summary["checked"]["receipts"] == summary["checked"]["orders"] > 100
