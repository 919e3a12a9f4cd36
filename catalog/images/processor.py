"""Renders each image in a process of its own, `python -m catalog.images`."""

import asyncio
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from catalog.domain import InvalidImage
from catalog.images.rendition import Rendition
from chassis.violations import Code

MAX_PROCESSES = 2
"""Images rendered concurrently. More would take processor time from searches and orders."""
TIMEOUT = 30.0
"""Seconds for an image."""

_ENVIRONMENT = {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL"}
"""Environment variables passed to the process: none of the service's settings or secrets."""


class SubprocessImageProcessor:
    """Makes renditions, each image in a process of its own.

    The decoders read files from strangers. A file that exploits one reaches neither the database
    nor a secret, and a file that unpacks into too much memory ends only its own process.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MAX_PROCESSES, "images")

    async def render(self, body: bytes, media_type: str) -> list[Rendition]:
        """Return the image's renditions, ascending by width. Raise InvalidImage."""
        loop = asyncio.get_running_loop()
        output = await loop.run_in_executor(self._threads, _run, body, media_type)
        header, _, bodies = output.partition(b"\n")
        result = json.loads(header)
        if "violation" in result:
            code, params = result["violation"]
            raise InvalidImage(Code[code], **params)
        renditions, start = [], 0
        for width, height, length in result["sizes"]:
            renditions.append(Rendition(bodies[start : start + length], width, height))
            start += length
        return renditions


def _run(body: bytes, media_type: str) -> bytes:
    # The standard library forks without gRPC's hooks. uvloop's fork runs them in the child, which
    # they sometimes ended before it began, so that a valid image was rejected.
    process = subprocess.run(
        [sys.executable, "-m", "catalog.images", media_type],
        input=body,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
        env={name: value for name, value in os.environ.items() if name in _ENVIRONMENT},
    )
    if process.returncode < 0:
        # Killed by a signal: the decoder crashed, or used up its processor time.
        raise InvalidImage(Code.IMAGE_DAMAGED)
    if process.returncode:
        stderr = process.stderr.decode(errors="replace")[-2000:]
        raise RuntimeError(f"catalog.images: {stderr}")
    return process.stdout
