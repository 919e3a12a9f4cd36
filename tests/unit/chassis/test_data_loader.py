import asyncio
from collections.abc import Mapping, Sequence

import pytest

from chassis import request_context
from chassis.errors import DomainError, Kind, Unavailable
from chassis.rpc import data_loader
from chassis.rpc.data_loader import DataLoader
from chassis.rpc.grpc_client import onward_metadata

PATIENCE = 5.0


class Neighbour:
    """Holds each call until it is let, and then returns the words that it knows."""

    def __init__(self) -> None:
        self.words = {"one": "uno", "two": "dos", "three": "tres"}
        self.calls: list[list[str]] = []
        self.timeouts: list[float] = []
        self.metadata: list[dict[str, str]] = []
        self.cancelled = 0
        self.doors: list[asyncio.Future[None]] = []

    async def read(self, keys: Sequence[str], time_left: float) -> Mapping[str, str]:
        self.calls.append(list(keys))
        self.timeouts.append(time_left)
        self.metadata.append(dict(onward_metadata()))
        door = asyncio.get_running_loop().create_future()
        self.doors.append(door)
        try:
            await door
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return {key: self.words[key] for key in keys if key in self.words}

    async def let(self, number: int, error: Exception | None = None) -> None:
        """Let a call return, which may only be on its way yet."""
        while len(self.doors) <= number:  # noqa: ASYNC110 (a few turns)
            await asyncio.sleep(0)
        if error is None:
            self.doors[number].set_result(None)
        else:
            self.doors[number].set_exception(error)


@pytest.fixture
def neighbour():
    return Neighbour()


@pytest.fixture
def loader(neighbour):
    return DataLoader(neighbour.read, name="words")


@pytest.fixture
def patient(monkeypatch):
    """Have keys wait for the call under way however long it takes."""
    monkeypatch.setattr(data_loader, "MAX_WAIT", 60.0)


def ask(loader, *keys: str, timeout: float = PATIENCE) -> list[asyncio.Task]:
    return [asyncio.create_task(loader.load(key, timeout=timeout)) for key in keys]


async def turns(number: int = 10) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_what_is_asked_in_one_turn_is_one_call(loader, neighbour):
    asked = ask(loader, "one", "two", "one", "none")
    await neighbour.let(0)
    assert await asyncio.gather(*asked) == ["uno", "dos", "uno", None]
    assert neighbour.calls == [["one", "two", "none"]]


@pytest.mark.usefixtures("patient")
async def test_what_comes_while_a_call_is_under_way_is_read_together_by_the_next(loader, neighbour):
    first = ask(loader, "one")
    await turns()
    later = []
    for key in ("two", "one", "three"):
        later += ask(loader, key)
        await turns()
    assert neighbour.calls == [["one"]]
    await neighbour.let(0)
    assert await asyncio.gather(*first) == ["uno"]
    await neighbour.let(1)
    assert await asyncio.gather(*later) == ["dos", "uno", "tres"]
    assert neighbour.calls == [["one"], ["two", "one", "three"]]


async def test_a_slow_call_does_not_hold_up_the_next(loader, neighbour):
    slow = ask(loader, "one")
    await turns()
    next_one = ask(loader, "two")
    await neighbour.let(1)
    assert await next_one[0] == "dos"
    assert not slow[0].done()
    await neighbour.let(0)
    assert await slow[0] == "uno"


@pytest.mark.usefixtures("patient")
async def test_whoever_asks_after_a_change_sees_it(loader, neighbour):
    before = ask(loader, "one")
    await turns()
    after = ask(loader, "one")
    await neighbour.let(0)
    assert await before[0] == "uno"
    neighbour.words["one"] = "un"
    await neighbour.let(1)
    assert await after[0] == "un"


async def test_a_call_carries_up_to_so_many_keys(loader, neighbour, monkeypatch):
    monkeypatch.setattr(data_loader, "MAX_SIZE", 3)
    many = asyncio.create_task(loader.load_many("abcdefg", timeout=PATIENCE))
    neighbour.words = {letter: letter.upper() for letter in "abcdefg"}
    for number in range(3):
        await neighbour.let(number)
    assert await many == neighbour.words
    assert neighbour.calls == [["a", "b", "c"], ["d", "e", "f"], ["g"]]


async def test_many_keys_keep_their_order_and_leave_out_what_there_is_not(loader, neighbour):
    many = asyncio.create_task(loader.load_many(["two", "none", "one", "two"], timeout=PATIENCE))
    await neighbour.let(0)
    assert list((await many).items()) == [("two", "dos"), ("one", "uno")]
    assert await loader.load_many([], timeout=PATIENCE) == {}


async def test_each_caller_gets_the_error_and_the_next_call_is_made(loader, neighbour):
    asked = ask(loader, "one", "two")
    await neighbour.let(0, Unavailable("down"))
    failed = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(error) for error in failed] == [Unavailable, Unavailable]
    again = ask(loader, "one")
    await neighbour.let(1)
    assert await again[0] == "uno"


async def test_one_caller_that_goes_leaves_the_others(loader, neighbour):
    gone, stays, same = ask(loader, "one", "two", "one")
    await turns()
    gone.cancel()
    await turns()
    await neighbour.let(0)
    assert await asyncio.gather(stays, same) == ["dos", "uno"]
    assert neighbour.cancelled == 0


@pytest.mark.usefixtures("patient")
async def test_the_call_ends_with_its_last_caller(loader, neighbour):
    asked = ask(loader, "one", "two")
    await turns()
    waiting = ask(loader, "three")
    await turns()
    for task in asked:
        task.cancel()
    await turns()
    assert neighbour.cancelled == 1
    await neighbour.let(1)
    assert await waiting[0] == "tres"


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("wait", [0, 1, 2, 3])
async def test_a_call_whose_callers_go_as_it_begins_holds_up_nobody(loader, neighbour, wait):
    asked = ask(loader, "one")
    await turns(wait)
    asked[0].cancel()
    await turns()
    again = ask(loader, "two")
    async with asyncio.timeout(PATIENCE):
        await neighbour.let(len(neighbour.doors))
    assert await again[0] == "dos"


async def test_each_caller_waits_as_long_as_it_may(loader, neighbour):
    hasty, patient = *ask(loader, "one", timeout=0.01), *ask(loader, "one", timeout=PATIENCE)
    with pytest.raises(DomainError) as refused:
        await hasty
    assert refused.value.kind is Kind.TOO_LATE
    await neighbour.let(0)
    assert await patient == "uno"
    assert neighbour.timeouts == [pytest.approx(PATIENCE, abs=0.5)]


async def test_the_deadline_of_the_call_being_served_counts(loader, neighbour):
    request_context.deadline.set(asyncio.get_running_loop().time() + 0.01)
    with pytest.raises(DomainError) as refused:
        await loader.load("one", timeout=PATIENCE)
    assert refused.value.kind is Kind.TOO_LATE
    await turns()
    assert neighbour.cancelled == 1


async def test_the_call_names_all_requests_and_carries_nobodys_token(loader, neighbour):
    async def request(number: int, key: str) -> str | None:
        request_context.request_id.set(f"request-{number}")
        request_context.access_token.set("secret")
        request_context.client_address.set("192.0.2.1")
        return await loader.load(key, timeout=PATIENCE)

    asked = [asyncio.create_task(request(*each)) for each in enumerate(["one", "two", "one"])]
    await neighbour.let(0)
    await asyncio.gather(*asked)
    alone = asyncio.create_task(request(3, "one"))
    await neighbour.let(1)
    await alone
    assert neighbour.metadata == [
        {
            "x-request-id": "request-0",
            "x-batched-request-ids": "request-0,request-1,request-2",
        },
        {"x-request-id": "request-3"},
    ]
