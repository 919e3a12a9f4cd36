"""Orders that are placed: who reads them, and how they move on."""

import asyncio
from datetime import UTC

import pytest

from chassis.errors import DomainError, Kind
from chassis.ids import new_id
from orders.lifecycle import UNDO_PERIOD
from tests.component.orders.service_harness import ADMIN, ANA, LUIS, ServiceHarness, outcome
from tienda.orders.v1 import (
    order_pb2,
    order_service_pb2,
)


async def test_nobody_reads_another_persons_order(service: ServiceHarness) -> None:
    rug = await service.sell(9)
    anas = (await service.seen_by(ANA).place({rug: 1})).order
    guests = await service.place({rug: 1})
    strangers = [
        (service.seen_by(LUIS), anas.id, ""),
        (service, anas.id, ""),
        (service, guests.order.id, ""),
        (service, guests.order.id, guests.guest_token[:-1]),
        (service.seen_by(ANA), guests.order.id, "é"),
    ]
    for stranger, order_id, token in strangers:
        with pytest.raises(DomainError) as refused:
            await stranger.call(
                service.orders.GetOrder,
                order_service_pb2.GetOrderRequest(id=order_id, guest_token=token),
            )
        assert refused.value.reason == "ORDER_NOT_FOUND"
    seen = await service.seen_by(ADMIN).call(
        service.orders.GetOrder, order_service_pb2.GetOrderRequest(id=anas.id)
    )
    assert seen.order == anas


async def test_own_orders_are_listed_newest_first_page_by_page(service: ServiceHarness) -> None:
    customer = service.seen_by(new_id())
    rug = await service.sell(9)
    placed = [(await customer.place({rug: 1})).order.number for _ in range(5)]
    listed, token = [], ""
    while True:
        request = order_service_pb2.ListOrdersRequest(page_size=2, page_token=token)
        page = await customer.call(service.orders.ListOrders, request)
        listed += [order.number for order in page.orders]
        if not (token := page.next_page_token):
            break
    assert listed == placed[::-1]
    with pytest.raises(DomainError) as refused:
        await service.call(service.orders.ListOrders, order_service_pb2.ListOrdersRequest())
    assert refused.value.reason == "NOT_SIGNED_IN"
    everybody = order_service_pb2.ListOrdersRequest(all_customers=True)
    with pytest.raises(DomainError) as refused:
        await customer.call(service.orders.ListOrders, everybody)
    assert refused.value.kind is Kind.FORBIDDEN


async def test_two_cancels_and_a_ship_at_once_leave_one_story(service: ServiceHarness) -> None:
    for _ in range(10):
        rug = await service.sell(3)
        order = (await service.seen_by(ANA).place({rug: 2})).order
        cancel = order_service_pb2.CancelOrderRequest(id=order.id)
        answers = await asyncio.gather(
            service.seen_by(ANA).call(service.orders.CancelOrder, cancel),
            service.seen_by(ADMIN).call(
                service.orders.ShipOrder, order_service_pb2.ShipOrderRequest(id=order.id)
            ),
            service.seen_by(ANA).call(service.orders.CancelOrder, cancel),
            return_exceptions=True,
        )
        _, refused = outcome(answers)
        assert {error.reason for error in refused} == {"STATUS_CONFLICT"}
        now = await service.seen_by(ANA).call(
            service.orders.GetOrder, order_service_pb2.GetOrderRequest(id=order.id)
        )
        shipped = now.order.status == order_pb2.ORDER_STATUS_SHIPPED
        assert len(refused) == (2 if shipped else 1)
        assert len(now.order.history) == 2
        assert await service.stock(rug) == (1 if shipped else 3)


async def test_an_order_is_shipped_then_delivered_and_then_stays(service: ServiceHarness) -> None:
    order = (await service.seen_by(ANA).place({await service.sell(3): 2})).order
    admin = service.seen_by(ADMIN)
    deliver = order_service_pb2.DeliverOrderRequest(id=order.id)
    with pytest.raises(DomainError) as refused:
        await admin.call(service.orders.DeliverOrder, deliver)
    assert refused.value.reason == "STATUS_CONFLICT"
    ship = order_service_pb2.ShipOrderRequest(id=order.id)
    with pytest.raises(DomainError) as refused:
        await service.seen_by(ANA).call(service.orders.ShipOrder, ship)
    assert refused.value.reason == "ADMIN_ONLY"
    await admin.call(service.orders.ShipOrder, ship)
    await admin.call(service.orders.ShipOrder, ship)
    done = await admin.call(service.orders.DeliverOrder, deliver)
    assert [step.status for step in done.order.history] == [
        order_pb2.ORDER_STATUS_CONFIRMED,
        order_pb2.ORDER_STATUS_SHIPPED,
        order_pb2.ORDER_STATUS_DELIVERED,
    ]
    messages = await service.outbox(order.id)
    assert messages.count("tell.sms.shipped") == 1
    assert messages.count("order.delivered") == 1


def undo_of(
    order: order_pb2.Order, status: order_pb2.OrderStatus.ValueType
) -> order_service_pb2.UndoOrderStatusRequest:
    return order_service_pb2.UndoOrderStatusRequest(id=order.id, status=status)


async def test_a_shipping_that_is_undone_leaves_no_trace_and_nobody_hears_of_it(
    service: ServiceHarness,
) -> None:
    order = (await service.seen_by(ANA).place({await service.sell(3): 2})).order
    before = await service.outbox(order.id)
    admin = service.seen_by(ADMIN)
    ship = order_service_pb2.ShipOrderRequest(id=order.id)
    await admin.call(service.orders.ShipOrder, ship)
    undo = undo_of(order, order_pb2.ORDER_STATUS_SHIPPED)
    for _ in range(2):
        undone = await admin.call(service.orders.UndoOrderStatus, undo)
        assert undone.order == order
        assert await service.outbox(order.id) == before
    shipped = await admin.call(service.orders.ShipOrder, ship)
    assert shipped.order.status == order_pb2.ORDER_STATUS_SHIPPED


async def test_a_delivery_is_undone_likewise(service: ServiceHarness) -> None:
    order = (await service.seen_by(ANA).place({await service.sell(3): 2})).order
    admin = service.seen_by(ADMIN)
    ship = order_service_pb2.ShipOrderRequest(id=order.id)
    shipped = (await admin.call(service.orders.ShipOrder, ship)).order
    deliver = order_service_pb2.DeliverOrderRequest(id=order.id)
    await admin.call(service.orders.DeliverOrder, deliver)
    with pytest.raises(DomainError) as refused:
        await admin.call(
            service.orders.UndoOrderStatus, undo_of(order, order_pb2.ORDER_STATUS_SHIPPED)
        )
    assert refused.value.reason == "STATUS_CONFLICT"
    undo = undo_of(order, order_pb2.ORDER_STATUS_DELIVERED)
    undone = await admin.call(service.orders.UndoOrderStatus, undo)
    assert undone.order == shipped


async def test_a_notification_that_has_begun_is_not_taken_back(service: ServiceHarness) -> None:
    order = (await service.seen_by(ANA).place({await service.sell(3): 2})).order
    admin = service.seen_by(ADMIN)
    ship = order_service_pb2.ShipOrderRequest(id=order.id)
    shipped = (await admin.call(service.orders.ShipOrder, ship)).order
    await service.begin_delivery(order.id, "tell.email.shipped")
    undo = undo_of(order, order_pb2.ORDER_STATUS_SHIPPED)
    with pytest.raises(DomainError) as refused:
        await admin.call(service.orders.UndoOrderStatus, undo)
    assert refused.value.reason == "UNDO_EXPIRED"
    request = order_service_pb2.GetOrderRequest(id=order.id)
    assert (await admin.call(service.orders.GetOrder, request)).order == shipped
    assert "order.shipped" in await service.outbox(order.id)


async def test_the_buyer_is_notified_of_a_shipping_ten_seconds_later(
    service: ServiceHarness,
) -> None:
    order = (await service.seen_by(ANA).place({await service.sell(3): 2})).order
    ship = order_service_pb2.ShipOrderRequest(id=order.id)
    shipped = (await service.seen_by(ADMIN).call(service.orders.ShipOrder, ship)).order
    due = await service.due_times(order.id)
    changed_at = shipped.history[-1].change_time.ToDatetime(UTC)
    for kind in ("order.shipped", "tell.email.shipped"):
        assert due[kind] - changed_at == UNDO_PERIOD
    assert due["tell.email.confirmed"] <= changed_at


@pytest.mark.parametrize(
    "status", [order_pb2.ORDER_STATUS_UNSPECIFIED, order_pb2.ORDER_STATUS_CANCELLED]
)
async def test_only_an_admin_undoes_and_only_shipping_and_delivery(
    service: ServiceHarness, status: order_pb2.OrderStatus.ValueType
) -> None:
    order = (await service.seen_by(ANA).place({await service.sell(3): 2})).order
    with pytest.raises(DomainError) as refused:
        await service.seen_by(ADMIN).call(service.orders.UndoOrderStatus, undo_of(order, status))
    assert refused.value.kind is Kind.INVALID
    with pytest.raises(DomainError) as refused:
        await service.seen_by(ANA).call(
            service.orders.UndoOrderStatus, undo_of(order, order_pb2.ORDER_STATUS_SHIPPED)
        )
    assert refused.value.reason == "ADMIN_ONLY"


async def test_a_guest_who_cancels_gets_no_sms_about_it(service: ServiceHarness) -> None:
    rug = await service.sell(9)
    guests, customers = await service.place({rug: 1}), await service.seen_by(ANA).place({rug: 1})
    again = await service.place({rug: 1})
    for canceller, placed in ((service, guests), (service.seen_by(ANA), customers)):
        cancel = order_service_pb2.CancelOrderRequest(
            id=placed.order.id, guest_token=placed.guest_token
        )
        await canceller.call(service.orders.CancelOrder, cancel)
    # Whom the shop's own people cancel an order of is told in every way.
    cancel = order_service_pb2.CancelOrderRequest(id=again.order.id)
    await service.seen_by(ADMIN).call(service.orders.CancelOrder, cancel)
    told = {
        placed.order.id: {
            kind for kind in await service.outbox(placed.order.id) if kind.endswith("cancelled")
        }
        for placed in (guests, customers, again)
    }
    by_mail, in_full = (
        {"order.cancelled", "tell.email.cancelled"},
        {"order.cancelled", "tell.email.cancelled", "tell.sms.cancelled"},
    )
    assert list(told.values()) == [by_mail, in_full, in_full]
