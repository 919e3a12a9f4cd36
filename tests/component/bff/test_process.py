"""The BFF as a process: how it starts, and how it stops."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import msgspec
import pytest

from tests.ports import free_port

NOBODY = {"CATALOG_ADDRESS": "127.0.0.1:9", "ORDERS_ADDRESS": "127.0.0.1:9"}


@asynccontextmanager
async def process(*wrapper: str, **settings: str) -> AsyncIterator[Process]:
    """Start a BFF with these settings, by a `wrapper` command that executes it, if given.

    Not by a function between fork and exec, where gRPC's threads may be in any state.
    """
    environ = {"PATH": os.environ["PATH"], "USERS_ADDRESS": "127.0.0.1:9", **NOBODY, **settings}
    command = (*wrapper, sys.executable, "-m", "bff")
    started = await asyncio.create_subprocess_exec(*command, env=environ, stderr=PIPE)
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def until(started: Process, message: str) -> None:
    assert started.stderr is not None
    output = b""
    async with asyncio.timeout(20):
        while line := await started.stderr.readline():
            output += line
            # gRPC, which this process uses too, may write a line of its own between fork and exec.
            if line.startswith(b"{") and msgspec.json.decode(line)["message"] == message:
                return
    raise AssertionError(f"it ended before it said {message!r}: {output.decode()}")


async def test_every_fault_of_its_settings_is_reported_and_it_ends(tmp_path):
    wrong = {"WEB_DIR": str(tmp_path), "TRUSTED_ORIGINS": "shop.example", "ORDERS_ADDRESS": ""}
    async with process(**wrong) as started:
        _, output = await started.communicate()
    assert started.returncode == os.EX_CONFIG
    for name in (b"LISTEN is not set", b"ORDERS_ADDRESS", b"WEB_DIR", b"TRUSTED_ORIGINS"):
        assert name in output


async def test_a_port_in_use_is_reported_in_a_line_and_it_ends():
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with process(LISTEN=address) as started:
        _, output = await started.communicate()
    server.close()
    assert started.returncode == 1
    assert f"cannot listen on {address}".encode() in output
    assert b"Traceback" not in output


async def test_more_connections_than_a_program_usually_may_have_shut_nobody_out():
    port = free_port()

    as_usual = ("sh", "-c", 'ulimit -S -n 128; exec "$@"', "sh")
    async with process(*as_usual, LISTEN=f"127.0.0.1:{port}") as started:
        await until(started, "listening")
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
        async with (
            aiohttp.ClientSession() as browser,
            browser.get(f"http://127.0.0.1:{port}/healthz") as health,
        ):
            assert health.status == 200
        for _, writer in idle:
            writer.close()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_it_finishes_what_is_under_way_and_stops(stop):
    port = free_port()
    body = b'{"email":"ana@example.com","password":"correct horse"}'
    async with process(LISTEN=f"127.0.0.1:{port}", DRAIN_NOTICE="0.5") as started:
        await until(started, "listening")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            "POST /users/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body[:10])
        await writer.drain()
        await asyncio.sleep(0.2)
        started.send_signal(stop)
        await until(started, "draining")
        async with (
            aiohttp.ClientSession() as browser,
            browser.get(f"http://127.0.0.1:{port}/readyz") as readiness,
        ):
            assert readiness.status == 503
        await asyncio.sleep(0.7)
        writer.write(body[10:])
        # No server is at the address of users, so the request ends with this problem.
        assert (await reader.readline()).startswith(b"HTTP/1.1 503")
        writer.close()
        async with asyncio.timeout(5):
            assert await started.wait() == 0
