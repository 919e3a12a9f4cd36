"""Guessing at a running store: passwords, and which e-mails have an account."""

import gc
import random
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from uuid import uuid4

import aiohttp

from tests.integration.shop import Reply, Visitor
from tests.store import RunningStore

PASSWORD = "correct horse battery"
TIMES = 100
"""Pairs, per round."""
ROUNDS = 6
CLOSEST = 0.05
"""How far from one the median of a pair's times may be, as a share."""

_hosts = count(2)

Ask = Callable[[Visitor, str], Awaitable[Reply]]


@asynccontextmanager
async def elsewhere(store: RunningStore) -> AsyncIterator[Visitor]:
    """Return somebody at an address of their own: all of 127.0.0.0/8 is this machine."""
    address = f"127.0.2.{next(_hosts)}"
    connector = aiohttp.TCPConnector(local_addr=(address, 0))
    async with aiohttp.ClientSession(
        connector=connector,
        headers={"Origin": store.base_url},
        timeout=aiohttp.ClientTimeout(total=20),
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        yield Visitor(store.base_url, session)


async def log_in(visitor: Visitor, email: str, password: str = "wrong password") -> Reply:
    return await visitor.ask("POST", "/users/session", {"email": email, "password": password})


async def ask_for_reset(visitor: Visitor, email: str) -> Reply:
    return await visitor.ask("POST", "/users/password-resets", {"email": email})


async def register(visitor: Visitor) -> str:
    email = f"known-{uuid4().hex}@example.com"
    body = {"email": email, "password": PASSWORD, "name": "Ana"}
    assert (await visitor.ask("POST", "/users", body)).status == 201
    return email


async def test_of_two_hundred_wrong_passwords_ten_are_looked_at_and_the_owner_gets_in(store):
    async with elsewhere(store) as guesser, elsewhere(store) as owner:
        email = await register(owner)
        replies = [await log_in(guesser, email) for _ in range(200)]
        assert Counter(reply.status for reply in replies) == {401: 10, 429: 190}
        assert replies[-1].reason == "too-many-requests"
        assert 1 <= int(replies[-1].headers["Retry-After"]) <= 60
        assert (await log_in(guesser, email, PASSWORD)).status == 429
        assert (await log_in(owner, email, PASSWORD)).status == 200


async def test_what_a_client_says_of_its_address_is_not_believed(store):
    async with elsewhere(store) as guesser:
        body = {"email": f"nobody-{uuid4().hex}@example.com", "password": "wrong password"}
        statuses = [
            (
                await guesser.ask(
                    "POST", "/users/session", body, {"X-Forwarded-For": f"203.0.113.{number}"}
                )
            ).status
            for number in range(12)
        ]
        assert statuses == [401] * 10 + [429] * 2


async def test_a_wrong_password_takes_as_long_whether_or_not_the_email_is_known(store):
    await _take_as_long(store, log_in, times_an_email=10, status=401)


async def test_a_wish_for_a_new_password_takes_as_long_whether_or_not_the_email_is_known(store):
    await _take_as_long(store, ask_for_reset, times_an_email=5, status=202)


async def _take_as_long(store: RunningStore, ask: Ask, *, times_an_email: int, status: int) -> None:
    """Ask in pairs, for an e-mail that is known and one that is not; see how far apart they are.

    The machine does other things meanwhile, mostly to both of a pair alike. A difference that is
    there stays however many pairs are looked at; chance does not.
    """
    apart: list[float] = []
    told = []
    for _ in range(ROUNDS):
        apart += await _times_apart(store, ask, times_an_email, status)
        median = statistics.median(apart) - 1
        told.append(f"{median:+.1%}")
        if abs(median) <= CLOSEST:
            return
    raise AssertionError(f"known e-mails take longer by {', '.join(told)}")


async def _times_apart(
    store: RunningStore, ask: Ask, times_an_email: int, status: int
) -> list[float]:
    """Tell of each of TIMES pairs how many times as long the known e-mail took as the other."""
    apart = []
    answers: dict[bool, set[bytes]] = {True: set(), False: set()}
    async with AsyncExitStack() as stack:
        visitors = [await stack.enter_async_context(elsewhere(store)) for _ in range(10)]
        emails = TIMES // times_an_email
        known = [await register(visitors[number % 10]) for number in range(emails)]
        unknown = [f"nobody-{uuid4().hex}@example.com" for _ in range(emails)]
        gc.disable()
        try:
            for number in range(TIMES):
                visitor = visitors[number % 10]
                pair = [(True, known[number % emails]), (False, unknown[number % emails])]
                took: dict[bool, float] = {}
                # An answer leaves things warm, and sometimes a mail to be sent, which slows one of
                # the next. In turns that would be the other's always; drawn, it is either's.
                random.shuffle(pair)
                for is_known, email in pair:
                    began = time.perf_counter()
                    reply = await ask(visitor, email)
                    took[is_known] = time.perf_counter() - began
                    assert reply.status == status, reply.body
                    answers[is_known].add(reply.body)
                apart.append(took[True] / took[False])
        finally:
            gc.enable()
    assert answers[True] == answers[False]
    return apart
