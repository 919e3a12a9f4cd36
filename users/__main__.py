"""`python -m users` serves; with a command (`python -m users --help`) it does that instead."""

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
from users.accounts.commands import Accounts
from users.addresses.address_book import AddressBook
from users.credentials.commands import Credentials
from users.notifications.outbox_worker import mailing
from users.passwords.hasher import Passwords, store_hasher
from users.rate_limits.rate_limiter import Limits
from users.service import (
    ClosedAccountServicer,
    CredentialServicer,
    KeyServicer,
    SessionServicer,
    UserServicer,
)
from users.sessions.commands import Sessions
from users.sessions.signing_keys import KeySettings, OwnKeyring, load_signers


def is_origin(text: str) -> bool:
    """Whether it reads "https://host" or "http://host:port"."""
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and text == f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, kw_only=True)
class Settings(ServerSettings, KeySettings):
    """What users reads from the environment; where it mails, boto3 reads AWS_* by itself."""

    mail_sender: str | None = setting(
        default=None, help="the verified sender of mails; without it this process mails nothing"
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
) -> Server:
    """Put the service together, not yet listening; the first of `signers` signs."""
    users = user_service_pb2.DESCRIPTOR.services_by_name
    sessions = session_service_pb2.DESCRIPTOR.services_by_name
    credentials = credential_service_pb2.DESCRIPTOR.services_by_name
    closed_accounts = closed_account_service_pb2.DESCRIPTOR.services_by_name
    limits = Limits(database, clock)
    accounts = Accounts(database, passwords, limits, clock)
    log_ins = Sessions(database, passwords, signers[0], limits, clock)
    keyring = OwnKeyring(signers, log_ins.ended_since)
    served = [
        ServicerRegistration(
            users["UserService"],
            user_service_pb2_grpc.add_UserServiceServicer_to_server,
            UserServicer(accounts, AddressBook(database)),
        ),
        ServicerRegistration(
            sessions["SessionService"],
            session_service_pb2_grpc.add_SessionServiceServicer_to_server,
            SessionServicer(log_ins),
        ),
        ServicerRegistration(
            credentials["CredentialService"],
            credential_service_pb2_grpc.add_CredentialServiceServicer_to_server,
            CredentialServicer(Credentials(database, passwords, limits, clock)),
        ),
        ServicerRegistration(
            sessions["KeyService"],
            session_service_pb2_grpc.add_KeyServiceServicer_to_server,
            KeyServicer(keyring),
        ),
        ServicerRegistration(
            closed_accounts["ClosedAccountService"],
            closed_account_service_pb2_grpc.add_ClosedAccountServiceServicer_to_server,
            ClosedAccountServicer(accounts),
        ),
    ]
    # Here the list of ended sessions is at hand: a log-out is heard of at once.
    verify = TokenVerifier(keyring, revocations_ttl=0).verify
    return Server("users", served, verify, most_at_once=most_at_once)


def _mailing(database: Database, settings: Settings) -> AbstractAsyncContextManager[None]:
    if settings.mail_sender is None:
        return nullcontext()
    return mailing(database, settings.mail_sender, settings.shop_origin)


async def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    telemetry.start("users")
    database = Database.connect(
        settings.database_url, name="users", pool_size=settings.database_pool_size
    )
    passwords = Passwords(store_hasher())
    signers = load_signers(settings)
    server = build(database, passwords, signers, most_at_once=settings.most_at_once)
    async with _mailing(database, settings):
        await run(server, settings.listen, ready=database.ping, notice=settings.drain_notice)
    passwords.close()
    await database.close()


def main() -> None:
    """Serve, or do the command that is given."""
    if len(sys.argv) > 1:
        sys.exit(cli.run(sys.argv[1:]))
    settings = load_or_exit(Settings)
    logs.configure("users", settings.log_level)
    loop.run(serve(settings))


if __name__ == "__main__":
    main()
