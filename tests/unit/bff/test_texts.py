"""What the BFF says: every reason and every fault, in both languages."""

import pytest

from bff.errors.field_messages import is_known, sentence
from bff.errors.json_pointer import from_field, pointer
from bff.errors.messages import PROBLEMS
from bff.errors.problems import STATUSES, from_domain
from bff.http.in_flight import InFlightRequests
from bff.routes import all_endpoints
from catalog.images.rendition import (
    ANIMATED,
    DAMAGED,
    NOT_AN_IMAGE,
    TOO_MANY_PIXELS,
    TYPE_MISMATCH,
)
from chassis.errors import DomainError, Kind

SAID_BY_SERVICES = [
    "an account keeps at most 20",
    "belongs to another product",
    "is not one of ours",
    "is required",
    "is required for SMS",
    "must all be priced in one currency",
    'must be "es" or "en"',
    "must be 1 to 100",
    "must be 1 to 5, from the top of the tree down",
    "must be 1 to 64 letters, digits, dots, hyphens or underscores",
    "must be 1 to 255 visible ASCII characters",
    "must be 1 to 999",
    "must be 1 to 100000000000 minor units",
    "must be EUR, the shop's currency",
    "must be a UUID",
    "must be a picture of this product",
    "must be a number with country code, like +34 612 345 678",
    "must be a phone number like +34600000000",
    "must be an ISO 3166-1 code such as ES",
    "must be an e-mail address",
    "must be at most 200 characters",
    "must be at most 50",
    "must be email or sms",
    "must be lower-case letters, digits and single hyphens",
    "must be one of es, en",
    "must be plain text",
    "must be two capital letters (ISO 3166-1)",
    "must have 8 to 256 characters",
    "must have at least one language",
    "must have at most 10000 characters",
    "must have no control signs",
    "must have no line breaks or control signs",
    "must name at least one",
    "must not have control characters",
    "must not name a product twice",
    "must not name one twice",
    "must not read like an id",
    "stands at muebles/mesas already",
    "the cart has 50 lines already",
    *(NOT_AN_IMAGE, TYPE_MISMATCH, DAMAGED, TOO_MANY_PIXELS, ANIMATED),
]


@pytest.mark.parametrize("phrase", SAID_BY_SERVICES)
def test_what_services_find_wrong_has_a_spanish_sentence_of_its_own(phrase):
    assert is_known(phrase)
    spanish = sentence(phrase, "es")
    assert spanish.endswith(".")
    assert "must" not in spanish
    assert "\\" not in spanish


def test_a_phrase_is_a_sentence_in_english_and_something_in_spanish():
    assert sentence("must be 1 to 999", "en") == "Must be 1 to 999."
    assert sentence("must be 1 to 999", "es") == "Debe estar entre 1 y 999."
    assert sentence("has never been said before", "es") == "El valor no es válido."


def test_every_reason_has_its_texts_in_both_languages():
    assert set(PROBLEMS) == set(STATUSES)
    assert all(set(texts) == {"es", "en"} for texts in PROBLEMS.values())


def test_every_reason_of_the_contract_is_known():
    endpoints = all_endpoints(InFlightRequests())
    assert all(set(endpoint.all_reasons) <= set(STATUSES) for endpoint in endpoints)


def test_no_two_endpoints_are_the_same():
    endpoints = all_endpoints(InFlightRequests())
    assert len({(one.method, one.path) for one in endpoints}) == len(endpoints)
    assert len({one.operation_id for one in endpoints}) == len(endpoints)


@pytest.mark.parametrize(
    ("kind", "reason", "expected"),
    [
        (Kind.CONFLICT, "OUT_OF_STOCK", "out-of-stock"),
        (Kind.CONFLICT, "A_NEW_REASON", "conflict"),
        (Kind.NOT_FOUND, "NOT_FOUND", "not-found"),
        (Kind.UNAUTHENTICATED, "TOKEN_INVALID", "not-signed-in"),
        (Kind.TOO_LATE, "INTERNAL", "service-unavailable"),
        (Kind.EXHAUSTED, "BUSY", "service-unavailable"),
        (Kind.UNSUPPORTED, "UNSUPPORTED", "service-unavailable"),
        (Kind.INTERNAL, "INTERNAL", "internal"),
    ],
)
def test_each_domain_error_becomes_one_reason(kind, reason, expected):
    assert from_domain(DomainError("no", kind=kind, reason=reason)).reason == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("contact.email", "/contact/email"),
        ("items[2].quantity", "/items/2/quantity"),
        ("items.2.quantity", "/items/2/quantity"),
        ("shipping_address.country_code", "/shipping_address/country"),
        ("address.postal_code", "/postal_code"),
        ("address", "/address"),
        ("product.texts.es.name", "/texts/es/name"),
        ("page_token", "/cursor"),
    ],
)
def test_a_protos_field_is_found_in_the_body(field, expected):
    assert from_field(field) == expected


def test_signs_that_pointers_are_made_of_are_escaped():
    assert pointer(("a/b", "c~d", 0)) == "/a~1b/c~0d/0"
