"""One PostgreSQL for the whole run; fresh databases for each test module that asks."""

import asyncio
import itertools
import os
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from chassis.migrations import upgrade
from local import postgres
from local.child import before_exec
from local.databases import create_databases

MakeDatabase = Callable[[str], Awaitable[str]]

_numbers = itertools.count(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("postgres") / "data"
    postgres.init(folder)
    port = free_port()
    server = subprocess.Popen(
        postgres.command(folder, port, durable=False),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=before_exec(postgres.STOP, leave_root=True),
    )
    deadline = time.monotonic() + 20
    while subprocess.call([postgres.BIN / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]):
        assert time.monotonic() < deadline, "PostgreSQL did not come up"
        time.sleep(0.05)
    yield port
    server.send_signal(postgres.STOP)
    server.wait(20)


@pytest.fixture(scope="session")
def make_database(postgres_port: int) -> MakeDatabase:
    """Answer a function that makes a service's database, migrated, and answers its URL."""

    async def make(service: str) -> str:
        suffix = f"_{os.getpid()}_{next(_numbers)}"
        await create_databases(postgres_port, suffix)
        url = postgres.url(postgres_port, service + suffix, role=service)
        await asyncio.to_thread(upgrade, service, url)
        return url

    return make
