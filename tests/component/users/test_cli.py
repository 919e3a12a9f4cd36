"""What operators do with accounts, beside a server on the same database."""

import asyncio
import io
import os

import pytest
import sqlalchemy as sa

from chassis.errors import DomainError
from tests.component.users.harness import PASSWORD, ask, serving
from tienda.users.v1 import credential_service_pb2 as credential_pb
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import user_service_pb2 as user_pb
from users import cli
from users.tables import accounts

CHOSEN = "a wholly different one"


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


async def log_in(users, email: str, password: str = PASSWORD) -> session_pb.CreateSessionResponse:
    request = session_pb.CreateSessionRequest(email=email, password=password)
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


async def stranger_opens(users) -> tuple[str, session_pb.CreateSessionResponse, str]:
    """Return the owner's e-mail, and the session and the password of who opened the account."""
    made = await users.register(phone="+34611111111")
    session = await log_in(users, made.email)
    address = user_pb.UserAddress(
        line1="Calle Ajena 1", city="Madrid", postal_code="28013", country_code="ES"
    )
    add = user_pb.CreateAddressRequest(address=address)
    await ask(users.accounts.CreateAddress, add, session.tokens.access_token)
    return made.email, session, PASSWORD


@pytest.mark.parametrize("is_confirmed", [True, False])
async def test_who_opened_the_account_gains_nothing_when_it_becomes_an_admins(
    users, command, is_confirmed
):
    email, session, password = await stranger_opens(users)
    (confirming,) = await users.mails_to(email)
    flags = [] if is_confirmed else ["--unconfirmed"]
    if is_confirmed:
        confirm = credential_pb.ConfirmEmailRequest(token=confirming.token)
        await ask(users.credentials.ConfirmEmail, confirm)
    code, said = await command("create-admin", email, *flags)
    assert (code, "no longer works" in said) == (os.EX_OK, True)
    assert not await is_signed_in(users, session)
    for attempt in (users.refresh(session.tokens.refresh_token), log_in(users, email, password)):
        with pytest.raises(DomainError) as caught:
            await attempt
        assert caught.value.reason in {"SESSION_OVER", "WRONG_CREDENTIALS"}
    mail = (await users.mails_to(email))[-1]
    assert mail.subject == "Tu cuenta administra la tienda: elige una contraseña"
    assert f"https://shop.example/account/reset#token={mail.token}\n" in mail.text
    await users.reset(mail.token, CHOSEN)
    assert (await log_in(users, email, CHOSEN)).user.role == user_pb.ROLE_ADMIN


async def test_a_link_for_a_new_password_from_before_sets_no_admins_password(users, command):
    made = await users.register()
    await users.request_reset(made.email)
    before = next(one for one in await users.mails_to(made.email) if "contraseña" in one.subject)
    assert (await command("create-admin", made.email, "--unconfirmed"))[0] == os.EX_OK
    with pytest.raises(DomainError) as caught:
        await users.reset(before.token, CHOSEN)
    assert caught.value.reason == "LINK_NOT_GOOD"


async def test_a_shop_without_mail_gives_the_new_admin_a_password_itself(users, command):
    email, session, password = await stranger_opens(users)
    create = ("create-admin", email, "--unconfirmed", "--password-stdin")
    own = email.partition("@")[0] + "_2026\n"
    assert await command(*create, typed=own) == (
        os.EX_SOFTWARE,
        "users: a password must not be your name or e-mail\n",
    )
    assert await is_signed_in(users, session)
    assert (await command(*create, typed=f"{CHOSEN}\n"))[0] == os.EX_OK
    assert not await is_signed_in(users, session)
    with pytest.raises(DomainError):
        await log_in(users, email, password)
    assert (await log_in(users, email, CHOSEN)).user.role == user_pb.ROLE_ADMIN
    assert "Tu contraseña ha cambiado" in {one.subject for one in await users.mails_to(email)}
    # Once more changes nothing: the admin may have chosen another password since.
    code, said = await command(*create, typed=f"{PASSWORD}\n")
    assert (code, "nothing has changed" in said) == (os.EX_OK, True)
    await log_in(users, email, CHOSEN)


async def test_a_log_in_that_is_under_way_while_the_account_becomes_an_admins_fails(users, command):
    made = await users.register()
    this = accounts.c.id == made.id
    async with users.database.transaction() as connection:
        await connection.execute(sa.select(accounts).where(this).with_for_update())
        promoting = asyncio.create_task(command("create-admin", made.email, "--unconfirmed"))
        await wait_for_waiting(users, 1)
        logging_in = asyncio.create_task(log_in(users, made.email))
        await wait_for_waiting(users, 2)
    assert (await promoting)[0] == os.EX_OK
    with pytest.raises(DomainError) as caught:
        await logging_in
    assert caught.value.reason == "WRONG_CREDENTIALS"


async def wait_for_waiting(users, number: int) -> None:
    """Wait until so many of the database's connections wait for a lock."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(20):
        while True:
            async with users.database.reading() as connection:
                if (await connection.execute(waiting)).scalar_one() >= number:
                    return
            await asyncio.sleep(0.01)


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
