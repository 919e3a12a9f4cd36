"""Puts users on a real socket with a real database, for the tests of its component."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import grpc.aio
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.channel import connect
from chassis.database import Database
from chassis.identity import Signer
from chassis.neighbours import USERS_SERVICES
from chassis.wire import from_rpc_error
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import session_service_pb2_grpc as session_grpc
from tienda.users.v1 import user_service_pb2 as user_pb
from tienda.users.v1 import user_service_pb2_grpc as user_grpc
from users.__main__ import build
from users.passwords import Passwords

PASSWORD = "correct horse battery"

_numbers = count(1)


class CountingHasher(PasswordHasher):
    """Hashes fast and counts, so that a test can tell what work an answer took."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.worked = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.worked += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 (argon2's own signature)
        self.worked += 1
        return super().verify(hash, password)


@dataclass
class MovingClock:
    """The time of day, or `later`."""

    later: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.later


@dataclass
class Users:
    """The service under test and what it was built from."""

    database: Database
    hasher: CountingHasher
    signer: Signer
    clock: MovingClock
    channel: grpc.aio.Channel

    def __post_init__(self) -> None:
        self.accounts = user_grpc.UserServiceStub(self.channel)
        self.sessions = session_grpc.SessionServiceStub(self.channel)

    async def register(self, email: str = "", **given: str) -> user_pb.User:
        email = email or f"ana{next(_numbers)}@example.com"
        request = user_pb.CreateUserRequest(email=email, password=PASSWORD, name="Ana")
        request.MergeFrom(user_pb.CreateUserRequest(**given))
        return (await ask(self.accounts.CreateUser, request)).user

    async def log_in(self, email: str, password: str = PASSWORD) -> session_pb.TokenPair:
        request = session_pb.CreateSessionRequest(email=email, password=password)
        return (await ask(self.sessions.CreateSession, request)).tokens

    async def new_customer(self) -> session_pb.TokenPair:
        return await self.log_in((await self.register()).email)

    async def refresh(self, token: str) -> session_pb.TokenPair:
        request = session_pb.RefreshSessionRequest(refresh_token=token)
        return (await ask(self.sessions.RefreshSession, request)).tokens


async def ask(method: Any, request: Any, token: str = "") -> Any:
    metadata = (("authorization", f"Bearer {token}"),) if token else ()
    try:
        return await method(request, timeout=10, metadata=metadata)
    except grpc.aio.AioRpcError as error:
        raise from_rpc_error(error) from None


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[Users]:
    """The service over the migrated database at `url`."""
    database = Database.connect(url, name="test")
    hasher, signer = CountingHasher(), Signer(Ed25519PrivateKey.generate())
    passwords, clock = Passwords(hasher), MovingClock()
    server = build(database, passwords, signer, clock)
    port = await server.start("127.0.0.1:0")
    async with connect(f"127.0.0.1:{port}", USERS_SERVICES) as channel:
        yield Users(database, hasher, signer, clock, channel)
    await server.drain()
    passwords.close()
    await database.close()
