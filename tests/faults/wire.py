"""The wire between orders and its database: it can be slow, cut, or swallow all in silence.

A process of its own, `python -m tests.faults.wire PORT`, so that hundreds of buyers in the harness
do not slow it down. It obeys tests.faults.link.Link: a line of JSON comes in for each thing to do,
and one goes out when it is done.
"""

import asyncio
import json
import socket
import struct
import sys
from contextlib import suppress

HOST = "127.0.0.1"
_CHUNK = 65536
_RESET = struct.pack("ii", 1, 0)
"""Linger for 0 s: the other side hears a reset and not a farewell."""


class Wire:
    """Carries TCP connections to a port of this machine."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self.latency = 0.0
        """Seconds that each chunk is held back, either way."""
        self.is_silent = False
        """Whether all is swallowed. A connection that lost something so is dead for good, as one
        is that a firewall has forgotten; its ends are not told."""
        self._target = target
        self._server: asyncio.Server | None = None
        self._carried: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Take connections, on the same port as before."""
        self._server = await asyncio.start_server(self._carry, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Reset every connection, and refuse new ones until `open`."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._carried):
            _reset(writer)
        await asyncio.sleep(0)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self._target)
        except OSError:
            _reset(writer)
            return
        both = {writer, far_writer}
        self._carried |= both
        try:
            lost = asyncio.Event()
            await asyncio.gather(
                self._pump(reader, far_writer, lost), self._pump(far_reader, writer, lost)
            )
        finally:
            self._carried -= both
            for one in both:
                one.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                if self.latency:
                    await asyncio.sleep(self.latency)
                if self.is_silent:
                    lost.set()
                if not lost.is_set():
                    writer.write(chunk)
                    await writer.drain()
        if not lost.is_set():
            writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    ends: socket.socket = writer.get_extra_info("socket")
    with suppress(OSError):
        ends.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()


async def obey(wire: Wire) -> None:
    """Do as the lines on standard input say, until there are no more."""
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    while line := await orders.readline():
        match json.loads(line):
            case {"is_open": True}:
                await wire.open()
            case {"is_open": False}:
                await wire.cut()
            case {"latency": seconds}:
                wire.latency = seconds
            case {"is_silent": is_silent}:
                wire.is_silent = is_silent
        sys.stdout.write(json.dumps({"port": wire.port}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(obey(Wire(int(sys.argv[1]))))
