"""Who is let in: a bound on requests under way, past which they are refused before any work."""

from collections.abc import Collection
from typing import Final

from aiohttp import web

from bff.endpoint import Endpoint
from chassis.room import Room

MOST_UPLOADS: Final = 8
"""Pictures on their way in at once: slow senders of these take no room from shoppers."""


class Gate:
    """Keeps room for requests; those of the `spared` paths are let in whatever is under way."""

    def __init__(self, most_at_once: int, spared: Collection[str]) -> None:
        self._requests = Room("requests", most_at_once)
        self._uploads = Room("uploads", MOST_UPLOADS)
        self._spared = frozenset(spared)

    def refuses(self, request: web.BaseRequest) -> bool:
        """Whether a request that has just come is to be refused; that it was is noted."""
        if not self._requests.is_full or request.path in self._spared:
            return False
        self._requests.note_refusal()
        return True

    def room_for(self, endpoint: Endpoint) -> Room | None:
        """Answer where a request of that endpoint takes its place, if it needs one."""
        if endpoint.path in self._spared:
            return None
        return self._uploads if endpoint.takes_image else self._requests
