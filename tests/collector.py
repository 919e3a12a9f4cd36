"""A collector of OpenTelemetry's for tests: takes OTLP over HTTP, and keeps what came."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from chassis.metrics import LOOP_LAG


@dataclass(frozen=True)
class Span:
    """One span, its ids in hex."""

    service: str
    name: str
    kind: int
    """opentelemetry.proto.trace.v1: 1 within, 2 of a server, 3 of a client."""
    trace: str
    id: str
    parent: str
    """Empty for the first of a trace."""
    attributes: Mapping[str, Any]
    failed: bool
    links: tuple[str, ...] = ()
    """Ids of other spans that it worked for."""


@dataclass(frozen=True)
class Point:
    """One metric with one set of attributes, as one process told it last."""

    service: str
    name: str
    unit: str
    attributes: Mapping[str, Any]
    value: float
    """Of a histogram: how many values there were."""


@dataclass
class Collector:
    """What came, as it came."""

    endpoint: str
    bodies: list[bytes] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def environ(self, **more: str) -> dict[str, str]:
        """Return the settings of a process that is to send here, and soon."""
        return {
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.endpoint,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "OTEL_METRIC_EXPORT_INTERVAL": "500",
            **more,
        }

    def take(self, path: str, body: bytes) -> None:
        with self._changed:
            self.bodies.append(body)
            if path == "/v1/traces":
                self.spans += _spans(ExportTraceServiceRequest.FromString(body))
            else:
                assert path == "/v1/metrics", path
                self.points += _points(ExportMetricsServiceRequest.FromString(body))
            self._changed.notify_all()

    def wait_for(self, found: Any, patience: float = 20.0) -> Any:
        """Return what `found()` answers once that is true; it is asked after all that comes."""
        with self._changed:
            answer = self._changed.wait_for(found, patience)
        assert answer, f"{len(self.spans)} spans and {len(self.points)} points came, but not those"
        return answer

    def catch_up(self, *services: str) -> None:
        """Return once each of the services has told all that it knows now: metrics twice more."""

        def told() -> dict[str, int]:
            beats = [point.service for point in self.points if point.name == LOOP_LAG.name]
            return {service: beats.count(service) for service in services}

        before = told()
        self.wait_for(lambda: all(count >= before[one] + 2 for one, count in told().items()))

    def last(self, name: str, **attributes: Any) -> float:
        """Return the sum of a metric over all processes and other attributes, as last told."""
        wanted = {key.replace("__", "."): value for key, value in attributes.items()}
        newest = {
            (point.service, tuple(sorted(point.attributes.items()))): point.value
            for point in list(self.points)
            if point.name == name and wanted.items() <= point.attributes.items()
        }
        return sum(newest.values())


def _plain(attributes: Any) -> dict[str, Any]:
    return {
        one.key: getattr(one.value, one.value.WhichOneof("value") or "string_value")
        for one in attributes
    }


def _spans(request: ExportTraceServiceRequest) -> Iterator[Span]:
    for of_process in request.resource_spans:
        service = _plain(of_process.resource.attributes)["service.name"]
        for scope in of_process.scope_spans:
            for span in scope.spans:
                assert not span.events, "an event, as a recorded exception is, may hold anything"
                yield Span(
                    service,
                    span.name,
                    span.kind,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    _plain(span.attributes),
                    span.status.code == 2,
                    tuple(link.span_id.hex() for link in span.links),
                )


def _points(request: ExportMetricsServiceRequest) -> Iterator[Point]:
    for of_process in request.resource_metrics:
        service = _plain(of_process.resource.attributes)["service.name"]
        for scope in of_process.scope_metrics:
            for metric in scope.metrics:
                told = getattr(metric, metric.WhichOneof("data") or "gauge")
                for point in told.data_points:
                    value = getattr(point, "count", None)
                    if value is None:
                        value = getattr(point, point.WhichOneof("value") or "as_int")
                    attributes = _plain(point.attributes)
                    yield Point(service, metric.name, metric.unit, attributes, value)


@contextmanager
def collecting() -> Iterator[Collector]:
    """Collect on a free port of 127.0.0.1."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.take(self.path, body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    collector = Collector(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
