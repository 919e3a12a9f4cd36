"""The contract: an OpenAPI 3.1 document, written from the table of endpoints."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any, Final

import msgspec
from msgspec import Struct

from bff.errors import schemas as shapes
from bff.errors.messages import PROBLEMS
from bff.errors.problems import MEDIA_TYPE, STATUSES, TYPE_PREFIX
from bff.http.endpoint import Endpoint, Freshness, Header, Identity
from bff.openapi.components import COMPONENTS, DESCRIPTION, IMAGE_FORM, PATH_PARAMETERS, SECURITY
from bff.openapi.examples import EXAMPLES
from bff.openapi.links import links_of

Json = dict[str, Any]

_REF: Final = "#/components/schemas/{name}"
_BODILESS: Final = {HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT, HTTPStatus.SEE_OTHER}
_PROBLEM_SHAPES: Final[Mapping[str, type[shapes.Problem]]] = {
    "invalid-request": shapes.FaultsProblem,
    "unknown-field": shapes.FaultsProblem,
    "invalid-image": shapes.FaultsProblem,
    "out-of-stock": shapes.OutOfStockProblem,
    "price-changed": shapes.PriceChangedProblem,
    "product-unavailable": shapes.ProductUnavailableProblem,
}


def document(endpoints: Sequence[Endpoint], version: str) -> Json:
    """Write the contract of the endpoints."""
    shown = [shape for one in endpoints for shape in (one.body, one.answer) if shape]
    _, schemas = msgspec.json.schema_components(
        [*shown, shapes.Problem, *_PROBLEM_SHAPES.values()], ref_template=_REF
    )
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Tienda",
            "version": version,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(one.tag for one in endpoints)],
        "paths": paths,
        "components": {**COMPONENTS, "schemas": {**schemas, **_problem_schemas()}},
    }


def encode(endpoints: Sequence[Endpoint], version: str) -> bytes:
    """Write the contract as JSON."""
    return msgspec.json.encode(document(endpoints, version))


def _operation(endpoint: Endpoint) -> Json:
    operation: Json = {
        "operationId": endpoint.handler.__name__,
        "tags": [endpoint.tag],
        "summary": endpoint.summary,
        "parameters": [*_parameters(endpoint)],
        "responses": {**_success(endpoint), **_problems(endpoint.all_reasons)},
        "security": _security(endpoint),
    }
    if endpoint.body:
        shown: Json = {"schema": _ref(endpoint.body)}
        if example := EXAMPLES.get(endpoint.handler.__name__):
            shown["examples"] = {"typical": {"value": example}}
        operation["requestBody"] = {"required": True, "content": {"application/json": shown}}
    if endpoint.takes_image:
        operation["requestBody"] = {"required": True, "content": IMAGE_FORM}
    return operation


def _parameters(endpoint: Endpoint) -> Iterable[Json]:
    for name, parameter in PATH_PARAMETERS.items():
        if f"{{{name}}}" in endpoint.path:
            yield {"name": name, "in": "path", "required": True, **parameter}
    _, components = msgspec.json.schema_components([endpoint.query], ref_template=_REF)
    query = components[endpoint.query.__name__]
    for name, schema in query["properties"].items():
        parameter = {"name": name, "in": "query", "schema": schema}
        if text := schema.pop("description", ""):
            parameter["description"] = text
        if name in query["required"]:
            parameter["required"] = True
        yield parameter
    for header in endpoint.reads:
        yield {"name": header.name, "in": "header", "required": header.required} | _header(header)
    if endpoint.freshness is not Freshness.PERSONAL:
        yield {"$ref": "#/components/parameters/IfNoneMatch"}
    yield {"$ref": "#/components/parameters/AcceptLanguage"}
    yield {"$ref": "#/components/parameters/RequestId"}


def _header(header: Header) -> Json:
    schema: Json = {"type": "string"}
    if header.pattern:
        schema["pattern"] = header.pattern
    return {"description": header.description, "schema": schema}


def _success(endpoint: Endpoint) -> Json:
    headers = {
        "X-Request-Id": _component("headers", "RequestId"),
        "Cache-Control": _component("headers", "CacheControl"),
        "Content-Language": _component("headers", "ContentLanguage"),
        **{header.name: _header(header) for header in endpoint.answers},
    }
    if endpoint.freshness is not Freshness.PERSONAL:
        headers["Vary"] = _component("headers", "Vary")
        headers.setdefault("ETag", _component("headers", "ETag"))
    response: Json = {"description": HTTPStatus(endpoint.status).phrase, "headers": headers}
    if endpoint.status not in _BODILESS:
        schema = _ref(endpoint.answer) if endpoint.answer else _plain(endpoint.media_type)
        response["content"] = {endpoint.media_type: {"schema": schema}}
    if links := links_of(endpoint.handler.__name__):
        response["links"] = links
    responses = {str(endpoint.status): response}
    if endpoint.freshness is not Freshness.PERSONAL:
        unchanged = HTTPStatus.NOT_MODIFIED
        responses[str(unchanged.value)] = {"description": unchanged.phrase, "headers": headers}
    return responses


def _plain(media_type: str) -> Json:
    return {"type": "object" if media_type.endswith("json") else "string"}


def _problems(reasons: Iterable[str]) -> Json:
    ordered = sorted(reasons, key=lambda reason: (STATUSES[reason], reason))
    return {
        str(status): _problem_response(status, list(of_status))
        for status, of_status in groupby(ordered, key=lambda reason: STATUSES[reason])
    }


def _problem_schemas() -> Json:
    return {
        f"problem.{reason}": {
            "allOf": [
                _ref(_PROBLEM_SHAPES.get(reason, shapes.Problem)),
                {"properties": {"type": {"const": TYPE_PREFIX + reason}}},
            ]
        }
        for reason in STATUSES
    }


def _problem_response(status: int, reasons: list[str]) -> Json:
    said = [f"`{reason}`: {PROBLEMS[reason]['en'].detail}" for reason in reasons]
    schemas = [{"$ref": _REF.format(name=f"problem.{reason}")} for reason in reasons]
    schema = schemas[0] if len(schemas) == 1 else {"oneOf": schemas}
    headers = {
        "X-Request-Id": _component("headers", "RequestId"),
        "Content-Language": _component("headers", "ContentLanguage"),
    }
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = _component("headers", "WwwAuthenticate")
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        headers["Retry-After"] = _component("headers", "RetryAfter")
    return {
        "description": "\n\n".join(said),
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


def _security(endpoint: Endpoint) -> list[Json]:
    tokens = [] if endpoint.identity is Identity.IGNORED else list(SECURITY)
    named: list[Json] = [{scheme: []} for scheme in (*tokens, *endpoint.schemes)]
    needs_none = endpoint.identity in (Identity.IGNORED, Identity.OPTIONAL)
    return [{}, *named] if needs_none else named


def _ref(shape: type[Struct]) -> Json:
    return {"$ref": _REF.format(name=shape.__name__)}


def _component(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}
