"""One thing done by a process that ends, before the store is open: a migration, a loading."""

import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from signal import SIGTERM

from local.process import Process
from local.state import State
from local.supervisor import PATIENCE, ending


class StepFailed(Exception):
    """A step ended badly; the message has its last words."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


async def run(
    name: str, module: Sequence[str], environ: Mapping[str, str], state: State
) -> list[str]:
    """Run `python -m MODULE ...` to its end and answer the lines that it wrote.

    Raise StepFailed unless it ends with 0.
    """
    async with aclosing(follow(name, module, environ, state)) as lines:
        return [line async for line in lines]


async def run_logged(
    name: str, module: Sequence[str], environ: Mapping[str, str], state: State
) -> None:
    """As `run`, and keep what it wrote in a log of its own."""
    with state.log(name).open("a", encoding="utf-8") as log:
        async with aclosing(follow(name, module, environ, state)) as lines:
            async for line in lines:
                log.write(line + "\n")


async def follow(
    name: str, module: Sequence[str], environ: Mapping[str, str], state: State
) -> AsyncGenerator[str, None]:
    """Yield what `python -m MODULE ...` writes, as it comes; left early, it ends the process.

    Raise StepFailed unless it ends with 0.
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
        await process.stop(SIGTERM, PATIENCE)
    if status != 0:
        tail = "\n".join(f"  {line}" for line in last)
        raise StepFailed(f"{name} failed by {ending(status)}:\n{tail}", status)
