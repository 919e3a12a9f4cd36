"""The refusals of the API: every reason has its status and its texts in both languages."""

import json

import pytest

from bff.errors.json_pointer import from_field, pointer
from bff.errors.messages import PROBLEMS
from bff.errors.problems import STATUSES, from_domain, to_response
from bff.http.in_flight import InFlightRequests
from bff.routes import all_endpoints
from chassis.errors import DomainError, Kind


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
    ("seconds", "spanish", "english"),
    [
        (1, "dentro de 1 segundo.", "in 1 second."),
        (60, "dentro de 60 segundos.", "in 60 seconds."),
        (61, "dentro de 2 minutos.", "in 2 minutes."),
        (3600, "dentro de 60 minutos.", "in 60 minutes."),
        (3601, "dentro de 2 horas.", "in 2 hours."),
    ],
)
def test_who_has_ordered_too_often_is_told_when_to_come_back(seconds, spanish, english):
    refused = DomainError(
        "no", kind=Kind.EXHAUSTED, reason="TOO_MANY_ORDERS", items=[{"retry_after": seconds}]
    )
    for language, words in (("es", spanish), ("en", english)):
        response = to_response(from_domain(refused), language, "/orders")
        assert (response.status, response.headers["Retry-After"]) == (429, str(seconds))
        document = json.loads(response.body)
        assert document["type"].endswith("/too-many-orders")
        assert document["detail"].endswith(words)


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
