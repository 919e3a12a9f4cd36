"""How the master user of RDS logs in: with its password, or else with a token of IAM.

RDS refuses the password of whoever inherits `rds_iam`, and earlier releases made the master user
do that. A token then still opens the door, to mend it (`database_roles.py`).
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

import asyncpg

from chassis.db.database_url import parse_database_url

ATTEMPTS = 10
PAUSE = 3.0
"""Seconds between two attempts, while the server is starting or failing over."""


@dataclass(frozen=True, slots=True)
class MasterLogin:
    """The master user of the server at `address`, whose certificate `authorities` have signed."""

    username: str
    password: str = field(repr=False)
    address: str
    authorities: str
    """The path of a file with certificates."""
    port: int = 5432

    async def url(self, database: str) -> str:
        """Return the URL by which the server lets the master user in.

        Raise asyncpg's error if it refuses password and token, and OSError if it does not answer.
        """
        by_password = self._url(database, quote(self.password, safe=""))
        try:
            await _try(by_password)
        except asyncpg.InvalidAuthorizationSpecificationError as refused:
            print(f"the master user's password is refused ({refused}), trying a token", flush=True)
            by_token = self._url(database)
            try:
                await _try(by_token)
            except (asyncpg.InvalidAuthorizationSpecificationError, OSError) as error:
                raise refused from error
            return by_token
        return by_password

    @asynccontextmanager
    async def connection(self, database: str) -> AsyncIterator[asyncpg.Connection]:
        """Connect to a database, as `url` does."""
        opened = await _connect(await self.url(database))
        try:
            yield opened
        finally:
            await opened.close()

    def _url(self, database: str, password: str | None = None) -> str:
        login, query = (f":{password}", "") if password is not None else ("", "login=iam&")
        place = f"{self.address}:{self.port}/{database}"
        return f"postgresql://{self.username}{login}@{place}?{query}sslrootcert={self.authorities}"


async def _try(url: str) -> None:
    for attempt in range(ATTEMPTS):
        try:
            opened = await _connect(url)
        except ssl.SSLError:
            raise  # another server answers
        except (OSError, asyncpg.CannotConnectNowError) as error:
            if attempt == ATTEMPTS - 1:
                raise
            print(f"the database does not answer yet ({error})", flush=True)
            await asyncio.sleep(PAUSE)
        else:
            await opened.close()
            return


async def _connect(url: str) -> asyncpg.Connection:
    parsed, arguments = parse_database_url(url)
    dsn = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    return await asyncpg.connect(dsn, timeout=20, **arguments)
