"""Fault points: places in the store's code at which a process can be made to die.

The code itself has no hooks for them. A file with the point's name arms it. The process that
reaches it first renames the file, so that only one dies, and kills itself as `kill -9` would.
"""

import functools
import inspect
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

FIRED = ".fired"
"""The suffix of a point's file once a process has died there."""


@dataclass(frozen=True)
class Point:
    """Just before an asynchronous function runs, or just after it has returned."""

    name: str
    part: str
    """The process that dies."""
    module: str
    function: str
    """The function's name, or "Class.method"."""
    after: bool = True
    only_if: str = ""
    """If set: only after a return value in which this attribute is true."""


POINTS: tuple[Point, ...] = (
    Point(
        "orders-before-the-transaction",
        "orders",
        "orders.placement.statement",
        "place",
        after=False,
    ),
    Point(
        "orders-committed-no-response",
        "orders",
        "orders.placement.statement",
        "place",
        only_if="number",
    ),
    Point("cancel-committed-no-response", "orders", "orders.lifecycle", "OrderLifecycle.cancel"),
    Point("ship-committed-no-response", "orders", "orders.lifecycle", "OrderLifecycle.ship"),
    Point("bff-response-not-passed-on", "bff", "bff.orders.handlers", "place_order"),
    Point(
        "worker-before-publishing",
        "orders.worker",
        "orders.notifications.channels",
        "SnsEvents.publish",
        after=False,
    ),
    Point(
        "event-published-not-recorded",
        "orders.worker",
        "orders.notifications.channels",
        "SnsEvents.publish",
    ),
    Point(
        "sms-sent-not-recorded", "orders.worker", "orders.notifications.channels", "SnsSms.send_sms"
    ),
    Point(
        "mail-sent-not-recorded", "orders.worker", "orders.notifications.channels", "SnsEmail.send"
    ),
    Point(
        "receipt-stored-not-recorded", "orders.worker", "orders.receipts.receipts", "Receipts.write"
    ),
)


def holder_of(point: Point, module: ModuleType) -> tuple[Any, str]:
    """Return the module or class that has the function, and the function's name.

    Raise AttributeError if there is no such function, or it is not asynchronous.
    """
    *path, name = point.function.split(".")
    holder: Any = module
    for step in path:
        holder = getattr(holder, step)
    if not inspect.iscoroutinefunction(getattr(holder, name)):
        raise AttributeError(f"{point.module}.{point.function} is not asynchronous")
    return holder, name


def place(point: Point, module: ModuleType, folder: Path) -> None:
    """Wrap the function of a module just imported, to look for the point's file in `folder`."""
    holder, name = holder_of(point, module)
    setattr(holder, name, _with_point(getattr(holder, name), point, folder / point.name))


def _with_point(
    function: Callable[..., Awaitable[Any]], point: Point, armed: Path
) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(function)
    async def wrapped(*arguments: Any, **named: Any) -> Any:
        if not point.after:
            _die_if(armed)
        result = await function(*arguments, **named)
        if point.after and (not point.only_if or getattr(result, point.only_if)):
            _die_if(armed)
        return result

    return wrapped


def _die_if(armed: Path) -> None:
    try:
        armed.rename(armed.with_name(armed.name + FIRED))
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
