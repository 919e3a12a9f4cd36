"""`python -m bench.audit`: measures how long an audit of so many orders takes.

Starts a PostgreSQL of its own with the settings of the store on one machine, fills it by SQL with
orders without faults, and times every check and the comparison with a simulated bucket of receipts.
Exits with 1 if a check has findings, since the orders have no faults.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.db.database import Database
from chassis.db.migrations import upgrade
from local import postgres
from local.databases import create_databases
from local.ports import HOST, free_ports
from local.preexec import before_exec
from orders.audit.__main__ import PLANNER
from orders.audit.checks import CHECKS, measure_scope
from orders.audit.receipts import ReceiptCheck

PAGE_SIZE = 1000
"""Keys that S3 lists in one response."""

# Of ten orders one is cancelled, three are confirmed, two shipped and four delivered.
_FILL = (
    """
    INSERT INTO orders (
        id, scope, idempotency_key, request_hash, status, currency, total,
        contact, address, channels, language, guest_token, created_at
    )
    SELECT uuidv7(), 'guest', 'key ' || i, sha256(''),
        (ARRAY['cancelled', 'confirmed', 'confirmed', 'confirmed', 'shipped', 'shipped',
            'delivered', 'delivered', 'delivered', 'delivered'])[i % 10 + 1],
        'EUR', 3000,
        '{"name": "Ana", "email": "ana@example.com", "phone": "+34612345678"}',
        '{"line1": "Calle Mayor 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}',
        '{email,sms}', 'es', 'token ' || i, now()
    FROM generate_series(1, :orders) AS i
    """,
    """
    INSERT INTO order_lines
    SELECT orders.id, line, products.id, 'Mesa', line, 1500 / line
    FROM orders
    CROSS JOIN generate_series(1, 2) AS line
    JOIN products ON place = (number * line) % (SELECT count(*) FROM products)
    """,
    """
    INSERT INTO order_history
    SELECT id, step, 'somebody', created_at + interval '1 hour' * later
    FROM orders
    JOIN (VALUES
        ('confirmed', 'confirmed', 0), ('cancelled', 'confirmed', 0), ('cancelled', 'cancelled', 1),
        ('shipped', 'confirmed', 0), ('shipped', 'shipped', 1),
        ('delivered', 'confirmed', 0), ('delivered', 'shipped', 1), ('delivered', 'delivered', 2)
    ) AS walked (status, step, later) USING (status)
    """,
    """
    INSERT INTO outbox (kind, subject, delivered_at, attempts)
    SELECT kind, order_id, now(), 1
    FROM order_history CROSS JOIN LATERAL (
        SELECT 'order.' || status AS kind
        UNION ALL SELECT 'receipt' WHERE status = 'confirmed'
        UNION ALL SELECT 'tell.' || channel || '.' || status
        FROM unnest(ARRAY['email', 'sms']) AS channel WHERE status <> 'delivered'
    ) AS message
    """,
    """
    INSERT INTO stock_adjustments (product_id, delta, actor)
    SELECT id, 10000000, uuidv7() FROM products
    """,
    """
    INSERT INTO stock (product_id, on_hand, version)
    SELECT products.id,
        10000000 - coalesce(sum(quantity) FILTER (WHERE status <> 'cancelled'), 0), 9
    FROM products
    LEFT JOIN order_lines ON product_id = products.id LEFT JOIN orders ON orders.id = order_id
    GROUP BY products.id
    """,
    """
    INSERT INTO outbox (kind, subject, payload, delivered_at)
    SELECT 'stock.changed', id, '{"available": true, "version": 2}', now() FROM products
    """,
)


def report(line: str) -> None:
    """Print a line and flush it."""
    print(line, flush=True)  # noqa: T201 (a command speaks)


class SimulatedBucket:
    """Lists a receipt for each id, a page at a time, without a network."""

    def __init__(self, ids: Sequence[UUID]) -> None:
        self._keys = iter([f"{order_id}.pdf" for order_id in ids])

    def list_objects_v2(self, **arguments: Any) -> Any:  # noqa: ARG002 (S3's own)
        """Return the next page."""
        page = [{"Key": key, "Size": 2000} for key in islice(self._keys, PAGE_SIZE)]
        more = len(page) == PAGE_SIZE
        return {"Contents": page, "IsTruncated": more, "NextContinuationToken": "more"}


@contextmanager
def cluster(folder: Path) -> Iterator[postgres.Server]:
    """Serve a fresh PostgreSQL."""
    password = postgres.choose_password(folder)
    postgres.init_cluster(folder, password)
    (port,) = free_ports(1)
    process = subprocess.Popen(
        postgres.server_command(folder, port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=before_exec(postgres.STOP_SIGNAL),  # noqa: PLW1509 (no threads)
    )
    try:
        ready = [str(postgres.BIN / "pg_isready"), "-q", "-h", HOST, "-p", str(port)]
        while subprocess.call(ready):
            time.sleep(0.05)
        yield postgres.Server(port, password)
    finally:
        process.send_signal(postgres.STOP_SIGNAL)
        process.wait()


async def fill(database: Database, orders: int, products: int) -> None:
    """Insert so many orders without faults."""
    async with database.transaction() as connection:
        await connection.execute(
            sa.text(
                "CREATE TEMP TABLE products ON COMMIT DROP AS"
                " SELECT uuidv7() AS id, place - 1 AS place"
                " FROM generate_series(1, CAST(:products AS bigint)) AS place"
            ),
            {"products": products},
        )
        for statement in _FILL:
            values = {"orders": orders} if ":orders" in statement else {}
            await connection.execute(sa.text(statement), values)
    async with database.autocommit() as connection:
        await connection.execute(sa.text("VACUUM ANALYZE"))


async def measure(database: Database) -> int:
    """Time each check, and print it; return how many findings there were."""
    found = 0
    async with database.reading() as connection:
        ids = (await connection.execute(sa.text("SELECT id FROM orders ORDER BY id"))).scalars()
        receipts = ReceiptCheck(database, SimulatedBucket(list(ids)), "receipts")
    checks = [*((check.name, check.run) for check in CHECKS), ("the bucket", receipts.run)]
    began = time.monotonic()
    async with database.snapshot() as snapshot:
        scope = await measure_scope(snapshot)
        report(f"{scope.orders} orders, {scope.products} products, {scope.messages} messages")
        for name, run_check in checks:
            start = time.monotonic()
            findings = await run_check(snapshot)
            found += len(findings.shown) + findings.more
            report(f"{name:20}{time.monotonic() - start:6.2f} s")
    report(f"{'in all':20}{time.monotonic() - began:6.2f} s, {found} findings")
    return found


async def run(server: postgres.Server, orders: int, products: int) -> int:
    """Fill a database and measure; return how many findings there were."""
    await create_databases(server)
    url = server.url("orders")
    await asyncio.to_thread(upgrade, "orders", url)
    database = Database.connect(url, name="bench", statement_timeout=3600, planner=PLANNER)
    try:
        await fill(database, orders, products)
        return await measure(database)
    finally:
        await database.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description=__doc__)
    parser.add_argument("--orders", type=int, default=200_000)
    parser.add_argument("--products", type=int, default=1_000)
    given = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="tienda-audit-") as folder,
        cluster(Path(folder) / "postgres") as server,
    ):
        return min(1, asyncio.run(run(server, given.orders, given.products)))


if __name__ == "__main__":
    sys.exit(main())
