"""The relay: delivers the messages of an outbox concurrently, and retries until each arrives."""

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

DELIVERY_TIMEOUT = LEASE * 0.75
MIN_DELAY, MAX_DELAY = 0.5, 20.0
"""Seconds between two attempts at a message: exponential backoff with jitter."""
MAX_ATTEMPTS_REFUSED = 5
"""Attempts at a message that its receiver rejects, until it is parked."""
MAX_OUTAGE = timedelta(days=3)
"""Age of a message from which it may be parked because its receiver is unavailable."""
MIN_ATTEMPTS_IN_OUTAGE = 240
"""Attempts at such a message until it is parked; they take an hour or more.

Age alone is not enough: a message may be old because workers were down, or because an operator
retried it.
"""
MAX_CONCURRENT = 20
"""Messages in flight at a time."""
POLL_INTERVAL = 0.05
"""Seconds between two claims while messages are in flight."""
MAX_BACKOFF = 2.0
"""Seconds between two claims, at most, while every delivery fails."""

Deliver = Callable[[OutboxMessage], Awaitable[None]]
"""Delivers one message. Raises Refused, or anything else while the receiver is unavailable."""


class Relay:
    """Delivers the messages that are due. Any number of relays may run on one outbox."""

    def __init__(
        self,
        outbox: Outbox,
        deliver: Deliver,
        clock: Clock,
        *,
        max_concurrent: int = MAX_CONCURRENT,
    ) -> None:
        self._outbox = outbox
        self._deliver = deliver
        self._clock = clock
        self._max_concurrent = max_concurrent
        self._in_flight: set[asyncio.Task[None]] = set()
        self._has_capacity = asyncio.Event()
        """Set when at most half of `max_concurrent` messages are in flight: time to claim more."""
        self._delivered: list[OutboxMessage] = []
        self._undelivered: list[Undelivered] = []
        self._failures = 0
        """Consecutive failures; a delivery resets them."""

    async def run(self, stop: asyncio.Event, *, pause: float = 0.5) -> None:
        """Deliver until `stop`, then finish the messages in flight.

        Each round settles the finished deliveries in one transaction and claims new messages in
        their place, so a slow receiver delays only its own messages. When nothing is due, wait
        `pause` seconds before the next claim.
        """
        while not stop.is_set():
            try:
                await self._settle()
                await self._start_deliveries(self._max_concurrent - len(self._in_flight))
            except DomainError as error:
                _log.warning("outbox out of reach", extra={"reason": error.message})
                await _wait_for(stop, pause)
                continue
            if self._failures >= self._max_concurrent:
                # Every delivery fails: try a few messages now and then, instead of all of them.
                rounds = self._failures // self._max_concurrent
                await _wait_for(stop, min(MAX_BACKOFF, POLL_INTERVAL * 2 ** min(rounds, 10)))
            elif self._in_flight:
                await _wait_for(self._has_capacity, POLL_INTERVAL)
            else:
                await _wait_for(stop, pause)
        try:
            await self._finish()
        except DomainError as error:
            # Their leases run out, and the messages are delivered again.
            _log.warning("deliveries not recorded", extra={"reason": error.message})

    async def deliver_due(self) -> int:
        """Deliver up to `max_concurrent` messages that are due; return how many.

        Raise Unavailable.
        """
        started = await self._start_deliveries(self._max_concurrent)
        await self._finish()
        return started

    async def _start_deliveries(self, limit: int) -> int:
        self._has_capacity.clear()
        messages = await self._outbox.claim(limit) if limit else []
        for message in messages:
            task = asyncio.create_task(self._try(message))
            self._in_flight.add(task)
            task.add_done_callback(self._on_done)
        return len(messages)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        if len(self._in_flight) <= self._max_concurrent // 2:
            self._has_capacity.set()

    async def _finish(self) -> None:
        await asyncio.gather(*self._in_flight)
        await self._settle()

    async def _settle(self) -> None:
        # Copies: more deliveries may finish meanwhile.
        delivered, undelivered = list(self._delivered), list(self._undelivered)
        if delivered or undelivered:
            await self._outbox.settle(delivered, undelivered)
        # Only now: if settling fails, the next round settles them.
        del self._delivered[: len(delivered)]
        del self._undelivered[: len(undelivered)]

    async def _try(self, message: OutboxMessage) -> None:
        details = {
            "event_id": str(message.id),
            "kind": message.kind,
            "subject": str(message.subject),
            "attempts": message.attempts,
        }
        try:
            with telemetry.span(
                f"deliver {message.kind}", **{"tienda.subject": str(message.subject)}
            ):
                async with asyncio.timeout(DELIVERY_TIMEOUT.total_seconds()):
                    await self._deliver(message)
        except Exception as error:  # noqa: BLE001 (one message must not stop the others)
            self._failures += 1
            outcome = self._undelivered_for(message, error)
            _log.log(
                logging.WARNING if outcome.retry_at else logging.ERROR,
                "not delivered, will try again" if outcome.retry_at else "parked",
                extra={**details, "error": type(error).__name__, "detail": _loggable(error)},
            )
            self._undelivered.append(outcome)
        else:
            self._failures = 0
            waited = round((self._clock() - message.created_at).total_seconds(), 1)
            _log.info("delivered", extra={**details, "waited": waited})
            telemetry.record(OUTBOX_LAG, waited, **{"tienda.message.kind": message.kind})
            self._delivered.append(message)

    def _undelivered_for(self, message: OutboxMessage, error: Exception) -> Undelivered:
        text = f"{type(error).__name__}: {error}"[:500]
        if self._should_park(message, error):
            return Undelivered(message, text, None)
        delay = min(MAX_DELAY, MIN_DELAY * 2 ** min(message.attempts, 10))
        # With jitter: messages that failed together must not be retried together.
        delay *= 0.5 + random.random() / 2  # noqa: S311 (spreads load, guards nothing)
        return Undelivered(message, text, self._clock() + timedelta(seconds=delay))

    def _should_park(self, message: OutboxMessage, error: Exception) -> bool:
        if isinstance(error, Refused):
            return message.attempts >= MAX_ATTEMPTS_REFUSED
        waited = self._clock() - message.created_at
        return waited > MAX_OUTAGE and message.attempts >= MIN_ATTEMPTS_IN_OUTAGE


def _loggable(error: Exception) -> str | None:
    # The text of an unforeseen error may quote personal data: only the outbox keeps it.
    return str(error) if isinstance(error, (Refused, DomainError)) else None


async def _wait_for(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
