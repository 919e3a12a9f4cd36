"""Holds the receipts in the bucket against the orders, both in the order of ids, neither at once.

S3 lists keys in the order of their bytes, and PostgreSQL's ids as text come in the same order, so
the two are read side by side like two sorted piles. The bucket is listed after the snapshot: what
the snapshot says was delivered is there, and what is there but not in the snapshot may have come
since, and is looked up once more.
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
_LOOKED_UP_TOGETHER = 500
_PATIENT = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard"})

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
    """Where receipts are kept."""

    def list_objects_v2(self, **arguments: Any) -> Any:
        """Return a page of keys, as S3 does."""


def receipts_client() -> Bucket:
    """Make the client; region, credentials and endpoint come from the environment.

    Raise BucketOutOfReach.
    """
    try:
        client: Bucket = boto3.client("s3", config=_PATIENT)
    except (BotoCoreError, ValueError) as error:
        raise BucketOutOfReach(error) from error
    return client


@dataclass(frozen=True, slots=True)
class _Kept:
    """An object in the bucket: its key, the id in it if it is a receipt's, its size in bytes."""

    key: str
    order_id: UUID | None
    size: int


@dataclass(frozen=True, slots=True)
class _Due:
    """An order, and whether its receipt was said to be written."""

    order_id: UUID
    number: int
    written: bool


@dataclass(slots=True)
class ReceiptCheck:
    """One walk along the bucket and the orders."""

    database: Database
    s3: Bucket
    bucket: str
    objects: int = 0
    _shown: list[Finding] = field(default_factory=list)
    _found: int = 0
    _strangers: list[_Kept] = field(default_factory=list)

    async def look(self, snapshot: AsyncConnection) -> Findings:
        """Return what is wrong with the receipts. Raise BucketOutOfReach."""
        async with aclosing(self._receipts()) as kept:
            receipt = await anext(kept, None)
            async with snapshot.stream(_ORDERS) as rows:
                async for row in rows:
                    due = _Due(row.id, row.number, row.written)
                    while receipt is not None and _is_before(receipt, due):
                        await self._note_stranger(receipt)
                        receipt = await anext(kept, None)
                    if receipt is not None and receipt.order_id == due.order_id:
                        self._compare(due, receipt)
                        receipt = await anext(kept, None)
                    else:
                        self._compare(due, None)
            while receipt is not None:
                await self._note_stranger(receipt)
                receipt = await anext(kept, None)
        await self._settle_strangers()
        return Findings(ONE_RECEIPT.name, self._shown, more=self._found - len(self._shown))

    async def _receipts(self) -> AsyncGenerator[_Kept, None]:
        """Yield the receipts by their ids; anything else in the bucket is noted on the way."""
        last = UUID(int=0)
        async for kept in self._objects():
            self.objects += 1
            if kept.order_id is None:
                self._note(_stranger(kept))
                continue
            if kept.order_id < last:
                raise BucketOutOfReach("its keys do not come in order")
            last = kept.order_id
            yield kept

    async def _objects(self) -> AsyncGenerator[_Kept, None]:
        arguments = {"Bucket": self.bucket}
        while True:
            try:
                page = await asyncio.to_thread(self.s3.list_objects_v2, **arguments)
            except (BotoCoreError, ClientError) as error:
                raise BucketOutOfReach(error) from error
            for one in page.get("Contents", ()):
                yield _Kept(one["Key"], _order_id(one["Key"]), one["Size"])
            if not page.get("IsTruncated"):
                return
            arguments["ContinuationToken"] = page["NextContinuationToken"]

    def _compare(self, due: _Due, receipt: _Kept | None) -> None:
        if not due.written or (receipt is not None and receipt.size):
            return
        self._note(
            Finding(
                invariant=ONE_RECEIPT.name,
                wrong="its receipt is missing" if receipt is None else "its receipt is empty",
                expected=f"{due.order_id}{SUFFIX}",
                found="nothing" if receipt is None else "0 bytes",
                order_id=due.order_id,
                order_number=due.number,
            )
        )

    async def _note_stranger(self, kept: _Kept) -> None:
        self._strangers.append(kept)
        if len(self._strangers) == _LOOKED_UP_TOGETHER:
            await self._settle_strangers()

    async def _settle_strangers(self) -> None:
        ids = [kept.order_id for kept in self._strangers]
        async with self.database.reading() as connection:
            known = set(
                (
                    await connection.execute(sa.select(orders.c.id).where(orders.c.id.in_(ids)))
                ).scalars()
            )
        for kept in self._strangers:
            if kept.order_id not in known:
                self._note(_stranger(kept))
        self._strangers.clear()

    def _note(self, finding: Finding) -> None:
        self._found += 1
        if len(self._shown) < MAX_SHOWN:
            self._shown.append(finding)


def _is_before(receipt: _Kept, due: _Due) -> bool:
    return receipt.order_id is not None and receipt.order_id < due.order_id


def _order_id(key: str) -> UUID | None:
    """Return the id that a receipt's key has; a key that differs in a letter's case is another."""
    order_id = parse_id(key.removesuffix(SUFFIX))
    return order_id if order_id and key == f"{order_id}{SUFFIX}" else None


def _stranger(kept: _Kept) -> Finding:
    return Finding(
        invariant=ONE_RECEIPT.name,
        wrong="an object in the bucket is no order's receipt",
        expected="nothing",
        found=kept.key,
        order_id=kept.order_id,
    )
