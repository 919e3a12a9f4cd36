"""`python -m users` serves; `python -m users COMMAND` runs an operator's command (--help)."""

import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from urllib.parse import urlsplit

from chassis import logs, loop, telemetry
from chassis.auth.access_tokens import Signer, TokenVerifier
from chassis.clock import Clock, system_clock
from chassis.config import load_or_exit, setting
from chassis.db.database import Database
from chassis.rpc.concurrency_limit import MAX_CONCURRENT
from chassis.rpc.connection_age import MAX_CONNECTION_AGE
from chassis.rpc.grpc_server import Server, ServicerRegistration, run
from chassis.settings import ServerSettings
from tienda.users.v1 import (
    closed_account_service_pb2,
    closed_account_service_pb2_grpc,
    credential_service_pb2,
    credential_service_pb2_grpc,
    session_service_pb2,
    session_service_pb2_grpc,
    user_service_pb2,
    user_service_pb2_grpc,
)
from users import cli
from users.accounts.commands import AccountCommands
from users.accounts.queries import AccountQueries
from users.addresses.address_book import AddressBook
from users.credentials.commands import CredentialCommands
from users.notifications.outbox_worker import delivering_outbox
from users.passwords.hasher import Passwords, store_hasher
from users.rate_limits.rate_limiter import RateLimiter
from users.service import (
    ClosedAccountServicer,
    CredentialServicer,
    KeyServicer,
    SessionServicer,
    UserServicer,
)
from users.sessions.commands import SessionCommands
from users.sessions.queries import SessionQueries
from users.sessions.signing_keys import KeySettings, LocalKeyring, load_signers


def is_origin(text: str) -> bool:
    """Whether the text is an origin: "https://host" or "http://host:port"."""
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and text == f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, kw_only=True)
class Settings(ServerSettings, KeySettings):
    """The settings of users, read from the environment; boto3 reads AWS_* by itself."""

    mail_sender: str | None = setting(
        default=None, help="the verified sender of e-mail; without it no e-mail is sent"
    )
    shop_origin: str = setting(
        default="http://127.0.0.1:8080",
        help="where the shop's pages are, for links in mails: https://shop.example",
        check=is_origin,
    )


def build(
    database: Database,
    passwords: Passwords,
    signers: Sequence[Signer],
    clock: Clock = system_clock,
    most_at_once: int = MAX_CONCURRENT,
    max_connection_age: float = MAX_CONNECTION_AGE,
) -> Server:
    """Return the service with its use cases wired, not yet listening; the first signer signs."""
    users = user_service_pb2.DESCRIPTOR.services_by_name
    sessions = session_service_pb2.DESCRIPTOR.services_by_name
    credentials = credential_service_pb2.DESCRIPTOR.services_by_name
    closed_accounts = closed_account_service_pb2.DESCRIPTOR.services_by_name
    rate_limiter = RateLimiter(database, clock)
    account_queries = AccountQueries(database)
    session_queries = SessionQueries(database, clock)
    keyring = LocalKeyring(signers, session_queries.list_ended)
    user_servicer = UserServicer(
        accounts=AccountCommands(database, passwords, rate_limiter, clock),
        account_queries=account_queries,
        addresses=AddressBook(database),
    )
    session_servicer = SessionServicer(
        sessions=SessionCommands(database, passwords, signers[0], rate_limiter, clock),
        session_queries=session_queries,
    )
    credential_servicer = CredentialServicer(
        credentials=CredentialCommands(database, passwords, rate_limiter, clock)
    )
    served = [
        ServicerRegistration(
            users["UserService"],
            user_service_pb2_grpc.add_UserServiceServicer_to_server,
            user_servicer,
        ),
        ServicerRegistration(
            sessions["SessionService"],
            session_service_pb2_grpc.add_SessionServiceServicer_to_server,
            session_servicer,
        ),
        ServicerRegistration(
            credentials["CredentialService"],
            credential_service_pb2_grpc.add_CredentialServiceServicer_to_server,
            credential_servicer,
        ),
        ServicerRegistration(
            sessions["KeyService"],
            session_service_pb2_grpc.add_KeyServiceServicer_to_server,
            KeyServicer(keyring=keyring),
        ),
        ServicerRegistration(
            closed_accounts["ClosedAccountService"],
            closed_account_service_pb2_grpc.add_ClosedAccountServiceServicer_to_server,
            ClosedAccountServicer(account_queries=account_queries),
        ),
    ]
    # The list of ended sessions is read from the database: a log-out has effect at once.
    verify = TokenVerifier(keyring, audience="users", revocations_ttl=0).verify
    return Server(
        "users", served, verify, most_at_once=most_at_once, max_connection_age=max_connection_age
    )


def _outbox_worker(database: Database, settings: Settings) -> AbstractAsyncContextManager[None]:
    if settings.mail_sender is None:
        return nullcontext()
    return delivering_outbox(database, settings.mail_sender, settings.shop_origin)


async def serve(settings: Settings) -> None:
    """Serve until the process is told to stop."""
    telemetry.start("users")
    database = Database.connect(
        settings.database_url, name="users", pool_size=settings.database_pool_size
    )
    passwords = Passwords(store_hasher())
    signers = load_signers(settings)
    server = build(
        database,
        passwords,
        signers,
        most_at_once=settings.most_at_once,
        max_connection_age=settings.max_connection_age,
    )
    async with _outbox_worker(database, settings):
        await run(server, settings.listen, ready=database.ping, notice=settings.drain_notice)
    passwords.close()
    await database.close()


def main() -> None:
    """Serve, or run the command that is given."""
    if len(sys.argv) > 1:
        sys.exit(cli.run(sys.argv[1:]))
    settings = load_or_exit(Settings)
    logs.configure("users", settings.log_level)
    loop.run(serve(settings))


if __name__ == "__main__":
    main()
