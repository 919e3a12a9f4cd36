"""Handlers of orders: place, read, cancel, ship and deliver them."""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import UNSET

from bff.clients.clients import (
    DEFAULT_TIMEOUT,
    OPTIONAL_TIMEOUT,
    RECEIPT_TIMEOUT,
    WRITE_TIMEOUT,
)
from bff.errors.problems import FieldError, Problem
from bff.http.endpoint import Request, Response
from bff.orders import convert
from bff.orders.cart_handlers import cart_token_of
from bff.orders.schemas import NewOrder, OneOrderQuery, OrderPage, OrderQuery, UndoneStatus
from bff.schemas import Query
from chassis.errors import DomainError
from chassis.ids import parse_id
from chassis.rpc import grpc_client
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2, product_pb2
from tienda.orders.v1 import order_pb2, order_service_pb2

IDEMPOTENCY_KEY: Final = "Idempotency-Key"
MAX_IDEMPOTENCY_KEY_LENGTH: Final = 255
IDEMPOTENCY_KEY_PATTERN: Final = f"^[!-~]{{1,{MAX_IDEMPOTENCY_KEY_LENGTH}}}$"

_VALID_KEY = re.compile(IDEMPOTENCY_KEY_PATTERN)


async def place_order(request: Request[Query, NewOrder]) -> Response:
    """Place an order; a cookie lets a guest's browser read it afterwards."""
    message = convert.place_order_request(
        request.body, _idempotency_key(request), request.language, cart_token_of(request)
    )
    reply = await grpc_client.call(
        request.clients.orders.PlaceOrder, message, timeout=WRITE_TIMEOUT
    )
    if reply.guest_token:
        request.cookies.set_order(reply.order.id, reply.guest_token)
    headers = {"Location": f"/orders/{reply.order.id}"}
    return Response(convert.order(reply.order), headers=headers)


async def list_orders(request: Request[OrderQuery, None]) -> Response:
    """Return a page of the customer's orders or, for an admin, of all orders, newest first."""
    message = convert.list_orders_request(request.query)
    reply = await grpc_client.call(
        request.clients.orders.ListOrders, message, timeout=DEFAULT_TIMEOUT
    )
    orders = [convert.order(order) for order in reply.orders]
    return Response(OrderPage(orders, reply.next_page_token or None))


async def get_order(request: Request[OneOrderQuery, None]) -> Response:
    """Return an order of the caller, with the products of its lines if they are asked for."""
    message = order_service_pb2.GetOrderRequest(
        id=_order_id(request), guest_token=request.cookies.order_token
    )
    reply = await grpc_client.call(
        request.clients.orders.GetOrder, message, timeout=DEFAULT_TIMEOUT
    )
    if request.query.include is UNSET:
        return Response(convert.order(reply.order))
    return Response(convert.order(reply.order, await _products_of(reply.order, request)))


async def get_receipt(request: Request[Query, None]) -> Response:
    """Redirect to the receipt of an order of the caller, a PDF."""
    message = order_service_pb2.GetReceiptRequest(
        id=_order_id(request), guest_token=request.cookies.order_token
    )
    reply = await grpc_client.call(
        request.clients.orders.GetReceipt, message, timeout=RECEIPT_TIMEOUT
    )
    return Response(headers={"Location": reply.url})


async def cancel_order(request: Request[Query, None]) -> Response:
    """Cancel an order that has not been shipped."""
    message = order_service_pb2.CancelOrderRequest(
        id=_order_id(request), guest_token=request.cookies.order_token
    )
    reply = await grpc_client.call(
        request.clients.orders.CancelOrder, message, timeout=WRITE_TIMEOUT
    )
    return Response(convert.order(reply.order))


async def ship_order(request: Request[Query, None]) -> Response:
    """Mark an order as shipped."""
    message = order_service_pb2.ShipOrderRequest(id=_order_id(request))
    reply = await grpc_client.call(request.clients.orders.ShipOrder, message, timeout=WRITE_TIMEOUT)
    return Response(convert.order(reply.order))


async def deliver_order(request: Request[Query, None]) -> Response:
    """Mark an order as delivered."""
    message = order_service_pb2.DeliverOrderRequest(id=_order_id(request))
    reply = await grpc_client.call(
        request.clients.orders.DeliverOrder, message, timeout=WRITE_TIMEOUT
    )
    return Response(convert.order(reply.order))


async def undo_order_status(request: Request[Query, UndoneStatus]) -> Response:
    """Take an order back from a status that nobody was notified of yet."""
    message = order_service_pb2.UndoOrderStatusRequest(
        id=_order_id(request), status=convert.STATUS_TO_PROTO[request.body.status]
    )
    reply = await grpc_client.call(
        request.clients.orders.UndoOrderStatus, message, timeout=WRITE_TIMEOUT
    )
    return Response(convert.order(reply.order))


async def _products_of(
    order: order_pb2.Order, request: Request[OneOrderQuery, None]
) -> Mapping[str, product_pb2.Product]:
    """Return the products of the order's lines by id; none if catalog does not answer."""
    message = catalog_service_pb2.BatchGetProductsRequest(
        ids=[line.product_id for line in order.lines], language=request.language
    )
    try:
        # As the caller, since an admin also sees what has become a draft meanwhile.
        reply = await grpc_client.call(
            request.clients.catalog.BatchGetProducts, message, timeout=OPTIONAL_TIMEOUT
        )
    except DomainError:
        return {}
    return {product.id: product for product in reply.products}


def _idempotency_key(request: Request[Any, Any]) -> str:
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is None:
        raise Problem("idempotency-key-missing")
    if not _VALID_KEY.fullmatch(key):
        malformed = FieldError(
            f"/{IDEMPOTENCY_KEY}",
            Code.MALFORMED_IDEMPOTENCY_KEY,
            {"max": MAX_IDEMPOTENCY_KEY_LENGTH},
        )
        raise Problem("invalid-request", field_errors=[malformed])
    return key


def _order_id(request: Request[Any, Any]) -> str:
    order_id = request.path["id"]
    if parse_id(order_id) is None:
        raise Problem("order-not-found")
    return order_id
