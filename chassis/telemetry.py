"""Traces and metrics of this process by OpenTelemetry, where an endpoint to send them to is set.

Before `start`, and without an endpoint, every function here does nothing and returns at once, and
nothing of OpenTelemetry is imported. The implementation is in `chassis.otel`. As with logging,
there is one exporter for each process, and no function has it as a parameter.
"""

import atexit
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chassis.config import load_or_exit, setting
from chassis.interceptor_chain import Interceptor
from chassis.metrics import Metric

if TYPE_CHECKING:
    import grpc.aio
    from sqlalchemy import Pool
    from sqlalchemy.ext.asyncio import AsyncEngine

    from chassis.otel.exporter import Exporter

_exporter: "Exporter | None" = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of every process; OpenTelemetry's SDK reads the rest of OTEL_* itself."""

    otel_exporter_otlp_endpoint: str | None = setting(
        default=None,
        help="base URL that traces and metrics go to by OTLP over HTTP, http://127.0.0.1:4318",
        check=lambda url: urlsplit(url).scheme in {"http", "https"},
    )
    telemetry_to_aws: bool = setting(
        default=False,
        help="true where the endpoint is X-Ray's: traces are signed, and metrics are not sent",
    )
    otel_sdk_disabled: bool = setting(
        default=False, help="true to send nothing although an endpoint is set"
    )


def start(service: str) -> None:
    """Start exporting if an endpoint is set. Call it in the event loop, before building anything.

    The rest is sent when the process ends. Exit with 78 where the settings are wrong, or where the
    packages of the extra `telemetry` are missing.
    """
    global _exporter  # noqa: PLW0603 (one for the process, like the root logger)
    settings = load_or_exit(Settings)
    if settings.otel_exporter_otlp_endpoint is None or settings.otel_sdk_disabled:
        return
    try:
        from chassis.otel.exporter import Exporter  # noqa: PLC0415 (memory, and packages that may be missing)
    except ModuleNotFoundError as error:
        missing = f"OTEL_EXPORTER_OTLP_ENDPOINT is set, but {error.name} is missing"
        print(  # noqa: T201 (as load_or_exit)
            f"configuration: {missing}: install the extra telemetry", file=sys.stderr
        )
        sys.exit(os.EX_CONFIG)
    _exporter = Exporter(service, to_aws=settings.telemetry_to_aws)
    atexit.register(_exporter.close)
    _exporter.measure_loop_lag()


def exporter() -> "Exporter | None":
    """Return the exporter of spans and metrics; None where nothing is exported."""
    return _exporter


def record(metric: Metric, value: float = 1, **attributes: str) -> None:
    """Record a value of a metric."""
    if _exporter is not None:
        _exporter.record(metric, value, attributes)


def span(name: str, **attributes: str) -> AbstractContextManager[Any]:
    """Open a span around the block: a child of the current one, or the root of a new trace."""
    return nullcontext() if _exporter is None else _exporter.span(name, attributes)


def current_span() -> Any:
    """Return what `batch_span` links to: the current span; None where there is none."""
    return None if _exporter is None else _exporter.current_span()


def batch_span(name: str, linked: Sequence[Any]) -> AbstractContextManager[Any]:
    """Open a span around work for several requests, linked to the current span of each."""
    return nullcontext() if _exporter is None else _exporter.span(name, {}, linked=linked)


def trace_id() -> str:
    """Return the id of the current trace, 32 hex digits; empty where there is none."""
    return "" if _exporter is None else _exporter.trace_id()


def server_interceptors() -> Sequence[Interceptor]:
    """Return the interceptors that a gRPC server needs for tracing."""
    if _exporter is None:
        return ()
    from chassis.otel.rpc import with_server_span  # noqa: PLC0415 (as above)

    return (with_server_span(_exporter),)


def client_interceptors() -> "Sequence[grpc.aio.ClientInterceptor]":
    """Return the interceptors that a gRPC channel needs for tracing."""
    if _exporter is None:
        return ()
    from chassis.otel.rpc import client_interceptors  # noqa: PLC0415 (as above)

    return client_interceptors(_exporter)


def pool_options() -> dict[str, Any]:
    """Return the options by which SQLAlchemy makes a pool that `instrument` can measure."""
    if _exporter is None:
        return {}
    from chassis.otel.database import InstrumentedPool  # noqa: PLC0415 (as above)

    return {"poolclass": InstrumentedPool}


def trace_metadata() -> tuple[tuple[str, str], ...]:
    """Return the metadata that joins the callee to the trace, for calls past the interceptors."""
    if _exporter is None:
        return ()
    from chassis.otel import rpc  # noqa: PLC0415 (as above)

    return rpc.trace_metadata()


def pool_wait(pool: "Pool") -> AbstractContextManager[None]:
    """Measure a wait for one of the pool's connections outside the pool's own queue."""
    if _exporter is None:
        return nullcontext()
    from chassis.otel.database import InstrumentedPool  # noqa: PLC0415 (as above)

    return pool.measured_wait() if isinstance(pool, InstrumentedPool) else nullcontext()


def instrument(engine: "AsyncEngine", name: str) -> None:
    """Measure an engine's statements and its pool; `name` is the pool's name."""
    if _exporter is not None:
        from chassis.otel import database  # noqa: PLC0415 (as above)

        database.instrument(_exporter, engine, name)
