"""The resolver of the VPC and of the world: names that the box was told, and none else."""

import asyncio
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Address
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from tests.rehearsal.box import addresses

_TTL = 5
"""Seconds, as RDS gives its names."""
_MAX_ALIASES = 8


class Names:
    """DNS names with their addresses."""

    def __init__(self) -> None:
        self._targets: dict[str, tuple[str, ...]] = {}

    def put(self, name: str, targets: Sequence[str]) -> None:
        self._targets[_normal(name)] = tuple(targets)

    def remove(self, name: str) -> None:
        self._targets.pop(_normal(name), None)

    def addresses(self, name: str, depth: int = 0) -> list[str]:
        """Return the addresses of a name, by way of others if need be; none if it is unknown."""
        found: list[str] = []
        for target in self._targets.get(_normal(name), ()):
            if _is_address(target):
                found.append(target)
            elif depth < _MAX_ALIASES:
                found += self.addresses(target, depth + 1)
        return found

    def answer(self, wire: bytes) -> bytes:
        """Return the answer to a query; NXDOMAIN for a name without any address."""
        query = dns.message.from_wire(wire)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        question = query.question[0]
        found = self.addresses(question.name.to_text())
        if not found:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif question.rdtype == dns.rdatatype.A:
            response.answer.append(dns.rrset.from_text_list(question.name, _TTL, "IN", "A", found))
        return response.to_wire()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Answer at the resolver's address."""
        loop = asyncio.get_running_loop()
        place = (str(addresses.RESOLVER), 53)
        transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), place)
        try:
            async with await asyncio.start_server(self._serve_stream, *place):
                yield
        finally:
            transport.close()

    async def _serve_stream(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            (size,) = struct.unpack("!H", await reader.readexactly(2))
            answer = self.answer(await reader.readexactly(size))
            writer.write(struct.pack("!H", len(answer)) + answer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, names: Names) -> None:
        self._names = names

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self._transport.sendto(self._names.answer(data), address)


def _normal(name: str) -> str:
    return name.rstrip(".").lower()


def _is_address(target: str) -> bool:
    try:
        IPv4Address(target)
    except ValueError:
        return False
    return True
