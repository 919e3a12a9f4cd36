"""Ports of machines forwarded to the world, as Session Manager does: from the machine itself."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.rds import carry
from tests.rehearsal.box.node import Node


@asynccontextmanager
async def forwarding(node: Node, port: int) -> AsyncIterator[int]:
    """Forward a port of a machine's loopback; yield the port here."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            inside = await asyncio.to_thread(_connected, node, port)
            inner_reader, inner_writer = await asyncio.open_connection(sock=inside)
            await asyncio.gather(carry(reader, inner_writer), carry(inner_reader, writer))
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


def _connected(node: Node, port: int) -> socket.socket:
    found: list[socket.socket] = []

    def connect() -> None:
        found.append(socket.create_connection(("127.0.0.1", port), timeout=10))

    node.run_in(connect)
    found[0].setblocking(False)  # noqa: FBT003 (the socket module's own)
    return found[0]
