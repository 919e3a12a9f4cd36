"""One PostgreSQL for the whole run; fresh databases for each test module that asks."""

import asyncio
import itertools
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from chassis.db.migrations import upgrade
from local import postgres
from local.databases import create_databases
from tests import child, workers
from tests.ports import free_port

MakeDatabase = Callable[[str], Awaitable[str]]

DATABASE_PASSWORD = "test"
_numbers = itertools.count(1)
_MODEL = "_model"
"""What ends the name of a database that is migrated once, and copied from then on."""


def pytest_xdist_make_scheduler(config, log):
    return workers.GroupScheduling(config, log)


def pytest_collection_modifyitems(config, items):
    workers.order_tests(config, items)


@pytest.fixture(scope="session")
def postgres_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("postgres") / "data"
    postgres.init_cluster(folder, DATABASE_PASSWORD)
    port = free_port()
    server = child.start(
        postgres.server_command(folder, port, durable=False),
        postgres.STOP_SIGNAL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while subprocess.call([postgres.BIN / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]):
        assert time.monotonic() < deadline, "PostgreSQL did not come up"
        time.sleep(0.05)
    yield port
    server.send_signal(postgres.STOP_SIGNAL)
    server.wait(20)


@pytest.fixture(scope="session")
def make_database(postgres_port: int) -> MakeDatabase:
    """Return a function that makes a service's database, migrated, and answers its URL."""
    migrated: set[str] = set()
    server = postgres.Server(postgres_port, DATABASE_PASSWORD)

    async def make(service: str) -> str:
        model, name = service + _MODEL, f"{service}_{next(_numbers)}"
        if service not in migrated:
            await create_databases(server, _MODEL)
            url = server.url(model, role=service)
            await asyncio.to_thread(upgrade, service, url)
            migrated.add(service)
        admin = await asyncpg.connect(server.admin_url(), ssl=False)
        try:
            await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model}" OWNER {service}')
            # The one thing of `create_databases` that a copy leaves out.
            await admin.execute(f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')
        finally:
            await admin.close()
        return server.url(name, role=service)

    return make
