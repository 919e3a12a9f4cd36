"""`python -m local`: the whole store on this machine, until Ctrl-C."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator

from chassis.console import say
from local.local_store import LocalStore
from local.oneshot import OneshotFailed
from local.options import Options, Ports, parse
from local.ports import resolve_ports
from local.postgres import PostgresError
from local.state import UMASK, CannotRun, State
from local.supervisor import CannotStart

STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def print_error(error: BaseException) -> None:
    """Print an error for the user on stderr."""
    print(f"tienda: {error}", file=sys.stderr, flush=True)


async def run(options: Options, state: State, ports: Ports) -> int:
    """Run the store until a signal; return the exit status."""
    store = LocalStore(options, state, ports, say)
    stopped = _stop_on_signals(store)
    starting = asyncio.create_task(store.start())
    failed = asyncio.create_task(store.wait_for_failure())
    status = 0
    try:
        await _wait_for_first(stopped, starting, failed)
        if not stopped.done():
            await _wait_for_first(stopped, failed)
    except* (CannotStart, PostgresError, OneshotFailed, OSError) as errors:
        for error in _leaf_errors(errors):
            print_error(error)
        status = 1
    finally:
        for task in (starting, failed):
            task.cancel()
        await asyncio.gather(starting, failed, return_exceptions=True)
        began = asyncio.get_running_loop().time()
        await store.stop()
        say(f"stopped in {asyncio.get_running_loop().time() - began:.1f} s")
    return status


def _leaf_errors(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaf_errors(inner)
    else:
        yield error


async def _wait_for_first(*futures: asyncio.Future[None]) -> None:
    done, _ = await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
    for future in done:
        future.result()


def _stop_on_signals(store: LocalStore) -> asyncio.Future[None]:
    """Return a future that the first signal resolves; a second signal kills the store."""
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[None] = loop.create_future()

    def on_signal() -> None:
        if stopped.done():
            store.kill()
        else:
            say("stopping")
            stopped.set_result(None)

    for number in STOPPED_BY:
        loop.add_signal_handler(number, on_signal)
    return stopped


def main() -> None:
    """Run the store as the command line says."""
    options = parse()
    os.umask(UMASK)
    try:
        state = State(options.state)
        ports = resolve_ports(options.ports, state)
    except CannotRun as error:
        print_error(error)
        sys.exit(1)
    sys.exit(asyncio.run(run(options, state, ports)))


if __name__ == "__main__":
    main()
