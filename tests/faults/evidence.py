"""What a run has left behind: in the ledger, in the database, with the receivers, in the bucket."""

import asyncio
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
from tests.faults.ledger import Entry, read
from tests.faults.points import fault_files
from tests.faults.stage import Stage


@dataclass(frozen=True)
class OrderRow:
    """An order as the database has it."""

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


@dataclass(frozen=True)
class LetterRow:
    """A letter of the outbox."""

    id: str
    kind: str
    subject: str
    is_delivered: bool
    is_parked: bool


@dataclass(frozen=True)
class Received:
    """A message that a receiver took."""

    event_id: str
    way: str
    """ "sms", "buyer.message", or an event's type."""
    to: str
    """A telephone, the SHA-256 of an e-mail address, or nobody."""
    text: str

    @property
    def number(self) -> int:
        """The number of the order that a buyer is told of."""
        found = re.search(r"#(\d+)", self.text)
        return int(found[1]) if found else 0

    @property
    def status(self) -> str:
        """What a buyer is told has happened; empty for words unknown."""
        return next((status for words, status in _WORDS.items() if words in self.text), "")


_WORDS = {
    "será enviado": "confirmed",
    "will be shipped": "confirmed",
    "está en camino": "shipped",
    "is on its way": "shipped",
    "ha sido cancelado": "cancelled",
    "has been cancelled": "cancelled",
}


@dataclass(frozen=True)
class Evidence:
    """All of it, at one moment."""

    deeds: Sequence[Entry]
    orders: Sequence[OrderRow]
    opening: Mapping[str, int]
    """Units of each product that the shop opened with."""
    limited: frozenset[str]
    """The products that can be sold out."""
    prices: Mapping[str, int]
    """Cents for one unit of each product."""
    adjusted: Mapping[str, int]
    """Σ of what admins have added or taken, the opening stock included."""
    adjustments: Mapping[str, int]
    """How many there were."""
    on_hand: Mapping[str, int]
    letters: Sequence[LetterRow]
    received: Sequence[Received]
    receipts: Counter[str]
    """Keys in the bucket of receipts."""


async def gather(stage: Stage) -> Evidence:
    """Read it all."""
    connection = await asyncpg.connect(stage.database_url, ssl=False)
    try:
        return await gather_by(stage, connection)
    finally:
        await connection.close()


async def gather_by(stage: Stage, connection: Any) -> Evidence:
    """Read it all, the database by a connection of the caller's."""
    adjustments = await connection.fetch(
        "SELECT product_id, sum(delta)::bigint AS delta, count(*) AS count"
        " FROM stock_adjustments GROUP BY product_id"
    )
    stock = await connection.fetch("SELECT product_id, on_hand FROM stock")
    letters = await connection.fetch(
        "SELECT id, kind, subject, delivered_at IS NOT NULL AS done,"
        " parked_at IS NOT NULL AS parked FROM outbox"
    )
    return Evidence(
        deeds=read(stage.ledger),
        orders=await _orders(connection),
        opening=stage.opening,
        limited=stage.limited,
        prices=stage.prices,
        adjusted={str(row["product_id"]): row["delta"] for row in adjustments},
        adjustments={str(row["product_id"]): row["count"] for row in adjustments},
        on_hand={str(row["product_id"]): row["on_hand"] for row in stock},
        letters=[
            LetterRow(str(row["id"]), row["kind"], str(row["subject"]), row["done"], row["parked"])
            for row in letters
        ],
        received=_received(stage.faults / fault_files.RECEIVED),
        receipts=await asyncio.to_thread(_receipts, stage.store.aws_url),
    )


async def _orders(connection: Any) -> list[OrderRow]:
    lines: dict[UUID, Counter[str]] = {}
    for row in await connection.fetch("SELECT order_id, product_id, quantity FROM order_lines"):
        lines.setdefault(row["order_id"], Counter())[str(row["product_id"])] += row["quantity"]
    history: dict[UUID, set[str]] = {}
    for row in await connection.fetch("SELECT order_id, status FROM order_history"):
        history.setdefault(row["order_id"], set()).add(row["status"])
    found = await connection.fetch(
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
        )
        for row in found
    ]


def _received(book: Path) -> list[Received]:
    if not book.exists():
        return []
    return [Received(**json.loads(line)) for line in book.read_text().splitlines()]


def _receipts(endpoint: str) -> Counter[str]:
    s3 = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=aws.REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=aws.RECEIPTS_BUCKET)
    return Counter(found["Key"] for page in pages for found in page.get("Contents", ()))
