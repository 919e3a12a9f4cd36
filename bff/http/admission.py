"""Admission control: limit the requests in flight, and refuse the rest before any work is done."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from aiohttp import web

from bff.http.adaptive_limit import AdaptiveLimit
from bff.http.endpoint import Endpoint
from chassis.rpc.concurrency_limit import ConcurrencyLimit

MAX_UPLOADS: Final = 8
"""Concurrent uploads of pictures; they have slots of their own, so that slow senders take none from
shoppers."""


class AdmissionControl:
    """The slots for requests in flight; requests for `exempt_paths` need none."""

    def __init__(self, max_limit: int, exempt_paths: Collection[str]) -> None:
        self._requests = ConcurrencyLimit("requests", max_limit)
        self._adaptive_limit = AdaptiveLimit(max_limit)
        self._uploads = ConcurrencyLimit("uploads", MAX_UPLOADS)
        self._exempt_paths = frozenset(exempt_paths)

    def refuses(self, request: web.BaseRequest) -> bool:
        """Return whether a request that has just arrived is refused; count it if it is."""
        if not self._requests.is_reached or request.path in self._exempt_paths:
            return False
        self._requests.record_rejection()
        return True

    @contextmanager
    def admit(self, endpoint: Endpoint) -> Iterator[None]:
        """Hold a slot for a request to this endpoint, if it needs one. Raise Busy."""
        if endpoint.path in self._exempt_paths:
            yield
        elif endpoint.takes_image:
            with self._uploads.slot():
                yield
        else:
            with self._requests.slot():
                started = time.perf_counter()
                yield
                # Not in a `finally`: an error takes as long as the service it waited for is down.
                self._adaptive_limit.record(time.perf_counter() - started)
                self._requests.limit = self._adaptive_limit.limit
