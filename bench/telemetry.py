"""`python -m bench.telemetry`: measures the cost of sending traces and metrics.

Two stores with one product each run side by side. One of them sends traces and metrics to a
collector, which is this process. Both get the same requests in turn, a block each, in random order.
The processor time of all parts and the median response time are compared. The workers and the
stand-in for AWS are halted. The last line is the cost of a call to the telemetry API when nothing
is sent.
"""

import argparse
import json
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
import timeit
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.speed.store import WORKERS, report
from chassis import telemetry
from chassis.metrics import ORDERS_PLACED
from local.limits import WITHOUT_LIMITS
from local.measured_store import MeasuredStore
from local.ports import HOST

SLUG = "lampara-faro"
LAMP = {
    "sku": "LAMP-1",
    "slug": SLUG,
    "names": {"es": "Lámpara Faro", "en": "Faro lamp"},
    "category": [{"slug": "luz", "names": {"es": "Luz", "en": "Light"}}],
    "price": {"amount": 4200, "currency": "EUR"},
    "stock": 1_000_000,
}
BUYER = {
    "contact": {"name": "Ana Núñez", "email": "ana@example.com"},
    "shipping_address": {
        "line1": "Calle Mayor 1",
        "city": "Madrid",
        "postal_code": "28013",
        "country": "ES",
    },
    "notify": ["email"],
}
READ, ORDER = "product", "order"
SETTLING = 6.0
"""Seconds after the last response in which remaining telemetry is sent; its processor time counts.
"""


@dataclass
class Side:
    """One of the two stores, and its figures."""

    store: MeasuredStore
    times: dict[str, list[float]] = field(default_factory=lambda: {READ: [], ORDER: []})
    """Response times in seconds, by operation."""
    processor: float = 0.0
    """Seconds of processor time of all parts."""

    def open(self) -> None:
        """Start the store, and halt the parts that no shopper waits for."""
        self.store.start()
        self._connection = HTTPConnection(HOST, self.store.ports.bff, timeout=30)
        self._lamp = json.loads(self._send("GET", f"/products/{SLUG}"))["id"]
        for name in WORKERS:
            self.store.signal(name, signal.SIGSTOP)

    def close(self) -> None:
        """Stop the store."""
        for name in WORKERS:
            self.store.signal(name, signal.SIGCONT)
        self.store.stop()

    def block(self, requests: int, *, counting: bool) -> None:
        """Get the product's page and order the product, in turn."""
        order = json.dumps({"items": [{"product_id": self._lamp, "quantity": 1}], **BUYER})
        for _ in range(requests):
            for operation in (READ, ORDER):
                began = time.perf_counter()
                if operation == READ:
                    self._send("GET", f"/products/{SLUG}")
                else:
                    self._send("POST", "/orders", order, {"Idempotency-Key": str(uuid.uuid4())})
                if counting:
                    self.times[operation].append(time.perf_counter() - began)

    def _send(
        self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None
    ) -> bytes:
        headers = {"Content-Type": "application/json", **(more or {})} if body else {}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        if response.status not in {200, 201}:
            sys.exit(f"{method} {path}: {response.status} {content[:300]!r}")
        return content


@contextmanager
def collector() -> Iterator[str]:
    """Accept whatever is sent, and yield the URL to send it to."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Accept a report."""
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def measure(folder: Path, blocks: int, requests: int) -> tuple[Side, Side]:
    """Send requests to both stores in turn; return the one without telemetry, then the other."""
    catalogue = folder / "lamp.jsonl"
    catalogue.write_text(json.dumps(LAMP) + "\n", encoding="utf-8")
    with collector() as endpoint, ExitStack() as opened:
        environs: tuple[dict[str, str], ...] = (
            {**WITHOUT_LIMITS},
            {**WITHOUT_LIMITS, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint},
        )
        sides = [
            Side(MeasuredStore(folder / f"state-{number}", str(catalogue), environ))
            for number, environ in enumerate(environs)
        ]
        for side in sides:
            report("a store is starting …")
            side.open()
            opened.callback(side.close)
            side.block(requests, counting=False)
        before = [side.store.processor().total() for side in sides]
        rng = random.Random(7)  # noqa: S311 (nothing secret)
        for number in range(blocks):
            report(f"block {number + 1} of {blocks}")
            for side in rng.sample(sides, 2):
                side.block(requests, counting=True)
        time.sleep(SETTLING)
        for side, had in zip(sides, before, strict=True):
            side.processor = side.store.processor().total() - had
    return sides[0], sides[1]


def table(without: Side, sending: Side) -> list[str]:
    """Write the figures as lines."""
    asked = len(without.times[ORDER])
    lines = [f"{'':24}{'without':>10}{'sending':>10}{'ratio':>8}"]

    def line(name: str, one: float, other: float) -> None:
        lines.append(f"{name:24}{one:10.2f}{other:10.2f}{other / one:8.2f}")

    line("processor, ms a pair", *(side.processor / asked * 1e3 for side in (without, sending)))
    for operation in (READ, ORDER):
        line(
            f"{operation}, median ms",
            *(statistics.median(s.times[operation]) * 1e3 for s in (without, sending)),
        )
    times = 1_000_000
    clock = timeit.Timer(lambda: telemetry.record(ORDERS_PLACED), timer=time.process_time)
    record_cost = clock.timeit(times) / times
    clock = timeit.Timer(lambda: telemetry.span("order"), timer=time.process_time)
    span_cost = clock.timeit(times) / times
    lines.append(
        f"if nothing is sent: {record_cost * 1e9:.0f} ns a metric, {span_cost * 1e9:.0f} ns a span"
    )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.telemetry", description=__doc__)
    parser.add_argument("--blocks", type=int, default=20, help="of requests to each store")
    parser.add_argument("--requests", type=int, default=50, help="pairs of requests in a block")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tienda-telemetry-") as folder:
        print("\n".join(table(*measure(Path(folder), given.blocks, given.requests))))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
