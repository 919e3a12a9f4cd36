"""Converts carts to protos."""

from chassis import money
from orders.carts.domain import Cart, CartLine, LeftOutLine, LineState
from tienda.orders.v1 import cart_service_pb2

_STATE = {
    LineState.OK: cart_service_pb2.CART_LINE_STATE_OK,
    LineState.SOLD_OUT: cart_service_pb2.CART_LINE_STATE_SOLD_OUT,
    LineState.TOO_FEW: cart_service_pb2.CART_LINE_STATE_TOO_FEW,
    LineState.GONE: cart_service_pb2.CART_LINE_STATE_GONE,
    LineState.DEARER: cart_service_pb2.CART_LINE_STATE_DEARER,
    LineState.CHEAPER: cart_service_pb2.CART_LINE_STATE_CHEAPER,
}


def to_cart(cart: Cart) -> cart_service_pb2.Cart:
    """Convert a cart."""
    total = money.to_proto(cart.total) if cart.total is not None else None
    return cart_service_pb2.Cart(
        lines=[_to_line(line) for line in cart.lines],
        total=total,
        left_out=[_to_left_out(line) for line in cart.left_out],
    )


def _to_left_out(line: LeftOutLine) -> cart_service_pb2.LeftOutLine:
    return cart_service_pb2.LeftOutLine(
        product_id=str(line.item.product_id),
        quantity=line.item.quantity,
        slug=line.offer.slug if line.offer else "",
        name=line.offer.name if line.offer else "",
    )


def _to_line(line: CartLine) -> cart_service_pb2.CartLine:
    proto = cart_service_pb2.CartLine(
        product_id=str(line.item.product_id),
        quantity=line.item.quantity,
        seen_price=money.to_proto(line.item.added_price),
        available_quantity=line.available,
        state=_STATE[line.state],
    )
    if line.offer is not None:
        proto.slug = line.offer.slug
        proto.name = line.offer.name
        proto.unit_price.CopyFrom(money.to_proto(line.offer.price))
        proto.total.CopyFrom(money.to_proto(line.offer.price.times(line.item.quantity)))
    return proto
