"""Takes spans and metrics, and sends them by OTLP over HTTP, each second or minute a batch.

No exception is ever recorded: its text may quote what somebody typed. Only attributes that are
named in this package, and whose values come from the store's own code, are put on anything.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.ids import new_id
from chassis.metrics import LOOP_LAG, METRICS, Kind, Metric

PATIENCE = 2.0
"""Seconds for one sending; as long a process may outlive its work when nobody takes it."""
BEAT = 0.5
"""Seconds between looks at how late the event loop is."""

Attributes = Mapping[str, str | int]
Tell = Callable[[float, Attributes], None]
Read = Callable[[], Iterable[tuple[float, Attributes]]]
"""Returns the values that a metric has now."""

# No baggage, and of a caller's trace its id alone: the rest may be anything.
_context = TraceContextTextMapPropagator()


def fail(failed: Span, error: str) -> None:
    """Mark a span as failed with `error`, a name and no text."""
    failed.set_attribute("error.type", error)
    failed.set_status(Status(StatusCode.ERROR))


class Sink:
    """All that this process tells."""

    def __init__(self, service: str) -> None:
        """`service` is "orders" or "orders.worker"; OTEL_* has where to and how often."""
        about = Resource.create(
            {
                "service.namespace": "tienda",
                "service.name": service,
                "service.version": version("tienda"),
                "service.instance.id": str(new_id()),
            }
        )
        # Its own default lasts longer than a process gets to end in.
        patience = None if "OTEL_EXPORTER_OTLP_TIMEOUT" in os.environ else PATIENCE
        spans = TracerProvider(resource=about, shutdown_on_exit=False)
        spans.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=patience)))
        metrics = MeterProvider(
            [PeriodicExportingMetricReader(OTLPMetricExporter(timeout=patience))],
            about,
            shutdown_on_exit=False,
        )
        self._providers = (spans, metrics)
        # While nobody takes it, each try would be told, and then that all have failed.
        logging.getLogger("opentelemetry.exporter").setLevel(logging.ERROR)
        self._tracer = spans.get_tracer("tienda")
        self._meter = metrics.get_meter("tienda")
        self._reads: dict[Metric, list[Read]] = {}
        self._tells = {
            metric: self._instrument(metric)
            for metric in METRICS
            if metric.kind is not Kind.OBSERVED
        }

    def close(self) -> None:
        """Send what is not sent yet, and nothing more. It blocks, PATIENCE a provider at most."""
        for provider in self._providers:
            provider.shutdown()

    def tell(self, metric: Metric, value: float, attributes: Attributes) -> None:
        """Tell a value of a metric."""
        self._tells[metric](value, attributes)

    def observe(self, metric: Metric, read: Read) -> None:
        """Tell what `read` answers each time that metrics are sent; it is asked in a thread."""
        if others := self._reads.get(metric):
            others.append(read)  # a second pool: there is one instrument of a name
            return
        reads = self._reads[metric] = [read]

        def look(_: CallbackOptions) -> Iterable[Observation]:
            return [Observation(value, told) for one in list(reads) for value, told in one()]

        self._meter.create_observable_gauge(metric.name, [look], metric.unit, metric.about)

    @contextmanager
    def span(
        self, name: str, attributes: Attributes, kind: SpanKind = SpanKind.INTERNAL
    ) -> Iterator[Span]:
        """Show what is done inside as a span; it has failed if an exception leaves it."""
        with self._current(name, attributes, kind, None) as opened:
            try:
                yield opened
            except BaseException as error:
                fail(opened, type(error).__name__)
                raise

    def serving(
        self, name: str, attributes: Attributes, traceparent: str
    ) -> AbstractContextManager[Span]:
        """Show what is done inside as the answer to a request, below the caller's span if any.

        Whether it has failed is for who answers to say: a refusal is an answer.
        """
        parent = _context.extract({"traceparent": traceparent}, Context())
        return self._current(name, attributes, SpanKind.SERVER, parent)

    def _current(
        self, name: str, attributes: Attributes, kind: SpanKind, parent: Context | None
    ) -> AbstractContextManager[Span]:
        return self._tracer.start_as_current_span(
            name,
            parent,
            kind,
            dict(attributes),
            record_exception=False,
            set_status_on_exception=False,
        )

    def add_span(
        self,
        name: str,
        took: float,
        attributes: Attributes,
        error: str = "",
    ) -> None:
        """Show a call to another that ends now and took so many seconds, if it is part of a trace.

        `error` is what it failed with.
        """
        # The span above may have ended by now: what asyncpg tells comes a moment later.
        if not trace.get_current_span().get_span_context().trace_flags.sampled:
            return
        now = time.time_ns()
        began = now - int(took * 1e9)
        added = self._tracer.start_span(name, None, SpanKind.CLIENT, dict(attributes), None, began)
        if error:
            fail(added, error)
        added.end(now)

    def trace_id(self) -> str:
        """Return the trace that is under way; empty where none is."""
        known = trace.get_current_span().get_span_context()
        return trace.format_trace_id(known.trace_id) if known.is_valid else ""

    def feel_the_loop(self) -> None:
        """See from now on how late the running event loop is."""
        loop = asyncio.get_running_loop()

        def beat(due: float) -> None:
            now = loop.time()
            self.tell(LOOP_LAG, max(0.0, now - due), {})
            loop.call_at(now + BEAT, beat, now + BEAT)

        loop.call_later(BEAT, beat, loop.time() + BEAT)

    def _instrument(self, metric: Metric) -> Tell:
        told = (metric.name, metric.unit, metric.about)
        match metric.kind:
            case Kind.COUNTER:
                return self._meter.create_counter(*told).add
            case Kind.HISTOGRAM:
                edges = list(metric.edges)
                return self._meter.create_histogram(
                    *told, explicit_bucket_boundaries_advisory=edges
                ).record
            case _:
                return self._meter.create_gauge(*told).set

    fail = staticmethod(fail)


def traceparent() -> str:
    """Return the span that is under way as W3C has it; empty where none is."""
    carrier: dict[str, str] = {}
    _context.inject(carrier)
    return carrier.get("traceparent", "")
