"""Which sessions have ended while their access tokens have not run out: those tokens are refused.

Each process keeps the list itself and asks users for what is new, when a token comes and the list
is not of this moment. While users does not answer, the list that is there goes on serving.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.errors import DomainError

KEPT = 20 * 60.0
"""Seconds that an ended session is kept: longer than an access token lives."""
PAUSE_AFTER_FAULT = 5.0
"""Seconds in which users is not asked again after it did not answer."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Sessions that have ended, as of a moment on users' clock."""

    ids: Sequence[UUID]
    as_of: datetime


FetchEnded = Callable[[datetime | None], Awaitable[Ended]]
"""Returns what ended since, or with None all that matter. Raise DomainError."""


class EndedSessions:
    """The list, kept as fresh as its users need it."""

    def __init__(self, fetch: FetchEnded, fresh_for: float) -> None:
        """`fresh_for` is in seconds; with 0 each question is asked on."""
        self._fetch = fetch
        self._fresh_for = fresh_for
        self._learned: dict[UUID, float] = {}
        self._as_of: datetime | None = None
        self._asked = float("-inf")
        self._again_at = float("-inf")
        self._lock = asyncio.Lock()

    async def has(self, session_id: UUID) -> bool:
        """Whether the session has ended."""
        if session_id in self._learned:
            return True
        # As the list was when the question was put, or later.
        came = time.monotonic()
        if self._is_stale(came):
            async with self._lock:
                if self._is_stale(came):
                    await self._learn()
        return session_id in self._learned

    def _is_stale(self, came: float) -> bool:
        return came - self._asked > self._fresh_for and came >= self._again_at

    async def _learn(self) -> None:
        asked = time.monotonic()
        try:
            ended = await self._fetch(self._as_of)
        except DomainError:
            self._again_at = time.monotonic() + PAUSE_AFTER_FAULT
            return
        self._asked, self._as_of = asked, ended.as_of
        self._learned |= dict.fromkeys(ended.ids, asked)
        # The oldest stand first.
        for session_id, learned in list(self._learned.items()):
            if asked - learned <= KEPT:
                break
            del self._learned[session_id]
