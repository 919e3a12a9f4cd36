"""Work on resources in the order of their dependencies, several at a time."""

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from threading import Event

WORKERS = 16


def run_in_order(
    waits: Mapping[str, set[str]], work: Callable[[str], None], cancel: Event
) -> dict[str, Exception]:
    """Call `work` for each name once what it waits for is done; return what was raised.

    After the first exception nothing more is begun, and `cancel` is set.
    """
    sorter = TopologicalSorter(waits)
    sorter.prepare()
    failures: dict[str, Exception] = {}
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(WORKERS) as pool:
        while sorter.is_active():
            if not failures:
                for name in sorter.get_ready():
                    running[pool.submit(work, name)] = name
            if not running:
                break
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                name = running.pop(future)
                error = future.exception()
                if isinstance(error, Exception):
                    failures[name] = error
                    cancel.set()
                elif error is not None:
                    raise error
                else:
                    sorter.done(name)
    return failures


def reversed_order(waits: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the order to delete in: each after what needs it."""
    order: dict[str, set[str]] = {name: set() for name in waits}
    for name, needed in waits.items():
        for other in needed:
            if other in order:
                order[other].add(name)
    return order
