"""Buyers who come at their own pace, and do not give up before they know what was done."""

import asyncio
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import aiohttp

from tests.faults.ledger import Deed, Ledger, Outcome
from tests.faults.plan import FollowUp, Purchase, Who

PATIENCE = aiohttp.ClientTimeout(total=10, sock_connect=3)
"""The bff itself gives up after 5 s."""
AT_ONCE = 200
"""Requests on the way at one time; more arrivals wait outside."""
FIRST_PAUSE, MAX_PAUSE = 0.25, 4.0
"""Seconds between attempts. Buyers who all come back at once would keep a busy store busy."""
ORDER_COOKIE = "tienda_order"


@dataclass
class Answer:
    """One request: when it was sent, and what came of it."""

    sent: float
    outcome: Outcome | None = None
    took: float = 0.0
    """Seconds."""
    is_good: bool = False
    """Whether the store did its work, as Deed.is_served_by says."""


class Buyers:
    """The clients of one run. Everything they do is in the ledger."""

    def __init__(self, base_url: str, token: str, ledger: Ledger, limited: frozenset[str]) -> None:
        """`limited` are the ids of the products that can be sold out."""
        self.answers: list[Answer] = []
        self._base_url = base_url
        self._token = token
        self._ledger = ledger
        self._limited = limited
        self._room = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._broken: list[Exception] = []
        self._leaving = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(limit=0),
            timeout=PATIENCE,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._session.close()

    async def arrive(self, plan: Iterator[Purchase], rate: float) -> None:
        """Have `rate` buyers a second come, however slow the store is, until `leave`."""
        began = time.monotonic()
        for number in count():
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if self._leaving.is_set():
                return
            self._start(self.shop(next(plan)))

    async def restock(self, product_id: str, seed: int, pause: float = 1.5) -> None:
        """Have an admin say anew how many there are, a few each time, until `leave`."""
        chance = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
        while not self._leaving.is_set():
            await asyncio.sleep(pause)
            body = {"on_hand": chance.choice((0, 2, 4, 8))}
            path = f"/products/{product_id}/stock"
            await self.until_known(Deed("stock", str(uuid4()), path, body), "PUT", self._as_admin())

    def leave(self) -> None:
        """Let nobody new come."""
        self._leaving.set()

    async def settle(self, patience: float) -> None:
        """Wait until everybody knows what was done, no longer than `patience` seconds.

        Raise what any of them has raised.
        """
        deadline = time.monotonic() + patience
        while self._under_way and time.monotonic() < deadline:
            await asyncio.wait(self._under_way, timeout=max(0.0, deadline - time.monotonic()))
        if self._broken:
            raise ExceptionGroup("buyers broke down", self._broken)

    async def shop(self, purchase: Purchase) -> Outcome:
        """Buy, and then do with the order what is planned."""
        path = f"/orders?lang={purchase.language}"
        deed = Deed("buy", purchase.key, path, purchase.body)
        told = await self.until_known(deed, "POST", {"Idempotency-Key": purchase.key})
        if told.status == HTTPStatus.CREATED:
            for follow_up in purchase.follow_ups:
                self._start(self._follow_up(follow_up, told))
        return told

    async def cancel(self, order: Outcome, by: Who) -> Outcome:
        """Cancel an order, as the guest who placed it or as an admin."""
        return await self._move("cancel", order, by)

    async def _follow_up(self, follow_up: FollowUp, order: Outcome) -> None:
        await asyncio.sleep(follow_up.after)
        await self._move(follow_up.what, order, follow_up.by)

    async def _move(self, what: Any, order: Outcome, by: Who) -> Outcome:
        headers = self._as_admin() if by == "admin" else self._as_guest(order)
        path = f"/orders/{order.order_id}/{what}"
        deed = Deed(what, f"{what} {order.order_id}", path, order_id=order.order_id)
        return await self.until_known(deed, "POST", headers)

    async def until_known(self, deed: Deed, method: str, headers: dict[str, str]) -> Outcome:
        """Do it once more, with the same key and body, until the answer is sure."""
        for number in count(1):
            async with self._room:
                await self._ledger.attempt(deed, number)
                answer = Answer(time.monotonic())
                self.answers.append(answer)
                told = await self._ask(method, deed, headers)
                answer.took = time.monotonic() - answer.sent
                answer.outcome, answer.is_good = told, deed.is_served_by(told, self._limited)
                self._ledger.outcome(deed, number, told)
            if told.is_known:
                return told
            await asyncio.sleep(max(told.come_back, _pause(number)))
        raise AssertionError("count never ends")

    async def _ask(self, method: str, deed: Deed, headers: dict[str, str]) -> Outcome:
        body = {"json": deed.body} if deed.body is not None else {}
        url = self._base_url + deed.path
        try:
            async with self._session.request(method, url, headers=headers, **body) as reply:
                cookie = reply.cookies.get(ORDER_COOKIE)
                token = cookie.value if cookie else ""
                come_back = float(reply.headers.get("Retry-After", 0))
                return _outcome(reply.status, await reply.read(), token, come_back)
        except (aiohttp.ClientError, TimeoutError) as error:
            return Outcome(0, type(error).__name__)

    def _as_admin(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _as_guest(self, order: Outcome) -> dict[str, str]:
        return {"Cookie": f"{ORDER_COOKIE}={order.token}", "Origin": self._base_url}

    def _start(self, doing: Any) -> None:
        task = asyncio.create_task(doing)
        self._under_way.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            self._broken.append(error)


def _pause(attempts: int) -> float:
    """Return the seconds until the next attempt: longer each time, as good manners ask."""
    longest = min(MAX_PAUSE, FIRST_PAUSE * 2 ** min(attempts, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 (spreads load)


def _outcome(status: int, body: bytes, token: str, come_back: float) -> Outcome:
    try:
        document = json.loads(body)
    except ValueError:
        return Outcome(status, "no JSON")
    if status >= HTTPStatus.BAD_REQUEST:
        reason = str(document.get("type", "")).rpartition("/")[2]
        return Outcome(status, reason, come_back=come_back)
    return Outcome(
        status,
        order_id=document.get("id", ""),
        number=document.get("number", 0),
        order_status=document.get("status", ""),
        token=token,
    )
