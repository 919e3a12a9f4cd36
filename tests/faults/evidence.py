"""What a run has left: in the ledger, the database, the receivers' messages, and the bucket."""

import asyncio
import dataclasses
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import boto3

from local import aws
from tests.faults.harness import Harness
from tests.faults.ledger import Entry, read
from tests.faults.points import fault_files


@dataclass(frozen=True)
class OrderRow:
    """An order in the database."""

    id: str
    number: int
    key: str
    status: str
    phone: str
    email: str
    language: str
    total: int
    """Cents."""
    channels: frozenset[str]
    lines: Mapping[str, int]
    """Units by product."""
    history: frozenset[str]
    is_cancelled_by_guest: bool
    """Guests who cancel get no SMS about it."""


@dataclass(frozen=True)
class OutboxRow:
    """A message in the outbox."""

    id: str
    kind: str
    subject: str
    is_delivered: bool
    is_parked: bool


@dataclass(frozen=True)
class Received:
    """A message that a receiver accepted."""

    event_id: str
    type: str
    """ "sms", "buyer.message", or an event's type."""
    to: str
    """A phone number, the SHA-256 of an e-mail address, or empty."""
    text: str

    @property
    def number(self) -> int:
        """The order's number in a message to a buyer; 0: there is none."""
        found = re.search(r"#(\d+)", self.text)
        return int(found[1]) if found else 0

    @property
    def status(self) -> str:
        """The status in a message to a buyer; empty for an unknown text."""
        return next((status for phrase, status in _PHRASES.items() if phrase in self.text), "")


_PHRASES = {
    "será enviado": "confirmed",
    "will be shipped": "confirmed",
    "está en camino": "shipped",
    "is on its way": "shipped",
    "ha sido anulado": "cancelled",
    "has been cancelled": "cancelled",
}


@dataclass(frozen=True)
class Evidence:
    """All evidence, at one moment."""

    operations: Sequence[Entry]
    orders: Sequence[OrderRow]
    opening: Mapping[str, int]
    """Units of each product at the start."""
    limited: frozenset[str]
    """The products that can be sold out."""
    prices: Mapping[str, int]
    """Cents for one unit of each product."""
    adjusted: Mapping[str, int]
    """The sum of the adjustments of each product, the opening stock included."""
    adjustments: Mapping[str, int]
    """The number of the adjustments of each product."""
    on_hand: Mapping[str, int]
    outbox: Sequence[OutboxRow]
    received: Sequence[Received]
    receipts: Counter[str]
    """Keys in the bucket of receipts."""


async def gather(harness: Harness) -> Evidence:
    """Read all evidence."""
    connection = await asyncpg.connect(harness.database_url, ssl=False)
    try:
        return await gather_by(harness, connection)
    finally:
        await connection.close()


async def gather_by(harness: Harness, connection: Any) -> Evidence:
    """Read all evidence, the database by this connection."""
    outbox = await connection.fetch(
        "SELECT id, kind, subject, delivered_at IS NOT NULL AS done,"
        " parked_at IS NOT NULL AS parked FROM outbox"
    )
    orders = await gather_orders(
        connection, harness.ledger, harness.opening, harness.limited, harness.prices
    )
    return dataclasses.replace(
        orders,
        outbox=[
            OutboxRow(str(row["id"]), row["kind"], str(row["subject"]), row["done"], row["parked"])
            for row in outbox
        ],
        received=_received(harness.faults / fault_files.RECEIVED),
        receipts=await asyncio.to_thread(_receipts, harness.store.aws_url),
    )


async def gather_orders(
    connection: Any,
    ledger: Path,
    opening: Mapping[str, int],
    limited: frozenset[str],
    prices: Mapping[str, int],
) -> Evidence:
    """Read the evidence about orders and stock, and none about messages and receipts."""
    adjustments = await connection.fetch(
        "SELECT product_id, sum(delta)::bigint AS delta, count(*) AS count"
        " FROM stock_adjustments GROUP BY product_id"
    )
    stock = await connection.fetch("SELECT product_id, on_hand FROM stock")
    return Evidence(
        operations=read(ledger),
        orders=await _orders(connection),
        opening=opening,
        limited=limited,
        prices=prices,
        adjusted={str(row["product_id"]): row["delta"] for row in adjustments},
        adjustments={str(row["product_id"]): row["count"] for row in adjustments},
        on_hand={str(row["product_id"]): row["on_hand"] for row in stock},
        outbox=[],
        received=[],
        receipts=Counter(),
    )


async def _orders(connection: Any) -> list[OrderRow]:
    lines: dict[UUID, Counter[str]] = {}
    for row in await connection.fetch("SELECT order_id, product_id, quantity FROM order_lines"):
        lines.setdefault(row["order_id"], Counter())[str(row["product_id"])] += row["quantity"]
    history: dict[UUID, set[str]] = {}
    cancelled_by_guest: set[UUID] = set()
    for row in await connection.fetch("SELECT order_id, status, actor FROM order_history"):
        history.setdefault(row["order_id"], set()).add(row["status"])
        if (row["status"], row["actor"]) == ("cancelled", "guest"):
            cancelled_by_guest.add(row["order_id"])
    rows = await connection.fetch(
        "SELECT id, number, idempotency_key, status, channels, language, total,"
        " contact->>'phone' AS phone, contact->>'email' AS email FROM orders ORDER BY number"
    )
    return [
        OrderRow(
            id=str(row["id"]),
            number=row["number"],
            key=row["idempotency_key"],
            status=row["status"],
            phone=row["phone"],
            email=row["email"],
            language=row["language"],
            total=row["total"],
            channels=frozenset(row["channels"]),
            lines=lines.get(row["id"], {}),
            history=frozenset(history.get(row["id"], ())),
            is_cancelled_by_guest=row["id"] in cancelled_by_guest,
        )
        for row in rows
    ]


def _received(path: Path) -> list[Received]:
    if not path.exists():
        return []
    return [Received(**json.loads(line)) for line in path.read_text().splitlines()]


def _receipts(endpoint: str) -> Counter[str]:
    s3 = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=aws.REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=aws.RECEIPTS_BUCKET)
    return Counter(item["Key"] for page in pages for item in page.get("Contents", ()))
