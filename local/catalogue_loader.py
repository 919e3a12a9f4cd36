"""Loads a catalogue into a new store, once; the demo's pictures are drawn before."""

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
from local.processes import Addresses, signing_key_path
from local.state import State
from local.supervisor import Report

LOADED_STAMP = "stamps/catalogue"
DEMO_FOLDER = Path(__file__).resolve().parents[1] / "demo" / "catalogue"

EXIT_SOME_REJECTED = 1
"""The exit status of `catalog.load` when it loaded some rows and rejected others."""

_KEEP_PAGES = {"MALLOC_MMAP_THRESHOLD_": "30000000", "MALLOC_TRIM_THRESHOLD_": "400000000"}
"""Makes glibc keep the memory of one drawing for the next, which saves a tenth of the time."""

ImageSources = Mapping[str, list[dict[str, Any]]]
"""The sources of each product's picture, by SKU."""


class CatalogueLoader:
    """Loads one catalogue into one store."""

    def __init__(self, catalogue: str, state: State, addresses: Addresses, report: Report) -> None:
        self._catalogue = catalogue
        self._state = state
        self._addresses = addresses
        self._report = report

    def is_loaded(self) -> bool:
        """Whether there is nothing to load: no catalogue, or one that was loaded before.

        A loaded catalogue is not loaded again, since its stock has been sold from. One that was
        interrupted is: products are identified by SKU, and nothing was sold meanwhile.
        """
        return self._catalogue == NONE or self._state.read(LOADED_STAMP) == self._name()

    async def draw_pictures(self) -> ImageSources:
        """Draw the demo's pictures and upload them, on every processor. Raise OneshotFailed."""
        if self.is_loaded() or self._catalogue != DEMO:
            return {}
        total = sum(1 for _ in _demo_products())
        sources: dict[str, list[dict[str, Any]]] = {}
        shares = len(os.sched_getaffinity(0))
        folder = self._state.folder / "drawing"
        folder.mkdir(exist_ok=True)

        async def draw_share(share: int) -> None:
            endpoint = self._addresses.url("aws")
            module = ["local.picture_worker", endpoint, str(folder), str(share), str(shares)]
            environ = environment(self._state.folder, **aws.credentials(endpoint), **_KEEP_PAGES)
            async with aclosing(
                oneshot.stream_lines("pictures", module, environ, self._state)
            ) as lines:
                async for line in lines:
                    drawn = json.loads(line)
                    sources[drawn["sku"]] = drawn["sources"]
                    if len(sources) % 50 == 0:
                        self._report(f"pictures: {len(sources)} of {total} drawn")

        async with asyncio.TaskGroup() as tasks:
            for share in range(shares):
                tasks.create_task(draw_share(share))
        shutil.rmtree(folder)
        return sources

    async def load(self, sources: ImageSources) -> None:
        """Load the catalogue with `catalog.load`, as an admin. Raise OneshotFailed."""
        if self.is_loaded():
            return
        file = self._with_pictures(sources) if self._catalogue == DEMO else Path(self._catalogue)
        environ = environment(
            self._state.folder, TIENDA_TOKEN=await self._token(), **self._addresses.services
        )
        try:
            await oneshot.run_logged(
                "catalog.load", ["catalog.load", str(file)], environ, self._state
            )
        except oneshot.OneshotFailed as failure:
            if self._catalogue == DEMO or failure.status != EXIT_SOME_REJECTED:
                raise
            self._report(str(failure))
        self._state.write(LOADED_STAMP, self._name())

    def _name(self) -> str:
        if self._catalogue == DEMO:
            return DEMO
        return hashlib.sha256(Path(self._catalogue).read_bytes()).hexdigest()

    def _with_pictures(self, sources: ImageSources) -> Path:
        file = self._state.folder / "demo-catalogue.jsonl"
        with file.open("w", encoding="utf-8") as rows:
            for row in _demo_products():
                if picture := sources.get(row["sku"]):
                    row["images"] = [{"sources": picture}]
                rows.write(json.dumps(row, ensure_ascii=False) + "\n")
        return file

    async def _token(self) -> str:
        environ = environment(
            self._state.folder, SIGNING_KEY_FILE=str(signing_key_path(self._state))
        )
        lines = await oneshot.run(
            "users issue-token", ["users", "issue-token"], environ, self._state
        )
        return lines[-1]


def _demo_products() -> Iterator[dict[str, Any]]:
    # Shuffled, with sold out products first: the shop shows the newest products first, and those
    # should be a mix of what can be bought.
    def place(row: dict[str, Any]) -> tuple[bool, bytes]:
        return row["stock"] > 0, hashlib.sha256(row["sku"].encode()).digest()

    rows = [
        json.loads(line)
        for path in sorted(DEMO_FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return iter(sorted(rows, key=place))
