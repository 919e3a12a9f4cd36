"""Exports spans and metrics by OTLP over HTTP, in batches each second and each minute.

No exception is ever recorded: its text may quote personal data. Spans and metrics carry only
attributes that this package names, with values from the store's own code.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.ids import new_id
from chassis.metrics import LOOP_LAG, METRICS, Kind, Metric

EXPORT_TIMEOUT = 2.0
"""Seconds for one export; the last one delays the end of the process by this much at most."""
LOOP_LAG_INTERVAL = 0.5
"""Seconds between two measurements of the event loop's lag."""

Attributes = Mapping[str, str | int]
Record = Callable[[float, Attributes], None]
Read = Callable[[], Iterable[tuple[float, Attributes]]]
"""Returns the current values of an observed metric."""

# Without baggage: a caller could put anything into it.
_context = TraceContextTextMapPropagator()


def fail(failed: Span, error: str) -> None:
    """Mark a span as failed with `error`, the name of an error without its text."""
    failed.set_attribute("error.type", error)
    failed.set_status(Status(StatusCode.ERROR))


class Exporter:
    """Exports the spans and metrics of this process."""

    def __init__(self, service: str, *, to_aws: bool = False) -> None:
        """Start exporting as `service` ("orders.worker"), to where and as often as OTEL_* say.

        `to_aws` is for X-Ray's endpoint, which takes traces alone, and signed ones.
        """
        resource = Resource.create(
            {
                "service.namespace": "tienda",
                "service.name": service,
                "service.version": version("tienda"),
                "service.instance.id": str(new_id()),
            }
        )
        # The default of 10 s is longer than a process has to stop.
        timeout = None if "OTEL_EXPORTER_OTLP_TIMEOUT" in os.environ else EXPORT_TIMEOUT
        spans = TracerProvider(resource=resource, shutdown_on_exit=False)
        session = None
        if to_aws:
            from chassis.otel.aws_signature import TRACES, signing_session  # noqa: PLC0415 (memory)

            session = signing_session(TRACES)
        spans.add_span_processor(
            BatchSpanProcessor(OTLPSpanExporter(timeout=timeout, session=session))
        )
        readers = (
            [] if to_aws else [PeriodicExportingMetricReader(OTLPMetricExporter(timeout=timeout))]
        )
        metrics = MeterProvider(readers, resource, shutdown_on_exit=False)
        self._providers = (spans, metrics)
        # While the collector is down, every retry would be logged besides the failure itself.
        logging.getLogger("opentelemetry.exporter").setLevel(logging.ERROR)
        self._tracer = spans.get_tracer("tienda")
        self._meter = metrics.get_meter("tienda")
        self._reads: dict[Metric, list[Read]] = {}
        self._instruments = {
            metric: self._instrument(metric)
            for metric in METRICS
            if metric.kind is not Kind.OBSERVED
        }

    def close(self) -> None:
        """Send the rest and stop, within EXPORT_TIMEOUT for spans and the same for metrics."""
        for provider in self._providers:
            provider.shutdown()

    def record(self, metric: Metric, value: float, attributes: Attributes) -> None:
        """Record a value of a metric."""
        self._instruments[metric](value, attributes)

    def observe(self, metric: Metric, read: Read) -> None:
        """Export what `read` returns each time that metrics are sent; it runs in a thread."""
        if reads := self._reads.get(metric):
            reads.append(read)  # another pool: a metric has only one instrument
            return
        reads = self._reads[metric] = [read]

        def observations(_: CallbackOptions) -> Iterable[Observation]:
            return [
                Observation(value, attributes)
                for each in list(reads)
                for value, attributes in each()
            ]

        self._meter.create_observable_gauge(
            metric.name, [observations], metric.unit, metric.description
        )

    @contextmanager
    def span(
        self,
        name: str,
        attributes: Attributes,
        kind: SpanKind = SpanKind.INTERNAL,
        linked: Sequence[SpanContext] = (),
    ) -> Iterator[Span]:
        """Open a span around the block; mark it as failed if the block raises.

        It is linked to the spans of others that the block works for, too.
        """
        with self._current(name, attributes, kind, None, linked) as opened:
            try:
                yield opened
            except BaseException as error:
                fail(opened, type(error).__name__)
                raise

    def server_span(
        self, name: str, attributes: Attributes, traceparent: str
    ) -> AbstractContextManager[Span]:
        """Open a server's span around the block, below the caller's span if there is one.

        Only the handler knows whether it failed: a rejected request is no failure.
        """
        parent = _context.extract({"traceparent": traceparent}, Context())
        return self._current(name, attributes, SpanKind.SERVER, parent)

    def _current(
        self,
        name: str,
        attributes: Attributes,
        kind: SpanKind,
        parent: Context | None,
        linked: Sequence[SpanContext] = (),
    ) -> AbstractContextManager[Span]:
        return self._tracer.start_as_current_span(
            name,
            parent,
            kind,
            dict(attributes),
            [Link(each) for each in linked],
            record_exception=False,
            set_status_on_exception=False,
        )

    def record_span(
        self,
        name: str,
        elapsed: float,
        attributes: Attributes,
        error: str = "",
    ) -> None:
        """Record a client's span that ends now and took `elapsed` seconds, if a trace is sampled.

        `error` is the name of the error that it failed with.
        """
        # Its parent may have ended by now: asyncpg reports a statement a moment later.
        if not trace.get_current_span().get_span_context().trace_flags.sampled:
            return
        now = time.time_ns()
        began = now - int(elapsed * 1e9)
        span = self._tracer.start_span(name, None, SpanKind.CLIENT, dict(attributes), None, began)
        if error:
            fail(span, error)
        span.end(now)

    def current_span(self) -> SpanContext | None:
        """Return the current span; None where there is none."""
        context = trace.get_current_span().get_span_context()
        return context if context.is_valid else None

    def trace_id(self) -> str:
        """Return the id of the current trace; empty where there is none."""
        context = trace.get_current_span().get_span_context()
        return trace.format_trace_id(context.trace_id) if context.is_valid else ""

    def measure_loop_lag(self) -> None:
        """Record from now on how late the running event loop is."""
        loop = asyncio.get_running_loop()

        def measure(due: float) -> None:
            now = loop.time()
            self.record(LOOP_LAG, max(0.0, now - due), {})
            loop.call_at(now + LOOP_LAG_INTERVAL, measure, now + LOOP_LAG_INTERVAL)

        loop.call_later(LOOP_LAG_INTERVAL, measure, loop.time() + LOOP_LAG_INTERVAL)

    def _instrument(self, metric: Metric) -> Record:
        description = (metric.name, metric.unit, metric.description)
        match metric.kind:
            case Kind.COUNTER:
                return self._meter.create_counter(*description).add
            case Kind.HISTOGRAM:
                boundaries = list(metric.boundaries)
                return self._meter.create_histogram(
                    *description, explicit_bucket_boundaries_advisory=boundaries
                ).record
            case _:
                return self._meter.create_gauge(*description).set

    fail = staticmethod(fail)


def traceparent() -> str:
    """Return the current span as a W3C traceparent; empty where there is none."""
    carrier: dict[str, str] = {}
    _context.inject(carrier)
    return carrier.get("traceparent", "")
