"""Orders: placing, reading and moving them on."""

import re
from typing import Any, Final

from bff.clients.clients import BUY, FETCH, READ
from bff.errors.problems import Problem
from bff.http.endpoint import Answer, Call
from bff.orders import convert
from bff.orders.cart_handlers import cart_token_of
from bff.orders.schemas import NewOrder, OrderPage, OrderQuery
from bff.schemas import Query
from chassis import grpc_client
from chassis.ids import parse_id
from tienda.orders.v1 import order_service_pb2

IDEMPOTENCY_KEY: Final = "Idempotency-Key"
KEY_PATTERN: Final = "^[!-~]{1,255}$"

_KEY = re.compile(KEY_PATTERN)


async def place_order(call: Call[Query, NewOrder]) -> Answer:
    """Confirm a purchase; a guest's browser may read it from now on."""
    request = convert.place_request(call.body, _key_of(call), call.language, cart_token_of(call))
    answer = await grpc_client.call(call.neighbours.orders.PlaceOrder, request, timeout=BUY)
    if answer.guest_token:
        call.cookies.keep_order(answer.order.id, answer.guest_token)
    location = {"Location": f"/orders/{answer.order.id}"}
    return Answer(convert.order(answer.order), headers=location)


async def list_orders(call: Call[OrderQuery, None]) -> Answer:
    """Return a page of the customer's orders or, to an admin, of everybody's."""
    request = convert.list_request(call.query)
    answer = await grpc_client.call(call.neighbours.orders.ListOrders, request, timeout=READ)
    orders = [convert.order(order) for order in answer.orders]
    return Answer(OrderPage(orders, answer.next_page_token or None))


async def get_order(call: Call[Query, None]) -> Answer:
    """Return an order of the caller's own."""
    request = order_service_pb2.GetOrderRequest(
        id=_order_id_of(call), guest_token=call.cookies.order_token
    )
    answer = await grpc_client.call(call.neighbours.orders.GetOrder, request, timeout=READ)
    return Answer(convert.order(answer.order))


async def get_receipt(call: Call[Query, None]) -> Answer:
    """Send the caller on to the receipt of an order of their own."""
    request = order_service_pb2.GetReceiptRequest(
        id=_order_id_of(call), guest_token=call.cookies.order_token
    )
    answer = await grpc_client.call(call.neighbours.orders.GetReceipt, request, timeout=FETCH)
    return Answer(headers={"Location": answer.url})


async def cancel_order(call: Call[Query, None]) -> Answer:
    """Cancel an order that has not left yet."""
    request = order_service_pb2.CancelOrderRequest(
        id=_order_id_of(call), guest_token=call.cookies.order_token
    )
    answer = await grpc_client.call(call.neighbours.orders.CancelOrder, request, timeout=BUY)
    return Answer(convert.order(answer.order))


async def ship_order(call: Call[Query, None]) -> Answer:
    """Say that an order has left."""
    request = order_service_pb2.ShipOrderRequest(id=_order_id_of(call))
    answer = await grpc_client.call(call.neighbours.orders.ShipOrder, request, timeout=BUY)
    return Answer(convert.order(answer.order))


async def deliver_order(call: Call[Query, None]) -> Answer:
    """Say that an order has arrived."""
    request = order_service_pb2.DeliverOrderRequest(id=_order_id_of(call))
    answer = await grpc_client.call(call.neighbours.orders.DeliverOrder, request, timeout=BUY)
    return Answer(convert.order(answer.order))


def _key_of(call: Call[Any, Any]) -> str:
    key = call.headers.get(IDEMPOTENCY_KEY)
    if key is None:
        raise Problem("idempotency-key-missing")
    if not _KEY.fullmatch(key):
        fault = (f"/{IDEMPOTENCY_KEY}", "must be 1 to 255 visible ASCII characters")
        raise Problem("invalid-request", faults=[fault])
    return key


def _order_id_of(call: Call[Any, Any]) -> str:
    order_id = call.path["id"]
    if parse_id(order_id) is None:
        raise Problem("order-not-found")
    return order_id
