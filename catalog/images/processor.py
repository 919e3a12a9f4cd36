"""Has pictures developed, each in a process of its own, few at a time."""

import asyncio
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from catalog.domain import InvalidImage
from catalog.images.rendition import DAMAGED, Print

AT_ONCE = 2
"""Pictures. More would take the processors from those who shop."""
PATIENCE = 30.0
"""Seconds that one may take."""

_TOLD = {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL"}
"""What the process finds in its environment: nothing of ours."""


class Darkroom:
    """Develops pictures by `python -m catalog.images.processor_main`."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "darkroom")

    async def develop(self, body: bytes, media_type: str) -> list[Print]:
        """Return the picture's sizes, ascending by width. Raise InvalidImage."""
        loop = asyncio.get_running_loop()
        out = await loop.run_in_executor(self._threads, _run, body, media_type)
        first, _, rest = out.partition(b"\n")
        told = json.loads(first)
        if "fault" in told:
            raise InvalidImage(told["fault"])
        prints, start = [], 0
        for width, height, length in told["sizes"]:
            prints.append(Print(rest[start : start + length], width, height))
            start += length
        return prints


def _run(body: bytes, media_type: str) -> bytes:
    # By the standard library, which forks without gRPC's hooks: uvloop's own fork runs them in the
    # child, where now and then they ended it before it began, and a good picture looked like a bad
    # one.
    done = subprocess.run(
        [sys.executable, "-m", "catalog.images.processor_main", media_type],
        input=body,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env={name: value for name, value in os.environ.items() if name in _TOLD},
    )
    if done.returncode < 0:
        # The decoder was led astray, or ran out of its time.
        raise InvalidImage(DAMAGED)
    if done.returncode:
        said = done.stderr.decode(errors="replace")[-2000:]
        raise RuntimeError(f"catalog.images.processor_main: {said}")
    return done.stdout
