"""The ledger: what buyers and admins tried, and the outcomes, on disk before the next step."""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

OperationKind = Literal["buy", "cancel", "ship", "stock", "read"]

SOLD_OUT = "out-of-stock"
"""The reason of a 409 that finally refuses a purchase."""
CONFLICT = "status-conflict"
"""The same of a cancellation or a shipment."""


_NOT_WRITTEN = {"token", "retry_after"}
"""The fields of an outcome that are not in the ledger."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of one attempt."""

    status: int
    """0: no response."""
    reason: str = ""
    """Why it was refused, or what happened instead of a response."""
    order_id: str = ""
    number: int = 0
    order_status: str = ""
    token: str = field(default="", compare=False)
    """The guest's token for the order."""
    retry_after: float = field(default=0.0, compare=False)
    """Seconds, from Retry-After."""

    @property
    def is_known(self) -> bool:
        """Whether it is known what was done."""
        return 0 < self.status < 500

    @property
    def is_done(self) -> bool:
        """Whether the response says that it was done."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Operation:
    """What a buyer or an admin wants done, however many attempts it takes."""

    kind: OperationKind
    key: str
    """The idempotency key of a purchase; of another operation a unique name."""
    path: str
    body: Mapping[str, Any] | None = None
    order_id: str = ""
    """The order that is to be cancelled or shipped."""

    @property
    def products(self) -> frozenset[str]:
        """The ids of the products to buy."""
        return frozenset(item["product_id"] for item in (self.body or {}).get("items", ()))

    def accepts(self, outcome: Outcome, limited: frozenset[str]) -> bool:
        """Return whether the store did its work: done, or refused for a possible reason.

        Only the `limited` products, by id, can be sold out.
        """
        if outcome.status != 409:
            return outcome.is_done
        if self.kind == "buy":
            return outcome.reason == SOLD_OUT and not limited.isdisjoint(self.products)
        return outcome.reason == CONFLICT and self.kind in {"cancel", "ship"}


@dataclass
class Entry:
    """An operation with its attempts."""

    operation: Operation
    attempts: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def last(self) -> Outcome | None:
        """The last known outcome; None: there is none."""
        return next((outcome for outcome in reversed(self.outcomes) if outcome.is_known), None)

    @property
    def unknown(self) -> int:
        """How many attempts have no known outcome."""
        return self.attempts - sum(outcome.is_known for outcome in self.outcomes)

    @property
    def done(self) -> list[Outcome]:
        """The outcomes that say it was done."""
        return [outcome for outcome in self.outcomes if outcome.is_done]


class Ledger:
    """A file of JSON lines, open until the end of a with-statement."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("x", encoding="utf-8")
        self._syncing = asyncio.Lock()
        self._written = self._synced = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    async def attempt(self, operation: Operation, number: int) -> None:
        """Record what is about to be sent; it is on disk when this returns."""
        self._write({"attempt": number, **vars(operation)})
        mine = self._written
        async with self._syncing:
            if self._synced < mine:
                # One flush for all lines written meanwhile.
                reached = self._written
                await asyncio.to_thread(os.fsync, self._file.fileno())
                self._synced = reached

    def outcome(self, operation: Operation, number: int, outcome: Outcome) -> None:
        """Record the outcome of an attempt."""
        fields = {name: value for name, value in vars(outcome).items() if name not in _NOT_WRITTEN}
        self._write({"attempt": number, "key": operation.key, "outcome": fields})

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        self._written += 1


def read(path: Path) -> list[Entry]:
    """Return every operation of a ledger, in the order of its first attempt."""
    entries: dict[str, Entry] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        key = line["key"]
        if "outcome" in line:
            entries[key].outcomes.append(Outcome(**line["outcome"]))
            continue
        operation = Operation(line["kind"], key, line["path"], line["body"], line["order_id"])
        entry = entries.setdefault(key, Entry(operation))
        assert entry.operation == operation, f"{key} was sent with two bodies"
        entry.attempts += 1
    return list(entries.values())
