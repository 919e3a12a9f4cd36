"""What buyers and keepers tried and what they were told, on disk before the next step is taken."""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

What = Literal["buy", "cancel", "ship", "stock"]

SOLD_OUT = "out-of-stock"
"""The reason of a 409 that is a clear and final no to a purchase."""
CONFLICT = "status-conflict"
"""The same to a cancellation or a shipment."""


_NOT_KEPT = {"token", "come_back"}
"""Of an outcome: what is not written down."""


@dataclass(frozen=True)
class Outcome:
    """What one attempt came to."""

    status: int
    """0: no answer at all."""
    reason: str = ""
    """Why it was refused, or what happened instead of an answer."""
    order_id: str = ""
    number: int = 0
    order_status: str = ""
    token: str = field(default="", compare=False)
    """What a guest reads the order by; not written down."""
    come_back: float = field(default=0.0, compare=False)
    """Seconds after which the store asks to be asked again; not written down."""

    @property
    def is_known(self) -> bool:
        """Whether it is sure what was done."""
        return 0 < self.status < 500

    @property
    def is_done(self) -> bool:
        """Whether it says that it was done."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Deed:
    """One thing that somebody wants done, however many attempts it takes."""

    what: What
    key: str
    """The idempotency key of a purchase; else a name of its own."""
    path: str
    body: Mapping[str, Any] | None = None
    order_id: str = ""
    """The order that is to be cancelled or shipped."""

    @property
    def products(self) -> frozenset[str]:
        """The ids of what is to be bought."""
        return frozenset(item["product_id"] for item in (self.body or {}).get("items", ()))

    def is_served_by(self, outcome: Outcome, limited: frozenset[str]) -> bool:
        """Whether the store did its work: done, or refused for a reason that can be true.

        Only the `limited` products, by id, can be sold out.
        """
        if outcome.status != 409:
            return outcome.is_done
        if self.what == "buy":
            return outcome.reason == SOLD_OUT and not limited.isdisjoint(self.products)
        return outcome.reason == CONFLICT and self.what in {"cancel", "ship"}


@dataclass
class Entry:
    """A deed as the ledger has it."""

    deed: Deed
    attempts: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def last(self) -> Outcome | None:
        """The last answer whose meaning is sure; None: it never was."""
        return next((one for one in reversed(self.outcomes) if one.is_known), None)

    @property
    def unknown(self) -> int:
        """How many attempts left it open what they had done."""
        return self.attempts - sum(one.is_known for one in self.outcomes)

    @property
    def done(self) -> list[Outcome]:
        """Every answer that says it was done."""
        return [one for one in self.outcomes if one.is_done]


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

    async def attempt(self, deed: Deed, number: int) -> None:
        """Write down what is about to be sent; it is on disk when this returns."""
        about = {"what": deed.what, "key": deed.key, "path": deed.path, "body": deed.body}
        self._write({"attempt": number, **about, "order_id": deed.order_id})
        mine = self._written
        async with self._syncing:
            if self._synced < mine:
                # One flush for all who wrote meanwhile.
                reached = self._written
                await asyncio.to_thread(os.fsync, self._file.fileno())
                self._synced = reached

    def outcome(self, deed: Deed, number: int, told: Outcome) -> None:
        """Write down what an attempt came to."""
        answer = {name: value for name, value in vars(told).items() if name not in _NOT_KEPT}
        self._write({"attempt": number, "key": deed.key, "outcome": answer})

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        self._written += 1


def read(path: Path) -> list[Entry]:
    """Return every deed of a ledger, in the order of its first attempt."""
    entries: dict[str, Entry] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        key = line["key"]
        if "outcome" in line:
            entries[key].outcomes.append(Outcome(**line["outcome"]))
            continue
        deed = Deed(line["what"], key, line["path"], line["body"], line["order_id"])
        entry = entries.setdefault(key, Entry(deed))
        assert entry.deed == deed, f"{key} was sent with two bodies"
        entry.attempts += 1
    return list(entries.values())
