"""What the worker's log says of the outbox, and that it costs little to know."""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.dialects import postgresql

from chassis.db.database import Database
from chassis.outbox.monitor import Backlog, backlog_query, read_backlog, report_backlog
from local import aws
from orders.tables import outbox
from tests.component.orders.harness import Shop, open_shop


@pytest.fixture
async def shop(make_database) -> AsyncIterator[Shop]:
    async with open_shop(await make_database("orders")) as shop:
        yield shop


async def look(database: Database, caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    """Return the one line that is written at once."""
    caplog.clear()
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(report_backlog(database, outbox, stop, every=60))
        await asyncio.sleep(0)
        stop.set()
    (record,) = caplog.records
    return record


async def test_what_waits_and_what_is_parked_is_counted(shop: Shop) -> None:
    assert await read_backlog(shop.database, outbox) == Backlog(0, 0.0, 0)
    await shop.order({await shop.sell(5): 1})
    now = await read_backlog(shop.database, outbox)
    assert (now.waiting, now.parked) == (4, 0)
    assert now.oldest_seconds < 30
    await shop.rows(
        "UPDATE outbox SET created_at = now() - interval '2 min' WHERE kind = 'receipt'"
    )
    # One that failed is due later, and yet it is what the buyer waits for.
    await shop.rows("UPDATE outbox SET due_at = now() + interval '20 s' WHERE kind = 'receipt'")
    await shop.rows("UPDATE outbox SET parked_at = now() WHERE kind LIKE 'tell.%'")
    now = await read_backlog(shop.database, outbox)
    assert (now.waiting, now.parked) == (2, 2)
    assert 120 <= now.oldest_seconds < 150


async def test_a_line_is_written_at_once_and_warns_of_what_is_late_or_parked(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tienda.outbox")
    await shop.order({await shop.sell(5): 1})
    record = await look(shop.database, caplog)
    assert (record.levelname, record.getMessage()) == ("INFO", "outbox")
    assert vars(record).items() >= {"waiting": 4, "parked": 0}.items()
    await shop.rows("UPDATE outbox SET created_at = now() - interval '61 s' WHERE kind = 'receipt'")
    assert (await look(shop.database, caplog)).levelname == "WARNING"
    await shop.rows("UPDATE outbox SET delivered_at = now() WHERE kind = 'receipt'")
    assert (await look(shop.database, caplog)).levelname == "INFO"
    await shop.rows("UPDATE outbox SET parked_at = now() WHERE kind = 'order.confirmed'")
    assert (await look(shop.database, caplog)).levelname == "WARNING"


async def test_a_backlog_that_cannot_be_counted_is_reported_and_stops_nothing(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Database.connect("postgresql://orders:local@127.0.0.1:1/orders", name="test")
    await shop.rows("ALTER TABLE outbox RENAME TO elsewhere")
    for database, reason in (
        (nowhere, "the database does not answer"),
        (shop.database, 'relation "outbox" does not exist'),
    ):
        record = await look(database, caplog)
        assert (record.levelname, record.getMessage()) == ("WARNING", "outbox not counted")
        assert reason in vars(record)["reason"]
    await nowhere.close()


async def test_counting_reads_no_message_that_is_delivered(shop: Shop) -> None:
    await shop.rows(
        "INSERT INTO outbox (kind, subject, delivered_at)"
        " SELECT 'some.kind', uuidv7(), now() FROM generate_series(1, 20000)"
    )
    await shop.order({await shop.sell(5): 1})
    await shop.rows("ANALYZE outbox")
    plain = backlog_query(outbox).compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    plan = str(await shop.rows(f"EXPLAIN {plain}"))
    assert "outbox_due" in plan
    assert "outbox_parked" in plan
    assert "Seq Scan" not in plan


async def test_the_worker_writes_its_first_line_soon_after_its_start(shop: Shop) -> None:
    await shop.rows(
        "INSERT INTO outbox (kind, subject, parked_at) VALUES ('some.kind', uuidv7(), now())"
    )
    environ = {
        "DATABASE_URL": shop.url,
        **aws.credentials("http://127.0.0.1:1"),
        "ORDER_EVENTS_TOPIC_ARN": aws.ORDER_EVENTS_TOPIC_ARN,
        "RECEIPTS_BUCKET": aws.RECEIPTS_BUCKET,
        "OUTBOX_REPORT": "0.2",
    }
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "orders.worker"),
        env=os.environ | environ,
        stderr=asyncio.subprocess.PIPE,
    )
    assert worker.stderr
    said = []
    async with asyncio.timeout(30):
        while len(said) < 2:
            line = json.loads(await worker.stderr.readline())
            said += [line] if line["message"] == "outbox" else []
    worker.send_signal(signal.SIGTERM)
    await worker.communicate()
    assert worker.returncode == 0
    for line in said:
        assert (line["level"], line["waiting"], line["parked"]) == ("WARNING", 0, 1)
        assert line["oldest_seconds"] == 0
