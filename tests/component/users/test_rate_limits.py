"""users over its socket: how often one may try."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count

import jwt
import pytest
import sqlalchemy as sa

from chassis.errors import DomainError, Kind
from tests.component.users.harness import PASSWORD, ask, serving
from tienda.users.v1 import credential_service_pb2 as credential_pb
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import user_service_pb2 as user_pb
from users.rate_limits.rate_limiter import (
    ANY_LOG_IN_BY_CLIENT,
    ANY_PASSWORD_BY_ACCOUNT,
    LOG_IN_BY_ACCOUNT,
    RateLimiter,
)
from users.tables import limits

HERE, THERE = "192.0.2.1", "198.51.100.7"

_numbers = count(1)


@pytest.fixture(scope="module")
async def url(make_database):
    return await make_database("users")


@pytest.fixture(scope="module")
async def users(url):
    async with serving(url) as made:
        yield made


@pytest.fixture(autouse=True)
async def afresh(users):
    # However slow the machine is, no attempt is allowed anew before a test says so.
    users.clock.stands_at = datetime.now(UTC)
    yield
    users.clock.later = timedelta()
    async with users.database.transaction() as connection:
        await connection.execute(sa.delete(limits))


async def log_in(users, email: str, password: str, address: str = HERE) -> str:
    """Return the reason of a refusal, or "" when it was none."""
    request = session_pb.CreateSessionRequest(email=email, password=password)
    try:
        await ask(users.sessions.CreateSession, request, address=address)
    except DomainError as error:
        return error.reason
    return ""


async def others_guess(users, email: str) -> None:
    """Leave the account as so many wrong passwords from as many addresses do."""
    account = [(LOG_IN_BY_ACCOUNT, email.lower())]
    for _ in range(LOG_IN_BY_ACCOUNT.burst):
        await RateLimiter(users.database, users.clock).acquire(account)


async def test_of_two_hundred_wrong_passwords_ten_are_looked_at(users):
    made = await users.register()
    before = users.hasher.worked
    outcomes = [
        await log_in(users, made.email, f"wrong password {number}") for number in range(200)
    ]
    assert outcomes == ["WRONG_CREDENTIALS"] * 10 + ["TOO_MANY_REQUESTS"] * 190
    assert users.hasher.worked - before == 10


async def test_many_guesses_at_once_are_no_more_than_one_after_the_other(users):
    made = await users.register()
    tries = [log_in(users, made.email, f"wrong {number}") for number in range(50)]
    outcomes = Counter(await asyncio.gather(*tries))
    assert outcomes == {"WRONG_CREDENTIALS": 10, "TOO_MANY_REQUESTS": 40}


async def test_an_email_that_nobody_has_is_slowed_in_the_same_way(users):
    outcomes = [await log_in(users, "nobody@example.com", "wrong password") for _ in range(12)]
    assert outcomes == ["WRONG_CREDENTIALS"] * 10 + ["TOO_MANY_REQUESTS"] * 2


async def test_a_wrong_password_too_short_to_be_one_counts_too(users):
    outcomes = [await log_in(users, "nobody@example.com", "x") for _ in range(11)]
    assert outcomes[-1] == "TOO_MANY_REQUESTS"


async def test_the_owner_logs_in_from_elsewhere_meanwhile_and_soon_from_here(users):
    made = await users.register()
    for _ in range(15):
        await log_in(users, made.email, "wrong password")
    assert await log_in(users, made.email, PASSWORD) == "TOO_MANY_REQUESTS"
    assert await log_in(users, made.email, PASSWORD, THERE) == ""
    users.clock.later = timedelta(seconds=61)
    assert await log_in(users, made.email, PASSWORD) == ""


async def test_who_guesses_from_many_addresses_is_slowed_and_the_owner_waits_seconds(users):
    made = await users.register()
    outcomes = Counter(
        [
            await log_in(users, made.email, "wrong password", f"203.0.113.{number % 200}")
            for number in range(150)
        ]
    )
    assert outcomes == {"WRONG_CREDENTIALS": 100, "TOO_MANY_REQUESTS": 50}
    users.clock.later = timedelta(seconds=12.5)
    assert await log_in(users, made.email, PASSWORD, THERE) == ""


async def test_where_the_owner_has_been_others_guesses_are_not_waited_for(users):
    made = await users.register()
    assert await log_in(users, made.email, PASSWORD, THERE) == ""
    await others_guess(users, made.email)
    assert await log_in(users, made.email, PASSWORD, HERE) == "TOO_MANY_REQUESTS"
    for _ in range(3):
        assert await log_in(users, made.email, PASSWORD, THERE) == ""
    outcomes = [await log_in(users, made.email, "wrong password", THERE) for _ in range(12)]
    assert outcomes == ["WRONG_CREDENTIALS"] * 10 + ["TOO_MANY_REQUESTS"] * 2
    users.clock.later = timedelta(days=31)
    await others_guess(users, made.email)
    assert await log_in(users, made.email, PASSWORD, THERE) == "TOO_MANY_REQUESTS"


async def test_an_owner_who_has_to_wait_uses_up_none_of_their_own_tries(users):
    made = await users.register()
    await others_guess(users, made.email)
    for _ in range(20):
        assert await log_in(users, made.email, PASSWORD, THERE) == "TOO_MANY_REQUESTS"
    users.clock.later = timedelta(seconds=12.5)
    assert await log_in(users, made.email, PASSWORD, THERE) == ""


async def test_who_guesses_at_many_accounts_from_one_address_is_slowed(users):
    names = [f"nobody{number}@example.com" for number in range(110)]
    outcomes = Counter([await log_in(users, name, "wrong password") for name in names])
    assert outcomes == {"WRONG_CREDENTIALS": 100, "TOO_MANY_REQUESTS": 10}
    assert await log_in(users, "nobody@example.com", "wrong password", THERE) == "WRONG_CREDENTIALS"


async def test_all_addresses_of_one_ipv6_network_are_one(users):
    names = [f"nobody{number}@example.com" for number in range(101)]
    outcomes = [
        await log_in(users, name, "wrong password", f"2001:db8:0:1::{number:x}")
        for number, name in enumerate(names)
    ]
    assert outcomes[-1] == "TOO_MANY_REQUESTS"


async def test_many_right_passwords_from_one_address_are_not_too_many(users):
    made = await users.register()
    assert {await log_in(users, made.email, PASSWORD) for _ in range(30)} == {""}


async def test_right_passwords_from_one_address_without_end_are_slowed(users):
    made = await users.register()
    limit = ANY_LOG_IN_BY_CLIENT
    taken = [(limit, HERE)]
    for _ in range(limit.burst - 1):
        await RateLimiter(users.database, users.clock).acquire(taken)
    assert await log_in(users, made.email, PASSWORD) == ""
    assert await log_in(users, made.email, PASSWORD) == "TOO_MANY_REQUESTS"
    assert await log_in(users, made.email, PASSWORD, THERE) == ""
    users.clock.later = limit.interval * 10
    assert await log_in(users, made.email, PASSWORD) == ""


async def test_one_client_with_forty_right_log_ins_at_once_keeps_nobody_out(users):
    emails = [(await users.register()).email for _ in range(8)]
    other = (await users.register()).email
    users.hasher.seconds = 0.05
    try:
        flooding = [
            asyncio.create_task(log_in(users, emails[number % 8], PASSWORD)) for number in range(40)
        ]
        outcomes = [
            await log_in(users, other, PASSWORD, f"198.51.100.{number}") for number in range(5)
        ]
        flooded = Counter(await asyncio.gather(*flooding))
    finally:
        users.hasher.seconds = 0.0
    assert outcomes == [""] * 5
    assert flooded.keys() <= {"", "BUSY"}
    assert flooded[""] > 0


async def test_an_account_whose_password_is_changed_without_end_is_slowed(users):
    tokens = await users.new_customer()
    account_id = jwt.decode(tokens.access_token, options={"verify_signature": False})["sub"]
    taken = [(ANY_PASSWORD_BY_ACCOUNT, account_id)]
    for _ in range(ANY_PASSWORD_BY_ACCOUNT.burst):
        await RateLimiter(users.database, users.clock).acquire(taken)
    request = credential_pb.ChangePasswordRequest(
        current_password=PASSWORD, new_password="a wholly different one"
    )
    with pytest.raises(DomainError) as caught:
        await ask(users.credentials.ChangePassword, request, tokens.access_token)
    assert caught.value.reason == "TOO_MANY_REQUESTS"


async def test_a_refusal_says_how_long_to_wait(users):
    request = session_pb.CreateSessionRequest(email="nobody@example.com", password="wrong one")
    for _ in range(10):
        with pytest.raises(DomainError):
            await ask(users.sessions.CreateSession, request, address=HERE)
    with pytest.raises(DomainError) as caught:
        await ask(users.sessions.CreateSession, request, address=HERE)
    assert caught.value.kind is Kind.EXHAUSTED
    assert caught.value.items[0]["retry_after"] == 60


async def test_mails_are_few_whether_or_not_there_is_an_account(users):
    made = await users.register()
    for email in (made.email, "nobody@example.com"):
        request = credential_pb.RequestPasswordResetRequest(email=email)
        for _ in range(5):
            await ask(users.credentials.RequestPasswordReset, request, address=HERE)
        with pytest.raises(DomainError) as caught:
            await ask(users.credentials.RequestPasswordReset, request, address=THERE)
        assert caught.value.reason == "TOO_MANY_REQUESTS"


async def test_a_stolen_session_guesses_the_password_ten_times(users):
    tokens = await users.new_customer()
    request = credential_pb.ChangePasswordRequest(
        current_password="wrong password", new_password="a wholly different one"
    )
    outcomes = []
    for _ in range(11):
        with pytest.raises(DomainError) as caught:
            await ask(users.credentials.ChangePassword, request, tokens.access_token)
        outcomes.append(caught.value.reason)
    assert outcomes == ["INVALID_REQUEST"] * 10 + ["TOO_MANY_REQUESTS"]


async def test_accounts_are_opened_a_hundred_at_most_from_one_address(users):
    outcomes = Counter()
    for _ in range(102):
        request = user_pb.CreateUserRequest(
            email=f"many{next(_numbers)}@example.com", password=PASSWORD, name="Ana"
        )
        try:
            await ask(users.accounts.CreateUser, request, address=HERE)
        except DomainError as error:
            outcomes[error.reason] += 1
        else:
            outcomes[""] += 1
    assert outcomes == {"": 100, "TOO_MANY_REQUESTS": 2}


async def open_account(users, email: str, address: str = HERE) -> str:
    """Return the reason of a refusal, or "" when it was none."""
    request = user_pb.CreateUserRequest(email=email, password=PASSWORD, name="Ana")
    try:
        await ask(users.accounts.CreateUser, request, address=address)
    except DomainError as error:
        return error.reason
    return ""


async def test_who_tries_which_emails_are_taken_soon_hears_nothing_more(users):
    taken = (await users.register()).email
    outcomes = [await open_account(users, taken) for _ in range(21)]
    assert outcomes == ["EMAIL_TAKEN"] * 20 + ["TOO_MANY_REQUESTS"]
    # A free e-mail is refused alike.
    free = f"free{next(_numbers)}@example.com"
    assert await open_account(users, free) == "TOO_MANY_REQUESTS"
    assert await open_account(users, free, THERE) == ""
    users.clock.later = timedelta(minutes=10, seconds=1)
    assert await open_account(users, f"free{next(_numbers)}@example.com") == ""
    assert await open_account(users, taken) == "EMAIL_TAKEN"


async def test_the_owner_of_a_taken_email_is_told_once_a_day(users):
    made = await users.register(name="You won! https://thief.example")
    for _ in range(3):
        assert await open_account(users, made.email.upper()) == "EMAIL_TAKEN"
    users.clock.later = timedelta(minutes=1)  # mails are due by the database's clock
    while await users.relay.deliver_due():
        pass
    mails = [one for one in await users.mails_to(made.email) if "Ya tienes" in one.subject]
    assert len(mails) == 1
    assert "https://shop.example/account/reset\n" in mails[0].text
    assert "thief" not in mails[0].text
    users.clock.later = timedelta(days=1, seconds=1)
    assert await open_account(users, made.email) == "EMAIL_TAKEN"
    mails = [one for one in await users.mails_to(made.email) if "Ya tienes" in one.subject]
    assert len(mails) == 2


async def test_limits_hold_no_email_and_no_address_and_are_cleared_away(users):
    for number in range(30):
        await log_in(users, f"nobody{number}@example.com", "wrong password")
    users.clock.later = timedelta(days=1)
    for number in range(60):
        await log_in(users, f"somebody{number}@example.com", "wrong password")
    async with users.database.reading() as connection:
        rows = (await connection.execute(sa.select(limits))).all()
    assert all(len(row.key) == 32 for row in rows)
    # Two of each e-mail, and two of the address.
    assert len(rows) <= 60 * 2 + 2, "those of yesterday are gone"


async def test_two_processes_count_together(users, url):
    async with serving(url) as other:
        other.clock.stands_at = users.clock.stands_at
        made = await users.register()
        outcomes = [
            await log_in(one, made.email, "wrong password")
            for _ in range(6)
            for one in (users, other)
        ]
    assert outcomes == ["WRONG_CREDENTIALS"] * 10 + ["TOO_MANY_REQUESTS"] * 2
