"""Waits until HTTP servers are ready."""

import asyncio
import json

POLL_INTERVAL, NEIGHBOUR_POLL_INTERVAL = 0.05, 0.2
"""Seconds between two requests, and between two that make the bff call its neighbours: many
failures in quick succession would open its circuit breakers."""


async def wait_for_http(address: str, path: str) -> None:
    """Return once GET `path` at "host:port" responds with 200, however long that takes."""
    while True:
        try:
            async with asyncio.timeout(2.0):
                status, _ = await _get(address, path)
                if status == "200":
                    return
        except (OSError, TimeoutError):
            pass
        await asyncio.sleep(POLL_INTERVAL)


async def wait_for_neighbours(address: str) -> None:
    """Return once the bff at "host:port" reaches all its neighbours.

    That may take a second longer than they need: after a failed attempt, gRPC waits that long
    before it reconnects.
    """
    while True:
        try:
            async with asyncio.timeout(5.0):
                status, body = await _get(address, "/readyz")
                if status == "200" and set(json.loads(body)["neighbours"].values()) == {"serving"}:
                    return
        except (OSError, TimeoutError):
            pass
        await asyncio.sleep(NEIGHBOUR_POLL_INTERVAL)


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
