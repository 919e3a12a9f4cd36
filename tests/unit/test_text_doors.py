"""Every door takes the same texts in the same form, and says the same of what it refuses.

A door is a field by which a line of text comes in: of a service, over gRPC, and of the bff, over
REST, which hands on to the service what fits its schema.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bff.http.normalization import convert_normalized
from bff.orders.schemas import Contact, ShippingAddress
from bff.products.admin_schemas import CategoryNames, ImageAlts, ProductText
from bff.users.schemas import NewAddress, NewUser, UserChange
from catalog.categories.convert import create_request
from catalog.products.convert import valid_draft
from chassis.errors import InvalidRequest
from chassis.request_context import GUEST
from chassis.text.normalization import normalize_line
from chassis.violations import Code
from orders.convert import order_request
from tienda.catalog.v1 import catalog_service_pb2, product_pb2
from tienda.orders.v1 import order_pb2, order_service_pb2
from tienda.type.v1 import money_pb2
from tienda.users.v1 import user_service_pb2
from users.convert import new_password, postal_address, profile_changes

ADDRESS = {"line1": "Calle Mayor 1", "city": "Madrid", "postal_code": "28013"}
IN_SPAIN = ADDRESS | {"country_code": "ES"}


def order(*, contact: Mapping[str, str] = {}, address: Mapping[str, str] = {}) -> Any:
    """Return the buyer of an order."""
    request = order_service_pb2.PlaceOrderRequest(
        idempotency_key="key",
        contact=order_pb2.Contact(**{"name": "Ana", "email": "ana@example.com", **contact}),
        shipping_address=order_pb2.Address(**{**IN_SPAIN, **address}),
        notify_channels=[order_pb2.NOTIFY_CHANNEL_EMAIL],
    )
    return order_request(request, GUEST).buyer


def saved(**address: str) -> Any:
    return postal_address(user_service_pb2.UserAddress(**{**IN_SPAIN, **address}))


def product(name: str = "Mesa", value: str = "Roble", alt: str = "Mesa") -> Any:
    message = product_pb2.ProductDraft(
        sku="M-1",
        categories=[product_pb2.CategoryDraft(slug="mesas", names={"es": "Mesas"})],
        price=money_pb2.Money(amount=100, currency_code="EUR"),
    )
    message.texts["es"].name = name
    message.texts["es"].attributes.add(name="Material", value=value)
    message.images.add(sources=[product_pb2.ImageSource(key="a.jpg", width=1, height=1)]).alts[
        "es"
    ] = alt
    return valid_draft(message, "es", "EUR")[0]


def category(name: str) -> str:
    request = catalog_service_pb2.CreateCategoryRequest()
    request.category.slug = "mesas"
    request.category.names["es"] = name
    return create_request(request)[0].names["es"]


@dataclass(frozen=True, slots=True)
class Door:
    """A field over gRPC, and the same field over REST."""

    name: str
    service: Callable[[str], str]
    """Return what is stored for a text. Raise InvalidRequest."""
    schema: type[Any]
    field: tuple[str, ...]
    others: Mapping[str, Any]
    """The other fields of the schema."""
    is_required: bool = True

    def __str__(self) -> str:
        return self.name

    def over_grpc(self, text: str) -> str | Code:
        try:
            return self.service(text)
        except InvalidRequest as error:
            (violation,) = error.violations
            return violation.code

    def over_rest(self, text: str) -> str | Code:
        first, *rest = self.field
        value: Any = text
        for name in reversed(rest):
            value = {name: value}
        result = convert_normalized({**self.others, first: value}, self.schema, strict=True)
        if isinstance(result, list):
            (error,) = result
            return error.code
        taken: Any = getattr(result, first)
        for name in rest:
            taken = taken[name]
        return self.over_grpc(taken)


SPAIN = ADDRESS | {"country": "ES"}
DOORS = [
    Door(
        "name of an order's buyer",
        lambda text: str(order(contact={"name": text}).contact.name),
        Contact,
        ("name",),
        {"email": "ana@example.com"},
    ),
    *(
        Door(
            f"{field} of an order",
            lambda text, field=field: str(getattr(order(address={field: text}).address, field)),
            ShippingAddress,
            (field,),
            SPAIN,
            is_required,
        )
        for field, is_required in (
            ("line1", True),
            ("line2", False),
            ("city", True),
            ("region", False),
        )
    ),
    *(
        Door(
            f"{field} of a saved address",
            lambda text, field=field: str(getattr(saved(**{field: text}), field)),
            NewAddress,
            (field,),
            SPAIN,
            is_required,
        )
        for field, is_required in (
            ("line1", True),
            ("line2", False),
            ("city", True),
            ("region", False),
        )
    ),
    Door(
        "name of an account",
        lambda text: str(profile_changes(user_service_pb2.UpdateUserRequest(name=text))["name"]),
        UserChange,
        ("name",),
        {},
    ),
    Door(
        "name of a product",
        lambda text: str(product(name=text).texts["es"].name),
        ProductText,
        ("name",),
        {},
    ),
    Door(
        "attribute of a product",
        lambda text: str(product(value=text).texts["es"].attributes[0].value),
        ProductText,
        ("attributes", "Material"),
        {"name": "Mesa"},
    ),
    Door(
        "alternative text of a picture",
        lambda text: str(product(alt=text).images[0].alts.get("es", "")),
        ImageAlts,
        ("es",),
        {},
        is_required=False,
    ),
    Door("name of a category", category, CategoryNames, ("es",), {}),
]

TEXTS: list[tuple[str, str | Code]] = [
    ("Ana", "Ana"),
    ("  Ana   Ruiz ", "Ana Ruiz"),
    ("Ana\u00a0Ruiz", "Ana Ruiz"),
    ("Ana Ruiz\r\n", "Ana Ruiz"),
    ("\tAna Ruiz", "Ana Ruiz"),
    (unicodedata.normalize("NFD", "Núñez"), "Núñez"),
    ("me\u00adsa", "mesa"),
    ("\ufeffmesa\u200b", "mesa"),
    (unicodedata.normalize("NFD", "é" * 100), "é" * 100),
    ("½ 李 محمد 👩\u200d👧", "½ 李 محمد 👩\u200d👧"),
    ("x" * 100 + "\u200b" * 500, "x" * 100),
    ("Calle\tMayor", Code.NOT_ONE_LINE),
    ("Calle\nMayor", Code.NOT_ONE_LINE),
    ("Calle\u2028Mayor", Code.NOT_ONE_LINE),
    ("Calle\x00Mayor", Code.CONTROL_CHARACTERS),
    ("Calle\x1bMayor", Code.CONTROL_CHARACTERS),
    ("Calle\x7fMayor", Code.CONTROL_CHARACTERS),
    ("Calle\x93Mayor\x94", Code.CONTROL_CHARACTERS),
    ("Calle\u202eMayor", Code.CONTROL_CHARACTERS),
    ("Calle\uffffMayor", Code.CONTROL_CHARACTERS),
    ("x" * 501, Code.TOO_LONG),
]
NOTHING = ["", " ", "\u00a0\u3000", "\u200b", "\ufeff", "\u3164", "\u2800", "\t\n"]


@pytest.mark.parametrize("door", DOORS, ids=str)
@pytest.mark.parametrize(("text", "outcome"), TEXTS, ids=ascii)
def test_a_text_is_the_same_at_every_door(door: Door, text: str, outcome: str | Code) -> None:
    assert door.over_grpc(text) == outcome
    assert door.over_rest(text) == outcome


@pytest.mark.parametrize("door", DOORS, ids=str)
@pytest.mark.parametrize("text", NOTHING, ids=ascii)
def test_a_text_of_nothing_is_missing_at_every_door_that_needs_one(door: Door, text: str) -> None:
    outcome = Code.REQUIRED if door.is_required else ""
    assert door.over_grpc(text) == outcome
    assert door.over_rest(text) == outcome


@pytest.mark.parametrize("door", DOORS, ids=str)
@settings(deadline=None, derandomize=True, max_examples=30)
@given(
    text=st.text(
        st.one_of(
            st.sampled_from("n\u0303e\u0301 \t\n\u00a0\u00ad\u200b\u200d\ufe0f\x85\x00\u202e½👩"),
            st.characters(exclude_categories=["Cs"]),
        ),
        max_size=40,
    )
)
def test_accents_of_their_own_change_no_outcome_at_any_door(door: Door, text: str) -> None:
    outcomes = {
        through(unicodedata.normalize(form, text))
        for form in ("NFC", "NFD")
        for through in (door.over_grpc, door.over_rest)
    }
    (outcome,) = outcomes
    if isinstance(outcome, str):
        assert outcome == normalize_line(text)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("éñüà", Code.LENGTH_OUT_OF_RANGE),  # eight code points when decomposed
        ("éñüàéñüà", None),
        ("éñ" * 128, None),
        ("éñ" * 129, Code.LENGTH_OUT_OF_RANGE),
    ],
)
def test_a_password_is_counted_as_it_is_hashed(password: str, code: Code | None, form: str) -> None:
    typed = unicodedata.normalize(form, password)
    user = {"email": "ana@example.com", "name": "Ana", "password": typed}
    result = convert_normalized(user, NewUser, strict=True)
    if isinstance(result, list):
        assert [error.code for error in result] == [code]
    elif code is None:
        assert new_password(result.password) == result.password
    else:
        with pytest.raises(InvalidRequest) as refused:
            new_password(result.password)
        assert [violation.code for violation in refused.value.violations] == [code]
