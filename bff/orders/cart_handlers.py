"""Handlers of the cart of a guest or a customer."""

from typing import Any

from bff.clients.clients import DEFAULT_TIMEOUT, OPTIONAL_TIMEOUT, WRITE_TIMEOUT, Clients
from bff.errors.problems import Problem
from bff.http.endpoint import Request, Response
from bff.orders import convert
from bff.orders.schemas import CartItemChange
from bff.products.product_lookup import products_by_id
from bff.schemas import Language, Query
from chassis.errors import DomainError
from chassis.ids import parse_id
from chassis.rpc import grpc_client
from tienda.catalog.v1 import product_pb2
from tienda.orders.v1 import cart_service_pb2


async def get_cart(request: Request[Query, None]) -> Response:
    """Return the cart, which is empty if there is none yet."""
    message = cart_service_pb2.GetCartRequest(
        cart_token=cart_token_of(request), language=request.language
    )
    reply = await grpc_client.call(request.clients.carts.GetCart, message, timeout=DEFAULT_TIMEOUT)
    return await _cart_response(request, reply.cart)


async def put_cart_item(request: Request[Query, CartItemChange]) -> Response:
    """Set the quantity of a product in the cart; create a guest's cart if there is none."""
    message = cart_service_pb2.SetCartItemRequest(
        cart_token=cart_token_of(request),
        product_id=_product_id(request),
        quantity=request.body.quantity,
        language=request.language,
    )
    reply = await grpc_client.call(
        request.clients.carts.SetCartItem, message, timeout=WRITE_TIMEOUT
    )
    if reply.cart_token:
        request.cookies.set_cart(reply.cart_token)
    return await _cart_response(request, reply.cart)


async def remove_cart_item(request: Request[Query, None]) -> Response:
    """Remove a product from the cart; no error if it is not there."""
    message = cart_service_pb2.RemoveCartItemRequest(
        cart_token=cart_token_of(request),
        product_id=_product_id(request),
        language=request.language,
    )
    reply = await grpc_client.call(
        request.clients.carts.RemoveCartItem, message, timeout=WRITE_TIMEOUT
    )
    return await _cart_response(request, reply.cart)


def cart_token_of(request: Request[Any, Any]) -> str:
    """Return the token of the guest's cart; empty for a customer, whose account has a cart."""
    return "" if request.has_access_token else request.cookies.cart_token


def _product_id(request: Request[Any, Any]) -> str:
    product_id = request.path["product_id"]
    if parse_id(product_id) is None:
        raise Problem("product-not-found")
    return product_id


async def _cart_response(request: Request[Any, Any], cart: cart_service_pb2.Cart) -> Response:
    ids = [line.product_id for line in cart.lines]
    products = await _get_products(request.clients, ids, request.language)
    # An empty cart has no line to take the currency from.
    currency = "" if ids else await request.clients.shop_currency()
    return Response(convert.cart(cart, products, currency))


async def _get_products(
    clients: Clients, ids: list[str], language: Language
) -> dict[str, product_pb2.Product]:
    """Return the products by id, for their pictures; none if catalog does not respond in time."""
    try:
        return await products_by_id(clients, ids, language, timeout=OPTIONAL_TIMEOUT)
    except DomainError:
        return {}
