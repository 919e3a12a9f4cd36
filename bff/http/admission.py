"""Who is let in: a bound on requests under way, past which they are refused before any work."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from aiohttp import web

from bff.http.adaptive_limit import Pace
from bff.http.endpoint import Endpoint
from chassis.concurrency_limit import Room

MAX_UPLOADS: Final = 8
"""Pictures on their way in at once: slow senders of these take no room from shoppers."""


class Gate:
    """Keeps room for requests; those of the `spared` paths are let in whatever is under way."""

    def __init__(self, most_at_once: int, spared: Collection[str]) -> None:
        self._requests = Room("requests", most_at_once)
        self._pace = Pace(most_at_once)
        self._uploads = Room("uploads", MAX_UPLOADS)
        self._spared = frozenset(spared)

    def refuses(self, request: web.BaseRequest) -> bool:
        """Whether a request that has just come is to be refused; that it was is noted."""
        if not self._requests.is_full or request.path in self._spared:
            return False
        self._requests.note_refusal()
        return True

    @contextmanager
    def place(self, endpoint: Endpoint) -> Iterator[None]:
        """Take a place for a request of that endpoint meanwhile, if it needs one. Raise Busy."""
        if endpoint.path in self._spared:
            yield
        elif endpoint.takes_image:
            with self._uploads.taken():
                yield
        else:
            with self._requests.taken():
                began = time.perf_counter()
                yield
                # Only what came to an answer: a refusal takes as long as its neighbour is away.
                self._pace.note(time.perf_counter() - began)
                self._requests.most = self._pace.at_once
