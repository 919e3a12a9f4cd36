"""Converts orders between protos and domain; what comes in is validated."""

import base64
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp

from chassis import money
from chassis.contact.emails import read_email
from chassis.contact.phones import read_phone
from chassis.contact.postal_address import MAX_LINE, read_address
from chassis.contact.sms import check_takes_sms
from chassis.errors import InvalidRequest, Validation
from chassis.ids import parse_id
from chassis.request_context import Caller
from chassis.text.normalization import normalize_line
from chassis.text.validation import read_line
from chassis.violations import Code
from orders.domain import (
    MAX_LINES,
    MAX_QUANTITY,
    UNDOABLE,
    Buyer,
    Channel,
    Contact,
    Order,
    RequestedItem,
    Status,
)
from orders.limits.domain import DEFAULT_SMS_COUNTRIES
from orders.notifications.messages import confirmation_message
from orders.placement.place_order import OrderRequest
from orders.receipts.receipts import ReceiptLink
from tienda.orders.v1 import order_pb2, order_service_pb2

LANGUAGES = ("es", "en")
DEFAULT_LANGUAGE = "es"
_DEFAULT_PAGE_SIZE, _MAX_PAGE_SIZE = 20, 100

_STATUS = {
    Status.CONFIRMED: order_pb2.ORDER_STATUS_CONFIRMED,
    Status.SHIPPED: order_pb2.ORDER_STATUS_SHIPPED,
    Status.DELIVERED: order_pb2.ORDER_STATUS_DELIVERED,
    Status.CANCELLED: order_pb2.ORDER_STATUS_CANCELLED,
}
_STATUS_BACK = {value: status for status, value in _STATUS.items()}
_STATUS_NAMES = ", ".join(map(order_pb2.OrderStatus.Name, _STATUS_BACK))
_CHANNEL = {
    Channel.EMAIL: order_pb2.NOTIFY_CHANNEL_EMAIL,
    Channel.SMS: order_pb2.NOTIFY_CHANNEL_SMS,
}
_CHANNEL_BACK = {value: channel for channel, value in _CHANNEL.items()}
_MAX_KEY_LENGTH = 255
_KEY = re.compile(f"[!-~]{{1,{_MAX_KEY_LENGTH}}}")


def language_of(text: str, validation: Validation) -> str:
    """Return the language of a request, Spanish if it names none."""
    known = not text or text in LANGUAGES
    validation.check(known, "language", Code.NOT_ONE_OF, values=", ".join(LANGUAGES))
    return text or DEFAULT_LANGUAGE


def id_of(text: str, field: str) -> UUID:
    """Parse an id. Raise InvalidRequest."""
    parsed = parse_id(text)
    if parsed is None:
        raise InvalidRequest.of(field, Code.MALFORMED_UUID)
    return parsed


def ids_of(texts: Sequence[str], field: str, max_count: int) -> list[UUID]:
    """Parse a list of distinct ids. Raise InvalidRequest."""
    validation = Validation()
    validation.check(len(texts) <= max_count, field, Code.TOO_MANY, max=max_count)
    validation.check(len(set(texts)) == len(texts), field, Code.DUPLICATE)
    ids = [parse_id(text) for text in texts]
    for index, parsed in enumerate(ids):
        validation.check(parsed is not None, f"{field}[{index}]", Code.MALFORMED_UUID)
    validation.raise_if_invalid()
    return [parsed for parsed in ids if parsed is not None]


def order_request(
    request: order_service_pb2.PlaceOrderRequest,
    caller: Caller,
    sms_countries: AbstractSet[str] = DEFAULT_SMS_COUNTRIES,
) -> OrderRequest:
    """Parse a request to place an order. Raise InvalidRequest with everything that is wrong.

    `sms_countries` are those whose mobile numbers get SMS, by their ISO 3166-1 codes.
    """
    validation = Validation()
    validation.check(
        _KEY.fullmatch(request.idempotency_key) is not None,
        "idempotency_key",
        Code.MALFORMED_IDEMPOTENCY_KEY,
        max=_MAX_KEY_LENGTH,
    )
    items = _items(request.items, validation)
    contact = _contact(request.contact, validation)
    buyer = Buyer(
        customer_id=caller.account_id,
        contact=contact,
        address=read_address(validation, "shipping_address", request.shipping_address),
        channels=_channels(request, contact.phone, sms_countries, validation),
        language=language_of(request.language, validation),
    )
    validation.raise_if_invalid()
    return OrderRequest(request.idempotency_key, items, buyer, request.cart_token)


def check_quantity(quantity: int, field: str, validation: Validation) -> None:
    """Add a violation for a quantity that is out of bounds."""
    valid = 1 <= quantity <= MAX_QUANTITY
    validation.check(valid, field, Code.OUT_OF_RANGE, min=1, max=MAX_QUANTITY)


def _items(
    items: Sequence[order_service_pb2.OrderItem], validation: Validation
) -> tuple[RequestedItem, ...]:
    validation.check(len(items) <= MAX_LINES, "items", Code.TOO_MANY, max=MAX_LINES)
    requested = []
    for index, item in enumerate(items[:MAX_LINES]):
        product_id = parse_id(item.product_id)
        field = f"items[{index}].product_id"
        validation.check(product_id is not None, field, Code.MALFORMED_UUID)
        check_quantity(item.quantity, f"items[{index}].quantity", validation)
        seen_price = money.from_proto(item.unit_price) if item.HasField("unit_price") else None
        if product_id is not None:
            requested.append(RequestedItem(product_id, item.quantity, seen_price))
    distinct = {item.product_id for item in requested}
    validation.check(len(distinct) == len(requested), "items", Code.DUPLICATE_PRODUCT)
    return tuple(requested)


def _contact(contact: order_pb2.Contact, validation: Validation) -> Contact:
    return Contact(
        name=read_line(validation, "contact.name", contact.name, max_length=MAX_LINE),
        email=read_email(validation, "contact.email", contact.email),
        phone=read_phone(validation, "contact.phone", contact.phone),
    )


def _channels(
    request: order_service_pb2.PlaceOrderRequest,
    phone: str,
    sms_countries: AbstractSet[str],
    validation: Validation,
) -> tuple[Channel, ...]:
    field = "notify_channels"
    known = [_CHANNEL_BACK[value] for value in request.notify_channels if value in _CHANNEL_BACK]
    all_known = len(known) == len(request.notify_channels)
    validation.check(all_known, field, Code.NOT_ONE_OF, values=", ".join(Channel))
    validation.check(bool(request.notify_channels), field, Code.EMPTY)
    if Channel.SMS in known:
        has_phone = bool(normalize_line(request.contact.phone))
        validation.check(has_phone, "contact.phone", Code.REQUIRED_FOR_SMS)
        check_takes_sms(validation, "contact.phone", phone, sms_countries)
    return tuple(dict.fromkeys(known))


def to_order(order: Order) -> order_pb2.Order:
    """Convert an order."""
    buyer = order.buyer
    return order_pb2.Order(
        id=str(order.id),
        number=order.number,
        status=_STATUS[order.status],
        lines=[
            order_pb2.OrderLine(
                product_id=str(line.product_id),
                name=line.name,
                quantity=line.quantity,
                unit_price=money.to_proto(line.unit_price),
                total=money.to_proto(line.total),
            )
            for line in order.lines
        ],
        total=money.to_proto(order.total),
        contact=order_pb2.Contact(
            name=buyer.contact.name, email=buyer.contact.email, phone=buyer.contact.phone
        ),
        shipping_address=order_pb2.Address(
            line1=buyer.address.line1,
            line2=buyer.address.line2,
            city=buyer.address.city,
            region=buyer.address.region,
            postal_code=buyer.address.postal_code,
            country_code=buyer.address.country,
        ),
        notify_channels=[_CHANNEL[channel] for channel in buyer.channels],
        language=buyer.language,
        history=[
            order_pb2.StatusChange(status=_STATUS[change.status], change_time=_time(change.at))
            for change in order.history
        ],
        customer_id=str(buyer.customer_id or ""),
        message=confirmation_message(buyer.language, order.number).sentence,
        create_time=_time(order.created_at),
    )


def to_receipt_link(link: ReceiptLink) -> order_service_pb2.GetReceiptResponse:
    """Convert the link to a receipt."""
    return order_service_pb2.GetReceiptResponse(url=link.url, expire_time=_time(link.expires_at))


def _time(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp


def status_filter(value: order_pb2.OrderStatus.ValueType) -> Status | None:
    """Parse the status to list; unspecified is None. Raise InvalidRequest."""
    if value == order_pb2.ORDER_STATUS_UNSPECIFIED:
        return None
    if value not in _STATUS_BACK:
        raise InvalidRequest.of("status", Code.NOT_ONE_OF, values=_STATUS_NAMES)
    return _STATUS_BACK[value]


def undo_request(request: order_service_pb2.UndoOrderStatusRequest) -> tuple[UUID, Status]:
    """Parse the order and the status to take back. Raise InvalidRequest."""
    order_id = id_of(request.id, "id")
    status = status_filter(request.status)
    if status not in UNDOABLE:
        raise InvalidRequest.of("status", Code.NOT_ONE_OF, values=", ".join(UNDOABLE))
    return order_id, status


def page_size(value: int) -> int:
    """Parse a page's size; 0 stands for 20. Raise InvalidRequest."""
    if not 0 <= value <= _MAX_PAGE_SIZE:
        raise InvalidRequest.of("page_size", Code.OUT_OF_RANGE, min=1, max=_MAX_PAGE_SIZE)
    return value or _DEFAULT_PAGE_SIZE


def page_token(number: int) -> str:
    """Return the token of the page after the order with this number."""
    return base64.urlsafe_b64encode(str(number).encode()).decode()


def before_number(token: str) -> int | None:
    """Return the number that a token's page follows, None for no token. Raise InvalidRequest."""
    if not token:
        return None
    try:
        text = base64.urlsafe_b64decode(token.encode()).decode()
        number = int(text) if re.fullmatch(r"[1-9][0-9]{0,17}", text) else 0
    except ValueError:
        number = 0
    if not number:
        raise InvalidRequest.of("page_token", Code.MALFORMED_PAGE_TOKEN)
    return number
