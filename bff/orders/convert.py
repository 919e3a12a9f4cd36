"""Carts and orders between protos and REST."""

from collections.abc import Mapping
from datetime import UTC
from typing import Final

from bff import money
from bff.orders import schemas as shapes
from bff.products.convert import first_image
from bff.schemas import Language, Money
from tienda.catalog.v1 import product_pb2
from tienda.orders.v1 import cart_service_pb2, order_pb2, order_service_pb2

_STATUSES: Final[dict[order_pb2.OrderStatus.ValueType, shapes.OrderStatus]] = {
    order_pb2.ORDER_STATUS_CONFIRMED: "confirmed",
    order_pb2.ORDER_STATUS_SHIPPED: "shipped",
    order_pb2.ORDER_STATUS_DELIVERED: "delivered",
    order_pb2.ORDER_STATUS_CANCELLED: "cancelled",
}
_STATUSES_BACK: Final = {name: value for value, name in _STATUSES.items()}
_CHANNELS: Final[dict[order_pb2.NotifyChannel.ValueType, shapes.Channel]] = {
    order_pb2.NOTIFY_CHANNEL_EMAIL: "email",
    order_pb2.NOTIFY_CHANNEL_SMS: "sms",
}
_CHANNELS_BACK: Final = {name: value for value, name in _CHANNELS.items()}
_LINE_STATES: Final[dict[cart_service_pb2.CartLineState.ValueType, shapes.LineState]] = {
    cart_service_pb2.CART_LINE_STATE_OK: "ok",
    cart_service_pb2.CART_LINE_STATE_SOLD_OUT: "sold-out",
    cart_service_pb2.CART_LINE_STATE_TOO_FEW: "too-few",
    cart_service_pb2.CART_LINE_STATE_GONE: "gone",
    cart_service_pb2.CART_LINE_STATE_DEARER: "dearer",
    cart_service_pb2.CART_LINE_STATE_CHEAPER: "cheaper",
}
_NOTHING: Final = Money(0, "EUR")
"""What an empty cart costs: no line names a currency."""


def cart(cart: cart_service_pb2.Cart, products: Mapping[str, product_pb2.Product]) -> shapes.Cart:
    """Read a cart; `products` are those of its lines, as far as they are to be had."""
    lines = [_cart_line(line, products.get(line.product_id)) for line in cart.lines]
    if cart.HasField("total"):
        total = money.from_proto(cart.total)
    else:
        total = Money(0, lines[0].unit_price.currency) if lines else _NOTHING
    return shapes.Cart(items=lines, count=sum(line.quantity for line in lines), total=total)


def _cart_line(
    line: cart_service_pb2.CartLine, product: product_pb2.Product | None
) -> shapes.CartLine:
    # A product that is gone has no price today, but the shopper remembers one.
    price = money.from_proto(line.unit_price if line.HasField("unit_price") else line.seen_price)
    return shapes.CartLine(
        product_id=line.product_id,
        slug=line.slug or (product.slug if product else ""),
        name=line.name or (product.text.name if product else ""),
        image=first_image(product) if product else None,
        quantity=line.quantity,
        unit_price=price,
        total=money.from_proto(line.total)
        if line.HasField("total")
        else Money(price.amount * line.quantity, price.currency),
        available=line.available_quantity,
        state=_LINE_STATES[line.state],
    )


def place_request(
    order: shapes.NewOrder, key: str, language: Language, cart_token: str
) -> order_service_pb2.PlaceOrderRequest:
    """Write a purchase."""
    address = order.shipping_address
    return order_service_pb2.PlaceOrderRequest(
        idempotency_key=key,
        items=[
            order_service_pb2.OrderItem(
                product_id=item.product_id,
                quantity=item.quantity,
                unit_price=money.to_proto(item.unit_price) if item.unit_price else None,
            )
            for item in order.items or ()
        ],
        contact=order_pb2.Contact(
            name=order.contact.name, email=order.contact.email, phone=order.contact.phone or ""
        ),
        shipping_address=order_pb2.Address(
            line1=address.line1,
            line2=address.line2 or "",
            city=address.city,
            region=address.region or "",
            postal_code=address.postal_code,
            country_code=address.country,
        ),
        notify_channels=[_CHANNELS_BACK[channel] for channel in order.notify],
        language=language,
        cart_token=cart_token,
    )


def list_request(query: shapes.OrderQuery) -> order_service_pb2.ListOrdersRequest:
    """Write which orders to list."""
    return order_service_pb2.ListOrdersRequest(
        page_size=query.limit,
        page_token=query.cursor or "",
        all_customers=query.scope == "all",
        status=_STATUSES_BACK[query.status] if query.status else order_pb2.ORDER_STATUS_UNSPECIFIED,
    )


def order(order: order_pb2.Order) -> shapes.Order:
    """Read an order."""
    address = order.shipping_address
    return shapes.Order(
        id=order.id,
        number=order.number,
        status=_STATUSES[order.status],
        items=[
            shapes.OrderLine(
                product_id=line.product_id,
                name=line.name,
                quantity=line.quantity,
                unit_price=money.from_proto(line.unit_price),
                total=money.from_proto(line.total),
            )
            for line in order.lines
        ],
        total=money.from_proto(order.total),
        message=order.message,
        created_at=order.create_time.ToDatetime(UTC),
        contact=shapes.OrderContact(
            order.contact.name, order.contact.email, order.contact.phone or None
        ),
        shipping_address=shapes.OrderAddress(
            line1=address.line1,
            line2=address.line2 or None,
            city=address.city,
            region=address.region or None,
            postal_code=address.postal_code,
            country=address.country_code,
        ),
        notify=[_CHANNELS[channel] for channel in order.notify_channels],
        history=[
            shapes.StatusChange(_STATUSES[step.status], step.change_time.ToDatetime(UTC))
            for step in order.history
        ],
    )
