"""Compares the receipts in the bucket with the orders, as a merge join that streams both.

S3 lists keys in the order of their bytes, which is the order of the ids in PostgreSQL. The bucket
is listed after the snapshot was taken, so every receipt that the snapshot calls delivered must be
in it. An object whose order is not in the snapshot may be newer, so its order is looked up again.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

import boto3
import sqlalchemy as sa
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db.database import Database
from chassis.errors import Unavailable
from chassis.ids import parse_id
from orders.audit.finding import MAX_SHOWN, Finding, Findings
from orders.audit.outbox import ONE_RECEIPT
from orders.tables import orders

SUFFIX = ".pdf"
_LOOKUP_BATCH = 500
_CONFIG = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard"})

_ORDERS = sa.text("""
SELECT orders.id, number, coalesce(bool_or(delivered_at IS NOT NULL), false) AS written
FROM orders LEFT JOIN outbox ON subject = orders.id AND kind = 'receipt'
GROUP BY orders.id
ORDER BY orders.id
""")


class BucketOutOfReach(Unavailable):
    """The bucket could not be listed; the message says why."""

    def __init__(self, why: object) -> None:
        super().__init__(f"the bucket of receipts: {why}")


class Bucket(Protocol):
    """The method of the S3 client that the check needs."""

    def list_objects_v2(self, **arguments: Any) -> Any:
        """Return a page of keys."""


def receipts_client() -> Bucket:
    """Return an S3 client; region, credentials and endpoint come from the environment.

    Raise BucketOutOfReach.
    """
    try:
        client: Bucket = boto3.client("s3", config=_CONFIG)
    except (BotoCoreError, ValueError) as error:
        raise BucketOutOfReach(error) from error
    return client


@dataclass(frozen=True, slots=True)
class _StoredObject:
    """An object in the bucket; `size` is in bytes. `order_id` is None if it is no receipt."""

    key: str
    order_id: UUID | None
    size: int


@dataclass(frozen=True, slots=True)
class _ExpectedReceipt:
    """An order, and whether the message that writes its receipt was delivered."""

    order_id: UUID
    number: int
    written: bool


@dataclass(slots=True)
class ReceiptCheck:
    """One pass over the bucket and the orders."""

    database: Database
    s3: Bucket
    bucket: str
    objects: int = 0
    _shown: list[Finding] = field(default_factory=list)
    _count: int = 0
    _unknown: list[_StoredObject] = field(default_factory=list)

    async def run(self, snapshot: AsyncConnection) -> Findings:
        """Return the findings about receipts. Raise BucketOutOfReach."""
        async with aclosing(self._receipts()) as receipts:
            receipt = await anext(receipts, None)
            async with snapshot.stream(_ORDERS) as rows:
                async for row in rows:
                    expected = _ExpectedReceipt(row.id, row.number, row.written)
                    while receipt is not None and _is_before(receipt, expected):
                        await self._add_unknown(receipt)
                        receipt = await anext(receipts, None)
                    if receipt is not None and receipt.order_id == expected.order_id:
                        self._compare(expected, receipt)
                        receipt = await anext(receipts, None)
                    else:
                        self._compare(expected, None)
            while receipt is not None:
                await self._add_unknown(receipt)
                receipt = await anext(receipts, None)
        await self._look_up_unknown()
        return Findings(ONE_RECEIPT.name, self._shown, more=self._count - len(self._shown))

    async def _receipts(self) -> AsyncGenerator[_StoredObject, None]:
        """Yield the receipts in the order of ids; add a finding for each other object."""
        last = UUID(int=0)
        async for stored in self._objects():
            self.objects += 1
            if stored.order_id is None:
                self._add(_unknown_object(stored))
                continue
            if stored.order_id < last:
                raise BucketOutOfReach("its keys do not come in order")
            last = stored.order_id
            yield stored

    async def _objects(self) -> AsyncGenerator[_StoredObject, None]:
        arguments = {"Bucket": self.bucket}
        while True:
            try:
                page = await asyncio.to_thread(self.s3.list_objects_v2, **arguments)
            except (BotoCoreError, ClientError) as error:
                raise BucketOutOfReach(error) from error
            for entry in page.get("Contents", ()):
                yield _StoredObject(entry["Key"], _order_id(entry["Key"]), entry["Size"])
            if not page.get("IsTruncated"):
                return
            arguments["ContinuationToken"] = page["NextContinuationToken"]

    def _compare(self, order: _ExpectedReceipt, receipt: _StoredObject | None) -> None:
        if not order.written or (receipt is not None and receipt.size):
            return
        self._add(
            Finding(
                invariant=ONE_RECEIPT.name,
                wrong="its receipt is missing" if receipt is None else "its receipt is empty",
                expected=f"{order.order_id}{SUFFIX}",
                found="nothing" if receipt is None else "0 bytes",
                order_id=order.order_id,
                order_number=order.number,
            )
        )

    async def _add_unknown(self, stored: _StoredObject) -> None:
        self._unknown.append(stored)
        if len(self._unknown) == _LOOKUP_BATCH:
            await self._look_up_unknown()

    async def _look_up_unknown(self) -> None:
        ids = [stored.order_id for stored in self._unknown]
        async with self.database.reading() as connection:
            known = set(
                (
                    await connection.execute(sa.select(orders.c.id).where(orders.c.id.in_(ids)))
                ).scalars()
            )
        for stored in self._unknown:
            if stored.order_id not in known:
                self._add(_unknown_object(stored))
        self._unknown.clear()

    def _add(self, finding: Finding) -> None:
        self._count += 1
        if len(self._shown) < MAX_SHOWN:
            self._shown.append(finding)


def _is_before(receipt: _StoredObject, order: _ExpectedReceipt) -> bool:
    return receipt.order_id is not None and receipt.order_id < order.order_id


def _order_id(key: str) -> UUID | None:
    """Return the order's id in a receipt's key; None for any other key, in upper case too."""
    order_id = parse_id(key.removesuffix(SUFFIX))
    return order_id if order_id and key == f"{order_id}{SUFFIX}" else None


def _unknown_object(stored: _StoredObject) -> Finding:
    return Finding(
        invariant=ONE_RECEIPT.name,
        wrong="an object in the bucket is no order's receipt",
        expected="nothing",
        found=stored.key,
        order_id=stored.order_id,
    )
