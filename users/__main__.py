"""`python -m users` serves; with a command (`python -m users --help`) it does that instead."""

import sys
from dataclasses import dataclass

from chassis import logs, loop
from chassis.clock import Clock, system_clock
from chassis.config import load_or_exit
from chassis.database import Database
from chassis.identity import Signer, TokenVerifier
from chassis.server import Served, Server, run
from chassis.settings import ServerSettings
from tienda.users.v1 import (
    session_service_pb2,
    session_service_pb2_grpc,
    user_service_pb2,
    user_service_pb2_grpc,
)
from users import commands
from users.accounts import Accounts
from users.address_book import AddressBook
from users.keys import KeySettings, load_signer, own_keys
from users.passwords import Passwords, store_hasher
from users.service import KeyServicer, SessionServicer, UserServicer
from users.sessions import Sessions


@dataclass(frozen=True, kw_only=True)
class Settings(ServerSettings, KeySettings):
    """What users reads from the environment."""


def build(
    database: Database, passwords: Passwords, signer: Signer, clock: Clock = system_clock
) -> Server:
    """Put the service together, not yet listening."""
    users = user_service_pb2.DESCRIPTOR.services_by_name
    sessions = session_service_pb2.DESCRIPTOR.services_by_name
    served = [
        Served(
            users["UserService"],
            user_service_pb2_grpc.add_UserServiceServicer_to_server,
            UserServicer(Accounts(database, passwords, clock), AddressBook(database)),
        ),
        Served(
            sessions["SessionService"],
            session_service_pb2_grpc.add_SessionServiceServicer_to_server,
            SessionServicer(Sessions(database, passwords, signer, clock)),
        ),
        Served(
            sessions["KeyService"],
            session_service_pb2_grpc.add_KeyServiceServicer_to_server,
            KeyServicer(signer),
        ),
    ]
    return Server("users", served, TokenVerifier(own_keys(signer)).verify)


async def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    database = Database.connect(
        settings.database_url, name="users", pool_size=settings.database_pool_size
    )
    passwords = Passwords(store_hasher())
    server = build(database, passwords, load_signer(settings.signing_key_file))
    await run(server, settings.listen, ready=database.ping, notice=settings.drain_notice)
    passwords.close()
    await database.close()


def main() -> None:
    """Serve, or do the command that is given."""
    if len(sys.argv) > 1:
        sys.exit(commands.run(sys.argv[1:]))
    settings = load_or_exit(Settings)
    logs.configure("users", settings.log_level)
    loop.run(serve(settings))


if __name__ == "__main__":
    main()
