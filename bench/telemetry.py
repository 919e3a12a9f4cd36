"""`python -m bench.telemetry`: what it costs to send traces and metrics.

Two stores with one lamp each stand side by side, alike but that one sends all it can to a
collector, which is this process. They are asked the same by turns, a block each, whichever first.
Compared are the processor time that all parts of each took in the same while, and the median time
of an answer.
The workers and the stand-in for AWS are halted. Last comes what a hook costs where nothing is sent.
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

from bench.speed.stage import WORKERS, report
from chassis import telemetry
from chassis.metrics import ORDERS_PLACED
from local.measure import Measured
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
"""Seconds after the last answer: what is told by then is paid for."""


@dataclass
class Side:
    """One of the two stores, and what came of asking it."""

    store: Measured
    took: dict[str, list[float]] = field(default_factory=lambda: {READ: [], ORDER: []})
    """Seconds of each answer."""
    processor: float = 0.0
    """Seconds, of all its parts."""

    def open(self) -> None:
        """Start it; halt what no shopper waits for."""
        self.store.start()
        self._door = HTTPConnection(HOST, self.store.ports.bff, timeout=30)
        self._lamp = json.loads(self._ask("GET", f"/products/{SLUG}"))["id"]
        for name in WORKERS:
            self.store.signal(name, signal.SIGSTOP)

    def close(self) -> None:
        """Stop it."""
        for name in WORKERS:
            self.store.signal(name, signal.SIGCONT)
        self.store.stop()

    def block(self, requests: int, *, counting: bool) -> None:
        """Look at the lamp and buy it, by turns."""
        order = json.dumps({"items": [{"product_id": self._lamp, "quantity": 1}], **BUYER})
        for _ in range(requests):
            for what in (READ, ORDER):
                began = time.perf_counter()
                if what == READ:
                    self._ask("GET", f"/products/{SLUG}")
                else:
                    self._ask("POST", "/orders", order, {"Idempotency-Key": str(uuid.uuid4())})
                if counting:
                    self.took[what].append(time.perf_counter() - began)

    def _ask(
        self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None
    ) -> bytes:
        headers = {"Content-Type": "application/json", **(more or {})} if body else {}
        self._door.request(method, path, body, headers)
        answer = self._door.getresponse()
        told = answer.read()
        if answer.status not in {200, 201}:
            sys.exit(f"{method} {path}: {answer.status} {told[:300]!r}")
        return told


@contextmanager
def collector() -> Iterator[str]:
    """Take whatever is sent, and answer where to."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Take it."""
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Door)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def measure(folder: Path, blocks: int, requests: int) -> tuple[Side, Side]:
    """Ask both stores by turns, and answer what came of it: without, with."""
    catalogue = folder / "lamp.jsonl"
    catalogue.write_text(json.dumps(LAMP) + "\n", encoding="utf-8")
    with collector() as endpoint, ExitStack() as opened:
        environs: tuple[dict[str, str], ...] = ({}, {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint})
        sides = [
            Side(Measured(folder / f"state-{number}", str(catalogue), environ))
            for number, environ in enumerate(environs)
        ]
        for side in sides:
            report("a store is starting …")
            side.open()
            opened.callback(side.close)
            side.block(requests, counting=False)
        before = [side.store.processor().total() for side in sides]
        choose = random.Random(7)  # noqa: S311 (nothing secret)
        for number in range(blocks):
            report(f"block {number + 1} of {blocks}")
            for side in choose.sample(sides, 2):
                side.block(requests, counting=True)
        time.sleep(SETTLING)
        for side, had in zip(sides, before, strict=True):
            side.processor = side.store.processor().total() - had
    return sides[0], sides[1]


def table(without: Side, sending: Side) -> list[str]:
    """Write the figures."""
    asked = len(without.took[ORDER])
    lines = [f"{'':24}{'without':>10}{'sending':>10}{'ratio':>8}"]

    def line(name: str, one: float, other: float) -> None:
        lines.append(f"{name:24}{one:10.2f}{other:10.2f}{other / one:8.2f}")

    line("processor, ms a pair", *(side.processor / asked * 1e3 for side in (without, sending)))
    for what in (READ, ORDER):
        line(
            f"{what}, median ms",
            *(statistics.median(s.took[what]) * 1e3 for s in (without, sending)),
        )
    times = 1_000_000
    clock = timeit.Timer(lambda: telemetry.tell(ORDERS_PLACED), timer=time.process_time)
    tells = clock.timeit(times) / times
    clock = timeit.Timer(lambda: telemetry.span("order"), timer=time.process_time)
    spans = clock.timeit(times) / times
    lines.append(f"a hook where nothing is sent: {tells * 1e9:.0f} ns, a span {spans * 1e9:.0f} ns")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.telemetry", description=__doc__)
    parser.add_argument("--blocks", type=int, default=20, help="how often both are asked")
    parser.add_argument("--requests", type=int, default=50, help="pairs of requests in a block")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tienda-telemetry-") as folder:
        print("\n".join(table(*measure(Path(folder), given.blocks, given.requests))))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
