"""The servicers of orders: convert in, call, convert out."""

from collections.abc import Set as AbstractSet
from typing import Any

import grpc.aio

from chassis.errors import Validation
from chassis.request_context import caller
from chassis.violations import Code
from orders import convert
from orders.carts import convert as cart_convert
from orders.carts.commands import CartCommands
from orders.lifecycle import OrderLifecycle
from orders.placement.place_order import PlaceOrder
from orders.receipts.receipts import Receipts
from orders.sales import convert as sales_convert
from orders.sales.reports import SalesReports
from orders.stock.commands import StockCommands
from tienda.orders.v1 import (
    cart_service_pb2,
    cart_service_pb2_grpc,
    order_service_pb2,
    order_service_pb2_grpc,
    stock_service_pb2,
    stock_service_pb2_grpc,
)

Context = grpc.aio.ServicerContext[Any, Any]

_MAX_READ, _MAX_SET, _MAX_ON_HAND = 100, 1000, 1_000_000_000


class OrderServicer(order_service_pb2_grpc.OrderServiceServicer):
    """tienda.orders.v1.OrderService."""

    def __init__(
        self,
        *,
        place_order: PlaceOrder,
        lifecycle: OrderLifecycle,
        receipts: Receipts,
        sales: SalesReports,
        sms_countries: AbstractSet[str],
    ) -> None:
        self._place_order = place_order
        self._lifecycle = lifecycle
        self._receipts = receipts
        self._sales = sales
        self._sms_countries = sms_countries

    async def PlaceOrder(
        self, request: order_service_pb2.PlaceOrderRequest, context: Context
    ) -> order_service_pb2.PlaceOrderResponse:
        """Place an order of the items named, or of the caller's cart."""
        buyer = caller.get()
        wanted = convert.order_request(request, buyer, self._sms_countries)
        order = await self._place_order.place(wanted, buyer)
        return order_service_pb2.PlaceOrderResponse(
            order=convert.to_order(order), guest_token=order.guest_token or ""
        )

    async def GetOrder(
        self, request: order_service_pb2.GetOrderRequest, context: Context
    ) -> order_service_pb2.GetOrderResponse:
        """Return one of the caller's orders."""
        order_id = convert.id_of(request.id, "id")
        order = await self._lifecycle.get_order(caller.get(), order_id, request.guest_token)
        return order_service_pb2.GetOrderResponse(order=convert.to_order(order))

    async def GetReceipt(
        self, request: order_service_pb2.GetReceiptRequest, context: Context
    ) -> order_service_pb2.GetReceiptResponse:
        """Return a link to the receipt of one of the caller's orders."""
        order_id = convert.id_of(request.id, "id")
        order = await self._lifecycle.get_order(caller.get(), order_id, request.guest_token)
        return convert.to_receipt_link(await self._receipts.link(order))

    async def ListOrders(
        self, request: order_service_pb2.ListOrdersRequest, context: Context
    ) -> order_service_pb2.ListOrdersResponse:
        """Return a page of the caller's orders or, for an admin, of everybody's."""
        size = convert.page_size(request.page_size)
        status = convert.status_filter(request.status)
        before = convert.before_number(request.page_token)
        list_orders = (
            self._lifecycle.list_all_orders
            if request.all_customers
            else self._lifecycle.list_own_orders
        )
        # One more than the page has, to know whether there is another page.
        orders = await list_orders(caller.get(), status, before, size + 1)
        page = orders[:size]
        return order_service_pb2.ListOrdersResponse(
            orders=map(convert.to_order, page),
            next_page_token=convert.page_token(page[-1].number) if len(orders) > size else "",
        )

    async def CancelOrder(
        self, request: order_service_pb2.CancelOrderRequest, context: Context
    ) -> order_service_pb2.CancelOrderResponse:
        """Cancel one of the caller's orders."""
        order_id = convert.id_of(request.id, "id")
        order = await self._lifecycle.cancel(caller.get(), order_id, request.guest_token)
        return order_service_pb2.CancelOrderResponse(order=convert.to_order(order))

    async def ShipOrder(
        self, request: order_service_pb2.ShipOrderRequest, context: Context
    ) -> order_service_pb2.ShipOrderResponse:
        """Mark an order as shipped."""
        order = await self._lifecycle.ship(caller.get(), convert.id_of(request.id, "id"))
        return order_service_pb2.ShipOrderResponse(order=convert.to_order(order))

    async def DeliverOrder(
        self, request: order_service_pb2.DeliverOrderRequest, context: Context
    ) -> order_service_pb2.DeliverOrderResponse:
        """Mark an order as delivered."""
        order = await self._lifecycle.deliver(caller.get(), convert.id_of(request.id, "id"))
        return order_service_pb2.DeliverOrderResponse(order=convert.to_order(order))

    async def UndoOrderStatus(
        self, request: order_service_pb2.UndoOrderStatusRequest, context: Context
    ) -> order_service_pb2.UndoOrderStatusResponse:
        """Take an order back from a status that nobody was notified of yet."""
        order_id, status = convert.undo_request(request)
        order = await self._lifecycle.undo(caller.get(), order_id, status)
        return order_service_pb2.UndoOrderStatusResponse(order=convert.to_order(order))

    async def ListBestsellers(
        self, request: order_service_pb2.ListBestsellersRequest, context: Context
    ) -> order_service_pb2.ListBestsellersResponse:
        """Return the products that sell best."""
        size = sales_convert.bestsellers_request(request)
        return sales_convert.to_bestsellers(await self._sales.list_bestsellers(size))

    async def GetSummary(
        self, request: order_service_pb2.GetSummaryRequest, context: Context
    ) -> order_service_pb2.GetSummaryResponse:
        """Return the figures of recent orders."""
        since, low_level = sales_convert.summary_request(request)
        summary = await self._sales.summarize(caller.get(), since, low_level)
        return sales_convert.to_summary(summary)


class CartServicer(cart_service_pb2_grpc.CartServiceServicer):
    """tienda.orders.v1.CartService."""

    def __init__(self, *, carts: CartCommands) -> None:
        self._carts = carts

    async def GetCart(
        self, request: cart_service_pb2.GetCartRequest, context: Context
    ) -> cart_service_pb2.GetCartResponse:
        """Return the caller's cart."""
        language = _language(request.language)
        cart = await self._carts.get_cart(caller.get(), request.cart_token, language)
        return cart_service_pb2.GetCartResponse(cart=cart_convert.to_cart(cart))

    async def SetCartItem(
        self, request: cart_service_pb2.SetCartItemRequest, context: Context
    ) -> cart_service_pb2.SetCartItemResponse:
        """Add a product to the caller's cart, or change its quantity."""
        validation = Validation()
        convert.check_quantity(request.quantity, "quantity", validation)
        validation.raise_if_invalid()
        cart, token = await self._carts.set_item(
            caller.get(),
            request.cart_token,
            convert.id_of(request.product_id, "product_id"),
            request.quantity,
            _language(request.language),
        )
        return cart_service_pb2.SetCartItemResponse(
            cart=cart_convert.to_cart(cart), cart_token=token
        )

    async def RemoveCartItem(
        self, request: cart_service_pb2.RemoveCartItemRequest, context: Context
    ) -> cart_service_pb2.RemoveCartItemResponse:
        """Remove a product from the caller's cart."""
        cart = await self._carts.remove_item(
            caller.get(),
            request.cart_token,
            convert.id_of(request.product_id, "product_id"),
            _language(request.language),
        )
        return cart_service_pb2.RemoveCartItemResponse(cart=cart_convert.to_cart(cart))

    async def MergeCart(
        self, request: cart_service_pb2.MergeCartRequest, context: Context
    ) -> cart_service_pb2.MergeCartResponse:
        """Merge a guest's cart into the caller's."""
        language = _language(request.language)
        cart = await self._carts.merge(caller.get(), request.cart_token, language)
        return cart_service_pb2.MergeCartResponse(cart=cart_convert.to_cart(cart))


class StockServicer(stock_service_pb2_grpc.StockServiceServicer):
    """tienda.orders.v1.StockService."""

    def __init__(self, *, stock: StockCommands) -> None:
        self._stock = stock

    async def BatchGetStock(
        self, request: stock_service_pb2.BatchGetStockRequest, context: Context
    ) -> stock_service_pb2.BatchGetStockResponse:
        """Return the units on hand of each product."""
        ids = convert.ids_of(request.product_ids, "product_ids", _MAX_READ)
        levels = await self._stock.get_levels(ids)
        return stock_service_pb2.BatchGetStockResponse(
            levels=[
                stock_service_pb2.StockLevel(product_id=str(product_id), on_hand=on_hand)
                for product_id, on_hand in levels
            ]
        )

    async def BatchSetStock(
        self, request: stock_service_pb2.BatchSetStockRequest, context: Context
    ) -> stock_service_pb2.BatchSetStockResponse:
        """Set the units on hand of each product."""
        product_ids = [level.product_id for level in request.levels]
        ids = convert.ids_of(product_ids, "levels.product_id", _MAX_SET)
        validation = Validation()
        for index, level in enumerate(request.levels):
            good = 0 <= level.on_hand <= _MAX_ON_HAND
            field = f"levels[{index}].on_hand"
            validation.check(good, field, Code.OUT_OF_RANGE, min=0, max=_MAX_ON_HAND)
        validation.raise_if_invalid()
        levels = {
            product_id: level.on_hand for product_id, level in zip(ids, request.levels, strict=True)
        }
        await self._stock.set_levels(caller.get(), levels)
        return stock_service_pb2.BatchSetStockResponse(levels=request.levels)


def _language(text: str) -> str:
    validation = Validation()
    language = convert.language_of(text, validation)
    validation.raise_if_invalid()
    return language
