"""An HTTP connection that takes little processor time: the client shares the store's machine."""

import asyncio
from dataclasses import dataclass

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Response:
    """A response, with its head as bytes."""

    status: int
    head: bytes
    body: bytes


class Connection(asyncio.Protocol):
    """A keep-alive HTTP/1.1 connection, one request at a time; responses need a Content-Length."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._received = bytearray()
        self._waiting: asyncio.Future[Response] | None = None

    @classmethod
    async def open(cls, host: str, port: int) -> "Connection":
        """Connect. Raise OSError."""
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(cls, host, port)
        return connection

    def send(self, request: bytes) -> asyncio.Future[Response]:
        """Send the bytes of a request; return its response. It may raise ConnectionError."""
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; called by asyncio."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Resolve the request once its response is complete; called by asyncio."""
        self._received += data
        end = self._received.find(_END)
        if end < 0 or self._waiting is None or self._waiting.done():
            return
        head = bytes(self._received[:end])
        begin = end + len(_END)
        whole = begin + _length(head)
        if len(self._received) < whole:
            return
        response = Response(int(head[9:12]), head, bytes(self._received[begin:whole]))
        self._received.clear()
        self._waiting.set_result(response)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the request that waits; called by asyncio."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionResetError(str(exc or "closed")))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return int(line[len(_LENGTH) :])
    return 0
