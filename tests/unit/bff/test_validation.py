"""How the BFF names everything that is wrong with a value."""

import pytest

from bff.errors.validation import field_errors
from bff.orders.schemas import NewOrder, OrderItem, ShippingAddress
from bff.products.admin_schemas import NewProduct, ProductChange, ProductText
from bff.products.schemas import ProductQuery
from bff.schemas import Price
from bff.users.schemas import NewUser, UserChange
from chassis.violations import Violation

MORE_THAN_ZERO = "must be more than zero: 1 to 100000000000 minor units"


def wrong(value, shape, *, strict=True):
    """Return the description of each error by its pointer."""
    return {
        pointer: Violation(pointer, code, params).description
        for pointer, code, params in field_errors(value, shape, strict=strict)
    }


def test_a_good_value_has_no_errors():
    item = {"product_id": "01900000-0000-7000-8000-000000000001", "quantity": 1}
    assert wrong(item, OrderItem) == {}
    assert wrong(item | {"unit_price": None}, OrderItem) == {}


def test_what_is_missing_and_what_is_too_much_are_named_together():
    assert wrong({"email": "a@b.c", "extra": 1}, NewUser) == {
        "/extra": "is not known here",
        "/password": "is required",
        "/name": "is required",
    }


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_what_should_be_an_object_is_named_so(value):
    assert wrong(value, NewUser) == {"": "must be an object"}


def test_errors_inside_lists_are_named_by_index():
    order = {
        "items": [{"product_id": "x", "quantity": 1}, 3],
        "contact": None,
        "shipping_address": {},
        "notify": [],
    }
    assert wrong(order, NewOrder) == {
        "/items/0/product_id": "must be a UUID",
        "/items/1": "must be an object",
        "/contact": "must be an object",
        "/shipping_address/line1": "is required",
        "/shipping_address/city": "is required",
        "/shipping_address/country": "is required",
        "/notify": "must be a list of 1 to 2",
    }


def test_null_stands_only_where_it_means_something():
    assert wrong({"phone": None}, UserChange) == {}
    assert wrong({"name": None}, UserChange) == {"/name": "must be text"}
    assert wrong({"brand": None}, ProductChange) == {}


def test_a_list_that_is_too_long_is_named_once():
    item = {"product_id": "01900000-0000-7000-8000-000000000001", "quantity": 1}
    assert wrong({"items": [item] * 51}, NewOrder)["/items"] == "must be a list of 1 to 50"


def test_values_of_patterns_have_codes_of_their_own():
    product = {
        "sku": "a b",
        "slug": "Mesa",
        "texts": {"es": {"name": "Mesa", "attributes": {"": "x"}}, "fr": {}},
        "categories": [],
        "price": {"amount": -1, "currency": "euro"},
    }
    assert wrong(product, NewProduct) == {
        "/sku": "must be 1 to 64 letters, digits, dots, hyphens or underscores",
        "/slug": "must be lower-case letters, digits and single hyphens",
        "/texts/fr": "is not known here",
        "/texts/es/attributes/": "is required",
        "/categories": "must be a list of 1 to 5",
        "/price/amount": "must be more than zero: 1 to 100000000000 minor units",
        "/price/currency": "must be an ISO 4217 code such as EUR",
    }


def test_a_text_of_the_right_length_is_wrong_for_its_control_characters():
    query = {"q": "lamp\0", "brand": "x" * 300}
    assert wrong(query, ProductQuery, strict=False) == {
        "/q": "has a character that cannot be shown",
        "/brand": "must have at most 200 characters",
    }


def test_text_stands_for_numbers_in_a_query_alone():
    assert wrong({"limit": "5", "in_stock": "true"}, ProductQuery, strict=False) == {}
    assert wrong({"limit": "5"}, ProductQuery) == {"/limit": "must be a whole number"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("line1", "10 High\tSt", "must be one line, without tabs"),
        ("line1", "10 High\nSt", "must be one line, without tabs"),
        ("line1", "10 High\x85St", "has a character that cannot be shown"),
        ("line1", "10 High\u202eSt", "has a character that cannot be shown"),
        ("line1", "x" * 201, "must have at most 200 characters"),
        ("line1", "", "is required"),
        ("line1", 7, "must be text"),
        ("line1", ["10 High St"], "must be text"),
        ("line1", None, "must be text"),
        ("country", 34, "must be text"),
    ],
)
def test_each_check_of_a_text_has_words_of_its_own(field, value, said):
    address = {"line1": "10 High St", "city": "London", "postal_code": "1", "country": "GB"}
    assert wrong(address | {field: value}, ShippingAddress) == {f"/{field}": said}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"amount": "9", "currency": "EUR"}, {"/amount": "must be a whole number"}),
        ({"amount": 9.5, "currency": "EUR"}, {"/amount": "must be a whole number"}),
        ({"amount": True, "currency": "EUR"}, {"/amount": "must be a whole number"}),
        ({"amount": 0, "currency": "EUR"}, {"/amount": MORE_THAN_ZERO}),
        ({"amount": 9, "currency": 978}, {"/currency": "must be text"}),
        ({"amount": 9, "currency": "eur"}, {"/currency": "must be an ISO 4217 code such as EUR"}),
    ],
)
def test_another_type_and_another_range_are_told_apart(value, said):
    assert wrong(value, Price) == said


def test_a_query_s_number_that_is_none_and_one_out_of_range_are_told_apart():
    for limit, said in (("ten", "must be a whole number"), ("0", "must be 1 to 100")):
        assert wrong({"limit": limit}, ProductQuery, strict=False) == {"/limit": said}


def test_what_is_wrong_inside_a_mapping_is_named_by_its_key():
    attributes = {"Material": "Roble\tmacizo", "Peso": 5, "Color": "", "x" * 101: "Rojo"}
    assert wrong({"name": "Mesa", "attributes": attributes}, ProductText) == {
        "/attributes/Material": "must be one line, without tabs",
        "/attributes/Peso": "must be text",
        "/attributes/Color": "is required",
        "/attributes/" + "x" * 101: "must have at most 100 characters",
    }
    many = {str(number): "x" for number in range(51)}
    said = wrong({"name": "Mesa", "attributes": many}, ProductText)
    assert said == {"/attributes": "must be at most 50"}


@pytest.mark.parametrize("amount", [149.9, 12.0, "150", "149,90", True, None])
def test_a_price_that_is_no_whole_number_is_named_so(amount):
    change = {"price": {"amount": amount, "currency": "EUR"}}
    assert wrong(change, ProductChange) == {"/price/amount": "must be a whole number"}


@pytest.mark.parametrize("amount", [0, -5, 10**11 + 1])
def test_a_price_must_be_more_than_zero(amount):
    change = {"price": {"amount": amount, "currency": "EUR"}}
    assert wrong(change, ProductChange) == {"/price/amount": MORE_THAN_ZERO}
