"""Has pictures developed, each in a process of its own, few at a time."""

import asyncio
import json
import os
import sys
import tempfile
from contextlib import suppress

from catalog.domain import InvalidImage
from catalog.prints import DAMAGED, Print

AT_ONCE = 2
"""Pictures. More would take the processors from those who shop."""
PATIENCE = 30.0
"""Seconds that one may take."""

_TOLD = {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL"}
"""What the process finds in its environment: nothing of ours."""


class Darkroom:
    """Develops pictures by `python -m catalog.pictures`."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)

    async def develop(self, body: bytes, media_type: str) -> list[Print]:
        """Answer the picture's sizes, ascending by width. Raises InvalidImage."""
        async with self._room:
            out = await _run(body, media_type)
        first, _, rest = out.partition(b"\n")
        told = json.loads(first)
        if "fault" in told:
            raise InvalidImage(told["fault"])
        prints, start = [], 0
        for width, height, length in told["sizes"]:
            prints.append(Print(rest[start : start + length], width, height))
            start += length
        return prints


async def _run(body: bytes, media_type: str) -> bytes:
    # By way of a file: a pipe that is cut short looks like a picture that is.
    with tempfile.TemporaryFile() as file:
        await asyncio.to_thread(file.write, body)
        file.seek(0)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "catalog.pictures", media_type),
            stdin=file,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if name in _TOLD},
        )
    try:
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
    except BaseException:
        # Only here: to kill what has ended takes its status from the one who waits for it.
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    status = await process.wait()
    if status < 0:
        # The decoder was led astray, or ran out of its time.
        raise InvalidImage(DAMAGED)
    if status:
        raise RuntimeError(f"catalog.pictures: {err.decode(errors='replace')[-2000:]}")
    return out
