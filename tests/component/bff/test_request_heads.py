"""The limits of a request's head: its size, and the time it may take to arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bff.http import server
from tests.component.bff.harness import serving

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
async def shop():
    async with serving() as opened:
        yield opened


@asynccontextmanager
async def dial(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Connect to the shop at `url`, with nothing sent yet."""
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    yield reader, writer
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def is_cut(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(), 5) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("before", [b"", REQUEST])
async def test_headers_without_end_are_read_no_further_than_there_is_room_for(shop, before):
    async with dial(shop.url) as (reader, writer):
        if before:
            writer.write(before)
            await reader.readuntil(b"}")
        with suppress(ConnectionError):
            writer.write(REQUEST[:-2])
            for number in range(100):
                writer.write(b"X-%d: %s\r\n" % (number, b"a" * 30_000))
                await writer.drain()
        assert await is_cut(reader)


@pytest.mark.parametrize("begun", [b"", REQUEST[:30]])
async def test_who_does_not_come_to_the_end_of_a_request_is_not_waited_for(
    shop, begun, monkeypatch
):
    monkeypatch.setattr(server, "HEAD_TIMEOUT", 0.3)
    async with dial(shop.url) as (reader, writer):
        writer.write(begun)
        assert await is_cut(reader)


async def test_who_has_asked_may_take_their_time_for_the_next_request(shop, monkeypatch):
    monkeypatch.setattr(server, "HEAD_TIMEOUT", 0.3)
    async with dial(shop.url) as (reader, writer):
        for _ in range(2):
            writer.write(REQUEST)
            await reader.readuntil(b"}")
            await asyncio.sleep(0.6)
