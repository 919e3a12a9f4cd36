"""The relay: delivers the messages of an outbox, side by side, again until each has arrived."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from chassis import telemetry
from chassis.clock import Clock
from chassis.errors import DomainError
from chassis.metrics import OUTBOX_LAG
from chassis.outbox.outbox import LEASE, Outbox, OutboxMessage, Refused, Undelivered

_log = logging.getLogger("tienda.outbox")

TIME_TO_DELIVER = LEASE * 0.75
FIRST_DELAY, MAX_DELAY = 0.5, 20.0
"""Seconds between tries of one message: doubling, half of it by chance."""
TRIES_WHEN_REFUSED = 5
"""A message that the receiver refuses will be refused again: it is parked soon."""
PATIENCE = timedelta(days=3)
"""How long a receiver may be out of reach before what waits for it is parked."""
TRIES_WHEN_AWAY = 240
"""How often the message must have been tried as well, which takes an hour or more: it may be old
because the workers stood still, or because it was parked and somebody put it back."""
AT_ONCE = 20
"""Messages under way at a time."""
TURN = 0.05
"""Seconds between turns while messages are under way."""
MAX_BACKOFF = 2.0
"""Seconds between turns, at most, while nothing gets through."""

Deliver = Callable[[OutboxMessage], Awaitable[None]]
"""Delivers one message. Raise Refused, or anything else when the receiver is out of reach."""


class Relay:
    """Delivers what is due. Any number of them may run on one outbox at once."""

    def __init__(
        self, outbox: Outbox, deliver: Deliver, clock: Clock, *, at_once: int = AT_ONCE
    ) -> None:
        self._outbox = outbox
        self._deliver = deliver
        self._clock = clock
        self._at_once = at_once
        self._under_way: set[asyncio.Task[None]] = set()
        self._half_free = asyncio.Event()
        self._delivered: list[OutboxMessage] = []
        self._undelivered: list[Undelivered] = []
        self._failures = 0
        """In a row, with nothing delivered between."""

    async def run(self, stop: asyncio.Event, *, pause: float = 0.5) -> None:
        """Deliver until `stop`, then finish what is under way.

        Each turn writes down what has come back and sends off as many anew: a slow receiver holds
        up its own messages alone, and the database is asked once for several. When nothing was due
        the next look is after `pause` seconds.
        """
        while not stop.is_set():
            try:
                await self._settle()
                await self._send_off(self._at_once - len(self._under_way))
            except DomainError as error:
                _log.warning("outbox out of reach", extra={"reason": error.message})
                await _wait(stop, pause)
                continue
            if self._failures >= self._at_once:
                # Nothing gets through. A few are tried now and then, not every message in turn.
                turns = self._failures // self._at_once
                await _wait(stop, min(MAX_BACKOFF, TURN * 2 ** min(turns, 10)))
            elif self._under_way:
                await _wait(self._half_free, TURN)
            else:
                await _wait(stop, pause)
        try:
            await self._finish()
        except DomainError as error:
            # What has been delivered is not marked so, and will be told once more.
            _log.warning("stopped unsettled", extra={"reason": error.message})

    async def deliver_due(self) -> int:
        """Deliver what is due, as many as fit at once, and answer how many. Raise Unavailable."""
        taken = await self._send_off(self._at_once)
        await self._finish()
        return taken

    async def _send_off(self, most: int) -> int:
        self._half_free.clear()
        messages = await self._outbox.claim(most) if most else []
        for message in messages:
            task = asyncio.create_task(self._try(message))
            self._under_way.add(task)
            task.add_done_callback(self._came_back)
        return len(messages)

    def _came_back(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if len(self._under_way) <= self._at_once // 2:
            self._half_free.set()

    async def _finish(self) -> None:
        await asyncio.gather(*self._under_way)
        await self._settle()

    async def _settle(self) -> None:
        # Copies: more comes back while these are written down.
        delivered, undelivered = list(self._delivered), list(self._undelivered)
        if delivered or undelivered:
            await self._outbox.settle(delivered, undelivered)
        # Only now: what could not be written down is tried again in the next turn.
        del self._delivered[: len(delivered)]
        del self._undelivered[: len(undelivered)]

    async def _try(self, message: OutboxMessage) -> None:
        about = {
            "event_id": str(message.id),
            "kind": message.kind,
            "subject": str(message.subject),
            "attempts": message.attempts,
        }
        try:
            with telemetry.span(
                f"deliver {message.kind}", **{"tienda.subject": str(message.subject)}
            ):
                async with asyncio.timeout(TIME_TO_DELIVER.total_seconds()):
                    await self._deliver(message)
        except Exception as error:  # noqa: BLE001 (one message's trouble must not stop the others)
            self._failures += 1
            outcome = self._undelivered_for(message, error)
            _log.log(
                logging.WARNING if outcome.again_at else logging.ERROR,
                "not delivered, will try again" if outcome.again_at else "parked",
                extra={**about, "error": type(error).__name__, "told": _told(error)},
            )
            self._undelivered.append(outcome)
        else:
            self._failures = 0
            _log.info("delivered", extra=about)
            waited = (self._clock() - message.created_at).total_seconds()
            telemetry.record(OUTBOX_LAG, waited, **{"tienda.letter.kind": message.kind})
            self._delivered.append(message)

    def _undelivered_for(self, message: OutboxMessage, error: Exception) -> Undelivered:
        text = f"{type(error).__name__}: {error}"[:500]
        if self._is_hopeless(message, error):
            return Undelivered(message, text, None)
        delay = min(MAX_DELAY, FIRST_DELAY * 2 ** min(message.attempts, 10))
        # Half by chance: what failed together must not come back together.
        delay *= 0.5 + random.random() / 2  # noqa: S311 (spreads load, guards nothing)
        return Undelivered(message, text, self._clock() + timedelta(seconds=delay))

    def _is_hopeless(self, message: OutboxMessage, error: Exception) -> bool:
        if isinstance(error, Refused):
            return message.attempts >= TRIES_WHEN_REFUSED
        waited = self._clock() - message.created_at
        return waited > PATIENCE and message.attempts >= TRIES_WHEN_AWAY


def _told(error: Exception) -> str | None:
    # What is unforeseen may repeat whatever was sent; it stays with the message alone.
    return str(error) if isinstance(error, (Refused, DomainError)) else None


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
