"""`python -m local`: the whole store on this machine, until Ctrl-C."""

import asyncio
import signal
import sys
from collections.abc import Iterator

from chassis.console import say
from local.local_store import LocalStore
from local.oneshot import StepFailed
from local.options import Options, Ports, parse
from local.ports import settle
from local.postgres import PostgresError
from local.state import Refused, State
from local.supervisor import CannotStart

STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def complain(error: BaseException) -> None:
    """Tell the user what is wrong."""
    print(f"tienda: {error}", file=sys.stderr, flush=True)


async def run(options: Options, state: State, ports: Ports) -> int:
    """Run the store until a signal; return the exit status."""
    store = LocalStore(options, state, ports, say)
    stopped = _on_signals(store)
    opening = asyncio.create_task(store.open())
    failed = asyncio.create_task(store.failed())
    status = 0
    try:
        await _first_of(stopped, opening, failed)
        if not stopped.done():
            await _first_of(stopped, failed)
    except* (CannotStart, PostgresError, StepFailed, OSError) as errors:
        for error in _leaves(errors):
            complain(error)
        status = 1
    finally:
        for task in (opening, failed):
            task.cancel()
        await asyncio.gather(opening, failed, return_exceptions=True)
        began = asyncio.get_running_loop().time()
        await store.close()
        say(f"stopped in {asyncio.get_running_loop().time() - began:.1f} s")
    return status


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


async def _first_of(*waited: asyncio.Future[None]) -> None:
    done, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
    for one in done:
        one.result()


def _on_signals(store: LocalStore) -> asyncio.Future[None]:
    """Return what the first signal sets; the second hastens the end."""
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[None] = loop.create_future()

    def note() -> None:
        if stopped.done():
            store.hasten()
        else:
            say("stopping")
            stopped.set_result(None)

    for number in STOPPED_BY:
        loop.add_signal_handler(number, note)
    return stopped


def main() -> None:
    """Run the store that the command line asks for."""
    options = parse()
    try:
        state = State(options.state)
        ports = settle(options.ports, state)
    except Refused as refusal:
        complain(refusal)
        sys.exit(1)
    sys.exit(asyncio.run(run(options, state, ports)))


if __name__ == "__main__":
    main()
