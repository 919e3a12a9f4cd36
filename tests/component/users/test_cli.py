"""What operators do with accounts, beside a server on the same database."""

import asyncio
import io
import os

import pytest

from chassis.errors import DomainError
from tests.component.users.harness import PASSWORD, ask, serving
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import user_service_pb2 as user_pb
from users import cli


@pytest.fixture(scope="module")
async def url(make_database):
    return await make_database("users")


@pytest.fixture(scope="module")
async def users(url):
    async with serving(url) as made:
        yield made


@pytest.fixture
def command(url, monkeypatch, capsys):
    """Return a function that does a command: its exit status, and what it says."""
    monkeypatch.setenv("DATABASE_URL", url)

    async def do(*arguments: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = await asyncio.to_thread(cli.run, arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return do


async def log_in(users, email: str) -> session_pb.CreateSessionResponse:
    request = session_pb.CreateSessionRequest(email=email, password=PASSWORD)
    return await ask(users.sessions.CreateSession, request)


async def is_signed_in(users, answer: session_pb.CreateSessionResponse) -> bool:
    try:
        await ask(users.accounts.GetUser, user_pb.GetUserRequest(), answer.tokens.access_token)
    except DomainError as error:
        if error.reason != "TOKEN_INVALID":
            raise
        return False
    return True


async def test_who_opened_an_account_with_anothers_email_is_made_no_admin(users, command):
    made = await users.register()
    code, said = await command("create-admin", made.email)
    assert (code, "--unconfirmed" in said) == (os.EX_SOFTWARE, True)
    assert (await log_in(users, made.email)).user.role == user_pb.ROLE_CUSTOMER
    assert (await command("create-admin", made.email, "--unconfirmed"))[0] == os.EX_OK
    assert (await log_in(users, made.email)).user.role == user_pb.ROLE_ADMIN


async def test_an_operator_takes_a_role_away_and_ends_sessions(users, command):
    create = ("create-admin", "left@example.com", "--password-stdin")
    assert await command(*create, typed="Left2026\n") == (
        os.EX_SOFTWARE,
        "users: a password must not be your name or e-mail\n",
    )
    assert (await command(*create, typed=f"{PASSWORD}\n"))[0] == os.EX_OK
    before = await log_in(users, "left@example.com")
    assert before.user.role == user_pb.ROLE_ADMIN
    assert await is_signed_in(users, before)
    assert (await command("remove-admin", "LEFT@example.com"))[0] == os.EX_OK
    assert not await is_signed_in(users, before)
    after = await log_in(users, "left@example.com")
    assert after.user.role == user_pb.ROLE_CUSTOMER
    assert (await command("end-sessions", "left@example.com"))[0] == os.EX_OK
    assert not await is_signed_in(users, after)


@pytest.mark.parametrize("what", ["remove-admin", "end-sessions"])
async def test_an_email_without_an_account_is_reported_to_the_operator(command, what):
    failure = (os.EX_SOFTWARE, "users: no account has this e-mail\n")
    assert await command(what, "nobody@example.com") == failure
