"""A TCP proxy between orders and its database, which can delay, cut, or drop everything in silence.

It is a process of its own, `python -m tests.faults.tcp_proxy PORT`, so that hundreds of buyers in
the harness do not slow it down. tests.faults.link.Link sends it commands: a line of JSON in for
each, and a line out when it is done.
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
"""Linger for 0 s: the other side gets a reset."""


class TcpProxy:
    """Forwards TCP connections to a port of this machine."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self.latency = 0.0
        """Seconds by which each chunk is delayed, either way."""
        self.is_silent = False
        """Whether everything is dropped. A connection that lost something stays dead, as if a
        firewall had forgotten it; its ends are not told."""
        self._target = target
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Accept connections, on the same port as before."""
        self._server = await asyncio.start_server(self._forward, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Reset every connection, and refuse new ones until `open`."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._writers):
            _reset(writer)
        await asyncio.sleep(0)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self._target)
        except OSError:
            _reset(writer)
            return
        both = {writer, far_writer}
        self._writers |= both
        try:
            lost = asyncio.Event()
            await asyncio.gather(
                self._pump(reader, far_writer, lost), self._pump(far_reader, writer, lost)
            )
        finally:
            self._writers -= both
            for end in both:
                end.transport.abort()

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


async def serve_commands(proxy: TcpProxy) -> None:
    """Run the commands on standard input until it ends."""
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin
    )
    while line := await commands.readline():
        match json.loads(line):
            case {"is_open": True}:
                await proxy.open()
            case {"is_open": False}:
                await proxy.cut()
            case {"latency": seconds}:
                proxy.latency = seconds
            case {"is_silent": is_silent}:
                proxy.is_silent = is_silent
        sys.stdout.write(json.dumps({"port": proxy.port}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve_commands(TcpProxy(int(sys.argv[1]))))
