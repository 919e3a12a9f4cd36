"""Puts users on a real socket with a real database, for the tests of its component."""

import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import grpc.aio
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.auth.access_tokens import Signer
from chassis.auth.users_client import USERS_SERVICES
from chassis.aws import AwsUnavailable
from chassis.db.database import Database
from chassis.grpc_status import from_rpc_error
from chassis.outbox.outbox import Outbox
from chassis.outbox.relay import Relay
from chassis.rpc.grpc_client import connect
from tienda.users.v1 import closed_account_service_pb2_grpc as closed_grpc
from tienda.users.v1 import credential_service_pb2 as credential_pb
from tienda.users.v1 import credential_service_pb2_grpc as credential_grpc
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import session_service_pb2_grpc as session_grpc
from tienda.users.v1 import user_service_pb2 as user_pb
from tienda.users.v1 import user_service_pb2_grpc as user_grpc
from users.__main__ import build
from users.notifications.dispatcher import NotificationDispatcher
from users.passwords.hasher import Passwords
from users.tables import outbox

PASSWORD = "correct horse battery"

_numbers = count(1)


class CountingHasher(PasswordHasher):
    """Hashes fast and counts, so that a test can tell what work an answer took."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.worked = 0
        self.seconds = 0.0
        """What each hash and check takes besides."""

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.worked += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 (argon2's own signature)
        self.worked += 1
        time.sleep(self.seconds)
        return super().verify(hash, password)


@dataclass
class MovingClock:
    """The time of day, or `later`; or a moment at which it stands."""

    later: timedelta = timedelta()
    stands_at: datetime | None = None

    def __call__(self) -> datetime:
        return (self.stands_at or datetime.now(UTC)) + self.later


@dataclass(frozen=True)
class Sent:
    """One e-mail."""

    event_id: UUID
    to: str
    subject: str
    text: str

    @property
    def token(self) -> str:
        """What its link brings."""
        found = re.search(r"#token=([0-9A-Za-z_-]+)", self.text)
        assert found, self.text
        return found[1]


@dataclass
class Mailbox:
    """A way to send e-mail, to where a test can look; or one that is down."""

    sent: list[Sent] = field(default_factory=list)
    down: bool = False

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        if self.down:
            raise AwsUnavailable("SES is down")
        self.sent.append(Sent(event_id, to, subject, text))


@dataclass
class Users:
    """The service under test and what it was built from."""

    database: Database
    hasher: CountingHasher
    signer: Signer
    clock: MovingClock
    channel: grpc.aio.Channel
    mailbox: Mailbox = field(default_factory=Mailbox)

    def __post_init__(self) -> None:
        self.accounts = user_grpc.UserServiceStub(self.channel)
        self.sessions = session_grpc.SessionServiceStub(self.channel)
        self.keys = session_grpc.KeyServiceStub(self.channel)
        self.credentials = credential_grpc.CredentialServiceStub(self.channel)
        self.closed_accounts = closed_grpc.ClosedAccountServiceStub(self.channel)
        dispatcher = NotificationDispatcher(
            self.database, self.mailbox, "https://shop.example", self.clock
        )
        box = Outbox(self.database, outbox, self.clock)
        self.relay = Relay(box, dispatcher.deliver, self.clock)

    async def register(self, email: str = "", **given: Any) -> user_pb.User:
        email = email or f"ana{next(_numbers)}@example.com"
        request = user_pb.CreateUserRequest(email=email, password=PASSWORD, name="Ana")
        request.MergeFrom(user_pb.CreateUserRequest(**given))
        return (await ask(self.accounts.CreateUser, request)).user

    async def log_in(self, email: str, password: str = PASSWORD) -> session_pb.TokenPair:
        request = session_pb.CreateSessionRequest(email=email, password=password)
        return (await ask(self.sessions.CreateSession, request)).tokens

    async def new_customer(self) -> session_pb.TokenPair:
        return await self.log_in((await self.register()).email)

    async def mails_to(self, email: str) -> list[Sent]:
        """Deliver what is due, and answer all that was sent to an address."""
        await self.relay.deliver_due()
        return [one for one in self.mailbox.sent if one.to == email]

    async def request_reset(self, email: str) -> None:
        request = credential_pb.RequestPasswordResetRequest(email=email)
        await ask(self.credentials.RequestPasswordReset, request)

    async def reset(self, token: str, password: str) -> None:
        request = credential_pb.ResetPasswordRequest(token=token, new_password=password)
        await ask(self.credentials.ResetPassword, request)

    async def refresh(self, token: str) -> session_pb.TokenPair:
        request = session_pb.RefreshSessionRequest(refresh_token=token)
        return (await ask(self.sessions.RefreshSession, request)).tokens


async def ask(method: Any, request: Any, token: str = "", *, address: str = "") -> Any:
    given = {"authorization": f"Bearer {token}" if token else "", "x-client-address": address}
    metadata = tuple((key, value) for key, value in given.items() if value)
    try:
        return await method(request, timeout=10, metadata=metadata)
    except grpc.aio.AioRpcError as error:
        raise from_rpc_error(error) from None


@asynccontextmanager
async def serving(url: str, signers: Sequence[Signer] = ()) -> AsyncIterator[Users]:
    """The service over the migrated database at `url`."""
    database = Database.connect(url, name="test")
    hasher = CountingHasher()
    signers = signers or [Signer(Ed25519PrivateKey.generate())]
    passwords, clock = Passwords(hasher), MovingClock()
    server = build(database, passwords, signers, clock)
    port = await server.start("127.0.0.1:0")
    async with connect(f"127.0.0.1:{port}", USERS_SERVICES) as channel:
        yield Users(database, hasher, signers[0], clock, channel)
    await server.drain()
    passwords.close()
    await database.close()
