"""IAM authentication for RDS: this machine's role signs a token, which serves as the password.

A token is valid for 15 minutes, and only for opening connections; open ones stay open.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

TOKEN_LIFETIME = 900
"""Seconds."""

Password = Callable[[], Awaitable[str]]


class Session(Protocol):
    """The part of botocore's session that is needed."""

    def get_credentials(self) -> Any:
        """Return the credentials of this machine's role, or None."""

    def get_config_variable(self, name: str) -> Any:
        """Return a setting, such as "region"."""


class IamAuthError(OSError):
    """No token can be signed: the machine has no role, or its region is unknown."""


def password_provider(host: str, port: int, user: str, session: Session | None = None) -> Password:
    """Return the function that asyncpg calls for the password of each new connection.

    It raises IamAuthError, an OSError, by which the database counts as unavailable.
    """
    from botocore.session import get_session  # noqa: PLC0415 (memory that only AWS needs)

    aws_session = session or get_session()

    async def password() -> str:
        # In a thread: expired credentials are renewed over the network.
        return await asyncio.to_thread(sign_token, aws_session, host, port, user)

    return password


def sign_token(session: Session, host: str, port: int, user: str) -> str:
    """Return a fresh token. Raise IamAuthError."""
    from botocore.auth import SigV4QueryAuth  # noqa: PLC0415 (as above)
    from botocore.awsrequest import AWSRequest  # noqa: PLC0415 (as above)
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415 (as above)

    region = session.get_config_variable("region")
    try:
        credentials = session.get_credentials()
        if credentials is None or not region:
            raise IamAuthError("no role to log into the database with, or no region")
        # RDS accepts a signed request of this form as a password; the request is never sent.
        query = {"Action": "connect", "DBUser": user}
        request = AWSRequest("GET", f"https://{host}:{port}/", params=query)
        SigV4QueryAuth(credentials, "rds-db", region, expires=TOKEN_LIFETIME).add_auth(request)
    except BotoCoreError as error:
        raise IamAuthError(f"{type(error).__name__}: {error}") from error
    return str(request.url).removeprefix("https://")
