"""Waits for parts that speak HTTP to answer."""

import asyncio
import json

PAUSE, PAUSE_BETWEEN_CALLS = 0.05, 0.2
"""Seconds between two questions, and between two that make the bff call its neighbours: those that
fail many times in a row it would call no more."""


async def answers_http(address: str, path: str) -> None:
    """Return once GET `path` at "host:port" is answered with 200, however long that takes."""
    while True:
        try:
            async with asyncio.timeout(2.0):
                status, _ = await _get(address, path)
                if status == "200":
                    return
        except (OSError, TimeoutError):
            pass
        await asyncio.sleep(PAUSE)


async def reaches_neighbours(address: str) -> None:
    """Return once the bff at "host:port" reaches all its neighbours.

    They are there before it finds them so, if it looked too early: it waits up to a second then
    before it looks again.
    """
    while True:
        try:
            async with asyncio.timeout(5.0):
                status, body = await _get(address, "/readyz")
                if status == "200" and set(json.loads(body)["neighbours"].values()) == {"serving"}:
                    return
        except (OSError, TimeoutError):
            pass
        await asyncio.sleep(PAUSE_BETWEEN_CALLS)


async def _get(address: str, path: str) -> tuple[str, bytes]:
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        request = f"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        # "HTTP/1.1 200 OK"
        return head.decode(errors="replace").partition(" ")[2][:3], body
    finally:
        writer.close()
