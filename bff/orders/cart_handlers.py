"""The cart of a guest or a customer."""

from typing import Any

from bff.clients.clients import BUY, GARNISH, READ, Neighbours
from bff.errors.problems import Problem
from bff.http.endpoint import Answer, Call
from bff.orders import convert
from bff.orders.schemas import CartItemChange
from bff.schemas import Language, Query
from chassis import grpc_client
from chassis import request_context as current
from chassis.errors import DomainError
from chassis.ids import parse_id
from tienda.catalog.v1 import catalog_service_pb2, product_pb2
from tienda.orders.v1 import cart_service_pb2


async def get_cart(call: Call[Query, None]) -> Answer:
    """Return the cart; one that was never begun is empty."""
    request = cart_service_pb2.GetCartRequest(
        cart_token=cart_token_of(call), language=call.language
    )
    answer = await grpc_client.call(call.neighbours.carts.GetCart, request, timeout=READ)
    return await _answer_cart(call, answer.cart)


async def put_cart_item(call: Call[Query, CartItemChange]) -> Answer:
    """Put a product in the cart, or change how many; a guest's cart begins with the first."""
    request = cart_service_pb2.SetCartItemRequest(
        cart_token=cart_token_of(call),
        product_id=_product_id_of(call),
        quantity=call.body.quantity,
        language=call.language,
    )
    answer = await grpc_client.call(call.neighbours.carts.SetCartItem, request, timeout=BUY)
    if answer.cart_token:
        call.cookies.keep_cart(answer.cart_token)
    return await _answer_cart(call, answer.cart)


async def remove_cart_item(call: Call[Query, None]) -> Answer:
    """Take a product out of the cart; one that is not in is no error."""
    request = cart_service_pb2.RemoveCartItemRequest(
        cart_token=cart_token_of(call),
        product_id=_product_id_of(call),
        language=call.language,
    )
    answer = await grpc_client.call(call.neighbours.carts.RemoveCartItem, request, timeout=BUY)
    return await _answer_cart(call, answer.cart)


def cart_token_of(call: Call[Any, Any]) -> str:
    """Return the guest's cart; a customer's hangs on the account."""
    return "" if call.is_customer else call.cookies.cart_token


def _product_id_of(call: Call[Any, Any]) -> str:
    product_id = call.path["product_id"]
    if parse_id(product_id) is None:
        raise Problem("product-not-found")
    return product_id


async def _answer_cart(call: Call[Any, Any], cart: cart_service_pb2.Cart) -> Answer:
    ids = [line.product_id for line in cart.lines]
    products = await _products(call.neighbours, ids, call.language)
    return Answer(convert.cart(cart, products))


async def _products(
    neighbours: Neighbours, ids: list[str], language: Language
) -> dict[str, product_pb2.Product]:
    """Return the products of the cart for their pictures; none when the catalogue is slow."""
    if not ids:
        return {}
    request = catalog_service_pb2.BatchGetProductsRequest(ids=ids, language=language)
    # Pictures are for everybody: the catalogue need not check who asks.
    token = current.access_token.set("")
    try:
        answer = await grpc_client.call(
            neighbours.catalog.BatchGetProducts, request, timeout=GARNISH
        )
    except DomainError:
        return {}
    finally:
        current.access_token.reset(token)
    return {product.id: product for product in answer.products}
