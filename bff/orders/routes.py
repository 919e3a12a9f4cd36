"""The endpoints of carts and orders."""

from typing import Final

from bff.clients.clients import RECEIPT_TIMEOUT
from bff.http.endpoint import Authentication, Endpoint, Header, Link
from bff.http.headers import CREATED, LOCATION, SEE_OTHER, SET_COOKIE
from bff.orders import cart_handlers, handlers, sales_handlers
from bff.orders.sales_schemas import Summary, SummaryQuery
from bff.orders.schemas import (
    Cart,
    CartItemChange,
    NewOrder,
    OneOrderQuery,
    Order,
    OrderPage,
    OrderQuery,
    UndoneStatus,
)

_IDEMPOTENCY_KEY: Final = Header(
    handlers.IDEMPOTENCY_KEY,
    "A key that the caller chooses: a retry with the same key and body gets the same response, and"
    " orders nothing twice. Use a UUID. A guest's retry gets the order's cookie again if it carries"
    " the cart's cookie that the first request carried, and only then. Keys belong to the caller:"
    " after signing in, a guest's key counts as new.",
    required=True,
    pattern=handlers.IDEMPOTENCY_KEY_PATTERN,
)

_RECEIPT_LOCATION: Final = Header(
    "Location", "URL of the PDF; it is valid for five minutes and needs no cookie."
)

_ORDER_OPERATIONS: Final = (
    "get_order",
    "get_receipt",
    "cancel_order",
    "ship_order",
    "deliver_order",
    "undo_order_status",
)

_NEW_ORDER: Final = {
    "items": [{"product_id": "0192f0c1-7e55-7c0a-9a3e-4b1f6d2c8a10", "quantity": 2}],
    "contact": {"name": "Ana Ruiz", "email": "ana@example.com", "phone": "+34600000000"},
    "shipping_address": {
        "line1": "Gran Vía 1, 2.º B",
        "city": "Madrid",
        "region": "Madrid",
        "postal_code": "28013",
        "country": "ES",
    },
    "notify": ["email", "sms"],
}

_CARTS: Final = (
    Endpoint(
        method="GET",
        path="/orders/cart",
        handler=cart_handlers.get_cart,
        tag="cart",
        summary="Get the cart at current prices and stock",
        authentication=Authentication.OPTIONAL,
        response=Cart,
        security_schemes=("cartCookie",),
    ),
    Endpoint(
        method="PUT",
        path="/orders/cart/items/{product_id}",
        handler=cart_handlers.put_cart_item,
        tag="cart",
        summary="Set the quantity of a product in the cart",
        authentication=Authentication.OPTIONAL,
        body=CartItemChange,
        example={"quantity": 2},
        response=Cart,
        reasons=("product-not-found", "product-unavailable", "too-many-carts"),
        response_headers=(SET_COOKIE,),
        security_schemes=("cartCookie",),
    ),
    Endpoint(
        method="DELETE",
        path="/orders/cart/items/{product_id}",
        handler=cart_handlers.remove_cart_item,
        tag="cart",
        summary="Remove a product from the cart",
        authentication=Authentication.OPTIONAL,
        response=Cart,
        reasons=("product-not-found",),
        security_schemes=("cartCookie",),
    ),
)

_ORDERS: Final = (
    Endpoint(
        method="POST",
        path="/orders",
        handler=handlers.place_order,
        tag="orders",
        summary="Place an order",
        authentication=Authentication.OPTIONAL,
        body=NewOrder,
        example=_NEW_ORDER,
        response=Order,
        links=(Link("/id", "id", _ORDER_OPERATIONS),),
        status=CREATED,
        reasons=(
            "idempotency-key-missing",
            "idempotency-key-reused",
            "out-of-stock",
            "price-changed",
            "product-unavailable",
            "cart-empty",
            "too-many-units",
            "too-many-orders",
        ),
        request_headers=(_IDEMPOTENCY_KEY,),
        response_headers=(LOCATION, SET_COOKIE),
        security_schemes=("cartCookie",),
    ),
    Endpoint(
        method="GET",
        path="/orders",
        handler=handlers.list_orders,
        tag="orders",
        summary="List the customer's orders, newest first; for admins, optionally all orders",
        authentication=Authentication.REQUIRED,
        query=OrderQuery,
        response=OrderPage,
        links=(Link("/items/0/id", "id", _ORDER_OPERATIONS),),
        reasons=("admin-only",),
    ),
    Endpoint(
        method="GET",
        path="/orders/summary",
        handler=sales_handlers.get_summary,
        tag="orders",
        summary="Get the sales since a moment, and what needs attention",
        authentication=Authentication.ADMIN,
        query=SummaryQuery,
        response=Summary,
    ),
    Endpoint(
        method="GET",
        path="/orders/{id}",
        handler=handlers.get_order,
        query=OneOrderQuery,
        tag="orders",
        summary="Get an order of the caller",
        authentication=Authentication.OPTIONAL,
        response=Order,
        reasons=("order-not-found",),
        security_schemes=("orderCookie",),
    ),
    Endpoint(
        method="GET",
        path="/orders/{id}/receipt",
        handler=handlers.get_receipt,
        tag="orders",
        summary="Get the receipt of an order of the caller, a PDF",
        authentication=Authentication.OPTIONAL,
        status=SEE_OTHER,
        reasons=("order-not-found",),
        response_headers=(_RECEIPT_LOCATION,),
        timeout=RECEIPT_TIMEOUT,
        security_schemes=("orderCookie",),
    ),
    Endpoint(
        method="POST",
        path="/orders/{id}/cancel",
        handler=handlers.cancel_order,
        tag="orders",
        summary="Cancel an order that is not shipped yet",
        authentication=Authentication.OPTIONAL,
        response=Order,
        reasons=("order-not-found", "status-conflict"),
        security_schemes=("orderCookie",),
    ),
    Endpoint(
        method="POST",
        path="/orders/{id}/ship",
        handler=handlers.ship_order,
        tag="orders",
        summary="Mark an order as shipped",
        authentication=Authentication.ADMIN,
        response=Order,
        reasons=("order-not-found", "status-conflict"),
    ),
    Endpoint(
        method="POST",
        path="/orders/{id}/deliver",
        handler=handlers.deliver_order,
        tag="orders",
        summary="Mark an order as delivered",
        authentication=Authentication.ADMIN,
        response=Order,
        reasons=("order-not-found", "status-conflict"),
    ),
    Endpoint(
        method="POST",
        path="/orders/{id}/undo",
        handler=handlers.undo_order_status,
        tag="orders",
        summary="Take an order back from a status, in the ten seconds before anybody is notified",
        authentication=Authentication.ADMIN,
        body=UndoneStatus,
        example={"status": "shipped"},
        response=Order,
        reasons=("order-not-found", "status-conflict", "undo-expired"),
    ),
)

ROUTES: Final = (*_CARTS, *_ORDERS)
