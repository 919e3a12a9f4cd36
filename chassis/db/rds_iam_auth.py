"""Logging into RDS by IAM: instead of a password, a token that this machine's role signs.

It is good for 15 minutes and for a new connection alone; one that is open stays so.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

LASTS = 900
"""Seconds."""

Password = Callable[[], Awaitable[str]]


class Session(Protocol):
    """What botocore's session is asked for."""

    def get_credentials(self) -> Any:
        """Return who we are, or None."""

    def get_config_variable(self, name: str) -> Any:
        """Return a setting, "region" among them."""


class NoLogin(OSError):
    """No token can be made: the machine has no role, or its region is not known."""


def login(host: str, port: int, user: str, session: Session | None = None) -> Password:
    """Return what asyncpg asks for the password of each new connection.

    It raises NoLogin, which counts as the database being out of reach.
    """
    from botocore.session import get_session  # noqa: PLC0415 (memory that only AWS needs)

    known = session or get_session()

    async def password() -> str:
        # In a thread: credentials that have run out are renewed over the network.
        return await asyncio.to_thread(token, known, host, port, user)

    return password


def token(session: Session, host: str, port: int, user: str) -> str:
    """Sign a token. Raise NoLogin."""
    from botocore.auth import SigV4QueryAuth  # noqa: PLC0415 (as above)
    from botocore.awsrequest import AWSRequest  # noqa: PLC0415 (as above)
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415 (as above)

    region = session.get_config_variable("region")
    try:
        credentials = session.get_credentials()
        if credentials is None or not region:
            raise NoLogin("no role to log into the database with, or no region")
        # RDS takes a signed request of this form for a password; the request is never sent.
        query = {"Action": "connect", "DBUser": user}
        request = AWSRequest("GET", f"https://{host}:{port}/", params=query)
        SigV4QueryAuth(credentials, "rds-db", region, expires=LASTS).add_auth(request)
    except BotoCoreError as error:
        raise NoLogin(f"{type(error).__name__}: {error}") from error
    return str(request.url).removeprefix("https://")
