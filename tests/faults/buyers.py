"""Buyers who come at a given rate, and try again until the outcome is known."""

import asyncio
import json
import random
import ssl
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from types import TracebackType
from typing import Any, Literal, Self
from uuid import uuid4

import aiohttp

from bff.http.cookies import CART_COOKIE, ORDER_COOKIE, PREFIXES
from tests.faults.ledger import Ledger, Operation, Outcome
from tests.faults.purchases import Actor, FollowUp, Purchase

PATIENCE = aiohttp.ClientTimeout(total=10, sock_connect=3)
"""The bff itself gives up after 5 s."""
MAX_CONCURRENT = 200
"""Requests in flight; more buyers wait."""
FIRST_PAUSE, MAX_PAUSE = 0.25, 4.0
"""Seconds between attempts, spread so that not all buyers come back at once."""


@dataclass
class Attempt:
    """One request: when it was sent, and its outcome."""

    sent: float
    outcome: Outcome | None = None
    took: float = 0.0
    """Seconds."""
    is_good: bool = False
    """Whether the store did its work: see Operation.accepts."""


class Buyers:
    """The clients of one run. Everything they do is in the ledger."""

    def __init__(
        self,
        base_url: str,
        token: str,
        ledger: Ledger,
        limited: frozenset[str],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`limited` are the ids of the products that can be sold out."""
        self._tls = tls
        over_tls = base_url.startswith("https:")
        self._cart_cookie, self._order_cookie = (
            PREFIXES[name] + name if over_tls else name for name in (CART_COOKIE, ORDER_COOKIE)
        )
        self.attempts: list[Attempt] = []
        self._base_url = base_url
        self._token = token
        self._ledger = ledger
        self._limited = limited
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._broken: list[Exception] = []
        self._leaving = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(limit=0, ssl=self._tls or True),
            timeout=PATIENCE,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._in_flight:
            task.cancel()
        await asyncio.gather(*self._in_flight, return_exceptions=True)
        await self._session.close()

    async def arrive(self, purchases: Iterator[Purchase], rate: float) -> None:
        """Let `rate` buyers a second come, however slow the store is, until `leave`."""
        began = time.monotonic()
        for number in count():
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if self._leaving.is_set():
                return
            self._start(self.shop(next(purchases)))

    async def browse(self, paths: Iterator[str], rate: float) -> None:
        """Let `rate` pages a second be read, until `leave`. They are in no ledger."""
        while not self._leaving.is_set():
            await asyncio.sleep(1 / rate)
            self._start(self._read(next(paths)))

    async def _read(self, path: str) -> None:
        attempt = Attempt(time.monotonic())
        self.attempts.append(attempt)
        outcome = await self._send("GET", Operation("read", path, path), {})
        attempt.took = time.monotonic() - attempt.sent
        attempt.outcome, attempt.is_good = outcome, outcome.is_done

    async def restock(self, product_id: str, seed: int, pause: float = 1.5) -> None:
        """Let an admin set the stock of a product to a few units again and again, until `leave`."""
        chance = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
        while not self._leaving.is_set():
            await asyncio.sleep(pause)
            body = {"on_hand": chance.choice((0, 2, 4, 8))}
            path = f"/products/{product_id}/stock"
            operation = Operation("stock", str(uuid4()), path, body)
            await self.send_until_known(operation, "PUT", self._as_admin())

    def leave(self) -> None:
        """Let nobody new come."""
        self._leaving.set()

    async def settle(self, patience: float) -> None:
        """Wait up to `patience` seconds until every outcome is known. Raise what a buyer raised."""
        deadline = time.monotonic() + patience
        while self._in_flight and time.monotonic() < deadline:
            await asyncio.wait(self._in_flight, timeout=max(0.0, deadline - time.monotonic()))
        if self._broken:
            raise ExceptionGroup("buyers broke down", self._broken)

    async def shop(self, purchase: Purchase) -> Outcome:
        """Buy, and begin the follow-ups of the order."""
        path = f"/orders?lang={purchase.language}"
        operation = Operation("buy", purchase.key, path, purchase.body)
        # The cart's cookie lets a repeat open the order whose first response was lost.
        cart = {"Cookie": f"{self._cart_cookie}=of-{purchase.key}", "Origin": self._base_url}
        headers = {"Idempotency-Key": purchase.key, **cart}
        outcome = await self.send_until_known(operation, "POST", headers)
        if outcome.status == HTTPStatus.CREATED:
            for follow_up in purchase.follow_ups:
                self._start(self._follow_up(follow_up, outcome))
        return outcome

    async def cancel(self, order: Outcome, by: Actor) -> Outcome:
        """Cancel an order, as the guest who placed it or as an admin."""
        return await self._change("cancel", order, by)

    async def _follow_up(self, follow_up: FollowUp, order: Outcome) -> None:
        await asyncio.sleep(follow_up.after)
        await self._change(follow_up.kind, order, follow_up.by)

    async def _change(self, kind: Literal["cancel", "ship"], order: Outcome, by: Actor) -> Outcome:
        headers = self._as_admin() if by == "admin" else self._as_guest(order)
        path = f"/orders/{order.order_id}/{kind}"
        operation = Operation(kind, f"{kind} {order.order_id}", path, order_id=order.order_id)
        return await self.send_until_known(operation, "POST", headers)

    async def send_until_known(
        self, operation: Operation, method: str, headers: dict[str, str]
    ) -> Outcome:
        """Send the request, with the same key and body each time, until its outcome is known."""
        for number in count(1):
            async with self._slots:
                await self._ledger.attempt(operation, number)
                attempt = Attempt(time.monotonic())
                self.attempts.append(attempt)
                outcome = await self._send(method, operation, headers)
                attempt.took = time.monotonic() - attempt.sent
                attempt.outcome = outcome
                attempt.is_good = operation.accepts(outcome, self._limited)
                self._ledger.outcome(operation, number, outcome)
            if outcome.is_known:
                return outcome
            await asyncio.sleep(max(outcome.retry_after, _pause(number)))
        raise AssertionError("count never ends")

    async def _send(self, method: str, operation: Operation, headers: dict[str, str]) -> Outcome:
        body = {"json": operation.body} if operation.body is not None else {}
        url = self._base_url + operation.path
        try:
            async with self._session.request(method, url, headers=headers, **body) as response:
                cookie = response.cookies.get(self._order_cookie)
                token = cookie.value if cookie else ""
                retry_after = float(response.headers.get("Retry-After", 0))
                return _outcome(response.status, await response.read(), token, retry_after)
        except (aiohttp.ClientError, TimeoutError) as error:
            return Outcome(0, type(error).__name__)

    def _as_admin(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _as_guest(self, order: Outcome) -> dict[str, str]:
        return {"Cookie": f"{self._order_cookie}={order.token}", "Origin": self._base_url}

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._in_flight.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._in_flight.discard(task)
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            self._broken.append(error)


def _pause(attempts: int) -> float:
    """Return the seconds until the next attempt: longer each time, with jitter."""
    longest = min(MAX_PAUSE, FIRST_PAUSE * 2 ** min(attempts, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 (spreads load)


def _outcome(status: int, body: bytes, token: str, retry_after: float) -> Outcome:
    try:
        document = json.loads(body)
    except ValueError:
        return Outcome(status, "no JSON")
    if status >= HTTPStatus.BAD_REQUEST:
        reason = str(document.get("type", "")).rpartition("/")[2]
        return Outcome(status, reason, retry_after=retry_after)
    return Outcome(
        status,
        order_id=document.get("id", ""),
        number=document.get("number", 0),
        order_status=document.get("status", ""),
        token=token,
    )
