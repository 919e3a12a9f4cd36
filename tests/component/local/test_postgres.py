"""Who is let into the database of a store on one machine: whoever knows its password."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import grpc.aio
import pytest

from local import postgres
from local.databases import create_when_ready
from local.leave_root import must_become_nobody, without_root
from tests import child
from tests.ports import free_port


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    port = free_port()
    server = child.start(
        postgres.server_command(folder, port, durable=False),
        postgres.STOP_SIGNAL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    ready = [postgres.BIN / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.call(ready):
        assert server.poll() is None
    try:
        yield port
    finally:
        server.send_signal(postgres.STOP_SIGNAL)
        server.wait(20)


async def lets_in(port: int, role: str, password: str | None, database: str = "postgres") -> bool:
    try:
        connection = await asyncpg.connect(
            host="127.0.0.1", port=port, user=role, password=password, database=database, ssl=False
        )
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return False
    await connection.close()
    return True


def create_open_cluster(folder: Path) -> None:
    """Create a cluster as earlier versions did."""
    folder.mkdir(mode=0o700)
    if must_become_nobody():
        pytest.skip("no user namespaces here")
    command = [postgres.BIN / "initdb", f"--pgdata={folder}", "--username=postgres", "--auth=trust"]
    subprocess.run(
        without_root([*command, "--encoding=UTF8", "--locale=C"]), check=True, capture_output=True
    )


async def assert_closed(folder: Path, password: str) -> None:
    with serving(folder) as port:
        await create_when_ready(postgres.Server(port, password))
        for role, database in (("postgres", "postgres"), ("users", "users")):
            assert await lets_in(port, role, password, database)
            for wrong in (None, "", "local", "postgres", password + "x"):
                assert not await lets_in(port, role, wrong, database)


async def test_a_new_store_lets_nobody_in_without_its_password(tmp_path: Path):
    folder = tmp_path / "postgres"
    password = postgres.choose_password(folder)
    postgres.init_cluster(folder, password)
    file = postgres.password_file(folder)
    assert file.stat().st_mode & 0o777 == 0o600
    assert postgres.choose_password(folder) == password
    assert len(password) >= 32
    await assert_closed(folder, password)


async def test_a_store_that_let_everybody_in_no_longer_does(tmp_path: Path):
    folder = tmp_path / "postgres"
    create_open_cluster(folder)
    with serving(folder) as port:
        await create_when_ready(postgres.Server(port, "local"))
        assert await lets_in(port, "postgres", None)
    password = postgres.choose_password(folder)
    postgres.init_cluster(folder, password)
    await assert_closed(folder, password)


async def test_a_store_whose_password_file_is_lost_gets_another(tmp_path: Path):
    folder = tmp_path / "postgres"
    old = postgres.choose_password(folder)
    postgres.init_cluster(folder, old)
    postgres.password_file(folder).unlink()
    new = postgres.choose_password(folder)
    postgres.init_cluster(folder, new)
    assert new != old
    with serving(folder) as port:
        assert await lets_in(port, "postgres", new)
        assert not await lets_in(port, "postgres", old)


async def test_a_start_that_was_interrupted_before_the_password_was_stored_is_made_up_for(
    tmp_path: Path,
):
    folder = tmp_path / "postgres"
    postgres.init_cluster(folder, "first")
    stored = postgres.password_file(folder)
    stored.replace(stored.with_suffix(".new"))
    password = postgres.choose_password(folder)
    postgres.init_cluster(folder, password)
    with serving(folder) as port:
        assert await lets_in(port, "postgres", password)


async def test_a_process_in_which_grpc_runs_starts_a_store_too(tmp_path: Path):
    server = grpc.aio.server()
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        await channel.channel_ready()
        folder = tmp_path / "postgres"
        password = postgres.choose_password(folder)
        postgres.init_cluster(folder, password)
        await assert_closed(folder, password)
    await server.stop(None)
