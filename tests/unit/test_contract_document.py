"""What the contract shows beside its shapes is true: examples fit, links lead somewhere."""

import json
from typing import Any

import msgspec
import pytest

from bff.contract import contract
from bff.http.in_flight import Traffic
from bff.openapi.examples import EXAMPLES
from bff.openapi.links import LEADS
from bff.routes import endpoints
from bff.site.health import Operations
from bff.site.sitemap import Sitemap

TABLE = endpoints(Operations(contract, Traffic()), Sitemap(None))
ENDPOINTS = {one.handler.__name__: one for one in TABLE}
BODIES = {name: one.body for name, one in ENDPOINTS.items() if one.body is not None}


def test_every_body_has_an_example():
    assert EXAMPLES.keys() == BODIES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_of_its_shape(name):
    msgspec.convert(EXAMPLES[name], BODIES[name])


def test_links_lead_from_what_is_answered_to_parameters_that_are_there():
    document = json.loads(contract())
    operations = {
        operation["operationId"]: operation
        for methods in document["paths"].values()
        for operation in methods.values()
    }
    for name, leads in LEADS.items():
        shape: Any = ENDPOINTS[name].answer
        for lead in leads:
            assert _is_in(shape, lead.pointer, document), (name, lead)
            for to in lead.to:
                names = {one.get("name") for one in operations[to]["parameters"]}
                assert lead.parameter in names, (name, to)


def _is_in(shape: type, pointer: str, document: dict[str, Any]) -> bool:
    schema = document["components"]["schemas"][shape.__name__]
    for part in pointer.split("/")[1:]:
        inner = schema["items"] if part == "0" else schema.get("properties", {}).get(part)
        if inner is None:
            return False
        name = inner.get("$ref", "").rpartition("/")[2]
        schema = document["components"]["schemas"][name] if name else inner
    return True
