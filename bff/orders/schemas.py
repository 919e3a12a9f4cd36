"""The shapes of carts and orders."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.products.schemas import Image
from bff.schemas import (
    Channel,
    Channels,
    Country,
    Cursor,
    Email,
    Id,
    Limit,
    Line,
    Money,
    Phone,
    PostalCode,
    Query,
    Words,
)

Quantity = Annotated[int, Meta(ge=1, le=999)]
LineState = Literal["ok", "sold-out", "too-few", "gone", "dearer", "cheaper"]
OrderStatus = Literal["confirmed", "shipped", "delivered", "cancelled"]


class CartItemChange(Struct, frozen=True, forbid_unknown_fields=True):
    """How many of a product the cart is to hold."""

    quantity: Quantity


class CartLine(Struct, frozen=True):
    """One product in the cart, at today's price."""

    product_id: str
    slug: str
    name: str
    image: Image | None
    quantity: int
    unit_price: Money
    total: Money
    available: Annotated[int | None, Meta(description="Units left; null: not known now.")]
    state: Annotated[
        LineState, Meta(description="Whether the line can be bought as the shopper last saw it.")
    ]


class Cart(Struct, frozen=True):
    """What a shopper means to buy."""

    items: list[CartLine]
    count: Annotated[int, Meta(description="The sum of the quantities.")]
    total: Annotated[Money, Meta(description="Of the lines that can be bought.")]


class OrderItem(Struct, frozen=True, forbid_unknown_fields=True):
    """One product wanted."""

    product_id: Id
    quantity: Quantity
    unit_price: Annotated[
        Money | None,
        Meta(description="The price seen; the order is refused when it is not today's."),
    ] = None


class Contact(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to tell."""

    name: Words
    email: Email
    phone: Phone | None = None


class ShippingAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to send it."""

    line1: Words
    line2: Line | None = None
    city: Words
    region: Line | None = None
    postal_code: PostalCode
    country: Country


class NewOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A purchase to confirm: the items given or, without any, what is in the cart."""

    items: Annotated[list[OrderItem], Meta(min_length=1, max_length=50)] | None = None
    contact: Contact
    shipping_address: ShippingAddress
    notify: Channels


class OrderLine(Struct, frozen=True):
    """So many of one product, at the name and price of the day."""

    product_id: str
    name: str
    quantity: int
    unit_price: Money
    total: Money


class StatusChange(Struct, frozen=True):
    """One step in an order's life."""

    status: OrderStatus
    at: datetime


class OrderContact(Struct, frozen=True):
    """Whom to tell."""

    name: str
    email: str
    phone: str | None


class OrderAddress(Struct, frozen=True):
    """Where it goes."""

    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country: str


class Order(Struct, frozen=True):
    """A confirmed purchase."""

    id: str
    number: Annotated[int, Meta(description="Short and growing; what the buyer is told.")]
    status: OrderStatus
    items: list[OrderLine]
    total: Money
    message: Annotated[
        str,
        Meta(
            description="What the buyer was told on confirmation, whatever became of it since.",
            examples=["Gracias por tu compra. Tu pedido #12345 será enviado."],
        ),
    ]
    created_at: datetime
    contact: OrderContact
    shipping_address: OrderAddress
    notify: list[Channel]
    history: Annotated[list[StatusChange], Meta(description="Oldest first.")]


class OrderQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which orders to list."""

    limit: Limit = 20
    cursor: Cursor | UnsetType = UNSET
    scope: Annotated[
        Literal["own", "all"], Meta(description="`all` is for admins: everybody's.")
    ] = "own"
    status: OrderStatus | UnsetType = UNSET


class OrderPage(Struct, frozen=True):
    """One page of orders, newest first."""

    items: list[Order]
    next_cursor: str | None
