"""Health checks as ELB makes them: by HTTP, or by gRPC, of which only the status code counts."""

import asyncio
import ssl
from contextlib import suppress

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from tests.rehearsal.model import HealthCheck, TargetGroup

_AGENT = "ELB-HealthChecker/2.0"
_EMPTY_MESSAGE = bytes(5)
"""gRPC's frame of a message without any field."""


async def passes(group: TargetGroup, address: str) -> bool:
    """Whether a target passes one check of its group."""
    check = group.health_check
    ask = _grpc_status if group.protocol_version == "GRPC" else _http_status
    with suppress(OSError, ValueError, asyncio.IncompleteReadError, h2.exceptions.ProtocolError):
        async with asyncio.timeout(check.timeout):
            reader, writer = await asyncio.open_connection(
                address, check.port, ssl=_unchecked_tls() if check.protocol == "HTTPS" else None
            )
            try:
                status = await ask(check, address, reader, writer)
            finally:
                writer.close()
        return matches(check.matcher, status)
    return False


def matches(matcher: str, status: int) -> bool:
    """Whether a status is one of "200", "200,202" or "200-299"."""
    for part in matcher.split(","):
        first, _, last = part.partition("-")
        if int(first) <= status <= int(last or first):
            return True
    return False


async def _http_status(
    check: HealthCheck, address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> int:
    request = (
        f"GET {check.path} HTTP/1.1\r\nHost: {address}:{check.port}\r\n"
        f"User-Agent: {_AGENT}\r\nConnection: close\r\n\r\n"
    )
    writer.write(request.encode())
    line = await reader.readline()
    return int(line.split()[1]) if len(line.split()) > 1 else -1


async def _grpc_status(
    check: HealthCheck, address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> int:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
    connection.initiate_connection()
    headers = {
        ":method": "POST",
        ":path": check.path,
        ":scheme": "http",
        ":authority": f"{address}:{check.port}",
        "content-type": "application/grpc",
        "te": "trailers",
        "user-agent": _AGENT,
    }
    connection.send_headers(1, list(headers.items()))
    connection.send_data(1, _EMPTY_MESSAGE, end_stream=True)
    writer.write(connection.data_to_send())
    while data := await reader.read(1 << 14):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.ResponseReceived | h2.events.TrailersReceived):
                fields = {_text(name): _text(value) for name, value in event.headers or ()}
                if fields.get(":status", "200") != "200":
                    return -1
                if "grpc-status" in fields:
                    return int(fields["grpc-status"])
        writer.write(connection.data_to_send())
    return -1


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _unchecked_tls() -> ssl.SSLContext:
    # ELB does not look at the certificates of targets.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
