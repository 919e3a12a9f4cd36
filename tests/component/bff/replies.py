"""What the fakes of the services reply: one table, one order, one cart, one customer."""

from typing import Any

from chassis.errors import DomainError
from tests.component.bff.harness import CUSTOMER, Shop
from tienda.catalog.v1 import catalog_service_pb2, product_pb2
from tienda.orders.v1 import cart_service_pb2, order_pb2, order_service_pb2, stock_service_pb2
from tienda.type.v1 import money_pb2
from tienda.users.v1 import session_service_pb2, user_service_pb2

TABLE_ID = "01900000-0000-7000-8000-000000000001"
ORDER_ID = "01900000-0000-7000-8000-0000000000aa"


def eur(amount: int) -> money_pb2.Money:
    return money_pb2.Money(amount=amount, currency_code="EUR")


def table(**changes: Any) -> product_pb2.Product:
    """A product as catalog returns it."""
    fields = {
        "id": TABLE_ID,
        "sku": "MESA-1",
        "slug": "mesa-roble",
        "language": "es",
        "text": product_pb2.ProductText(
            name="Mesa de roble",
            description="De roble macizo.",
            attributes=[product_pb2.Attribute(name="Material", value="Roble")],
        ),
        "categories": [
            product_pb2.CategoryRef(slug="muebles", name="Muebles"),
            product_pb2.CategoryRef(slug="mesas", name="Mesas"),
        ],
        "price": eur(14990),
        "images": [
            product_pb2.Image(
                sources=[
                    product_pb2.ImageSource(key="a-400.webp", width=400, height=300),
                    product_pb2.ImageSource(key="a-800.webp", width=800, height=600),
                ],
                alt="Mesa de roble",
            )
        ],
        "available": True,
        "version": 3,
    }
    return product_pb2.Product(**{**fields, **changes})


def stored(**changes: Any) -> product_pb2.ProductDraft:
    """The same product as an admin reads it from catalog."""
    shown = table()
    fields = {
        "sku": shown.sku,
        "slug": shown.slug,
        "texts": {"es": shown.text},
        "categories": [
            product_pb2.CategoryDraft(slug=category.slug) for category in shown.categories
        ],
        "price": shown.price,
        "images": [product_pb2.ImageDraft(sources=shown.images[0].sources)],
        "state": product_pb2.PRODUCT_STATE_ACTIVE,
    }
    return product_pb2.ProductDraft(**{**fields, **changes})


def product(**changes: Any) -> catalog_service_pb2.GetProductResponse:
    """What an admin is given; to others, catalog gives no draft."""
    return catalog_service_pb2.GetProductResponse(product=table(**changes), draft=stored())


def levels(**units: int) -> stock_service_pb2.BatchGetStockResponse:
    return stock_service_pb2.BatchGetStockResponse(
        levels=[stock_service_pb2.StockLevel(product_id=TABLE_ID, on_hand=units["table"])]
    )


def order(**changes: Any) -> order_pb2.Order:
    """An order as orders returns it."""
    fields: dict[str, Any] = {
        "id": ORDER_ID,
        "number": 12345,
        "status": order_pb2.ORDER_STATUS_CONFIRMED,
        "lines": [
            order_pb2.OrderLine(
                product_id=TABLE_ID,
                name="Mesa de roble",
                quantity=2,
                unit_price=eur(14990),
                total=eur(29980),
            )
        ],
        "total": eur(29980),
        "contact": order_pb2.Contact(name="Ana", email="ana@example.com"),
        "shipping_address": order_pb2.Address(
            line1="Calle Mayor 1", city="Madrid", postal_code="28013", country_code="ES"
        ),
        "notify_channels": [order_pb2.NOTIFY_CHANNEL_EMAIL],
        "language": "es",
        "history": [order_pb2.StatusChange(status=order_pb2.ORDER_STATUS_CONFIRMED)],
        "message": "Gracias por tu compra. Tu pedido #12345 será enviado.",
    }
    return order_pb2.Order(**{**fields, **changes})


def cart(*lines: cart_service_pb2.CartLine) -> cart_service_pb2.Cart:
    total = sum(line.total.amount for line in lines)
    return cart_service_pb2.Cart(lines=lines, total=eur(total) if lines else None)


def cart_line(**changes: Any) -> cart_service_pb2.CartLine:
    fields: dict[str, Any] = {
        "product_id": TABLE_ID,
        "slug": "mesa-roble",
        "name": "Mesa de roble",
        "quantity": 2,
        "unit_price": eur(14990),
        "total": eur(29980),
        "seen_price": eur(14990),
        "available_quantity": 5,
        "state": cart_service_pb2.CART_LINE_STATE_OK,
    }
    return cart_service_pb2.CartLine(**{**fields, **changes})


def set_default_replies(shop: Shop) -> None:
    """Have the services reply as in a shop with one table, one guest's cart and one order."""
    filled = cart(cart_line())
    shop.orders.replies = {
        "GetCart": cart_service_pb2.GetCartResponse(cart=filled),
        "SetCartItem": cart_service_pb2.SetCartItemResponse(cart=filled, cart_token="cart-1"),
        "RemoveCartItem": cart_service_pb2.RemoveCartItemResponse(cart=cart()),
        "PlaceOrder": order_service_pb2.PlaceOrderResponse(order=order(), guest_token="mine-1"),
        "GetOrder": order_service_pb2.GetOrderResponse(order=order()),
    }
    shop.catalog.replies = {
        "BatchGetProducts": catalog_service_pb2.BatchGetProductsResponse(products=[table()]),
        "GetShop": catalog_service_pb2.GetShopResponse(
            shop=catalog_service_pb2.Shop(currency_code="EUR")
        ),
    }


def user(**changes: Any) -> user_service_pb2.User:
    fields: dict[str, Any] = {
        "id": "01900000-0000-7000-8000-0000000000bb",
        "email": "ana@example.com",
        "name": "Ana",
        "language": "es",
        "role": user_service_pb2.ROLE_CUSTOMER,
        "notify_channels": [user_service_pb2.NOTIFY_CHANNEL_EMAIL],
    }
    return user_service_pb2.User(**{**fields, **changes})


def tokens(access: str = CUSTOMER, refresh: str = "refresh-1") -> session_service_pb2.TokenPair:
    pair = session_service_pb2.TokenPair(access_token=access, refresh_token=refresh)
    pair.access_lifetime.FromSeconds(900)
    pair.refresh_lifetime.FromSeconds(30 * 24 * 3600)
    return pair


def session(**changes: Any) -> session_service_pb2.CreateSessionResponse:
    return session_service_pb2.CreateSessionResponse(user=user(**changes), tokens=tokens())


def refusal(error: type[DomainError] | None = None, **options: Any) -> DomainError:
    return (error or DomainError)("refused", **options)
