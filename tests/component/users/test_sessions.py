"""users over its socket: logging in, staying in, logging out, and the keys."""

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta

import jwt
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis import logs
from chassis.auth.access_tokens import Signer, TokenVerifier
from chassis.auth.users_client import users_keyring
from chassis.errors import DomainError
from chassis.ids import new_id
from chassis.request_context import Role
from tests.component.users.harness import PASSWORD, ask, serving
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import user_service_pb2 as user_pb
from users.domain import MAX_SESSIONS, REPEAT_PERIOD
from users.sessions.refresh_token import RefreshToken, new_token_key
from users.tables import accounts, sessions


@pytest.fixture(scope="module")
async def users(make_database):
    async with serving(await make_database("users")) as made:
        yield made


@pytest.fixture(autouse=True)
def _clock(users):
    """Put the clock back after each test."""
    yield
    users.clock.later, users.clock.stands_at = timedelta(), None


async def is_over(users, refresh_token: str) -> bool:
    try:
        await users.refresh(refresh_token)
    except DomainError as error:
        assert error.reason == "SESSION_OVER"  # noqa: PT017 (either outcome is right, one at a time)
        return True
    return False


async def test_a_token_tells_another_service_who_calls(users):
    made = await users.register()
    tokens = await users.log_in(made.email)
    verifier = TokenVerifier(users_keyring(users.channel))
    caller = await verifier.verify(tokens.access_token)
    assert (str(caller.account_id), caller.role) == (made.id, Role.CUSTOMER)
    claims = jwt.decode(tokens.access_token, options={"verify_signature": False})
    assert {"sub", "role", "exp", "iat", "iss", "sid"} == claims.keys()
    assert claims["exp"] - claims["iat"] == tokens.access_lifetime.seconds == 15 * 60
    assert tokens.refresh_lifetime.ToTimedelta() == timedelta(days=30)


async def test_a_wrong_password_and_an_unknown_email_get_one_answer_for_one_hash_of_work(users):
    made = await users.register()
    answers = []
    for email, password in [
        (made.email, "wrong password"),
        ("nobody@example.com", PASSWORD),
    ]:
        before = users.hasher.worked
        with pytest.raises(DomainError) as caught:
            await users.log_in(email, password)
        error = caught.value
        answers.append((error.kind, error.reason, error.message, users.hasher.worked - before))
    assert answers[0] == answers[1]
    assert answers[0][1:] == ("WRONG_CREDENTIALS", "e-mail or password is wrong", 1)


@pytest.mark.parametrize(
    ("email", "password"),
    [("", ""), ("ana", PASSWORD), ("ana@example.com", ""), ("ana@example.com", "x" * 100_000)],
)
async def test_what_can_be_nobodys_is_wrong_without_work(users, email, password):
    before = users.hasher.worked
    with pytest.raises(DomainError) as caught:
        await users.log_in(email, password)
    assert caught.value.reason == "WRONG_CREDENTIALS"
    assert users.hasher.worked == before


async def test_a_session_is_renewed_again_and_again(users):
    made = await users.register()
    tokens = await users.log_in(made.email)
    for _ in range(3):
        renewed = await users.refresh(tokens.refresh_token)
        assert renewed.refresh_token != tokens.refresh_token
        tokens = renewed
    request = user_pb.GetUserRequest()
    assert (await ask(users.accounts.GetUser, request, tokens.access_token)).user == made


async def test_an_old_refresh_token_ends_every_session_that_grew_from_its_log_in(users):
    made = await users.register()
    first, elsewhere = await users.log_in(made.email), await users.log_in(made.email)
    second = await users.refresh(first.refresh_token)
    users.clock.later += REPEAT_PERIOD
    assert await is_over(users, first.refresh_token)
    assert await is_over(users, second.refresh_token)
    assert not await is_over(users, elsewhere.refresh_token)


async def test_a_refresh_whose_answer_was_lost_is_answered_alike_when_it_is_repeated(users):
    first = await users.new_customer()
    second = await users.refresh(first.refresh_token)
    users.clock.later += REPEAT_PERIOD - timedelta(seconds=5)
    again = await users.refresh(first.refresh_token)
    assert again.refresh_token == second.refresh_token
    assert again.access_token
    third = await users.refresh(second.refresh_token)
    assert third.refresh_token not in {first.refresh_token, second.refresh_token}
    assert not await is_over(users, third.refresh_token)


async def test_repeating_a_refresh_does_not_make_the_period_longer(users):
    users.clock.stands_at = datetime.now(UTC)
    first = await users.new_customer()
    second = await users.refresh(first.refresh_token)
    for _ in range(2):
        users.clock.later += REPEAT_PERIOD / 2 - timedelta(seconds=1)
        assert (await users.refresh(first.refresh_token)).refresh_token == second.refresh_token
    users.clock.later += timedelta(seconds=2)
    assert await is_over(users, first.refresh_token)
    assert await is_over(users, second.refresh_token)


async def test_a_refresh_token_from_long_ago_ends_its_session_too(users):
    tokens = [await users.new_customer()]
    for _ in range(3):
        tokens.append(await users.refresh(tokens[-1].refresh_token))
    assert await is_over(users, tokens[0].refresh_token)
    assert await is_over(users, tokens[-1].refresh_token)


async def test_who_knows_only_a_sessions_id_cannot_end_it(users):
    tokens = await users.new_customer()
    session_id = RefreshToken.parse(tokens.refresh_token).session_id
    made_up = [RefreshToken(session_id, bytes(32)), RefreshToken.new(session_id, new_token_key())]
    for token in made_up:
        assert await is_over(users, token.text)
        end = session_pb.DeleteSessionRequest(refresh_token=token.text)
        await ask(users.sessions.DeleteSession, end)
    assert not await is_over(users, tokens.refresh_token)


async def test_a_session_of_an_earlier_version_is_renewed_and_marks_its_tokens_from_then_on(users):
    tokens = await users.new_customer()
    old = RefreshToken.parse(tokens.refresh_token)
    this = sa.update(sessions).where(sessions.c.id == old.session_id)
    async with users.database.transaction() as connection:
        await connection.execute(this.values(token_key=None))
    renewed = await users.refresh(tokens.refresh_token)
    assert await is_over(users, RefreshToken(old.session_id, bytes(32)).text)
    latest = await users.refresh(renewed.refresh_token)
    users.clock.later += REPEAT_PERIOD
    assert await is_over(users, renewed.refresh_token)
    assert await is_over(users, latest.refresh_token)


async def test_who_logs_out_with_a_used_token_is_logged_out(users):
    tokens = await users.new_customer()
    renewed = await users.refresh(tokens.refresh_token)
    end = session_pb.DeleteSessionRequest(refresh_token=tokens.refresh_token)
    await ask(users.sessions.DeleteSession, end)
    assert await is_over(users, renewed.refresh_token)


async def test_a_refresh_token_used_many_times_at_once_is_good_for_one_other(users):
    for _ in range(5):
        first = await users.new_customer()
        answers = await asyncio.gather(*(users.refresh(first.refresh_token) for _ in range(8)))
        assert len({answer.refresh_token for answer in answers}) == 1
        assert not await is_over(users, answers[0].refresh_token)


async def test_an_account_has_a_hundred_sessions_at_most_and_the_least_used_ends_first(users):
    made = await users.register()
    first, second = await users.log_in(made.email), await users.log_in(made.email)
    this = sa.select(sessions).where(sessions.c.account_id == made.id)
    async with users.database.transaction() as connection:
        (row, _) = (await connection.execute(this.order_by(sessions.c.used_at))).mappings().all()
        copies = [
            {**row, "id": new_id(), "used_at": row["used_at"] + timedelta(milliseconds=number)}
            for number in range(1, MAX_SESSIONS - 1)
        ]
        await connection.execute(sa.insert(sessions), copies)
        assert len((await connection.execute(this)).all()) == MAX_SESSIONS
    first = await users.refresh(first.refresh_token)
    last = await users.log_in(made.email)
    async with users.database.reading() as connection:
        left = {found.id for found in (await connection.execute(this)).all()}
    assert len(left) == MAX_SESSIONS
    assert copies[0]["id"] not in left
    for tokens in (first, second, last):
        assert not await is_over(users, tokens.refresh_token)


async def test_a_session_is_over_after_30_days_without_use(users):
    tokens = await users.new_customer()
    try:
        users.clock.later = timedelta(days=29)
        tokens = await users.refresh(tokens.refresh_token)
        users.clock.later = timedelta(days=58)
        tokens = await users.refresh(tokens.refresh_token)
        users.clock.later = timedelta(days=88, seconds=1)
        assert await is_over(users, tokens.refresh_token)
    finally:
        users.clock.later = timedelta()


async def test_a_session_is_over_180_days_after_its_log_in_however_often_it_is_renewed(users):
    tokens = await users.new_customer()
    try:
        for days in (29, 58, 87, 116, 145, 174, 179):
            users.clock.later = timedelta(days=days)
            tokens = await users.refresh(tokens.refresh_token)
        users.clock.later = timedelta(days=180, seconds=1)
        assert await is_over(users, tokens.refresh_token)
    finally:
        users.clock.later = timedelta()


async def test_a_log_in_clears_away_sessions_that_have_run_out(users):
    made = await users.register()
    await users.log_in(made.email)
    try:
        users.clock.later = timedelta(days=31)
        await users.log_in(made.email)
    finally:
        users.clock.later = timedelta()
    async with users.database.reading() as connection:
        kept = sa.select(sa.func.count()).where(sessions.c.account_id == made.id)
        assert (await connection.execute(kept)).scalar_one() == 1


async def test_logging_out_ends_the_session_and_may_be_repeated(users):
    tokens = await users.new_customer()
    for token in (tokens.refresh_token, tokens.refresh_token, "unknown"):
        request = session_pb.DeleteSessionRequest(refresh_token=token)
        await ask(users.sessions.DeleteSession, request)
    assert await is_over(users, tokens.refresh_token)


async def test_a_refresh_token_is_not_stored(users):
    tokens = await users.new_customer()
    async with users.database.reading() as connection:
        rows = (await connection.execute(sa.select(sessions))).all()
    assert tokens.refresh_token not in repr(rows)
    assert all(len(row.token_digest) == 32 for row in rows)


async def test_a_log_in_renews_a_hash_that_was_made_with_other_parameters(users):
    made = await users.register()
    dated = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    this = accounts.c.id == made.id
    async with users.database.transaction() as connection:
        await connection.execute(sa.update(accounts).where(this).values(password_hash=dated))
    await users.log_in(made.email)
    async with users.database.reading() as connection:
        stored = (
            await connection.execute(sa.select(accounts.c.password_hash).where(this))
        ).scalar()
    assert "$m=8,t=1,p=1$" in stored
    await users.log_in(made.email)


async def test_a_key_takes_the_place_of_another_and_nobody_is_signed_out(make_database):
    url = await make_database("users")
    old, new = (Signer(Ed25519PrivateKey.generate()) for _ in range(2))
    async with serving(url, [old]) as before:
        made = await before.register()
        token = (await before.log_in(made.email)).access_token
    whoever = user_pb.GetUserRequest()
    async with serving(url, [old, new]) as preparing:
        keys = await preparing.keys.ListSigningKeys(session_pb.ListSigningKeysRequest())
        assert [key.id for key in keys.keys] == [old.key_id, new.key_id]
    async with serving(url, [new, old]) as during:
        later = (await during.log_in(made.email)).access_token
        assert jwt.get_unverified_header(later)["kid"] == new.key_id
        for good in (token, later):
            assert (await ask(during.accounts.GetUser, whoever, good)).user.id == made.id
    async with serving(url, [new]) as after:
        assert (await ask(after.accounts.GetUser, whoever, later)).user.id == made.id
        with pytest.raises(DomainError) as caught:
            await ask(after.accounts.GetUser, whoever, token)
        assert caught.value.reason == "TOKEN_INVALID"


async def test_no_log_has_a_password_a_token_or_an_email(users, capsys):
    with pytest.MonkeyPatch.context() as patch:
        root = logging.getLogger()
        patch.setattr(root, "handlers", [])
        logs.configure("users")
        made = await users.register("secretive@example.com", phone="+34612345678")
        tokens = await users.log_in(made.email)
        with pytest.raises(DomainError):
            await users.log_in(made.email, "wrong password")
        with pytest.raises(DomainError):
            await users.register(made.email)
        renewed = await users.refresh(tokens.refresh_token)
        renewed = await users.refresh(renewed.refresh_token)
        assert await is_over(users, tokens.refresh_token)
        async with users.database.transaction() as connection:
            await connection.execute(sa.text("ALTER TABLE accounts RENAME name TO gone"))
        with pytest.raises(DomainError) as caught:
            await users.register("unlucky@example.com")
        async with users.database.transaction() as connection:
            await connection.execute(sa.text("ALTER TABLE accounts RENAME gone TO name"))
    assert caught.value.message == "internal error"
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    assert {"call", "old refresh token", "unforeseen"} <= {line["message"] for line in lines}
    private = [PASSWORD, "wrong password", "secretive", "unlucky", "+34612345678", "argon2id"]
    for pair in (tokens, renewed):
        private += [pair.access_token, pair.refresh_token]
    assert [text for text in private if text in written] == []
