"""Hashes and verifies passwords with argon2id, off the event loop and a few at a time."""

import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from chassis.client_network import client_network
from chassis.rpc.concurrency_limit import ConcurrencyLimit
from users.passwords.fair_queue import FairQueue

T = TypeVar("T")

MAX_CONCURRENT_HASHES = 2
"""Hashes computed concurrently; each takes one core and 46 MiB of memory."""
MAX_WAITING = 32
"""Hashes waiting or being computed: less than a second's work. More would exhaust the concurrency
limits of users and the bff, so that no other request would be served."""


def store_hasher() -> PasswordHasher:
    """Return the hasher of the store's passwords: argon2id with OWASP's recommended parameters."""
    return PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)


class Passwords:
    """Hashes and verifies passwords; clients take turns.

    Methods raise Busy when MAX_WAITING hashes are pending, unless another client has more of them.
    """

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        self._threads = ThreadPoolExecutor(MAX_CONCURRENT_HASHES, thread_name_prefix="argon2")
        self._queue = FairQueue(
            self._threads, MAX_CONCURRENT_HASHES, ConcurrencyLimit("hashes", MAX_WAITING)
        )

    async def hash(self, password: str) -> str:
        """Return the password's hash, which includes salt and parameters."""
        return await self._run(lambda: self._hasher.hash(_normalized(password)))

    async def verify(self, password: str, password_hash: str) -> bool:
        """Whether the password has this hash."""

        def verify() -> bool:
            try:
                return self._hasher.verify(password_hash, _normalized(password))
            except VerifyMismatchError:
                return False

        return await self._run(verify)

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the hash was computed with parameters other than the current ones."""
        return self._hasher.check_needs_rehash(password_hash)

    def close(self) -> None:
        """Stop the threads; hashes that wait are dropped."""
        self._threads.shutdown(cancel_futures=True)

    async def _run(self, step: Callable[[], T]) -> T:
        return await self._queue.run(client_network(), step)


def _normalized(password: str) -> str:
    # Some keyboards send "ñ" as one code point, others as two.
    return unicodedata.normalize("NFC", password)
