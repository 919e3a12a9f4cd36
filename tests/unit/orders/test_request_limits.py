"""What a request to place an order may hold: a caller of gRPC is not held by the bff."""

from collections.abc import Callable
from uuid import UUID

import pytest

from chassis.errors import InvalidRequest
from chassis.ids import new_id
from chassis.request_context import GUEST
from chassis.violations import Code
from orders.convert import ids_of, order_request
from orders.domain import Channel
from tienda.orders.v1 import order_pb2
from tienda.orders.v1.order_service_pb2 import OrderItem, PlaceOrderRequest
from tienda.type.v1 import money_pb2

Change = Callable[[PlaceOrderRequest], None]
EMAIL, SMS = order_pb2.NOTIFY_CHANNEL_EMAIL, order_pb2.NOTIFY_CHANNEL_SMS


def request() -> PlaceOrderRequest:
    """Return a request that is in order."""
    return PlaceOrderRequest(
        idempotency_key="key",
        items=[OrderItem(product_id=str(new_id()), quantity=1)],
        contact=order_pb2.Contact(name="Ana", email="ana@example.com", phone="+34612345678"),
        shipping_address=order_pb2.Address(
            line1="Calle Mayor 1", city="Madrid", postal_code="28013", country_code="ES"
        ),
        notify_channels=[EMAIL, SMS],
    )


def wrong_fields(change: Change) -> list[tuple[str, Code]]:
    """Return what is wrong with a request that was changed so."""
    changed = request()
    change(changed)
    try:
        order_request(changed, GUEST)
    except InvalidRequest as error:
        return [(violation.field, violation.code) for violation in error.violations]
    return []


def with_lines(count: int, **fields: int) -> Change:
    def change(wanted: PlaceOrderRequest) -> None:
        del wanted.items[:]
        wanted.items.extend(
            OrderItem(product_id=str(new_id()), quantity=1, **fields) for _ in range(count)
        )

    return change


def test_an_order_has_fifty_lines_at_most() -> None:
    assert wrong_fields(with_lines(50)) == []
    assert wrong_fields(with_lines(51)) == [("items", Code.TOO_MANY)]
    # Not a word about each of a million.
    assert wrong_fields(with_lines(500)) == [("items", Code.TOO_MANY)]


def test_no_product_comes_twice_however_its_id_is_written() -> None:
    product_id = str(UUID("01a20c39-377e-757c-8416-358bd419baad"))

    def twice(again: str) -> Change:
        def change(wanted: PlaceOrderRequest) -> None:
            del wanted.items[:]
            for each in (product_id, again):
                wanted.items.add(product_id=each, quantity=1)

        return change

    assert wrong_fields(twice(product_id)) == [("items", Code.DUPLICATE_PRODUCT)]
    assert wrong_fields(twice(str(new_id()))) == []
    # Another spelling is either no id or the same one, and never another product.
    assert wrong_fields(twice(product_id.upper())) != []


@pytest.mark.parametrize(
    ("quantity", "good"), [(-1, False), (0, False), (1, True), (999, True), (1000, False)]
)
def test_a_line_has_1_to_999_units(quantity: int, good: bool) -> None:
    def change(wanted: PlaceOrderRequest) -> None:
        wanted.items[0].quantity = quantity

    expected = [] if good else [("items[0].quantity", Code.OUT_OF_RANGE)]
    assert wrong_fields(change) == expected


def test_a_line_that_is_wrong_is_named_by_its_place() -> None:
    def change(wanted: PlaceOrderRequest) -> None:
        wanted.items.add(product_id="table", quantity=0)

    assert wrong_fields(change) == [
        ("items[1].product_id", Code.MALFORMED_UUID),
        ("items[1].quantity", Code.OUT_OF_RANGE),
    ]


def test_a_price_is_looked_at_only_where_one_is_given() -> None:
    wanted = request()
    wanted.items.add(product_id=str(new_id()), quantity=1)
    wanted.items[1].unit_price.CopyFrom(money_pb2.Money(amount=0, currency_code="EUR"))
    without, free = order_request(wanted, GUEST).items
    assert without.seen_price is None
    assert free.seen_price is not None
    assert free.seen_price.amount == 0


@pytest.mark.parametrize(
    ("key", "good"),
    [
        ("k", True),
        ("k" * 255, True),
        ("!~", True),
        ("", False),
        ("k" * 256, False),
        ("a b", False),
        ("a\n", False),
        ("ñ", False),
        ("\x7f", False),
    ],
)
def test_a_key_is_1_to_255_visible_characters(key: str, good: bool) -> None:
    def change(wanted: PlaceOrderRequest) -> None:
        wanted.idempotency_key = key

    expected = [] if good else [("idempotency_key", Code.MALFORMED_IDEMPOTENCY_KEY)]
    assert wrong_fields(change) == expected


@pytest.mark.parametrize("part", ["contact.name", "shipping_address.line1"])
def test_a_line_of_text_has_a_length(part: str) -> None:
    def long(length: int) -> Change:
        def change(wanted: PlaceOrderRequest) -> None:
            message, _, field = part.partition(".")
            setattr(getattr(wanted, message), field, "x" * length)

        return change

    assert wrong_fields(long(200)) == []
    assert wrong_fields(long(201)) == [(part, Code.TOO_LONG)]
    assert wrong_fields(long(0)) == [(part, Code.REQUIRED)]


def test_at_least_one_channel_is_named_and_each_is_known() -> None:
    def channels(*values: int) -> Change:
        def change(wanted: PlaceOrderRequest) -> None:
            wanted.notify_channels[:] = values

        return change

    assert wrong_fields(channels()) == [("notify_channels", Code.EMPTY)]
    assert wrong_fields(channels(EMAIL, 7)) == [("notify_channels", Code.NOT_ONE_OF)]
    assert wrong_fields(channels(0)) == [("notify_channels", Code.NOT_ONE_OF)]
    twice = request()
    twice.notify_channels[:] = [SMS, EMAIL, SMS]
    assert order_request(twice, GUEST).buyer.channels == (Channel.SMS, Channel.EMAIL)


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("", Code.REQUIRED_FOR_SMS),
        ("  ", Code.REQUIRED_FOR_SMS),
        ("+34912345678", Code.PHONE_NOT_MOBILE),
        ("+34803123456", Code.PHONE_NOT_MOBILE),
        ("+37121234567", Code.PHONE_COUNTRY_WITHOUT_SMS),
        ("+881612345678", Code.PHONE_COUNTRY_WITHOUT_SMS),
    ],
)
def test_who_wants_sms_names_a_mobile_phone_of_the_shops_countries(phone: str, code: Code) -> None:
    def by_sms(wanted: PlaceOrderRequest) -> None:
        wanted.contact.phone = phone

    def by_mail(wanted: PlaceOrderRequest) -> None:
        wanted.contact.phone = phone
        wanted.notify_channels[:] = [EMAIL]

    assert wrong_fields(by_sms) == [("contact.phone", code)]
    assert wrong_fields(by_mail) == []


def test_the_owners_countries_get_sms() -> None:
    wanted = request()
    wanted.contact.phone = "+37121234567"
    assert order_request(wanted, GUEST, {"LV"}).buyer.contact.phone == "+37121234567"


def test_a_language_is_one_of_the_shops() -> None:
    def speaking(language: str) -> Change:
        def change(wanted: PlaceOrderRequest) -> None:
            wanted.language = language

        return change

    assert wrong_fields(speaking("en")) == []
    assert wrong_fields(speaking("fr")) == [("language", Code.NOT_ONE_OF)]
    assert order_request(request(), GUEST).buyer.language == "es"


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(InvalidRequest) as refused:
        order_request(PlaceOrderRequest(), GUEST)
    named = {violation.field for violation in refused.value.violations}
    assert {
        "idempotency_key",
        "contact.name",
        "contact.email",
        "shipping_address.line1",
        "shipping_address.country_code",
        "notify_channels",
    } <= named


def test_a_list_of_ids_has_a_length_and_no_repeats() -> None:
    ids = [str(new_id()) for _ in range(3)]
    assert list(map(str, ids_of(ids, "ids", 3))) == ids
    assert ids_of([], "ids", 0) == []
    for texts, code in (
        (ids, Code.TOO_MANY),
        ([ids[0], ids[0]], Code.DUPLICATE),
        ([ids[0], "x"], Code.MALFORMED_UUID),
    ):
        with pytest.raises(InvalidRequest) as refused:
            ids_of(texts, "ids", 2)
        assert [violation.code for violation in refused.value.violations] == [code]
