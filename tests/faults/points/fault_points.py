"""Points in the store's code at which a process can be made to die, with nothing of it in there.

A point is armed by a file of its name. The process that reaches it first renames the file, so that
only one dies, and kills itself as `kill -9` would.
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
"""What the name of a point's file ends in once a process has died of it."""


@dataclass(frozen=True)
class Point:
    """Just before an asynchronous function runs, or just after it has returned."""

    name: str
    part: str
    """Which of the store's parts dies."""
    module: str
    function: str
    """The function's name, or "Class.method"."""
    after: bool = True
    proof: str = ""
    """Only after an answer in which this attribute is true, if any is named."""


POINTS: tuple[Point, ...] = (
    Point(
        "orders-before-the-transaction",
        "orders",
        "orders.placement.statement",
        "place",
        after=False,
    ),
    Point(
        "orders-committed-not-answered",
        "orders",
        "orders.placement.statement",
        "place",
        proof="number",
    ),
    Point("cancel-committed-not-answered", "orders", "orders.lifecycle", "OrderLifecycle.cancel"),
    Point("ship-committed-not-answered", "orders", "orders.lifecycle", "OrderLifecycle.ship"),
    Point("bff-told-not-telling", "bff", "bff.orders.handlers", "place_order"),
    Point(
        "worker-before-publishing",
        "orders.worker",
        "orders.notifications.channels",
        "SnsEvents.publish",
        after=False,
    ),
    Point(
        "event-published-not-marked",
        "orders.worker",
        "orders.notifications.channels",
        "SnsEvents.publish",
    ),
    Point(
        "sms-sent-not-marked", "orders.worker", "orders.notifications.channels", "SnsSms.send_sms"
    ),
    Point(
        "mail-sent-not-marked", "orders.worker", "orders.notifications.channels", "SnsEmail.send"
    ),
    Point("receipt-kept-not-marked", "orders.worker", "orders.receipts.receipts", "Receipts.write"),
)


def holder_of(point: Point, module: ModuleType) -> tuple[Any, str]:
    """Return what holds the function, module or class, and its name there.

    Raise AttributeError when there is no such function any more, or none that is asynchronous.
    """
    *path, name = point.function.split(".")
    holder: Any = module
    for step in path:
        holder = getattr(holder, step)
    if not inspect.iscoroutinefunction(getattr(holder, name)):
        raise AttributeError(f"{point.module}.{point.function} is not asynchronous")
    return holder, name


def place(point: Point, module: ModuleType, folder: Path) -> None:
    """Have the function of a module just imported look for the point's file in `folder`."""
    holder, name = holder_of(point, module)
    setattr(holder, name, _mortal(getattr(holder, name), point, folder / point.name))


def _mortal(
    function: Callable[..., Awaitable[Any]], point: Point, armed: Path
) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(function)
    async def mortal(*arguments: Any, **named: Any) -> Any:
        if not point.after:
            _die_if(armed)
        answer = await function(*arguments, **named)
        if point.after and (not point.proof or getattr(answer, point.proof)):
            _die_if(armed)
        return answer

    return mortal


def _die_if(armed: Path) -> None:
    try:
        armed.rename(armed.with_name(armed.name + FIRED))
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
