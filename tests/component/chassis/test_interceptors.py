"""What happens around every call, seen from its caller."""

import asyncio
import logging
from types import SimpleNamespace

import grpc
import grpc.aio
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from chassis import request_context
from chassis.errors import DomainError, InvalidRequest, Kind, Unavailable
from chassis.ids import parse_id
from chassis.interceptor_chain import ServerCall
from chassis.rpc import grpc_client
from chassis.rpc.interceptors import with_deadline
from chassis.violations import Code
from tests.component.chassis.harness import nothing, serving
from tienda.catalog.v1.catalog_service_pb2 import ImportProductsRequest
from tienda.users.v1.session_service_pb2 import CreateSessionRequest, ListSigningKeysRequest

REQUEST = ListSigningKeysRequest()
LIST_KEYS = "/tienda.users.v1.KeyService/ListSigningKeys"
FORGED = (("authorization", "Bearer forged"),)


@pytest.fixture(scope="module")
async def served():
    async with serving() as bench:
        yield bench


@pytest.fixture
def bench(served):
    served.step = nothing
    return served


async def failure(call) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


async def raises(error: Exception):
    raise error


@pytest.mark.parametrize("given", ["abc-1", "", "x" * 65, "two words", "<script>"])
async def test_a_call_has_a_request_id_its_callers_or_a_fresh_one(bench, given):
    seen = []

    async def note(context) -> None:
        seen.append(request_context.request_id.get())

    bench.step = note
    metadata = (("x-request-id", given),) if given else ()
    await bench.list_keys(REQUEST, timeout=5, metadata=metadata)
    assert seen == ["abc-1"] if given == "abc-1" else parse_id(seen[0])


async def test_the_log_names_all_requests_that_a_call_serves(bench, caplog):
    metadata = (("x-request-id", "a-1"), ("x-batched-request-ids", "a-1,b-2,<script>,,c-3"))
    with caplog.at_level(logging.INFO, "tienda.access"):
        await bench.list_keys(REQUEST, timeout=5, metadata=metadata)
        await bench.list_keys(REQUEST, timeout=5)
    lines = [each for each in caplog.records if each.message == "call"]
    assert lines[0].request_ids == ("a-1", "b-2", "c-3")
    assert not hasattr(lines[1], "request_ids")


async def test_a_domain_error_arrives_whole(bench):
    wrong = InvalidRequest.of("contact.email", Code.MALFORMED_EMAIL)
    bench.step = lambda _: raises(wrong)
    with pytest.raises(DomainError) as caught:
        await grpc_client.call(bench.list_keys, REQUEST, timeout=5)
    assert caught.value.kind is Kind.INVALID
    assert caught.value.violations == wrong.violations


async def test_an_unforeseen_exception_shows_its_caller_nothing_and_the_log_everything(
    bench, caplog
):
    bench.step = lambda _: raises(RuntimeError("password=hunter2"))
    error = await failure(bench.list_keys(REQUEST, timeout=5))
    assert (error.code(), error.details()) == (grpc.StatusCode.INTERNAL, "internal error")
    assert "hunter2" not in repr(error.trailing_metadata())
    assert "hunter2" in caplog.text


async def test_a_handler_may_abort_by_itself(bench, caplog):
    bench.step = lambda context: context.abort(grpc.StatusCode.DATA_LOSS, "gone")
    error = await failure(bench.list_keys(REQUEST, timeout=5))
    assert (error.code(), error.details()) == (grpc.StatusCode.DATA_LOSS, "gone")
    assert "unforeseen" not in caplog.text


async def test_a_stream_is_guarded_like_a_single_call(bench):
    call = bench.load(iter([ImportProductsRequest()] * 3), timeout=5)
    assert len([answer async for answer in call]) == 3
    bench.step = lambda _: raises(Unavailable("the database does not answer"))
    call = bench.load(iter([ImportProductsRequest()]), timeout=5)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        [answer async for answer in call]
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize("header", ["Bearer forged", "Basic YTpi", "Bearer", "forged"])
async def test_a_token_that_is_not_good_is_no_guests_call(bench, header):
    error = await failure(
        bench.list_keys(REQUEST, timeout=5, metadata=(("authorization", header),))
    )
    assert error.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_work_stops_when_the_caller_has_stopped_waiting(bench):
    begun, stopped = asyncio.Event(), asyncio.Event()

    async def work(context) -> None:
        begun.set()
        try:
            await asyncio.sleep(30)
        finally:
            stopped.set()

    bench.step = work
    seconds = 0.1
    while not begun.is_set():
        # On a busy machine the work begins too late for so little time.
        error = await failure(bench.log_in(CreateSessionRequest(), timeout=seconds))
        assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        seconds *= 2
    async with asyncio.timeout(20):  # sooner than the work ends by itself
        await stopped.wait()


async def test_more_than_there_is_room_for_is_refused_at_once():
    began, end = asyncio.Semaphore(0), asyncio.Event()

    async def work(context) -> None:
        began.release()
        await end.wait()

    async with serving(most_at_once=3) as bench:
        bench.step = work
        calls = [asyncio.ensure_future(bench.list_keys(REQUEST, timeout=60)) for _ in range(3)]
        async with asyncio.timeout(30):
            for _ in calls:
                await began.acquire()
            with pytest.raises(DomainError, match="too much at once") as refused:
                await grpc_client.call(bench.list_keys, REQUEST, timeout=20)
            healthy = await HealthStub(bench.channel).Check(HealthCheckRequest())
        assert refused.value.kind is Kind.EXHAUSTED
        assert healthy.status == HealthCheckResponse.NOT_SERVING, "nobody has called it ready"
        end.set()
        await asyncio.gather(*calls)
        await bench.list_keys(REQUEST, timeout=5)
        error = await failure(bench.log_in(CreateSessionRequest(), timeout=5, metadata=FORGED))
        assert error.code() is grpc.StatusCode.UNAUTHENTICATED
        await bench.list_keys(REQUEST, timeout=5)


@pytest.mark.parametrize("left", [0.004, 0.0, -1.0])
async def test_a_call_with_too_little_time_is_refused_at_once(left):
    context = SimpleNamespace(time_remaining=lambda: left)

    async def work() -> None:
        pytest.fail("the work was begun")

    with pytest.raises(DomainError) as caught:
        await with_deadline(ServerCall("/x/Y", {}, streaming=False, context=context), work)
    assert caught.value.kind is Kind.TOO_LATE


async def test_a_caller_who_sets_no_deadline_gets_one_and_a_stream_gets_none():
    context = SimpleNamespace(time_remaining=lambda: None)
    now = asyncio.get_running_loop().time()

    async def deadline() -> float | None:
        return request_context.deadline.get()

    once = ServerCall("/x/Y", {}, streaming=False, context=context)
    assert await with_deadline(once, deadline) == pytest.approx(now + 10, abs=1)
    stream = ServerCall("/x/Y", {}, streaming=True, context=context)
    assert await with_deadline(stream, deadline) is None


async def test_each_call_is_logged_once_with_how_it_ended(bench, caplog):
    caplog.set_level(logging.INFO, "tienda.access")
    await bench.list_keys(REQUEST, timeout=5)
    bench.step = lambda _: raises(DomainError("no", kind=Kind.NOT_FOUND, reason="NO"))
    await failure(bench.list_keys(REQUEST, timeout=5))
    lines = [record for record in caplog.records if record.name == "tienda.access"]
    assert [(line.method, line.status) for line in lines] == [
        (LIST_KEYS, "OK"),
        (LIST_KEYS, "NOT_FOUND"),
    ]
    assert all(line.ms >= 0 for line in lines)


async def status_of_the_call(caplog, method: str) -> str:
    """Wait until a call of this method is logged: a test before may have left another's end."""
    async with asyncio.timeout(30):
        while True:
            for line in caplog.records:
                if line.name == "tienda.access" and line.method == method:
                    return line.status
            await asyncio.sleep(0.01)


async def test_a_call_whose_caller_has_gone_is_logged_as_cancelled(bench, caplog):
    caplog.set_level(logging.INFO, "tienda.access")
    begun = asyncio.Event()

    async def work(context) -> None:
        begun.set()
        await asyncio.sleep(30)

    bench.step = work
    asked = asyncio.ensure_future(bench.list_keys(REQUEST, timeout=10))
    await begun.wait()
    asked.cancel()
    assert await status_of_the_call(caplog, LIST_KEYS) == "CANCELLED"
