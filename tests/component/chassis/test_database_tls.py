"""Who the database is, by its certificate: a real PostgreSQL, behind TLS as RDS has it."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from chassis.db.database import Database
from chassis.errors import Unavailable
from tests.certificates import Authority
from tests.conftest import MakeDatabase
from tests.rds import SSL_REQUEST, Front

Connect = Callable[[Authority, str], Awaitable[Database]]


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
async def front(
    authority: Authority, postgres_port: int, tmp_path: Path
) -> AsyncIterator[tuple[Front, int]]:
    front = Front(*authority.issue("127.0.0.1", tmp_path), postgres_port)
    server = await front.open()
    yield front, server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture(scope="module")
async def place(make_database: MakeDatabase) -> sa.URL:
    return sa.make_url(await make_database("users"))


@pytest.fixture
async def connect(
    front: tuple[Front, int], place: sa.URL, tmp_path: Path
) -> AsyncIterator[Connect]:
    opened: list[Database] = []

    async def connected(trusted: Authority, host: str) -> Database:
        file = tmp_path / "trusted.pem"
        file.write_bytes(trusted.pem)
        url = place.set(host=host, port=front[1]).update_query_dict({"sslrootcert": str(file)})
        text = url.render_as_string(hide_password=False)
        opened.append(Database.connect(text, name="tls", pool_size=1))
        return opened[-1]

    yield connected
    for one in opened:
        await one.close()


async def test_a_database_whose_authority_is_trusted_is_let_speak(
    connect: Connect, authority: Authority, front: tuple[Front, int]
) -> None:
    await (await connect(authority, "127.0.0.1")).ping()
    assert front[0].came_in == 1


async def test_one_of_another_authority_of_the_same_name_hears_nothing(
    connect: Connect, front: tuple[Front, int]
) -> None:
    with pytest.raises(Unavailable) as refused:
        await (await connect(Authority(), "127.0.0.1")).ping()
    assert "CERTIFICATE_VERIFY_FAILED" in str(refused.value.__cause__)
    assert front[0].came_in == 0


async def test_one_that_answers_for_another_name_hears_nothing(
    connect: Connect, authority: Authority, front: tuple[Front, int]
) -> None:
    with pytest.raises(Unavailable) as refused:
        await (await connect(authority, "localhost")).ping()
    assert "Hostname mismatch" in str(refused.value.__cause__)
    assert front[0].came_in == 0


async def test_one_without_tls_hears_nothing(authority: Authority, tmp_path: Path) -> None:
    heard: list[bytes] = []
    done = asyncio.Event()

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readexactly(8))
        writer.write(b"N")  # PostgreSQL's own word for "I have none"
        with suppress(TimeoutError):
            heard.append(await asyncio.wait_for(reader.read(100), 0.2))
        writer.close()
        done.set()

    file = tmp_path / "trusted.pem"
    file.write_bytes(authority.pem)
    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        url = f"postgresql://users:secret@127.0.0.1:{port}/users?sslrootcert={file}"
        shop = Database.connect(url, name="tls", pool_size=1)
        with pytest.raises(Unavailable):
            await shop.ping()
        await done.wait()
        await shop.close()
    assert b"".join(heard) == struct.pack("!II", 8, SSL_REQUEST)
