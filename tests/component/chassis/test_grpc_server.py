"""A server's life: not ready, ready, draining, gone."""

import asyncio
import os
import signal

import grpc
import grpc.aio
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2

from chassis.errors import Unavailable
from chassis.rpc.grpc_server import run
from tests.component.chassis.harness import Bench, serving
from tienda.users.v1.session_service_pb2 import CreateSessionRequest, ListSigningKeysRequest

_STATUS = health_pb2.HealthCheckResponse


@pytest.fixture
async def signals():
    yield
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.remove_signal_handler(number)


async def health_of(bench: Bench, service: str = "") -> int:
    stub = health_pb2_grpc.HealthStub(bench.channel)
    request = health_pb2.HealthCheckRequest(service=service)
    return (await stub.Check(request, timeout=5)).status


async def test_a_server_serves_only_once_what_it_needs_answers():
    answers = iter([Unavailable("not yet"), Unavailable("not yet"), None])

    async def ready() -> None:
        if error := next(answers):
            raise error

    async with serving() as bench:
        assert await health_of(bench) == _STATUS.NOT_SERVING
        await bench.server.serve_when(ready)
        for service in ("", "tienda.users.v1.KeyService", "tienda.catalog.v1.CatalogService"):
            assert await health_of(bench, service) == _STATUS.SERVING


async def until_refused(bench: Bench) -> None:
    """Call again and again until a call finds no server."""
    while True:
        try:
            await bench.log_in(CreateSessionRequest(), timeout=5)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.UNAVAILABLE:
                return
            # gRPC cancels a call that comes at the very moment of the stop.
            if error.code() is not grpc.StatusCode.CANCELLED:
                raise
        await asyncio.sleep(0.02)


async def test_a_draining_server_says_so_first_and_answers_what_it_has_begun():
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def step(context) -> None:
        if not begun.is_set():
            begun.set()
            await go_on.wait()

    async def ready() -> None:
        pass

    async with serving() as bench:
        await bench.server.serve_when(ready)
        bench.step = step
        under_way = asyncio.ensure_future(bench.log_in(CreateSessionRequest(), timeout=30))
        await begun.wait()
        draining = asyncio.create_task(bench.server.drain(notice=1))
        await asyncio.sleep(0)
        assert await health_of(bench) == _STATUS.NOT_SERVING
        await until_refused(bench)
        assert not under_way.done()
        go_on.set()
        await under_way
        await draining


async def reflected(
    bench: Bench, version: str, request: reflection_pb2.ServerReflectionRequest
) -> list[reflection_pb2.ServerReflectionResponse]:
    call = bench.channel.stream_stream(
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
        request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
        response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
    )
    return [answer async for answer in call(iter([request]), timeout=5)]


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
async def test_reflection_lists_the_services(version: str):
    async with serving() as bench:
        answers = await reflected(
            bench, version, reflection_pb2.ServerReflectionRequest(list_services="")
        )
    names = {service.name for service in answers[0].list_services_response.service}
    assert names >= {
        "tienda.users.v1.KeyService",
        "tienda.users.v1.SessionService",
        "tienda.catalog.v1.CatalogService",
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
    }


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
async def test_reflection_describes_itself_under_the_name_that_was_asked_for(version: str):
    symbol = f"grpc.reflection.{version}.ServerReflection"
    request = reflection_pb2.ServerReflectionRequest(file_containing_symbol=symbol)
    async with serving() as bench:
        [answer] = await reflected(bench, version, request)
    [file] = answer.file_descriptor_response.file_descriptor_proto
    described = FileDescriptorProto.FromString(file)
    assert described.package == f"grpc.reflection.{version}"
    names = {
        name
        for service in described.service
        for method in service.method
        for name in (method.input_type, method.output_type)
    }
    assert {name.rpartition(".")[0] for name in names} == {f".grpc.reflection.{version}"}


async def test_a_port_in_use_is_a_clear_fault():
    async with serving() as bench:
        await bench.list_keys(ListSigningKeysRequest(), timeout=5)
        port = bench.port
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port}"):
            await Bench().server.start(f"127.0.0.1:{port}")


@pytest.mark.usefixtures("signals")
async def test_a_signal_ends_a_server_even_before_it_is_ready():
    async def ready() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        raise Unavailable("not yet")

    async with asyncio.timeout(5):
        await run(Bench().server, "127.0.0.1:0", ready, notice=0)


@pytest.mark.usefixtures("signals")
async def test_a_fault_that_waiting_cannot_mend_ends_the_server():
    async def ready() -> None:
        raise RuntimeError("wrong password")

    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError, match="wrong password"):
            await run(Bench().server, "127.0.0.1:0", ready, notice=0)
