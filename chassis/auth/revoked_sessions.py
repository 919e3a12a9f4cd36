"""Revoked sessions whose access tokens have not expired.

Each process caches the list. When a token arrives and the list is stale, it fetches the newer
entries from users. While users is down, the cached list stays in use.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.errors import DomainError

RETENTION = 20 * 60.0
"""Seconds that a revoked session is remembered: longer than an access token lives."""
RETRY_INTERVAL = 5.0
"""Seconds until the next fetch after a failed one."""


@dataclass(frozen=True, slots=True)
class RevokedSessions:
    """Sessions that were revoked, as of a moment on users' clock."""

    ids: Sequence[UUID]
    as_of: datetime


FetchRevoked = Callable[[datetime | None], Awaitable[RevokedSessions]]
"""Returns sessions revoked since a moment, or all for None, as Keyring does. Raises DomainError."""


class RevocationList:
    """The cached list, at most `ttl` seconds old while users is up."""

    def __init__(self, fetch: FetchRevoked, ttl: float) -> None:
        """Cache for `ttl` seconds; with 0 every look-up fetches."""
        self._fetch = fetch
        self._ttl = ttl
        self._revoked_at: dict[UUID, float] = {}
        self._as_of: datetime | None = None
        self._fetched = float("-inf")
        self._retry_at = float("-inf")
        self._lock = asyncio.Lock()

    async def has(self, session_id: UUID) -> bool:
        """Whether the session was revoked."""
        if session_id in self._revoked_at:
            return True
        # A fetch that began after this call is fresh enough for it.
        now = time.monotonic()
        if self._is_stale(now):
            async with self._lock:
                if self._is_stale(now):
                    await self._refresh()
        return session_id in self._revoked_at

    def _is_stale(self, now: float) -> bool:
        return now - self._fetched > self._ttl and now >= self._retry_at

    async def _refresh(self) -> None:
        began = time.monotonic()
        try:
            revoked = await self._fetch(self._as_of)
        except DomainError:
            self._retry_at = time.monotonic() + RETRY_INTERVAL
            return
        self._fetched, self._as_of = began, revoked.as_of
        self._revoked_at |= dict.fromkeys(revoked.ids, began)
        # In order of insertion, so the oldest come first.
        for session_id, fetched in list(self._revoked_at.items()):
            if began - fetched <= RETENTION:
                break
            del self._revoked_at[session_id]
