"""What an operator sees of this process by OpenTelemetry, once an endpoint to send it to is set.

Until `start`, and where no endpoint is set for good, every function here returns at once, and
nothing of OpenTelemetry is imported. What works behind it is in `chassis.otel`. As with logs, there
is one for the process, and no parameter hands it on.
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
from chassis.interceptor_base import Scope
from chassis.metrics import Metric

if TYPE_CHECKING:
    import grpc.aio
    from sqlalchemy import Pool
    from sqlalchemy.ext.asyncio import AsyncEngine

    from chassis.otel.sink import Sink

_sink: "Sink | None" = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every process reads; the rest of OTEL_* OpenTelemetry's SDK reads by itself."""

    otel_exporter_otlp_endpoint: str | None = setting(
        default=None,
        help="base URL that traces and metrics go to by OTLP over HTTP, http://127.0.0.1:4318",
        check=lambda url: urlsplit(url).scheme in {"http", "https"},
    )
    otel_sdk_disabled: bool = setting(default=False, help="true to send nothing all the same")


def start(service: str) -> None:
    """Begin to send, if there is somewhere to send to. In the event loop, before all is built.

    What is not sent yet is when the process ends. Exits with 78 where the settings are wrong or
    the packages of the extra `telemetry` are missing.
    """
    global _sink  # noqa: PLW0603 (one for the process, as the root of its logs is)
    settings = load_or_exit(Settings)
    if settings.otel_exporter_otlp_endpoint is None or settings.otel_sdk_disabled:
        return
    try:
        from chassis.otel.sink import Sink  # noqa: PLC0415 (memory, and packages that may lack)
    except ModuleNotFoundError as error:
        told = f"OTEL_EXPORTER_OTLP_ENDPOINT is set, but {error.name} is missing: install the extra"
        print(f"configuration: {told} telemetry", file=sys.stderr)  # noqa: T201 (as load_or_exit)
        sys.exit(os.EX_CONFIG)
    _sink = Sink(service)
    atexit.register(_sink.close)
    _sink.feel_the_loop()


def sink() -> "Sink | None":
    """Return what takes spans and metrics, if anything does."""
    return _sink


def tell(metric: Metric, value: float = 1, **attributes: str) -> None:
    """Tell a value of a metric."""
    if _sink is not None:
        _sink.tell(metric, value, attributes)


def span(name: str, **attributes: str) -> AbstractContextManager[Any]:
    """Show what is done inside as a step of its own, or as a trace where none is under way."""
    return nullcontext() if _sink is None else _sink.span(name, attributes)


def trace_id() -> str:
    """Return the id of the trace that is under way, 32 hex digits; empty where none is."""
    return "" if _sink is None else _sink.trace_id()


def scopes() -> Sequence[Scope]:
    """Return what a gRPC server puts around each call."""
    if _sink is None:
        return ()
    from chassis.otel.rpc import with_span  # noqa: PLC0415 (as above)

    return (with_span(_sink),)


def interceptors() -> "Sequence[grpc.aio.ClientInterceptor]":
    """Return what a gRPC channel puts around each call."""
    if _sink is None:
        return ()
    from chassis.otel.rpc import client_interceptors  # noqa: PLC0415 (as above)

    return client_interceptors(_sink)


def pool_options() -> dict[str, Any]:
    """Return what SQLAlchemy is to make a pool by, for `watch` to see it."""
    if _sink is None:
        return {}
    from chassis.otel.database import WatchedPool  # noqa: PLC0415 (as above)

    return {"poolclass": WatchedPool}


def parent() -> tuple[tuple[str, str], ...]:
    """Return the metadata by which a callee joins the trace, where no interceptor does."""
    if _sink is None:
        return ()
    from chassis.otel.rpc import parent as told  # noqa: PLC0415 (as above)

    return told()


def waiting(pool: "Pool") -> AbstractContextManager[None]:
    """See how long one waits for one of the pool's connections past the pool itself."""
    if _sink is None:
        return nullcontext()
    from chassis.otel.database import WatchedPool  # noqa: PLC0415 (as above)

    return pool.waiting() if isinstance(pool, WatchedPool) else nullcontext()


def watch(engine: "AsyncEngine", name: str) -> None:
    """See the statements on an engine, and its pool; `name` is what the pool is called."""
    if _sink is not None:
        from chassis.otel.database import watch as begin  # noqa: PLC0415 (as above)

        begin(_sink, engine, name)
