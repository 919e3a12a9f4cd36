"""Runs commands to their end before the store is ready: migrations, the import of a catalogue."""

import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from signal import SIGTERM

from local.process import Process
from local.state import State
from local.supervisor import STOP_TIMEOUT, describe_exit


class OneshotFailed(Exception):
    """A command failed; the message has its last lines of output."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


async def run(
    name: str, module: Sequence[str], environ: Mapping[str, str], state: State
) -> list[str]:
    """Run `python -m MODULE ...` to its end and return the lines of its output.

    Raise OneshotFailed unless it ends with 0.
    """
    async with aclosing(stream_lines(name, module, environ, state)) as lines:
        return [line async for line in lines]


async def run_logged(
    name: str, module: Sequence[str], environ: Mapping[str, str], state: State
) -> None:
    """Run `python -m MODULE ...` to its end and append its output to the log `name`.

    Raise OneshotFailed unless it ends with 0.
    """
    with state.log(name).open("a", encoding="utf-8") as log:
        async with aclosing(stream_lines(name, module, environ, state)) as lines:
            async for line in lines:
                log.write(line + "\n")


async def stream_lines(
    name: str, module: Sequence[str], environ: Mapping[str, str], state: State
) -> AsyncGenerator[str, None]:
    """Yield the output of `python -m MODULE ...` line by line; stop the process if closed early.

    Raise OneshotFailed unless it ends with 0.
    """
    command = (sys.executable, "-m", *module)
    last: list[str] = []
    process = Process(command, environ, output=subprocess.PIPE, keep_open=[state.lock])
    try:
        async for line in process.lines():
            last = [*last[-14:], line]
            yield line
        status = await process.ended()
    finally:
        await process.stop(SIGTERM, STOP_TIMEOUT)
    if status != 0:
        tail = "\n".join(f"  {line}" for line in last)
        raise OneshotFailed(f"{name} failed by {describe_exit(status)}:\n{tail}", status)
