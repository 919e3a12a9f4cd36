"""The table of carts and orders."""

from typing import Final

from bff.clients.clients import FETCH
from bff.http.endpoint import Endpoint, Header, Identity
from bff.http.headers import CREATED, LOCATION, SEE_OTHER, SET_COOKIE
from bff.orders import cart_handlers, sales_handlers
from bff.orders import handlers as order_handlers
from bff.orders.sales_schemas import Summary, SummaryQuery
from bff.orders.schemas import Cart, CartItemChange, NewOrder, Order, OrderPage, OrderQuery

KEY: Final = Header(
    order_handlers.IDEMPOTENCY_KEY,
    "The caller's own name for this purchase: a repeat with the same key and body gets the same"
    " answer, and nothing is bought twice. Use a UUID: who repeats a guest's purchase, key and"
    " body, is answered that guest's order. A key is one caller's: to who has signed in since, it"
    " stands for nothing yet.",
    required=True,
    pattern=order_handlers.KEY_PATTERN,
)

RECEIPT: Final = Header(
    "Location", "Where the PDF is; anybody may read it there for five minutes, without a cookie."
)

CARTS: Final = (
    Endpoint(
        method="GET",
        path="/orders/cart",
        handler=cart_handlers.get_cart,
        tag="cart",
        summary="The cart at today's prices and stock",
        identity=Identity.OPTIONAL,
        answer=Cart,
        schemes=("cartCookie",),
    ),
    Endpoint(
        method="PUT",
        path="/orders/cart/items/{product_id}",
        handler=cart_handlers.put_cart_item,
        tag="cart",
        summary="Put a product in the cart, or change how many",
        identity=Identity.OPTIONAL,
        body=CartItemChange,
        answer=Cart,
        reasons=("product-not-found", "product-unavailable"),
        answers=(SET_COOKIE,),
        schemes=("cartCookie",),
    ),
    Endpoint(
        method="DELETE",
        path="/orders/cart/items/{product_id}",
        handler=cart_handlers.remove_cart_item,
        tag="cart",
        summary="Take a product out of the cart",
        identity=Identity.OPTIONAL,
        answer=Cart,
        reasons=("product-not-found",),
        schemes=("cartCookie",),
    ),
)

ORDERS: Final = (
    Endpoint(
        method="POST",
        path="/orders",
        handler=order_handlers.place_order,
        tag="orders",
        summary="Confirm a purchase",
        identity=Identity.OPTIONAL,
        body=NewOrder,
        answer=Order,
        status=CREATED,
        reasons=(
            "idempotency-key-missing",
            "idempotency-key-reused",
            "out-of-stock",
            "price-changed",
            "product-unavailable",
            "cart-empty",
        ),
        reads=(KEY,),
        answers=(LOCATION, SET_COOKIE),
        schemes=("cartCookie",),
    ),
    Endpoint(
        method="GET",
        path="/orders",
        handler=order_handlers.list_orders,
        tag="orders",
        summary="One's own orders, newest first; everybody's to an admin who asks",
        identity=Identity.REQUIRED,
        query=OrderQuery,
        answer=OrderPage,
        reasons=("admin-only",),
    ),
    Endpoint(
        method="GET",
        path="/orders/summary",
        handler=sales_handlers.get_summary,
        tag="orders",
        summary="What was ordered since a moment, and what has to be seen to",
        identity=Identity.ADMIN,
        query=SummaryQuery,
        answer=Summary,
    ),
    Endpoint(
        method="GET",
        path="/orders/{id}",
        handler=order_handlers.get_order,
        tag="orders",
        summary="An order of one's own",
        identity=Identity.OPTIONAL,
        answer=Order,
        reasons=("order-not-found",),
        schemes=("orderCookie",),
    ),
    Endpoint(
        method="GET",
        path="/orders/{id}/receipt",
        handler=order_handlers.get_receipt,
        tag="orders",
        summary="The receipt of an order of one's own, a PDF",
        identity=Identity.OPTIONAL,
        status=SEE_OTHER,
        reasons=("order-not-found",),
        answers=(RECEIPT,),
        within=FETCH,
        schemes=("orderCookie",),
    ),
    Endpoint(
        method="POST",
        path="/orders/{id}/cancel",
        handler=order_handlers.cancel_order,
        tag="orders",
        summary="Cancel an order that has not left yet",
        identity=Identity.OPTIONAL,
        answer=Order,
        reasons=("order-not-found", "status-conflict"),
        schemes=("orderCookie",),
    ),
    Endpoint(
        method="POST",
        path="/orders/{id}/ship",
        handler=order_handlers.ship_order,
        tag="orders",
        summary="Say that an order has left",
        identity=Identity.ADMIN,
        answer=Order,
        reasons=("order-not-found", "status-conflict"),
    ),
    Endpoint(
        method="POST",
        path="/orders/{id}/deliver",
        handler=order_handlers.deliver_order,
        tag="orders",
        summary="Say that an order has arrived",
        identity=Identity.ADMIN,
        answer=Order,
        reasons=("order-not-found", "status-conflict"),
    ),
)
