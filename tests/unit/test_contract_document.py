"""What the contract shows beside its shapes is true: examples fit, links lead somewhere."""

import json
from typing import Any

import msgspec
import pytest

from bff.contract import contract
from bff.http.endpoint import Endpoint
from bff.http.in_flight import InFlightRequests
from bff.routes import all_endpoints
from catalog.products.slugs import RESERVED_SLUGS, is_slug

ENDPOINTS = all_endpoints(InFlightRequests())


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.operation_id)
def test_every_body_has_an_example_of_its_schema(endpoint: Endpoint):
    if endpoint.body is None:
        assert endpoint.example is None
    else:
        msgspec.convert(endpoint.example, endpoint.body)


def test_links_lead_from_what_is_answered_to_parameters_that_are_there():
    document = json.loads(contract())
    operations = {
        operation["operationId"]: operation
        for methods in document["paths"].values()
        for operation in methods.values()
    }
    for endpoint in ENDPOINTS:
        for link in endpoint.links:
            assert endpoint.response is not None
            assert _is_in(endpoint.response, link.pointer, document), (endpoint.path, link)
            for operation_id in link.operation_ids:
                parameters = operations[operation_id]["parameters"]
                names = {parameter.get("name") for parameter in parameters}
                assert link.parameter in names, (endpoint.path, operation_id)


def _is_in(shape: type, pointer: str, document: dict[str, Any]) -> bool:
    schema = document["components"]["schemas"][shape.__name__]
    for part in pointer.split("/")[1:]:
        inner = schema["items"] if part == "0" else schema.get("properties", {}).get(part)
        if inner is None:
            return False
        name = inner.get("$ref", "").rpartition("/")[2]
        schema = document["components"]["schemas"][name] if name else inner
    return True


def test_no_product_can_have_the_address_of_another_resource():
    words = {
        word
        for path in json.loads(contract())["paths"]
        if path.startswith("/products/") and is_slug(word := path.split("/")[2])
    }
    assert words == RESERVED_SLUGS
