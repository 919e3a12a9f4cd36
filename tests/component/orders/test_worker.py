"""The outbox and its relay against a real database, with receivers that a test breaks and mends."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.db.database import Database
from chassis.ids import new_id
from chassis.outbox.outbox import LEASE, OutboxMessage
from chassis.outbox.relay import MAX_ATTEMPTS_REFUSED, MAX_OUTAGE, MIN_ATTEMPTS_IN_OUTAGE
from orders.limits.sms_limit import DEFAULT_SMS_BY_NUMBER, SmsLimit
from tests.component.orders.clock import Clock
from tests.component.orders.receipts_harness import ReceiptStorageStub
from tests.component.orders.worker_harness import PHONE, Channels, WorkerHarness


@pytest.fixture
async def worker(make_database) -> AsyncIterator[WorkerHarness]:
    url = await make_database("orders")
    database = Database.connect(url, name="test")
    yield WorkerHarness(database, url, Channels(), Clock(), ReceiptStorageStub())
    await database.close()


async def test_an_order_is_told_to_the_topic_and_to_the_buyer(worker: WorkerHarness) -> None:
    order_id, number = await worker.order()
    assert await worker.relay().deliver_due() == 5
    sentence = f"Gracias por tu compra. Tu pedido #{number} será enviado."
    assert worker.channels.sms == [(PHONE, sentence)]
    assert worker.channels.mails == [("Ana@example.com", f"Pedido #{number} confirmado", sentence)]
    events = {event["type"]: event["data"] for event in worker.channels.events}
    assert events["order.confirmed"]["order_id"] == str(order_id)
    assert events["order.confirmed"]["message"] == sentence
    assert events["stock.changed"]["available"] is False
    assert "Ana" not in str(worker.channels.events), "an event names nobody"
    assert await worker.relay().deliver_due() == 0


async def test_a_number_gets_ten_sms_a_day_and_the_rest_comes_by_mail(
    worker: WorkerHarness,
) -> None:
    numbers = [(await worker.order())[1] for _ in range(12)]
    relay = worker.relay()
    while await relay.deliver_due():
        pass
    assert len(worker.channels.sms) == DEFAULT_SMS_BY_NUMBER
    # Nobody is left untold, and nobody is told twice by mail.
    assert len(worker.channels.mails) == len(numbers)
    worker.clock.move(timedelta(days=1) / DEFAULT_SMS_BY_NUMBER)
    await worker.order()
    while await relay.deliver_due():
        pass
    assert len(worker.channels.sms) == DEFAULT_SMS_BY_NUMBER + 1


async def test_who_wanted_sms_alone_is_mailed_when_there_were_too_many(
    worker: WorkerHarness,
) -> None:
    order_id, number = await worker.order()
    async with worker.database.transaction() as connection:
        await connection.execute(sa.text("UPDATE orders SET channels = '{sms}'"))
    limit = SmsLimit(worker.database, 1, worker.clock)
    assert await limit.take(PHONE)
    dispatcher = replace(worker.dispatcher(), sms_limit=limit)
    message = OutboxMessage(new_id(), "tell.sms.confirmed", order_id, {}, 1, worker.clock())
    await dispatcher.deliver(message)
    assert not worker.channels.sms
    ((to, subject, _),) = worker.channels.mails
    assert (to, subject) == ("Ana@example.com", f"Pedido #{number} confirmado")


async def test_an_sms_that_could_not_be_sent_does_not_count(worker: WorkerHarness) -> None:
    await worker.order()
    relay = worker.relay()
    worker.channels.away = True
    for _ in range(DEFAULT_SMS_BY_NUMBER + 3):
        await relay.deliver_due()
        worker.clock.move(timedelta(seconds=21))
    worker.channels.away = False
    await relay.deliver_due()
    assert len(worker.channels.sms) == 1


async def test_ten_workers_send_a_number_no_more_sms_than_one(worker: WorkerHarness) -> None:
    limits = [SmsLimit(worker.database, 5, worker.clock) for _ in range(10)]
    taken = await asyncio.gather(*(limit.take(PHONE) for limit in limits for _ in range(4)))
    assert sum(taken) == 5
    assert await SmsLimit(worker.database, 5, worker.clock).take("+34699999999")
    assert all([await SmsLimit(worker.database, 0, worker.clock).take(PHONE) for _ in range(9)])


async def test_an_orders_receipt_is_written_once_and_again_when_it_is_lost(
    worker: WorkerHarness,
) -> None:
    order_id, _ = await worker.order()
    await worker.relay().deliver_due()
    (first,) = worker.storage.kept.items()
    assert first[0] == f"{order_id}.pdf"
    assert first[1].startswith(b"%PDF-")
    message = OutboxMessage(new_id(), "receipt", order_id, {}, 2, worker.clock())
    await worker.dispatcher().deliver(message)
    assert worker.storage.writes == 1
    worker.storage.kept.clear()
    await worker.dispatcher().deliver(message)
    assert worker.storage.kept == dict([first])


async def test_a_shelf_out_of_reach_holds_up_no_other_message(worker: WorkerHarness) -> None:
    order_id, _ = await worker.order()
    worker.storage.away()
    relay = worker.relay()
    assert await relay.deliver_due() == 5
    assert (len(worker.channels.sms), len(worker.channels.mails), len(worker.channels.events)) == (
        1,
        1,
        2,
    )
    for _ in range(MAX_ATTEMPTS_REFUSED + 2):
        worker.clock.move(timedelta(seconds=21))
        assert await relay.deliver_due() == 1, "it is not given up"
    worker.storage.fails = None
    worker.clock.move(timedelta(seconds=21))
    await relay.deliver_due()
    assert list(worker.storage.kept) == [f"{order_id}.pdf"]


async def test_many_workers_deliver_each_message_once(worker: WorkerHarness) -> None:
    await worker.write("some.kind", 200)
    seen: Counter[UUID] = Counter()

    async def deliver(message: OutboxMessage) -> None:
        await asyncio.sleep(0.001)
        seen[message.id] += 1

    async def work() -> None:
        while await worker.relay(deliver, at_once=7).deliver_due():
            pass

    await asyncio.gather(*(work() for _ in range(6)))
    assert len(seen) == 200
    assert set(seen.values()) == {1}


async def test_what_cannot_be_delivered_now_is_delivered_later(worker: WorkerHarness) -> None:
    await worker.order()
    worker.channels.away = True
    worker.storage.away()
    relay = worker.relay()
    for _ in range(12):
        await relay.deliver_due()
        worker.clock.move(timedelta(seconds=21))
    assert all(
        row["delivered_at"] is None and row["parked_at"] is None for row in await worker.rows()
    )
    worker.channels.away = False
    worker.storage.fails = None
    assert await relay.deliver_due() == 5
    assert all(row["delivered_at"] for row in await worker.rows())


async def test_a_message_waits_longer_after_each_failure_and_not_for_ever(
    worker: WorkerHarness,
) -> None:
    await worker.write("some.kind")
    waits = []

    async def deliver(message: OutboxMessage) -> None:
        raise ConnectionError

    for _ in range(8):
        await worker.relay(deliver).deliver_due()
        (row,) = await worker.rows()
        waits.append((row["due_at"] - worker.clock()).total_seconds())
        worker.clock.move(timedelta(seconds=21))
    assert 0.5 <= waits[0] <= 1
    assert waits[3] > waits[0]
    assert max(waits) <= 20
    worker.clock.move(MAX_OUTAGE)
    await worker.relay(deliver).deliver_due()
    (row,) = await worker.rows()
    assert not row["parked_at"], "it is old, but was hardly tried"
    await worker.set_attempts(MIN_ATTEMPTS_IN_OUTAGE - 1)
    worker.clock.move(timedelta(seconds=21))
    await worker.relay(deliver).deliver_due()
    (row,) = await worker.rows()
    assert row["parked_at"]


@pytest.mark.parametrize("kind", ["no.such.kind", "tell.fax.confirmed"])
async def test_a_refused_message_is_parked_and_holds_up_no_other(
    worker: WorkerHarness, kind: str
) -> None:
    await worker.write(kind)
    await worker.order()
    relay = worker.relay()
    for _ in range(MAX_ATTEMPTS_REFUSED + 2):
        await relay.deliver_due()
        worker.clock.move(timedelta(seconds=21))
    rows = await worker.rows()
    (parked,) = [row for row in rows if row["parked_at"]]
    assert (parked["kind"], parked["attempts"]) == (kind, MAX_ATTEMPTS_REFUSED)
    assert "Refused" in parked["last_error"]
    assert len(worker.channels.sms) == 1


async def test_what_a_dead_worker_held_is_delivered_by_another(worker: WorkerHarness) -> None:
    await worker.write("some.kind")

    async def die(message: OutboxMessage) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await worker.relay(die).deliver_due()
    seen: list[OutboxMessage] = []

    async def deliver(message: OutboxMessage) -> None:
        seen.append(message)

    assert await worker.relay(deliver).deliver_due() == 0, "the lease still holds"
    worker.clock.move(LEASE + timedelta(seconds=1))
    assert await worker.relay(deliver).deliver_due() == 1
    assert seen[0].attempts == 2
