"""What is seen of calls between two processes, on a real socket, with a collector that is one."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest

from chassis import aws, telemetry
from chassis.errors import DomainError, Kind
from chassis.otel.exporter import Exporter
from chassis.rpc import grpc_client
from chassis.rpc.data_loader import DataLoader
from tests.collector import Collector, Span, collecting
from tests.component.chassis import harness
from tests.component.chassis.harness import Bench, serving
from tienda.catalog.v1 import catalog_service_pb2 as catalog_pb
from tienda.catalog.v1 import catalog_service_pb2_grpc as catalog_grpc
from tienda.users.v1 import session_service_pb2 as session_pb

WITHIN, SERVER, CLIENT = 1, 2, 3
SECRET = "ana@example.com"
KEYS = "tienda.users.v1.KeyService/ListSigningKeys"
UPLOAD = "tienda.catalog.v1.CatalogService/UploadProductImage"


class Uploads(harness._Catalog):  # noqa: SLF001 (the bench is one with its tests)
    """As the bench's, and takes pictures."""

    async def UploadProductImage(self, requests: Any, context: Any) -> Any:
        async for _ in requests:
            await self._bench.work(context)
        return catalog_pb.UploadProductImageResponse()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """What this process tells."""
    with collecting() as collector:
        for name, value in collector.environ().items():
            monkeypatch.setenv(name, value)
        exporter = Exporter("bench")
        monkeypatch.setattr(telemetry, "_exporter", exporter)
        yield collector
        exporter.close()


@pytest.fixture
async def bench(seen: Collector, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr(harness, "_Catalog", Uploads)
    async with serving() as made:
        yield made


async def span_of(seen: Collector, name: str, kind: int) -> Span:
    """Return a span of that name and kind, once it is told."""

    def find() -> list[Span]:
        return [span for span in seen.spans if (span.name, span.kind) == (name, kind)]

    # In a thread: the callee is in this process.
    found: list[Span] = await asyncio.to_thread(seen.wait_for, find)
    return found[0]


async def pair(seen: Collector, method: str) -> tuple[Span, Span]:
    """Return the caller's span of a method and the callee's."""
    return await span_of(seen, method, CLIENT), await span_of(seen, method, SERVER)


async def test_who_answers_joins_who_asks(seen: Collector, bench: Bench):
    with telemetry.span("test"):
        trace = telemetry.trace_id()
        await grpc_client.call(bench.list_keys, session_pb.ListSigningKeysRequest(), timeout=5)
    assert telemetry.trace_id() == ""
    asked, answered = await pair(seen, KEYS)
    assert (asked.trace, answered.trace, answered.parent) == (trace, trace, asked.id)
    assert not asked.failed
    assert not answered.failed
    assert answered.attributes["rpc.response.status_code"] == "OK"


async def test_a_call_of_aws_is_a_span_unless_it_only_waits(seen: Collector):
    def receive_message() -> str:
        return "nothing"

    def publish() -> str:
        return "sent"

    assert await aws.call(receive_message, traced=False) == "nothing"
    assert await aws.call(publish) == "sent"
    await span_of(seen, "aws publish", WITHIN)
    assert not [span for span in seen.spans if "receive" in span.name]


async def test_a_statement_is_seen_as_failed_only_if_it_failed(seen: Collector):
    exporter = telemetry.exporter()
    assert exporter
    with telemetry.span("request"):
        exporter.record_span("SELECT stock", 0.1, {})
        exporter.record_span("INSERT orders", 0.1, {}, "UniqueViolationError")
    exporter.record_span("SELECT without a trace", 0.1, {})
    good = await span_of(seen, "SELECT stock", CLIENT)
    bad = await span_of(seen, "INSERT orders", CLIENT)
    request = await span_of(seen, "request", WITHIN)
    assert (good.failed, bad.failed) == (False, True)
    assert good.parent == bad.parent == request.id
    assert "SELECT without a trace" not in {span.name for span in seen.spans}


async def test_a_call_for_several_requests_is_linked_to_each(seen: Collector, bench: Bench):
    async def read(keys: Sequence[str], time_left: float) -> dict[str, str]:
        request = session_pb.ListSigningKeysRequest()
        await grpc_client.call(bench.list_keys, request, timeout=time_left)
        return {key: key for key in keys}

    loader = DataLoader(read, name="things")

    async def request(key: str) -> None:
        with telemetry.span(f"request {key}"):
            await loader.load(key, timeout=5)

    await asyncio.gather(*map(request, "abb"))
    batch = await span_of(seen, "things", WITHIN)
    first, *others = [await span_of(seen, f"request {key}", WITHIN) for key in "ab"]
    assert (batch.trace, batch.parent) == (first.trace, first.id)
    assert len(batch.links) == 3
    assert {first.id, *(other.id for other in others)} <= set(batch.links)
    asked, answered = await pair(seen, KEYS)
    assert (asked.parent, answered.trace) == (batch.id, batch.trace)


@pytest.mark.parametrize(
    ("error", "reason", "is_our_fault"),
    [
        (DomainError(SECRET, kind=Kind.CONFLICT, reason="OUT_OF_STOCK"), "OUT_OF_STOCK", False),
        (RuntimeError(SECRET), "INTERNAL", True),
    ],
)
async def test_a_refusal_tells_its_reason_and_no_text(
    seen: Collector, bench: Bench, error: Exception, reason: str, is_our_fault: bool
):
    async def refuse(_: Any) -> None:
        raise error

    bench.step = refuse
    with pytest.raises(DomainError) as caught, telemetry.span("test"):
        await grpc_client.call(bench.list_keys, session_pb.ListSigningKeysRequest(), timeout=5)
    assert caught.value.reason == reason
    asked, answered = await pair(seen, KEYS)
    assert asked.attributes["error.type"] == reason
    assert asked.failed
    assert answered.failed == is_our_fault
    assert not any(SECRET.encode() in body for body in seen.bodies)


async def test_who_gives_up_is_seen_and_ends_the_call(seen: Collector, bench: Bench):
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hang(_: Any) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    bench.step = hang
    asking = asyncio.create_task(
        grpc_client.call(bench.list_keys, session_pb.ListSigningKeysRequest(), timeout=30)
    )
    await asyncio.wait_for(begun.wait(), 5)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.wait_for(ended.wait(), 5)
    answered = await span_of(seen, KEYS, SERVER)
    assert answered.attributes["rpc.response.status_code"] == "CANCELLED"


async def test_who_takes_a_stream_joins_who_sends_it(seen: Collector, bench: Bench):
    upload = catalog_grpc.CatalogServiceStub(bench.channel).UploadProductImage

    async def parts() -> AsyncIterator[Any]:
        for _ in range(3):
            yield catalog_pb.UploadProductImageRequest()

    with telemetry.span("test"):
        trace = telemetry.trace_id()
        await grpc_client.send(upload, parts(), timeout=5)
    assert bench.calls == 3
    answered = await span_of(seen, UPLOAD, SERVER)
    assert (answered.trace, answered.parent) == (trace, (await span_of(seen, "test", WITHIN)).id)


async def test_a_stream_that_is_refused_early_is_told_so(seen: Collector, bench: Bench):
    upload = catalog_grpc.CatalogServiceStub(bench.channel).UploadProductImage

    async def refuse(_: Any) -> None:
        raise DomainError("no", kind=Kind.INVALID, reason="INVALID_IMAGE")

    bench.step = refuse

    async def parts() -> AsyncIterator[Any]:
        for _ in range(100):
            yield catalog_pb.UploadProductImageRequest()
            await asyncio.sleep(0.01)

    with pytest.raises(DomainError):
        await grpc_client.send(upload, parts(), timeout=5)
    answered = await span_of(seen, UPLOAD, SERVER)
    assert answered.attributes["error.type"] == "INVALID_IMAGE"
