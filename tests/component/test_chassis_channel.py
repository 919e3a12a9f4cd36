"""Calls to a neighbour: what is repeated, and what goes along."""

import asyncio

import pytest

from chassis import call as current
from chassis.channel import ask, connect
from chassis.errors import DomainError, Kind, Unavailable
from tests.component.chassis_bench import KEYS, nothing, serving
from tienda.users.v1 import session_service_pb2_grpc as session_grpc
from tienda.users.v1.session_service_pb2 import CreateSessionRequest, ListSigningKeysRequest


@pytest.fixture(scope="module")
async def served():
    async with serving() as bench:
        yield bench


@pytest.fixture
def bench(served):
    served.step, served.calls = nothing, 0
    return served


def failing(times: int, error: DomainError):
    left = [error] * times

    async def step(context) -> None:
        if left:
            raise left.pop()

    return step


async def test_what_may_be_repeated_is_tried_three_times(bench):
    bench.step = failing(2, Unavailable("not yet"))
    await ask(bench.list_keys, ListSigningKeysRequest(), timeout=5)
    assert bench.calls == 3


async def test_what_may_not_be_repeated_is_tried_once(bench):
    bench.step = failing(1, Unavailable("not yet"))
    with pytest.raises(DomainError) as caught:
        await ask(bench.log_in, CreateSessionRequest(), timeout=5)
    assert (caught.value.kind, bench.calls) == (Kind.UNAVAILABLE, 1)


async def test_a_refusal_is_not_repeated(bench):
    bench.step = failing(1, DomainError("no", kind=Kind.NOT_FOUND, reason="NO"))
    with pytest.raises(DomainError) as caught:
        await ask(bench.list_keys, ListSigningKeysRequest(), timeout=5)
    assert (caught.value.reason, bench.calls) == ("NO", 1)


async def test_the_deadline_of_the_call_being_served_is_handed_down(bench):
    left = []

    async def note(context) -> None:
        left.append(context.time_remaining())

    bench.step = note
    token = current.deadline.set(asyncio.get_running_loop().time() + 1)
    try:
        await ask(bench.list_keys, ListSigningKeysRequest(), timeout=5)
        await ask(bench.list_keys, ListSigningKeysRequest(), timeout=0.5)
    finally:
        current.deadline.reset(token)
    await ask(bench.list_keys, ListSigningKeysRequest(), timeout=5)
    assert left == [pytest.approx(seconds, abs=0.2) for seconds in (1, 0.5, 5)]


async def test_with_no_time_left_the_neighbour_is_not_troubled(bench):
    token = current.deadline.set(asyncio.get_running_loop().time() - 1)
    try:
        with pytest.raises(DomainError) as caught:
            await ask(bench.list_keys, ListSigningKeysRequest(), timeout=5)
    finally:
        current.deadline.reset(token)
    assert (caught.value.kind, bench.calls) == (Kind.TOO_LATE, 0)


async def test_request_id_and_token_go_along(bench):
    seen = []

    async def note(context) -> None:
        seen.append(dict(context.invocation_metadata()))

    bench.step = note
    request_id = current.request_id.set("abc-1")
    try:
        await ask(bench.list_keys, ListSigningKeysRequest(), timeout=5)
        token = current.access_token.set("a.b.c")
        try:
            with pytest.raises(DomainError) as caught:
                await ask(bench.list_keys, ListSigningKeysRequest(), timeout=5)
        finally:
            current.access_token.reset(token)
    finally:
        current.request_id.reset(request_id)
    assert seen[0]["x-request-id"] == "abc-1"
    assert "authorization" not in seen[0]
    # That the bench refuses every token shows that it came.
    assert caught.value.reason == "TOKEN_INVALID"


async def test_what_anybody_may_ask_is_asked_without_the_token(bench):
    token = current.access_token.set("a.b.c")
    try:
        # The bench refuses every token.
        await ask(bench.list_keys, ListSigningKeysRequest(), timeout=5, as_caller=False)
    finally:
        current.access_token.reset(token)
    assert bench.calls == 1


async def test_a_neighbour_that_is_not_there_is_unavailable_and_soon_found_when_it_comes():
    async with serving() as passing:
        unused_port = passing.port
    async with connect(f"127.0.0.1:{unused_port}", [KEYS]) as channel:
        list_keys = session_grpc.KeyServiceStub(channel).ListSigningKeys
        with pytest.raises(DomainError) as caught:
            await ask(list_keys, ListSigningKeysRequest(), timeout=5)
        assert caught.value.kind is Kind.UNAVAILABLE
        async with serving(unused_port):
            async with asyncio.timeout(5):
                while True:
                    try:
                        await ask(list_keys, ListSigningKeysRequest(), timeout=1)
                        break
                    except DomainError:
                        await asyncio.sleep(0.05)
