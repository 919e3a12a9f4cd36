"""How often a relay asks a database that does not answer."""

import asyncio
from typing import Any

from chassis.clock import system_clock
from chassis.errors import Unavailable
from chassis.outbox import relay
from chassis.outbox.relay import Relay

PAUSE = 0.5


class LostOutbox:
    """The outbox of a database that does not answer."""

    def __init__(self, stop: asyncio.Event) -> None:
        self.claims = 0
        self._stop = stop

    async def claim(self, _: int) -> Any:
        self.claims += 1
        if self.claims > 20:  # it would go on for ever
            self._stop.set()
        await asyncio.sleep(0)
        raise Unavailable("the database does not answer")


async def test_it_pauses_before_it_asks_again(monkeypatch):
    stop = asyncio.Event()
    outbox: Any = LostOutbox(stop)
    pauses: list[float] = []

    async def wait_for(event: asyncio.Event, seconds: float) -> None:
        assert event is stop
        pauses.append(seconds)
        if len(pauses) == 3:
            stop.set()

    async def deliver(_: Any) -> None:
        raise AssertionError("there is nothing to deliver")

    monkeypatch.setattr(relay, "_wait_for", wait_for)
    await Relay(outbox, deliver, system_clock).run(stop, pause=PAUSE)
    assert (outbox.claims, pauses) == (3, [PAUSE] * 3)
