"""Waits for parts that speak HTTP to answer."""

import asyncio

PAUSE = 0.05
"""Seconds between two questions."""


async def answers_http(address: str, path: str) -> None:
    """Return once GET `path` at "host:port" is answered with 200, however long that takes."""
    while True:
        try:
            async with asyncio.timeout(2.0):
                if await _status(address, path) == "200":
                    return
        except (OSError, TimeoutError):
            pass
        await asyncio.sleep(PAUSE)


async def _status(address: str, path: str) -> str:
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        request = f"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        first = await reader.readline()
        # "HTTP/1.1 200 OK"
        return first.decode(errors="replace").partition(" ")[2][:3]
    finally:
        writer.close()
