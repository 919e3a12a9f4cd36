"""`python -m local.health NAME=HOST:PORT ...`: prints each name once it answers SERVING.

It is a process of its own, so that gRPC's threads do not live in the supervisor, which forks, and
its memory is freed when it ends.
"""

import asyncio
import sys

import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chassis.rpc.grpc_client import connect

_POLL_INTERVAL = 0.05
"""Seconds between two checks."""


async def serving(address: str) -> None:
    """Return once the server at `address` is SERVING, however long that takes."""
    async with connect(address, []) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        while not await _is_serving(stub):  # noqa: ASYNC110 (the service is another process)
            await asyncio.sleep(_POLL_INTERVAL)


async def _is_serving(stub: health_pb2_grpc.HealthStub) -> bool:
    request = health_pb2.HealthCheckRequest()
    try:
        response = await stub.Check(request, timeout=2.0, wait_for_ready=True)  # type: ignore[attr-defined]
    except grpc.aio.AioRpcError:
        return False
    return bool(response.status == health_pb2.HealthCheckResponse.SERVING)


async def _print_when_serving(name: str, address: str) -> None:
    await serving(address)
    print(name, flush=True)


async def _main(pairs: list[str]) -> None:
    async with asyncio.TaskGroup() as tasks:
        for pair in pairs:
            name, _, address = pair.partition("=")
            tasks.create_task(_print_when_serving(name, address))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1:]))
