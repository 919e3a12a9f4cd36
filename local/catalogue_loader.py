"""Puts a catalogue on the shelves, once: the demo's pictures are drawn, then all is loaded."""

import asyncio
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

from local import aws, oneshot
from local.options import DEMO, NONE
from local.process import environment
from local.processes import Addresses, signing_key
from local.state import State
from local.supervisor import Say

LOADED = "stamps/catalogue"
DEMO_FOLDER = Path(__file__).resolve().parents[1] / "demo" / "catalogue"

SOME_REFUSED = 1
"""The loader's exit status when some rows are in and others are at fault."""

_KEEP_PAGES = {"MALLOC_MMAP_THRESHOLD_": "30000000", "MALLOC_TRIM_THRESHOLD_": "400000000"}
"""Has glibc keep the memory of one drawing for the next; a tenth of the time goes into it else."""

Art = Mapping[str, list[dict[str, Any]]]
"""The sources of each piece's picture, by SKU."""


class Furnishing:
    """One catalogue on its way into one store."""

    def __init__(self, catalogue: str, state: State, addresses: Addresses, say: Say) -> None:
        self._catalogue = catalogue
        self._state = state
        self._addresses = addresses
        self._say = say

    def is_done(self) -> bool:
        """Whether there is nothing to load: none is wanted, or all of it went in before.

        A catalogue that went in is not loaded again, since its stock has been sold from. One that
        was cut short is: products are told by SKU, and nothing was sold before the store was open.
        """
        return self._catalogue == NONE or self._state.read(LOADED) == self._name()

    async def draw(self) -> Art:
        """Draw the demo's pictures into the media bucket, on every processor. Raise StepFailed."""
        if self.is_done() or self._catalogue != DEMO:
            return {}
        total = sum(1 for _ in _demo_rows())
        art: dict[str, list[dict[str, Any]]] = {}
        shares = len(os.sched_getaffinity(0))
        folder = self._state.folder / "drawing"
        folder.mkdir(exist_ok=True)

        async def draw_share(share: int) -> None:
            endpoint = self._addresses.url("aws")
            module = ["local.picture_worker", endpoint, str(folder), str(share), str(shares)]
            environ = environment(self._state.folder, **aws.credentials(endpoint), **_KEEP_PAGES)
            async with aclosing(oneshot.follow("pictures", module, environ, self._state)) as lines:
                async for line in lines:
                    drawn = json.loads(line)
                    art[drawn["sku"]] = drawn["sources"]
                    if len(art) % 50 == 0:
                        self._say(f"pictures: {len(art)} of {total} drawn")

        async with asyncio.TaskGroup() as tasks:
            for share in range(shares):
                tasks.create_task(draw_share(share))
        shutil.rmtree(folder)
        return art

    async def load(self, art: Art) -> None:
        """Load the catalogue by the shop's own import, as an admin. Raise StepFailed."""
        if self.is_done():
            return
        file = self._with_pictures(art) if self._catalogue == DEMO else Path(self._catalogue)
        environ = environment(
            self._state.folder, TIENDA_TOKEN=await self._token(), **self._addresses.services
        )
        try:
            await oneshot.run_logged(
                "catalog.load", ["catalog.load", str(file)], environ, self._state
            )
        except oneshot.StepFailed as failure:
            if self._catalogue == DEMO or failure.status != SOME_REFUSED:
                raise
            self._say(str(failure))
        self._state.write(LOADED, self._name())

    def _name(self) -> str:
        if self._catalogue == DEMO:
            return DEMO
        return hashlib.sha256(Path(self._catalogue).read_bytes()).hexdigest()

    def _with_pictures(self, art: Art) -> Path:
        file = self._state.folder / "demo-catalogue.jsonl"
        with file.open("w", encoding="utf-8") as rows:
            for row in _demo_rows():
                if sources := art.get(row["sku"]):
                    row["images"] = [{"sources": sources}]
                rows.write(json.dumps(row, ensure_ascii=False) + "\n")
        return file

    async def _token(self) -> str:
        environ = environment(self._state.folder, SIGNING_KEY_FILE=str(signing_key(self._state)))
        lines = await oneshot.run(
            "users issue-token", ["users", "issue-token"], environ, self._state
        )
        return lines[-1]


def _demo_rows() -> Iterator[dict[str, Any]]:
    # Mixed, the sold out first: what came in last is what the shop shows first, and that should be
    # a bit of everything that can be bought.
    def place(row: dict[str, Any]) -> tuple[bool, bytes]:
        return row["stock"] > 0, hashlib.sha256(row["sku"].encode()).digest()

    rows = [
        json.loads(line)
        for path in sorted(DEMO_FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return iter(sorted(rows, key=place))
