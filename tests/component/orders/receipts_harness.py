"""A storage of receipts that a test can look into, empty and put out of reach."""

import asyncio
from dataclasses import dataclass, field

from chassis.aws import AwsUnavailable


@dataclass
class ReceiptStorageStub:
    """What the bucket is to orders; `kept` by key."""

    kept: dict[str, bytes] = field(default_factory=dict)
    writes: int = 0
    """How often a receipt was put here that was not there yet."""
    fails: Exception | None = None

    def away(self) -> None:
        self.fails = AwsUnavailable("nobody there at shop-receipts")

    async def _reach(self) -> None:
        await asyncio.sleep(0)
        if self.fails:
            raise self.fails

    async def put_new(self, key: str, body: bytes, media_type: str) -> None:
        await self._reach()
        assert media_type == "application/pdf"
        if key not in self.kept:
            self.kept[key] = body
            self.writes += 1

    async def has(self, key: str) -> bool:
        await self._reach()
        return key in self.kept

    async def link(self, key: str, *, disposition: str, lifetime: int) -> str:
        await self._reach()
        return f"https://bucket.example/{key}?{disposition}&{lifetime}"
