"""Traces for AWS are signed as its endpoint judges them, and metrics stay away from it."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import botocore.session
import pytest
import requests

from chassis.metrics import ORDERS_PLACED
from chassis.otel.aws_signature import TRACES, signing_session
from chassis.otel.exporter import Exporter
from cloudformation.machine.boot import Credentials, signature
from tests.collector import ExportTraceServiceRequest

ROLE = Credentials("AKIDEXAMPLE", "secret/key+1", "session/token==")


@dataclass
class XRay:
    """Stands for the endpoint: takes what is signed by the role, and refuses all else."""

    address: str = ""
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def judge(self, request: BaseHTTPRequestHandler, body: bytes) -> int:
        scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
        if scheme != "AWS4-HMAC-SHA256":
            self.refused.append(request.path)
            return 403
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        access_key, _, scope = parts["Credential"].partition("/")
        names = parts["SignedHeaders"].split(";")
        assert {"host", "x-amz-date", "x-amz-security-token"} <= set(names)
        lines = "".join(f"{name}:{request.headers[name]}\n" for name in names)
        digest = hashlib.sha256(body).hexdigest()
        canonical = "\n".join(("POST", request.path, "", lines, ";".join(names), digest))
        moment = request.headers["X-Amz-Date"]
        is_good = (
            (access_key, request.headers["X-Amz-Security-Token"]) == (ROLE.access_key, ROLE.token)
            and scope == f"{moment[:8]}/eu-west-1/xray/aws4_request"
            and parts["Signature"] == signature(canonical, scope, moment, ROLE)
        )
        (self.taken.append((request.path, body)) if is_good else self.refused.append(request.path))
        return 200 if is_good else 403


@pytest.fixture
def xray(monkeypatch: pytest.MonkeyPatch) -> Iterator[XRay]:
    stand_in = XRay()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(stand_in.judge(self, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stand_in.address = f"http://127.0.0.1:{server.server_port}"
    for name, value in {
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": ROLE.access_key,
        "AWS_SECRET_ACCESS_KEY": ROLE.secret_key,
        "AWS_SESSION_TOKEN": ROLE.token,
        "OTEL_EXPORTER_OTLP_ENDPOINT": stand_in.address,
    }.items():
        monkeypatch.setenv(name, value)
    yield stand_in
    server.shutdown()
    server.server_close()


def test_a_span_for_aws_is_signed_and_metrics_are_not_sent(xray: XRay) -> None:
    exporter = Exporter("orders", to_aws=True)
    with exporter.span("deliver", {}):
        exporter.record(ORDERS_PLACED, 1, {})
    exporter.close()
    assert not xray.refused
    ((path, body),) = xray.taken
    assert path == "/v1/traces"
    (resource,) = ExportTraceServiceRequest.FromString(body).resource_spans
    assert [span.name for scope in resource.scope_spans for span in scope.spans] == ["deliver"]


def test_without_a_signature_the_endpoint_takes_nothing(xray: XRay) -> None:
    exporter = Exporter("orders")
    with exporter.span("deliver", {}):
        pass
    exporter.close()
    assert not xray.taken
    assert "/v1/traces" in xray.refused


def test_credentials_that_are_not_there_are_an_error_that_exporters_know(
    xray: XRay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(botocore.session.Session, "get_credentials", lambda _: None)
    with pytest.raises(requests.RequestException, match="no credentials"):
        signing_session(TRACES).post(
            xray.address, data=b"x", headers={"Content-Type": "application/x-protobuf"}
        )
    assert not xray.taken
