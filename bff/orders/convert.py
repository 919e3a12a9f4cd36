"""Convert carts and orders between protobuf and REST."""

from collections.abc import Mapping
from datetime import UTC
from typing import Final

from msgspec import UNSET

from bff import money
from bff.orders import schemas
from bff.products.convert import first_image, summary
from bff.products.schemas import ProductSummary
from bff.schemas import Channel, Language, Money
from tienda.catalog.v1 import product_pb2
from tienda.orders.v1 import cart_service_pb2, order_pb2, order_service_pb2

_STATUS_FROM_PROTO: Final[dict[order_pb2.OrderStatus.ValueType, schemas.OrderStatus]] = {
    order_pb2.ORDER_STATUS_CONFIRMED: "confirmed",
    order_pb2.ORDER_STATUS_SHIPPED: "shipped",
    order_pb2.ORDER_STATUS_DELIVERED: "delivered",
    order_pb2.ORDER_STATUS_CANCELLED: "cancelled",
}
STATUS_TO_PROTO: Final = {name: value for value, name in _STATUS_FROM_PROTO.items()}
_CHANNEL_FROM_PROTO: Final[dict[order_pb2.NotifyChannel.ValueType, Channel]] = {
    order_pb2.NOTIFY_CHANNEL_EMAIL: "email",
    order_pb2.NOTIFY_CHANNEL_SMS: "sms",
}
_CHANNEL_TO_PROTO: Final = {name: value for value, name in _CHANNEL_FROM_PROTO.items()}
_LINE_STATE_FROM_PROTO: Final[dict[cart_service_pb2.CartLineState.ValueType, schemas.LineState]] = {
    cart_service_pb2.CART_LINE_STATE_OK: "ok",
    cart_service_pb2.CART_LINE_STATE_SOLD_OUT: "sold-out",
    cart_service_pb2.CART_LINE_STATE_TOO_FEW: "too-few",
    cart_service_pb2.CART_LINE_STATE_GONE: "gone",
    cart_service_pb2.CART_LINE_STATE_DEARER: "dearer",
    cart_service_pb2.CART_LINE_STATE_CHEAPER: "cheaper",
}


def cart(
    cart: cart_service_pb2.Cart, products: Mapping[str, product_pb2.Product], currency: str
) -> schemas.Cart:
    """Return the cart; `products`, by id, need not have the product of every line.

    The total of a cart without lines is in `currency`.
    """
    lines = [_cart_line(line, products.get(line.product_id)) for line in cart.lines]
    if cart.HasField("total"):
        total = money.from_proto(cart.total)
    else:
        total = Money(0, lines[0].unit_price.currency if lines else currency)
    return schemas.Cart(
        items=lines,
        count=sum(line.quantity for line in lines),
        total=total,
        left_out=[
            schemas.LeftOutLine(line.product_id, line.slug, line.name, line.quantity)
            for line in cart.left_out
        ]
        or UNSET,
    )


def _cart_line(
    line: cart_service_pb2.CartLine, product: product_pb2.Product | None
) -> schemas.CartLine:
    # A product that is no longer sold has no price now; show the one that the shopper saw.
    price = money.from_proto(line.unit_price if line.HasField("unit_price") else line.seen_price)
    return schemas.CartLine(
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
        state=_LINE_STATE_FROM_PROTO[line.state],
    )


def place_order_request(
    order: schemas.NewOrder, idempotency_key: str, language: Language, cart_token: str
) -> order_service_pb2.PlaceOrderRequest:
    """Return the request to place an order."""
    address = order.shipping_address
    return order_service_pb2.PlaceOrderRequest(
        idempotency_key=idempotency_key,
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
            postal_code=address.postal_code or "",
            country_code=address.country,
        ),
        notify_channels=[_CHANNEL_TO_PROTO[channel] for channel in order.notify],
        language=language,
        cart_token=cart_token,
    )


def list_orders_request(query: schemas.OrderQuery) -> order_service_pb2.ListOrdersRequest:
    """Return the request for a page of orders."""
    return order_service_pb2.ListOrdersRequest(
        page_size=query.limit,
        page_token=query.cursor or "",
        all_customers=query.scope == "all",
        status=STATUS_TO_PROTO[query.status]
        if query.status
        else order_pb2.ORDER_STATUS_UNSPECIFIED,
    )


def order(
    order: order_pb2.Order, products: Mapping[str, product_pb2.Product] | None = None
) -> schemas.Order:
    """Return an order, its lines with these products if there are any to show."""
    address = order.shipping_address
    return schemas.Order(
        id=order.id,
        number=order.number,
        status=_STATUS_FROM_PROTO[order.status],
        items=[
            schemas.OrderLine(
                product_id=line.product_id,
                name=line.name,
                quantity=line.quantity,
                unit_price=money.from_proto(line.unit_price),
                total=money.from_proto(line.total),
                product=UNSET if products is None else _product(products, line.product_id),
            )
            for line in order.lines
        ],
        total=money.from_proto(order.total),
        message=order.message,
        created_at=order.create_time.ToDatetime(UTC),
        contact=schemas.OrderContact(
            order.contact.name, order.contact.email, order.contact.phone or None
        ),
        shipping_address=schemas.OrderAddress(
            line1=address.line1,
            line2=address.line2 or None,
            city=address.city,
            region=address.region or None,
            postal_code=address.postal_code,
            country=address.country_code,
        ),
        notify=[_CHANNEL_FROM_PROTO[channel] for channel in order.notify_channels],
        history=[
            schemas.StatusChange(
                _STATUS_FROM_PROTO[change.status], change.change_time.ToDatetime(UTC)
            )
            for change in order.history
        ],
    )


def _product(products: Mapping[str, product_pb2.Product], product_id: str) -> ProductSummary | None:
    product = products.get(product_id)
    return summary(product) if product else None
