"""`python -m bench.speed.yardstick http|echo`: the least that a store on this stack could cost.

`http` is a bare aiohttp server: GET /plain returns two kilobytes of JSON, as large as a product's
page; GET /echo fetches them from `echo`, a bare gRPC server in a process of its own. LISTEN and
ECHO are their addresses. Other stores can be held against these two beside the same machine: a
figure divided by a yardstick's does not depend on its speed.
"""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGTERM
from typing import Any

import grpc
import grpc.aio
import msgspec
import psutil  # type: ignore[import-untyped]
from aiohttp import web

from bench.speed.operations import YARDSTICK_BYTES
from chassis import loop
from local.ports import HOST, free_ports
from local.preexec import before_exec
from local.readiness import wait_for_http

_METHOD = "/bench.Echo/Echo"
_PATIENCE = 30.0
"""Seconds to wait for the servers."""


def _page() -> bytes:
    frame = len(msgspec.json.encode({"text": ""}))
    return msgspec.json.encode({"text": "x" * (YARDSTICK_BYTES - frame)})


async def serve_http(address: str, echo: str) -> None:
    """Serve the two paths until the process is told to stop."""
    page = _page()
    call: Any = grpc.aio.insecure_channel(echo).unary_unary(_METHOD)

    async def plain(_: web.Request) -> web.Response:
        return web.Response(body=page, content_type="application/json")

    async def fetched(_: web.Request) -> web.Response:
        return web.Response(body=await call(b"page", timeout=2), content_type="application/json")

    app = web.Application()
    app.add_routes([web.get("/plain", plain), web.get("/echo", fetched)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    host, _, port = address.rpartition(":")
    await web.TCPSite(runner, host, int(port)).start()
    await asyncio.Event().wait()


async def serve_echo(address: str) -> None:
    """Return the page to every call until the process is told to stop."""
    page = _page()

    async def echo(_: bytes, __: Any) -> bytes:
        return page

    class Handler(grpc.GenericRpcHandler):
        def service(self, _: Any) -> Any:
            return grpc.unary_unary_rpc_method_handler(echo)

    server = grpc.aio.server()
    server.add_generic_rpc_handlers([Handler()])
    server.add_insecure_port(address)
    await server.start()
    await server.wait_for_termination()


class Yardstick:
    """Both servers, running."""

    def __init__(self, port: int, processes: dict[str, int]) -> None:
        self.port = port
        self._processes = processes

    def processor(self) -> Counter[str]:
        """Return each process's processor time in seconds since it started."""
        seconds: Counter[str] = Counter()
        for name, pid in self._processes.items():
            times = psutil.Process(pid).cpu_times()
            seconds[name] = times.user + times.system
        return seconds


@contextmanager
def open_yardstick() -> Iterator[Yardstick]:
    """Start both servers; they end with the context."""
    http, echo = free_ports(2)
    environ = {**os.environ, "LISTEN": f"{HOST}:{http}", "ECHO": f"{HOST}:{echo}"}
    processes = {
        name: subprocess.Popen(
            [sys.executable, "-m", "bench.speed.yardstick", name],
            env=environ,
            preexec_fn=before_exec(SIGTERM),  # noqa: PLW1509 (no threads)
        )
        for name in ("echo", "http")
    }
    try:
        asyncio.run(_wait_until_ready(environ["LISTEN"]))
        yield Yardstick(http, {name: process.pid for name, process in processes.items()})
    finally:
        for process in processes.values():
            process.terminate()
            process.wait()


async def _wait_until_ready(address: str) -> None:
    async with asyncio.timeout(_PATIENCE):
        # It answers once both do.
        await wait_for_http(address, "/echo")


def main() -> None:
    """Serve what the command line names."""
    match sys.argv[1:]:
        case ["http"]:
            loop.run(serve_http(os.environ["LISTEN"], os.environ["ECHO"]))
        case ["echo"]:
            loop.run(serve_echo(os.environ["ECHO"]))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
