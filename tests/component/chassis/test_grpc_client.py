"""Calls to a neighbour: what is repeated, and what goes along."""

import asyncio

import grpc
import grpc.aio
import pytest

from chassis import request_context
from chassis.errors import DomainError, Kind, Unavailable
from chassis.rpc import grpc_client
from chassis.rpc.circuit_breaker import CircuitOpen
from chassis.rpc.grpc_client import NOT_RETRIED, connect
from tests.component.chassis.harness import KEYS, Bench, nothing, serving
from tienda.catalog.v1.catalog_service_pb2 import (
    ImportProductsRequest,
    UploadProductImageRequest,
)
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


async def test_what_may_be_repeated_is_tried_once_more(bench):
    bench.step = failing(1, Unavailable("not yet"))
    await grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=5)
    assert bench.calls == 2
    bench.step = failing(2, Unavailable("not yet"))
    with pytest.raises(DomainError):
        await grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=5)
    assert bench.calls == 4


async def test_while_all_calls_fail_few_are_repeated():
    async with serving() as failing_for_long:
        failing_for_long.step = failing(1000, Unavailable("not for long"))
        for _ in range(50):
            with pytest.raises(DomainError):
                await grpc_client.call(
                    failing_for_long.list_keys, ListSigningKeysRequest(), timeout=5
                )
    # Each attempt takes a token of twenty, and below ten nothing is repeated.
    assert 50 < failing_for_long.calls <= 60


async def hang(_) -> None:
    await asyncio.sleep(30)


async def test_a_neighbour_that_hangs_is_soon_asked_no_more_and_found_when_it_is_well():
    async with serving() as hung:
        hung.step = hang
        asked = [
            grpc_client.call(hung.list_keys, ListSigningKeysRequest(), timeout=0.2)
            for _ in range(12)
        ]
        for one in await asyncio.gather(*asked, return_exceptions=True):
            assert isinstance(one, DomainError)
            assert one.kind is Kind.TOO_LATE
        before = hung.calls
        with pytest.raises(CircuitOpen) as caught:
            await grpc_client.call(hung.list_keys, ListSigningKeysRequest(), timeout=5)
        assert caught.value.kind is Kind.UNAVAILABLE
        assert hung.calls == before
        hung.step = nothing
        async with asyncio.timeout(30):
            await until_answered(hung.list_keys)
        await grpc_client.call(hung.log_in, CreateSessionRequest(), timeout=5)


async def test_who_has_hardly_any_time_left_tells_nothing_of_a_neighbour():
    async with serving() as busy:
        busy.step = hang
        for _ in range(12):
            with pytest.raises(DomainError):
                await grpc_client.call(busy.list_keys, ListSigningKeysRequest(), timeout=0.01)
        busy.step = nothing
        await grpc_client.call(busy.list_keys, ListSigningKeysRequest(), timeout=5)


async def test_a_neighbour_that_says_it_cannot_is_asked_again(bench):
    bench.step = failing(1000, Unavailable("its own database is away"))
    for _ in range(20):
        with pytest.raises(DomainError) as caught:
            await grpc_client.call(bench.log_in, CreateSessionRequest(), timeout=5)
        assert caught.value.reason == "UNAVAILABLE"
    assert bench.calls == 20


async def test_who_is_refused_while_still_sending_is_told_why(bench):
    async def chunks():
        for _ in range(20):
            yield UploadProductImageRequest(chunk=bytes(65536))

    bench.step = failing(1000, DomainError("no picture", kind=Kind.INVALID, reason="IMAGE_INVALID"))
    for _ in range(50):
        with pytest.raises(DomainError) as caught:
            await grpc_client.send(bench.upload, chunks(), timeout=10)
        assert (caught.value.kind, caught.value.reason) == (Kind.INVALID, "IMAGE_INVALID")


async def test_what_is_under_way_ends_on_a_connection_that_has_grown_old():
    async with serving(max_connection_age=0.2, grace=0.2) as bench:
        stream = bench.load(timeout=10)
        for _ in range(4):
            await stream.write(ImportProductsRequest())
            assert await stream.read() is not grpc.aio.EOF
            await asyncio.sleep(0.3)
        await stream.done_writing()
        assert await stream.code() is grpc.StatusCode.OK


async def test_who_gives_up_waiting_cancels_the_call(bench):
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def wait(_) -> None:
        begun.set()
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    bench.step = wait
    asking = asyncio.create_task(
        grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=30)
    )
    async with asyncio.timeout(20):  # sooner than either gives up by itself
        await begun.wait()
        asking.cancel()
        await cancelled.wait()


async def test_of_two_addresses_the_one_that_drains_is_left_without_a_failure():
    async with serving() as first, serving() as second:
        for one in (first, second):
            await one.server.serve_when(nothing_needed)
        target = f"127.0.0.1:{first.port},127.0.0.1:{second.port}"
        async with connect(target, NOT_RETRIED) as channel:
            log_in = session_grpc.SessionServiceStub(channel).CreateSession
            stop = asyncio.Event()
            asking = [asyncio.create_task(keep_asking(log_in, stop)) for _ in range(8)]
            await until(lambda: first.calls > 20 and second.calls > 20)
            draining = asyncio.create_task(first.server.drain(notice=2))
            await until_left(first, second)
            had = first.calls
            await draining
            assert first.calls == had
            stop.set()
            await asyncio.gather(*asking)


async def until_left(first: Bench, second: Bench) -> None:
    """Wait until all calls of a while go to the second."""
    had = -1
    while had != first.calls:
        had, seen = first.calls, second.calls
        await until(lambda: second.calls > seen + 50)  # noqa: B023 (called before the next round)


async def nothing_needed() -> None:
    pass


async def keep_asking(log_in, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await grpc_client.call(log_in, CreateSessionRequest(), timeout=5)


async def until(is_so) -> None:
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.01)


async def until_answered(method) -> None:
    while True:
        try:
            await grpc_client.call(method, ListSigningKeysRequest(), timeout=1)
        except DomainError:
            await asyncio.sleep(0.05)
        else:
            return


async def test_what_may_not_be_repeated_is_tried_once(bench):
    bench.step = failing(1, Unavailable("not yet"))
    with pytest.raises(DomainError) as caught:
        await grpc_client.call(bench.log_in, CreateSessionRequest(), timeout=5)
    assert (caught.value.kind, bench.calls) == (Kind.UNAVAILABLE, 1)


async def test_a_refusal_is_not_repeated(bench):
    bench.step = failing(1, DomainError("no", kind=Kind.NOT_FOUND, reason="NO"))
    with pytest.raises(DomainError) as caught:
        await grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=5)
    assert (caught.value.reason, bench.calls) == ("NO", 1)


async def test_the_deadline_of_the_call_being_served_is_handed_down(bench):
    left = []

    async def note(context) -> None:
        left.append(context.time_remaining())

    bench.step = note
    loop = asyncio.get_running_loop()
    began = loop.time()
    token = request_context.deadline.set(began + 10)
    try:
        await grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=50)
        await grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=5)
    finally:
        request_context.deadline.reset(token)
    await grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=50)
    took = loop.time() - began
    for seconds, heard in zip((10, 5, 50), left, strict=True):
        # gRPC sends few digits, and rounds up.
        assert seconds - took <= heard <= seconds * 1.1


async def test_with_no_time_left_the_neighbour_is_not_troubled(bench):
    token = request_context.deadline.set(asyncio.get_running_loop().time() - 1)
    try:
        with pytest.raises(DomainError) as caught:
            await grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=5)
    finally:
        request_context.deadline.reset(token)
    assert (caught.value.kind, bench.calls) == (Kind.TOO_LATE, 0)


async def test_request_id_and_token_go_along(bench):
    seen = []

    async def note(context) -> None:
        seen.append(dict(context.invocation_metadata()))

    bench.step = note
    request_id = request_context.request_id.set("abc-1")
    try:
        await grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=5)
        token = request_context.access_token.set("a.b.c")
        try:
            with pytest.raises(DomainError) as caught:
                await grpc_client.call(bench.list_keys, ListSigningKeysRequest(), timeout=5)
        finally:
            request_context.access_token.reset(token)
    finally:
        request_context.request_id.reset(request_id)
    assert seen[0]["x-request-id"] == "abc-1"
    assert "authorization" not in seen[0]
    # That the bench refuses every token shows that it came.
    assert caught.value.reason == "TOKEN_INVALID"


async def test_what_anybody_may_ask_is_asked_without_the_token(bench):
    token = request_context.access_token.set("a.b.c")
    try:
        # The bench refuses every token.
        await grpc_client.call(
            bench.list_keys, ListSigningKeysRequest(), timeout=5, as_caller=False
        )
    finally:
        request_context.access_token.reset(token)
    assert bench.calls == 1


async def test_a_neighbour_that_is_not_there_is_unavailable_and_soon_found_when_it_comes():
    async with serving() as passing:
        unused_port = passing.port
    async with connect(f"127.0.0.1:{unused_port}", [KEYS]) as channel:
        list_keys = session_grpc.KeyServiceStub(channel).ListSigningKeys
        with pytest.raises(DomainError) as caught:
            await grpc_client.call(list_keys, ListSigningKeysRequest(), timeout=5)
        assert caught.value.kind is Kind.UNAVAILABLE
        async with serving(unused_port):
            async with asyncio.timeout(5):
                await until_answered(list_keys)
