"""RDS as its clients see it: TLS alone, and passwords or tokens, before a real PostgreSQL.

For a machine whose PostgreSQL has no TLS. The standard library alone: an instance without a network
runs it too, by itself.
"""

import asyncio
import ssl
import struct
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SSL_REQUEST = 80877103
CLEAR_TEXT = 3

Allow = Callable[[str, str], bool]
"""Whether a user may come in with a password."""

ROLES = """\
CREATE ROLE rds_iam;
CREATE ROLE rds_superuser;
-- It may grant the role to others, and is no member of it itself.
GRANT rds_iam TO rds_superuser WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
-- The master user is no superuser of PostgreSQL.
CREATE ROLE keeper LOGIN CREATEROLE CREATEDB;
GRANT rds_superuser TO keeper;
"""
"""The roles of a new server, with a master user named keeper."""


@dataclass(frozen=True)
class Logins:
    """Whom RDS lets in: with a token alone whoever inherits `rds_iam`, else with a password.

    `pg_hba.conf` cannot say so: its `+rds_iam` counts members that do not inherit, and so the
    creator of every role.
    """

    psql: Path
    port: int
    """Of a PostgreSQL that trusts this machine."""
    passwords: Mapping[str, str]
    is_token: Allow
    how: str = "USAGE"
    """How a role must be a member, as pg_has_role has it."""

    def __call__(self, user: str, password: str) -> bool:
        if self._needs_token(user):
            return self.is_token(user, password)
        return self.passwords.get(user) == password

    def _needs_token(self, user: str) -> bool:
        question = f"SELECT pg_has_role('{user}', 'rds_iam', '{self.how}')"
        place = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", "postgres")
        answer = subprocess.run(
            (self.psql, "-XAtc", question, *place), capture_output=True, text=True, check=False
        )
        return answer.stdout.strip() != "f"  # a user that does not exist has no password either


class Front:
    """Takes connections for the PostgreSQL on a port of this machine, as long as it is open."""

    def __init__(
        self, certificate: Path, key: Path, postgres: int, allow: Allow | None = None
    ) -> None:
        """`allow` reads the password in place of PostgreSQL, which then must trust this machine."""
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._tls.load_cert_chain(certificate, key)
        self._postgres = postgres
        self._allow = allow
        self.came_in = 0
        """How many connections have come as far as PostgreSQL."""

    async def open(self, port: int = 0, address: str = "127.0.0.1") -> asyncio.Server:
        return await asyncio.start_server(self._serve, address, port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._let_in(reader, writer)
        with suppress(OSError):
            writer.close()

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(8)
        if struct.unpack("!II", first) != (8, SSL_REQUEST):
            writer.write(refusal("no pg_hba.conf entry for host, no encryption"))
            return
        writer.write(b"S")
        await writer.drain()
        await writer.start_tls(self._tls)
        size = await reader.readexactly(4)
        started = await reader.readexactly(struct.unpack("!I", size)[0] - 4)
        if self._allow and not await self._is_allowed(started, self._allow, reader, writer):
            writer.write(refusal("PAM authentication failed"))
            return
        self.came_in += 1
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._postgres)
        inner_writer.write(size + started)
        await asyncio.gather(carry(reader, inner_writer), carry(inner_reader, writer))

    async def _is_allowed(
        self,
        started: bytes,
        allow: Allow,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        words = started[4:].split(b"\0")
        told = dict(zip(words[::2], words[1::2], strict=False))
        writer.write(b"R" + struct.pack("!II", 8, CLEAR_TEXT))
        _, size = struct.unpack("!cI", await reader.readexactly(5))
        password = (await reader.readexactly(size - 4)).rstrip(b"\0")
        # It asks PostgreSQL, and whoever knows about tokens.
        return await asyncio.to_thread(allow, told[b"user"].decode(), password.decode())


def refusal(why: str) -> bytes:
    """Return PostgreSQL's message that ends a connection before it begins."""
    fields = b"SFATAL\0VFATAL\0C28000\0M" + why.encode() + b"\0\0"
    return b"E" + struct.pack("!I", len(fields) + 4) + fields


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(1 << 16):
            writer.write(part)
            await writer.drain()
    with suppress(OSError):
        writer.close()
