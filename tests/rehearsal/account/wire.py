"""Requests to AWS's APIs, read and answered by botocore's description of each service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from moto.core.exceptions import ServiceException
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import NotFound

SIGNING_NAMES = {
    "monitoring": "cloudwatch",
    "elasticloadbalancing": "elbv2",
    "email": "ses",
    "tagging": "resourcegroupstaggingapi",
}
"""botocore's names of services that sign their requests with another."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to an operation of a service."""

    service: str
    """botocore's name."""
    operation: str
    parameters: Mapping[str, Any]
    region: str
    access_key: str
    """Empty: nobody has signed it."""
    host: str = ""
    """Where it was sent to."""

    @property
    def name(self) -> str:
        """The operation's name in botocore's words, `s3.PutObject`."""
        return f"{self.service}.{self.operation}"


class Refused(ServiceException):
    """An answer of AWS that is an error, with its code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def read_call(environ: dict[str, Any]) -> tuple[Call, Request]:
    """Return the call of a WSGI request. Raise NotFound for none of AWS's."""
    request = Request(environ)
    access_key, region, signed_for = _scope(request)
    service = SIGNING_NAMES.get(signed_for, signed_for)
    if service == "ses" and request.path.startswith("/v2/"):
        service = "sesv2"
    operation, uri_params = get_service_router(service).match(request)
    protocol = determine_request_protocol(operation.service_model, request.content_type)
    parsed = PROTOCOL_PARSERS[protocol](operation).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            # An object's content is no parameter.
            "body": b"" if operation.name in {"PutObject", "UploadPart"} else request.data,
            "url_path": request.path,
            "url_params": uri_params,
        }
    )
    return Call(service, operation.name, parsed, region, access_key, request.host), request


def _scope(request: Request) -> tuple[str, str, str]:
    """Return the access key, region and service that a request is signed for."""
    header = request.headers.get("Authorization", "")
    if header.startswith("AWS4-HMAC-SHA256"):
        scope = header.partition("Credential=")[2].partition(",")[0]
    else:
        query = parse_qs(request.query_string.decode())
        scope = query.get("X-Amz-Credential", [""])[0]
    parts = scope.split("/")
    if len(parts) == 5:
        return parts[0], parts[2], parts[3].lower()
    return "", "", "s3"


def serialized(call: Call, result: Any, request: Request) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer, or of an exception."""
    model = get_service_model(call.service)
    protocol = determine_request_protocol(model, request.content_type)
    serializer = get_serializer_class(model.service_name, protocol)
    response = serializer(model.operation_model(call.operation)).serialize(result)
    body = response["body"]
    return (
        response["status_code"],
        {str(name): str(value) for name, value in response["headers"].items()},
        body if isinstance(body, bytes) else body.encode(),
    )


Operation = Callable[[Call], Any]
"""Answers a call with what botocore would return, or raises Refused."""

__all__ = ["Call", "NotFound", "Operation", "Refused", "read_call", "serialized"]
