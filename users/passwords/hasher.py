"""Passwords as argon2id hashes, made off the event loop and only a few at a time."""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from chassis.rpc.concurrency_limit import ConcurrencyLimit

T = TypeVar("T")

AT_ONCE = 2
"""Hashes made at once; each takes a core and 46 MiB while it is made."""


MAX_WAITING = 32
"""Hashes asked for at once, those that are being made among them: less than a second's work. More
would take the places of all that users and the bff do besides."""


def store_hasher() -> PasswordHasher:
    """Return what hashes the store's passwords: OWASP's first choice of parameters for argon2id."""
    return PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)


class Passwords:
    """Hashes and checks passwords. Raise Busy past MAX_WAITING at once."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        self._limit = ConcurrencyLimit("hashes", MAX_WAITING)
        # As many threads as hashes at once. A semaphore would not do: a caller who gives up frees
        # it while the thread works on. Here the thread stays taken, and who waits just leaves.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        """Return a hash with salt and parameters in it."""
        return await self._work(lambda: self._hasher.hash(_same(password)))

    async def matches(self, password: str, stored: str) -> bool:
        """Whether `stored` was made from the password."""

        def verify() -> bool:
            try:
                return self._hasher.verify(stored, _same(password))
            except VerifyMismatchError:
                return False

        return await self._work(verify)

    def is_dated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(cancel_futures=True)

    async def _work(self, step: Callable[[], T]) -> T:
        with self._limit.slot():
            return await asyncio.get_running_loop().run_in_executor(self._threads, step)


def _same(password: str) -> str:
    # One keyboard sends "ñ" as one code point, another as two.
    return unicodedata.normalize("NFC", password)
