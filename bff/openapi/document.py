"""Write the contract, an OpenAPI 3.1 document, from the declarations of the endpoints."""

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from itertools import groupby
from typing import Any, Final

import msgspec
from msgspec import Struct

from bff.errors import schemas
from bff.errors.messages import PROBLEMS
from bff.errors.problems import MEDIA_TYPE, STATUSES, TYPE_PREFIX
from bff.http.endpoint import Authentication, CacheControl, Endpoint, Header
from bff.openapi.components import (
    COMPONENTS,
    DESCRIPTION,
    IMAGE_FORM,
    PATH_PARAMETERS,
    SECURITY,
    TAGS,
)

Json = dict[str, Any]

_REF: Final = "#/components/schemas/{name}"
_PATH_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_BODILESS: Final = {HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT, HTTPStatus.SEE_OTHER}
_PROBLEM_SCHEMAS: Final[Mapping[str, type[schemas.Problem]]] = {
    "invalid-request": schemas.FaultsProblem,
    "unknown-field": schemas.FaultsProblem,
    "invalid-image": schemas.FaultsProblem,
    "category-taken": schemas.FaultsProblem,
    "sku-taken": schemas.TakenProblem,
    "slug-taken": schemas.TakenProblem,
    "out-of-stock": schemas.OutOfStockProblem,
    "price-changed": schemas.PriceChangedProblem,
    "product-unavailable": schemas.ProductUnavailableProblem,
    "too-many-units": schemas.TooManyUnitsProblem,
}


def document(endpoints: Sequence[Endpoint], api_version: str) -> Json:
    """Return the OpenAPI document of the endpoints."""
    bodies = [body for endpoint in endpoints for body in (endpoint.body, endpoint.response) if body]
    _, components = msgspec.json.schema_components(
        [*bodies, schemas.Problem, *_PROBLEM_SCHEMAS.values()], ref_template=_REF
    )
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Tienda",
            "version": api_version,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": tag, "description": TAGS[tag]}
            for tag in dict.fromkeys(endpoint.tag for endpoint in endpoints)
        ],
        "paths": paths,
        "components": {**COMPONENTS, "schemas": _schemas(components)},
    }


def encode(endpoints: Sequence[Endpoint]) -> bytes:
    """Return the OpenAPI document of the endpoints as JSON, with the installed version."""
    return msgspec.json.encode(document(endpoints, version("tienda")))


def _operation(endpoint: Endpoint) -> Json:
    operation: Json = {
        "operationId": endpoint.operation_id,
        "tags": [endpoint.tag],
        "summary": endpoint.summary,
        "parameters": [*_parameters(endpoint)],
        "responses": {**_success(endpoint), **_problems(endpoint.all_reasons)},
        "security": _security(endpoint),
    }
    if endpoint.body:
        content: Json = {"schema": _ref(endpoint.body)}
        if endpoint.example:
            content["examples"] = {"typical": {"value": endpoint.example}}
        operation["requestBody"] = {
            "required": not endpoint.body_optional,
            "content": {"application/json": content},
        }
    if endpoint.takes_image:
        operation["requestBody"] = {"required": True, "content": IMAGE_FORM}
    return operation


def _parameters(endpoint: Endpoint) -> Iterable[Json]:
    for name in _PATH_PARAMETER.findall(endpoint.path):
        yield {"name": name, "in": "path", "required": True, **PATH_PARAMETERS[name]}
    _, components = msgspec.json.schema_components([endpoint.query], ref_template=_REF)
    query = components[endpoint.query.__name__]
    for name, schema in query["properties"].items():
        parameter = {"name": name, "in": "query", "schema": schema}
        if text := schema.pop("description", ""):
            parameter["description"] = text
        if name in query["required"]:
            parameter["required"] = True
        yield parameter
    for header in endpoint.request_headers:
        yield {"name": header.name, "in": "header", "required": header.required} | _header(header)
    if endpoint.cache_control is not CacheControl.NO_STORE:
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
        **{header.name: _header(header) for header in endpoint.response_headers},
    }
    if endpoint.cache_control is not CacheControl.NO_STORE:
        headers["Vary"] = _component("headers", "Vary")
        headers.setdefault("ETag", _component("headers", "ETag"))
    response: Json = {"description": HTTPStatus(endpoint.status).phrase, "headers": headers}
    if endpoint.status not in _BODILESS:
        schema = _ref(endpoint.response) if endpoint.response else _untyped(endpoint.media_type)
        response["content"] = {endpoint.media_type: {"schema": schema}}
    if endpoint.links:
        response["links"] = _links(endpoint)
    responses = {str(endpoint.status): response}
    if endpoint.cache_control is not CacheControl.NO_STORE:
        unchanged = HTTPStatus.NOT_MODIFIED
        responses[str(unchanged.value)] = {"description": unchanged.phrase, "headers": headers}
    return responses


def _links(endpoint: Endpoint) -> Json:
    return {
        f"{operation_id}_by_{link.parameter}": {
            "operationId": operation_id,
            "parameters": {link.parameter: f"$response.body#{link.pointer}"},
        }
        for link in endpoint.links
        for operation_id in link.operation_ids
    }


def _untyped(media_type: str) -> Json:
    return {"type": "object" if media_type.endswith("json") else "string"}


def _problems(reasons: Iterable[str]) -> Json:
    ordered = sorted(reasons, key=lambda reason: (STATUSES[reason], reason))
    return {
        str(status): _problem_response(status, list(of_status))
        for status, of_status in groupby(ordered, key=lambda reason: STATUSES[reason])
    }


def _schemas(components: Json) -> Json:
    """Return all schemas; the base of problems says which `type` has which schema."""
    mapping = {TYPE_PREFIX + reason: _REF.format(name=f"problem.{reason}") for reason in STATUSES}
    base = components[schemas.Problem.__name__]
    discriminator = {"propertyName": "type", "mapping": mapping}
    return {
        **components,
        schemas.Problem.__name__: {**base, "discriminator": discriminator},
        **{f"problem.{reason}": _problem_schema(reason) for reason in STATUSES},
    }


def _problem_schema(reason: str) -> Json:
    # An enum of one string: client generators drop a schema whose `type` is a bare const.
    reason_type: Json = {"type": "string", "enum": [TYPE_PREFIX + reason]}
    return {
        "allOf": [
            _ref(_PROBLEM_SCHEMAS.get(reason, schemas.Problem)),
            {"type": "object", "properties": {"type": reason_type}, "required": ["type"]},
        ]
    }


def _problem_response(status: int, reasons: list[str]) -> Json:
    descriptions = [f"`{reason}`: {PROBLEMS[reason]['en'].detail}" for reason in reasons]
    references = [{"$ref": _REF.format(name=f"problem.{reason}")} for reason in reasons]
    schema = references[0] if len(references) == 1 else {"oneOf": references}
    headers = {
        "X-Request-Id": _component("headers", "RequestId"),
        "Content-Language": _component("headers", "ContentLanguage"),
    }
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = _component("headers", "WwwAuthenticate")
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        headers["Retry-After"] = _component("headers", "RetryAfter")
    return {
        "description": "\n\n".join(descriptions),
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


def _security(endpoint: Endpoint) -> list[Json]:
    tokens = () if endpoint.authentication is Authentication.IGNORED else SECURITY
    schemes: list[Json] = [{scheme: []} for scheme in (*tokens, *endpoint.security_schemes)]
    is_optional = endpoint.authentication in (
        Authentication.IGNORED,
        Authentication.ADMIN_VIEW,
        Authentication.OPTIONAL,
    )
    return [{}, *schemes] if is_optional else schemes


def _ref(schema: type[Struct]) -> Json:
    return {"$ref": _REF.format(name=schema.__name__)}


def _component(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}
