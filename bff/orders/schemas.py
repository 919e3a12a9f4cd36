"""The schemas of carts and orders."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.products.schemas import Image, ProductSummary
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
    NonEmptyLine,
    Phone,
    PostalCode,
    Query,
)

Quantity = Annotated[int, Meta(ge=1, le=999)]
LineState = Literal["ok", "sold-out", "too-few", "gone", "dearer", "cheaper"]
OrderStatus = Literal["confirmed", "shipped", "delivered", "cancelled"]


class CartItemChange(Struct, frozen=True, forbid_unknown_fields=True):
    """The new quantity of a product in the cart."""

    quantity: Quantity


class CartLine(Struct, frozen=True):
    """A product in the cart, at its current price."""

    product_id: str
    slug: str
    name: str
    image: Image | None
    quantity: int
    unit_price: Money
    total: Money
    available: Annotated[int | None, Meta(description="Units in stock; null: not known now.")]
    state: Annotated[
        LineState, Meta(description="Whether the line can be bought as it was last shown.")
    ]


class LeftOutLine(Struct, frozen=True):
    """A product that a full cart had no room for."""

    product_id: str
    slug: Annotated[str, Meta(description="Empty if the product is gone.")]
    name: str
    quantity: int


class Cart(Struct, frozen=True):
    """A shopping cart."""

    items: list[CartLine]
    count: Annotated[int, Meta(description="The sum of the quantities.")]
    total: Annotated[Money, Meta(description="The sum of the lines that can be bought.")]
    left_out: Annotated[
        list[LeftOutLine] | UnsetType,
        Meta(
            description="What found no room when a guest's cart was merged into the customer's, the"
            " latest 50. Each stays until its product is put in the cart or deleted from it."
        ),
    ] = UNSET


class OrderItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A product to order."""

    product_id: Id
    quantity: Quantity
    unit_price: Annotated[
        Money | None,
        Meta(description="The price shown; the order is refused if it is not the current one."),
    ] = None


class Contact(Struct, frozen=True, forbid_unknown_fields=True):
    """The buyer, to notify about the order."""

    name: NonEmptyLine
    email: Email
    phone: Phone | None = None


class ShippingAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The address to ship a new order to."""

    line1: NonEmptyLine
    line2: Line | None = None
    city: NonEmptyLine
    region: Line | None = None
    postal_code: PostalCode | None = None
    country: Country


class NewOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order to place: for the given items or, without any, for those in the cart."""

    items: Annotated[list[OrderItem], Meta(min_length=1, max_length=50)] | None = None
    contact: Contact
    shipping_address: ShippingAddress
    notify: Channels


class OrderLine(Struct, frozen=True):
    """A product of an order, with its name and price when it was ordered."""

    product_id: str
    name: str
    quantity: int
    unit_price: Money
    total: Money
    product: Annotated[
        ProductSummary | UnsetType | None,
        Meta(
            description="With `include=products`: the product as it is now, in the language of the"
            " request; null: not known now."
        ),
    ] = UNSET


class StatusChange(Struct, frozen=True):
    """A status of an order, and when it was reached."""

    status: OrderStatus
    at: datetime


class OrderContact(Struct, frozen=True):
    """The buyer of an order."""

    name: str
    email: str
    phone: str | None


class OrderAddress(Struct, frozen=True):
    """The address that an order is shipped to."""

    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country: str


class Order(Struct, frozen=True):
    """An order."""

    id: str
    number: Annotated[
        int, Meta(description="Short and ascending; the number that buyers are given.")
    ]
    status: OrderStatus
    items: list[OrderLine]
    total: Money
    message: Annotated[
        str,
        Meta(
            description="The confirmation sent to the buyer, whatever the status is now.",
            examples=["Gracias por tu compra. Tu pedido #12345 será enviado."],
        ),
    ]
    created_at: datetime
    contact: OrderContact
    shipping_address: OrderAddress
    notify: list[Channel]
    history: Annotated[list[StatusChange], Meta(description="Oldest first.")]


class OneOrderQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for one order."""

    include: (
        Annotated[
            Literal["products"],
            Meta(description="Adds to each line its product as it is now: SKU, name, picture."),
        ]
        | UnsetType
    ) = UNSET


class UndoneStatus(Struct, frozen=True, forbid_unknown_fields=True):
    """The status that an order is taken back from."""

    status: Literal["shipped", "delivered"]


class OrderQuery(Query, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for a page of orders."""

    limit: Limit = 20
    cursor: Cursor | UnsetType = UNSET
    scope: Annotated[
        Literal["own", "all"],
        Meta(description="`all`, for admins only: the orders of every customer."),
    ] = "own"
    status: OrderStatus | UnsetType = UNSET


class OrderPage(Struct, frozen=True):
    """One page of orders, newest first."""

    items: list[Order]
    next_cursor: str | None
