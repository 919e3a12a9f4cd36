"""Orders between protos and domain, with the checks of shape on the way in."""

import base64
import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp

from chassis import money
from chassis.errors import Faults, InvalidRequest, Violation
from chassis.ids import parse_id
from chassis.request_context import Caller
from orders.contact import is_country, is_email, is_phone
from orders.domain import (
    MAX_LINES,
    MAX_QUANTITY,
    Address,
    Buyer,
    Channel,
    Contact,
    Order,
    Status,
    Wanted,
)
from orders.notifications.messages import confirmation
from orders.placement.place_order import OrderRequest
from orders.receipts.receipts import Link
from tienda.orders.v1 import order_pb2, order_service_pb2

LANGUAGES = {"es", "en"}
DEFAULT_LANGUAGE = "es"
_PAGE_DEFAULT, _PAGE_LARGEST = 20, 100

_STATUS = {
    Status.CONFIRMED: order_pb2.ORDER_STATUS_CONFIRMED,
    Status.SHIPPED: order_pb2.ORDER_STATUS_SHIPPED,
    Status.DELIVERED: order_pb2.ORDER_STATUS_DELIVERED,
    Status.CANCELLED: order_pb2.ORDER_STATUS_CANCELLED,
}
_STATUS_BACK = {value: status for status, value in _STATUS.items()}
_CHANNEL = {
    Channel.EMAIL: order_pb2.NOTIFY_CHANNEL_EMAIL,
    Channel.SMS: order_pb2.NOTIFY_CHANNEL_SMS,
}
_CHANNEL_BACK = {value: channel for channel, value in _CHANNEL.items()}
_KEY = re.compile(r"[!-~]{1,255}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def language_of(text: str, faults: Faults) -> str:
    """Return the language asked for, Spanish when none is."""
    faults.check(not text or text in LANGUAGES, "language", 'must be "es" or "en"')
    return text or DEFAULT_LANGUAGE


def id_of(text: str, field: str) -> UUID:
    """Read one id. Raise InvalidRequest."""
    parsed = parse_id(text)
    if parsed is None:
        raise InvalidRequest([Violation(field, "must be a UUID")])
    return parsed


def ids_of(texts: Sequence[str], field: str, most: int) -> list[UUID]:
    """Read a list of different ids. Raise InvalidRequest."""
    faults = Faults()
    faults.check(len(texts) <= most, field, f"must be at most {most}")
    faults.check(len(set(texts)) == len(texts), field, "must not name one twice")
    ids = [parse_id(text) for text in texts]
    for index, parsed in enumerate(ids):
        faults.check(parsed is not None, f"{field}[{index}]", "must be a UUID")
    faults.done()
    return [parsed for parsed in ids if parsed is not None]


def order_request(request: order_service_pb2.PlaceOrderRequest, caller: Caller) -> OrderRequest:
    """Read what a shopper asks for. Raise InvalidRequest with everything that is wrong."""
    faults = Faults()
    faults.check(
        _KEY.fullmatch(request.idempotency_key) is not None,
        "idempotency_key",
        "must be 1 to 255 visible ASCII characters",
    )
    items = _items(request.items, faults)
    buyer = Buyer(
        customer_id=caller.account_id,
        contact=_contact(request.contact, faults),
        address=_address(request.shipping_address, faults),
        channels=_channels(request, faults),
        language=language_of(request.language, faults),
    )
    faults.done()
    return OrderRequest(request.idempotency_key, items, buyer, request.cart_token)


def check_quantity(quantity: int, field: str, faults: Faults) -> None:
    """Note a quantity that is out of bounds."""
    faults.check(1 <= quantity <= MAX_QUANTITY, field, f"must be 1 to {MAX_QUANTITY}")


def _items(items: Sequence[order_service_pb2.OrderItem], faults: Faults) -> tuple[Wanted, ...]:
    faults.check(len(items) <= MAX_LINES, "items", f"must be at most {MAX_LINES}")
    wanted = []
    for index, item in enumerate(items[:MAX_LINES]):
        product_id = parse_id(item.product_id)
        faults.check(product_id is not None, f"items[{index}].product_id", "must be a UUID")
        check_quantity(item.quantity, f"items[{index}].quantity", faults)
        seen = money.from_proto(item.unit_price) if item.HasField("unit_price") else None
        if product_id is not None:
            wanted.append(Wanted(product_id, item.quantity, seen))
    different = {item.product_id for item in wanted}
    faults.check(len(different) == len(wanted), "items", "must not name a product twice")
    return tuple(wanted)


def _text(value: str, field: str, faults: Faults, *, most: int = 200, required: bool = True) -> str:
    text = value.strip()
    if required and not text:
        faults.add(field, "is required")
    faults.check(len(text) <= most, field, f"must be at most {most} characters")
    faults.check(_CONTROL.search(text) is None, field, "must not have control characters")
    return text


def _contact(contact: order_pb2.Contact, faults: Faults) -> Contact:
    name = _text(contact.name, "contact.name", faults)
    email = _text(contact.email, "contact.email", faults, most=254)
    if email:
        faults.check(is_email(email), "contact.email", "must be an e-mail address")
    phone = contact.phone.strip()
    if phone:
        faults.check(is_phone(phone), "contact.phone", "must be a phone number like +34600000000")
    return Contact(name, email, phone)


def _address(address: order_pb2.Address, faults: Faults) -> Address:
    at = "shipping_address"
    country = _text(address.country_code, f"{at}.country_code", faults, most=2)
    if country:
        faults.check(
            is_country(country), f"{at}.country_code", "must be an ISO 3166-1 code such as ES"
        )
    return Address(
        line1=_text(address.line1, f"{at}.line1", faults),
        line2=_text(address.line2, f"{at}.line2", faults, required=False),
        city=_text(address.city, f"{at}.city", faults),
        region=_text(address.region, f"{at}.region", faults, required=False),
        postal_code=_text(address.postal_code, f"{at}.postal_code", faults, most=20),
        country=country,
    )


def _channels(request: order_service_pb2.PlaceOrderRequest, faults: Faults) -> tuple[Channel, ...]:
    field = "notify_channels"
    known = [_CHANNEL_BACK[value] for value in request.notify_channels if value in _CHANNEL_BACK]
    faults.check(len(known) == len(request.notify_channels), field, "must be email or sms")
    faults.check(bool(request.notify_channels), field, "must name at least one")
    if Channel.SMS in known:
        faults.check(bool(request.contact.phone.strip()), "contact.phone", "is required for SMS")
    return tuple(dict.fromkeys(known))


def order(order: Order) -> order_pb2.Order:
    """Write an order."""
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
            order_pb2.StatusChange(status=_STATUS[step.status], change_time=_time(step.at))
            for step in order.history
        ],
        customer_id=str(buyer.customer_id or ""),
        message=confirmation(buyer.language, order.number).sentence,
        create_time=_time(order.created_at),
    )


def receipt_link(link: Link) -> order_service_pb2.GetReceiptResponse:
    """Write where a receipt may be read."""
    return order_service_pb2.GetReceiptResponse(url=link.url, expire_time=_time(link.expires_at))


def _time(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp


def status_filter(value: order_pb2.OrderStatus.ValueType) -> Status | None:
    """Read the status to list; unspecified is None. Raise InvalidRequest."""
    if value == order_pb2.ORDER_STATUS_UNSPECIFIED:
        return None
    if value not in _STATUS_BACK:
        raise InvalidRequest([Violation("status", "must be a status of an order")])
    return _STATUS_BACK[value]


def page_size(value: int) -> int:
    """Read a page's size; 0 is 20. Raise InvalidRequest."""
    if not 0 <= value <= _PAGE_LARGEST:
        raise InvalidRequest([Violation("page_size", f"must be 1 to {_PAGE_LARGEST}")])
    return value or _PAGE_DEFAULT


def page_token(number: int) -> str:
    """Write where the next page begins: below this order's number."""
    return base64.urlsafe_b64encode(str(number).encode()).decode()


def before_number(token: str) -> int | None:
    """Read a page token; an empty one is None. Raise InvalidRequest."""
    if not token:
        return None
    try:
        text = base64.urlsafe_b64decode(token.encode()).decode()
        number = int(text) if re.fullmatch(r"[1-9][0-9]{0,17}", text) else 0
    except ValueError:
        number = 0
    if not number:
        raise InvalidRequest([Violation("page_token", "is not one of ours")])
    return number
