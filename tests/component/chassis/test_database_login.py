"""A password that is asked for at each connection, against a real PostgreSQL that wants one."""

from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa

from chassis.db import database
from chassis.db.rds_iam_auth import IamAuthError
from chassis.errors import Unavailable
from tests.conftest import MakeDatabase


class Tokens:
    """Stands for IAM: hands out the real password, as a token that is new each time."""

    def __init__(self, password: str | None) -> None:
        self.password = password
        self.asked = 0

    async def __call__(self) -> str:
        self.asked += 1
        if self.password is None:
            raise IamAuthError("no role to log into the database with")
        return self.password


@pytest.fixture
async def url(make_database: MakeDatabase) -> sa.URL:
    return sa.make_url(await make_database("users"))


@pytest.fixture
async def connect(
    url: sa.URL, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Tokens], Awaitable[database.Database]]:
    async def connected(tokens: Tokens) -> database.Database:
        place = url.set(drivername="postgresql+asyncpg", password=None)
        # What parse_database_url returns for login=iam, without TLS, which this PostgreSQL lacks.
        monkeypatch.setattr(database, "parse_database_url", lambda _: (place, {"password": tokens}))
        return database.Database.connect(str(url), name="login", pool_size=2)

    return connected


async def test_each_new_connection_asks_for_a_token_and_an_open_one_does_not(
    url: sa.URL, connect: Callable[[Tokens], Awaitable[database.Database]]
) -> None:
    assert url.password
    tokens = Tokens(str(url.password))
    shop = await connect(tokens)
    async with shop.reading(), shop.reading():
        assert tokens.asked >= 2
    before = tokens.asked
    for _ in range(5):
        await shop.ping()
    assert tokens.asked == before
    await shop.close()


async def test_without_a_token_the_database_is_out_of_reach(connect) -> None:
    shop = await connect(Tokens(None))
    with pytest.raises(Unavailable):
        await shop.ping()
    await shop.close()
