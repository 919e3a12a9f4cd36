"""Receipts as orders serves them: to whom they belong, at once, and never in the way of buying."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from pypdf import PdfReader

from chassis.db.migrations import upgrade
from chassis.errors import DomainError, Kind
from chassis.ids import new_id
from chassis.outbox.outbox import Refused
from tests.component.orders.service_harness import ADMIN, ANA, LUIS, ServiceHarness
from tests.conftest import MakeDatabase
from tienda.orders.v1 import order_service_pb2


async def receipt_of(
    service: ServiceHarness, order_id: str, guest_token: str = ""
) -> order_service_pb2.GetReceiptResponse:
    request = order_service_pb2.GetReceiptRequest(id=order_id, guest_token=guest_token)
    return await service.call(service.orders.GetReceipt, request)


async def test_a_receipt_whose_message_still_waits_is_there_at_once(
    service: ServiceHarness,
) -> None:
    placed = await service.place({await service.sell(3, 14990): 2})
    number = placed.order.number
    asked = datetime.now(UTC)
    link = await receipt_of(service, placed.order.id, placed.guest_token)
    key = f"{placed.order.id}.pdf"
    assert link.url == f'https://bucket.example/{key}?inline; filename="pedido-{number}.pdf"&300'
    lasts = link.expire_time.ToDatetime(UTC) - asked
    assert timedelta(minutes=5) <= lasts < timedelta(minutes=5, seconds=10)
    text = PdfReader(io.BytesIO(service.receipts.kept[key])).pages[0].extract_text()
    assert f"#{number}" in text
    assert "Casa Ana" in text
    assert "Impuestos no incluidos" in text


async def test_a_lost_receipt_is_made_again_the_same_even_of_a_cancelled_order(
    service: ServiceHarness,
) -> None:
    customer = service.seen_by(ANA)
    order = (await customer.place({await service.sell(3): 1}, language="en")).order
    assert 'filename="order-' in (await receipt_of(customer, order.id)).url
    before = service.receipts.kept.pop(f"{order.id}.pdf")
    cancel = order_service_pb2.CancelOrderRequest(id=order.id)
    await customer.call(service.orders.CancelOrder, cancel)
    await receipt_of(customer, order.id)
    assert service.receipts.kept[f"{order.id}.pdf"] == before
    writes = service.receipts.writes
    await receipt_of(service.seen_by(ADMIN), order.id)
    assert service.receipts.writes == writes


async def test_many_who_ask_at_once_get_one_receipt(service: ServiceHarness) -> None:
    placed = await service.place({await service.sell(3): 1})
    writes = service.receipts.writes
    await asyncio.gather(
        *(receipt_of(service, placed.order.id, placed.guest_token) for _ in range(30))
    )
    assert service.receipts.writes == writes + 1


async def test_nobody_gets_another_persons_receipt(service: ServiceHarness) -> None:
    rug = await service.sell(9)
    anas = (await service.seen_by(ANA).place({rug: 1})).order
    guests = await service.place({rug: 1})
    for stranger, order_id, token in (
        (service.seen_by(LUIS), anas.id, ""),
        (service, anas.id, ""),
        (service, guests.order.id, guests.guest_token[:-1]),
        (service, str(new_id()), ""),
    ):
        with pytest.raises(DomainError) as refused:
            await receipt_of(stranger, order_id, token)
        assert (refused.value.kind, refused.value.reason) == (Kind.NOT_FOUND, "ORDER_NOT_FOUND")
    assert f"{anas.id}.pdf" not in service.receipts.kept
    with pytest.raises(DomainError) as refused:
        await receipt_of(service, "12345")
    assert refused.value.kind is Kind.INVALID


@pytest.mark.parametrize("refuses", [False, True])
async def test_without_the_shelf_orders_are_placed_and_receipts_told_to_come_later(
    service: ServiceHarness, refuses: bool
) -> None:
    service.receipts.away()
    if refuses:
        service.receipts.fails = Refused("NoSuchBucket at shop-receipts")
    try:
        placed = await service.place({await service.sell(3): 1})
        with pytest.raises(DomainError) as refused:
            await receipt_of(service, placed.order.id, placed.guest_token)
    finally:
        service.receipts.fails = None
    assert refused.value.kind is Kind.UNAVAILABLE
    assert "shop-receipts" not in refused.value.message
    assert (await receipt_of(service, placed.order.id, placed.guest_token)).url


async def test_orders_from_before_get_a_receipt_once_every_worker_knows_how(
    make_database: MakeDatabase,
) -> None:
    url = await make_database("orders")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ALTER TABLE orders DROP COLUMN terms")
        await connection.execute("DROP INDEX outbox_parked")
        await connection.execute("DROP TABLE forgotten_customers")
        await connection.execute("DROP INDEX orders_to_forget")
        await connection.execute("DROP TABLE limits, order_holders, cart_left_out")
        await connection.execute("DROP INDEX carts_of_guests")
        await connection.execute("ALTER TABLE orders DROP COLUMN guest_cart")
        await connection.execute("UPDATE alembic_version SET version_num = '0001'")
        order_id = await connection.fetchval(
            """
            INSERT INTO orders (
                id, scope, idempotency_key, request_hash, status, currency, total, contact,
                address, channels, language, guest_token, created_at
            ) VALUES (
                uuidv7(), 'guest', 'key', '', 'confirmed', 'EUR', 100, '{}', '{}', '{}', 'es', 't',
                now()
            ) RETURNING id
            """
        )
        await asyncio.to_thread(upgrade, "orders", url)
        (message,) = await connection.fetch(
            "SELECT kind, subject, due_at - now() AS rest FROM outbox"
        )
    finally:
        await connection.close()
    assert (message["kind"], message["subject"]) == ("receipt", order_id)
    assert timedelta(minutes=9) < message["rest"] <= timedelta(minutes=10)


async def test_an_order_from_before_has_the_usual_terms(service: ServiceHarness) -> None:
    placed = await service.place({await service.sell(3): 1})
    connection = await asyncpg.connect(service.url)
    try:
        await connection.execute(
            "UPDATE orders SET terms = DEFAULT WHERE id = $1", UUID(placed.order.id)
        )
    finally:
        await connection.close()
    await receipt_of(service, placed.order.id, placed.guest_token)
    pdf = service.receipts.kept[f"{placed.order.id}.pdf"]
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "Tienda" in text
    assert "Impuestos incluidos" in text
