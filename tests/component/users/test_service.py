"""users over its socket: accounts and addresses."""

import asyncio
import logging
from datetime import UTC, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.errors import DomainError
from chassis.ids import new_id
from chassis.request_context import Role
from tests.component.users.harness import PASSWORD, ask, serving
from tienda.users.v1 import closed_account_service_pb2 as closed_pb
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import user_service_pb2 as user_pb
from users.tables import metadata

HOME = user_pb.UserAddress(
    line1="Gran Vía 1", city="Madrid", postal_code="28013", country_code="ES"
)

CLOSE = user_pb.DeleteUserRequest(password=PASSWORD)


@pytest.fixture(scope="module")
async def users(make_database):
    async with serving(await make_database("users")) as made:
        yield made


async def test_a_new_customer_logs_in_and_is_known(users):
    made = await users.register("Eva.Sanz@EXAMPLE.com", phone="+34 612 345 678", language="en")
    tokens = await users.log_in("eva.sanz@example.com")
    known = (await ask(users.accounts.GetUser, user_pb.GetUserRequest(), tokens.access_token)).user
    assert known == made
    assert (known.email, known.phone) == ("Eva.Sanz@example.com", "+34612345678")
    assert (known.language, known.role) == ("en", user_pb.ROLE_CUSTOMER)
    assert abs(known.create_time.ToDatetime(UTC) - users.clock()) < timedelta(seconds=10)


async def test_a_bad_registration_tells_every_fault(users):
    with pytest.raises(DomainError) as caught:
        await users.register("ana", password="short", phone="1")
    assert caught.value.reason == "INVALID_REQUEST"
    assert [v.field for v in caught.value.violations] == ["email", "password", "phone"]


async def test_one_email_opens_one_account_however_it_is_written(users):
    await users.register("luz@example.com")
    with pytest.raises(DomainError) as caught:
        await users.register("LUZ@Example.com")
    assert caught.value.reason == "EMAIL_TAKEN"


async def test_registrations_at_once_with_one_email_open_one_account(users):
    tries = [users.register("race@example.com") for _ in range(10)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    opened = [answer for answer in answers if isinstance(answer, user_pb.User)]
    refused = [answer.reason for answer in answers if isinstance(answer, DomainError)]
    assert (len(opened), refused) == (1, ["EMAIL_TAKEN"] * 9)


@pytest.mark.parametrize(
    ("method", "request_type"),
    [
        ("GetUser", user_pb.GetUserRequest),
        ("UpdateUser", user_pb.UpdateUserRequest),
        ("DeleteUser", user_pb.DeleteUserRequest),
        ("ListAddresses", user_pb.ListAddressesRequest),
        ("CreateAddress", user_pb.CreateAddressRequest),
        ("UpdateAddress", user_pb.UpdateAddressRequest),
        ("DeleteAddress", user_pb.DeleteAddressRequest),
    ],
)
async def test_a_guest_has_no_account(users, method, request_type):
    with pytest.raises(DomainError) as caught:
        await ask(getattr(users.accounts, method), request_type())
    assert caught.value.reason == "NOT_SIGNED_IN"


async def test_a_change_leaves_alone_what_it_does_not_name(users):
    made = await users.register(phone="+34612345678")
    token = (await users.log_in(made.email)).access_token
    change = user_pb.UpdateUserRequest(name="Ana María", language="en")
    changed = (await ask(users.accounts.UpdateUser, change, token)).user
    assert (changed.name, changed.language, changed.phone) == ("Ana María", "en", "+34612345678")
    change = user_pb.UpdateUserRequest(phone="")
    changed = (await ask(users.accounts.UpdateUser, change, token)).user
    assert (changed.name, changed.phone) == ("Ana María", "")
    nothing = user_pb.UpdateUserRequest()
    assert (await ask(users.accounts.UpdateUser, nothing, token)).user == changed


async def test_a_closed_account_is_over_at_once_and_its_email_is_free(users, caplog):
    made = await users.register()
    tokens = await users.log_in(made.email)
    add = user_pb.CreateAddressRequest(address=HOME)
    await ask(users.accounts.CreateAddress, add, tokens.access_token)
    with caplog.at_level(logging.INFO, "tienda.audit"):
        await ask(users.accounts.DeleteUser, CLOSE, tokens.access_token)
    (line,) = [record for record in caplog.records if record.message == "account closed"]
    assert str(line.account) == made.id
    reasons = []
    for method, request, token in [
        (
            users.accounts.DeleteUser,
            CLOSE,
            tokens.access_token,
        ),
        (users.accounts.GetUser, user_pb.GetUserRequest(), tokens.access_token),
        (
            users.accounts.UpdateUser,
            user_pb.UpdateUserRequest(name="Eva"),
            tokens.access_token,
        ),
        (users.accounts.CreateAddress, add, tokens.access_token),
        (
            users.sessions.RefreshSession,
            session_pb.RefreshSessionRequest(refresh_token=tokens.refresh_token),
            "",
        ),
        (
            users.sessions.CreateSession,
            session_pb.CreateSessionRequest(email=made.email, password=PASSWORD),
            "",
        ),
    ]:
        with pytest.raises(DomainError) as caught:
            await ask(method, request, token)
        reasons.append(caught.value.reason)
    assert reasons == ["TOKEN_INVALID"] * 4 + ["SESSION_OVER", "WRONG_CREDENTIALS"]
    await users.register(made.email)


@pytest.mark.parametrize(
    ("password", "why"), [("", "is required"), ("not this one", "is not your password")]
)
async def test_an_account_is_closed_only_by_who_knows_its_password(users, password, why):
    made = await users.register()
    token = (await users.log_in(made.email)).access_token
    with pytest.raises(DomainError) as caught:
        await ask(users.accounts.DeleteUser, user_pb.DeleteUserRequest(password=password), token)
    (violation,) = caught.value.violations
    assert (violation.field, violation.description) == ("password", why)
    assert (await ask(users.accounts.GetUser, user_pb.GetUserRequest(), token)).user == made


async def test_who_found_an_open_session_has_ten_guesses_at_the_password_that_closes_it(users):
    token = (await users.new_customer()).access_token
    reasons = []
    for number in range(11):
        guess = user_pb.DeleteUserRequest(password=f"guess {number}")
        with pytest.raises(DomainError) as caught:
            await ask(users.accounts.DeleteUser, guess, token)
        reasons.append(caught.value.reason)
    assert reasons == ["INVALID_REQUEST"] * 10 + ["TOO_MANY_REQUESTS"]


async def test_an_account_that_is_gone_is_nobody_even_to_a_script_with_its_id(users):
    made = await users.register()
    tokens = await users.log_in(made.email)
    await ask(users.accounts.DeleteUser, CLOSE, tokens.access_token)
    scripts = users.signer.sign(
        UUID(made.id), Role.CUSTOMER, new_id(), users.clock(), timedelta(minutes=5)
    )
    with pytest.raises(DomainError) as caught:
        await ask(users.accounts.GetUser, user_pb.GetUserRequest(), scripts)
    assert caught.value.reason == "NOT_SIGNED_IN"


async def test_closed_accounts_are_reported_in_their_order_page_by_page(users):
    closed = []
    for _ in range(3):
        made = await users.register()
        tokens = await users.log_in(made.email)
        await ask(
            users.accounts.DeleteUser,
            CLOSE,
            tokens.access_token,
        )
        closed.append(made.id)
    listed, position = [], 0
    while True:
        request = closed_pb.ListClosedAccountsRequest(after_position=position, page_size=2)
        page = (await ask(users.closed_accounts.ListClosedAccounts, request)).accounts
        if not page:
            break
        listed += [one.id for one in page]
        position = page[-1].position
    assert listed[-3:] == closed


async def test_who_wants_to_be_notified_by_sms_has_a_phone(users):
    by_sms = user_pb.NotifyChannels(channels=[user_pb.NOTIFY_CHANNEL_SMS])
    with pytest.raises(DomainError) as caught:
        await users.register(notify_channels=by_sms)
    assert [v.field for v in caught.value.violations] == ["phone"]
    made = await users.register(phone="+34612345678", notify_channels=by_sms)
    assert made.notify_channels == by_sms.channels
    token = (await users.log_in(made.email)).access_token
    change = user_pb.UpdateUserRequest(phone="")
    with pytest.raises(DomainError) as caught:
        await ask(users.accounts.UpdateUser, change, token)
    assert [v.description for v in caught.value.violations] == ["is required for SMS"]
    both = user_pb.NotifyChannels(
        channels=[user_pb.NOTIFY_CHANNEL_EMAIL, user_pb.NOTIFY_CHANNEL_SMS]
    )
    change = user_pb.UpdateUserRequest(notify_channels=both)
    changed = (await ask(users.accounts.UpdateUser, change, token)).user
    assert (changed.notify_channels, changed.phone) == (both.channels, "+34612345678")


@pytest.mark.parametrize("channels", [[], [1, 1], [0], [7]])
async def test_channels_are_one_of_each_at_most(users, channels):
    with pytest.raises(DomainError) as caught:
        await users.register(notify_channels=user_pb.NotifyChannels(channels=channels))
    assert {v.field for v in caught.value.violations} == {"notify_channels"}


async def test_addresses_are_kept_changed_and_removed(users):
    token = (await users.new_customer()).access_token
    add = user_pb.CreateAddressRequest(address=HOME)
    first = (await ask(users.accounts.CreateAddress, add, token)).address
    second = (await ask(users.accounts.CreateAddress, add, token)).address
    first.line2 = "2º B"
    replace = user_pb.UpdateAddressRequest(address=first)
    assert (await ask(users.accounts.UpdateAddress, replace, token)).address == first
    listed = await ask(users.accounts.ListAddresses, user_pb.ListAddressesRequest(), token)
    assert list(listed.addresses) == [first, second]
    remove = user_pb.DeleteAddressRequest(id=first.id)
    await ask(users.accounts.DeleteAddress, remove, token)
    for address_id in (first.id, "no id"):
        remove = user_pb.DeleteAddressRequest(id=address_id)
        with pytest.raises(DomainError) as caught:
            await ask(users.accounts.DeleteAddress, remove, token)
        assert caught.value.reason == "ADDRESS_NOT_FOUND"
    listed = await ask(users.accounts.ListAddresses, user_pb.ListAddressesRequest(), token)
    assert list(listed.addresses) == [second]


async def test_nobody_reaches_anothers_address(users):
    mine, other = await users.new_customer(), await users.new_customer()
    add = user_pb.CreateAddressRequest(address=HOME)
    kept = (await ask(users.accounts.CreateAddress, add, mine.access_token)).address
    replace = user_pb.UpdateAddressRequest(address=kept)
    with pytest.raises(DomainError) as caught:
        await ask(users.accounts.UpdateAddress, replace, other.access_token)
    assert caught.value.reason == "ADDRESS_NOT_FOUND"
    remove = user_pb.DeleteAddressRequest(id=kept.id)
    with pytest.raises(DomainError) as caught:
        await ask(users.accounts.DeleteAddress, remove, other.access_token)
    assert caught.value.reason == "ADDRESS_NOT_FOUND"
    everything = user_pb.ListAddressesRequest()
    listed = await ask(users.accounts.ListAddresses, everything, mine.access_token)
    assert list(listed.addresses) == [kept]


async def test_an_account_keeps_20_addresses_however_many_come_at_once(users):
    token = (await users.new_customer()).access_token
    add = user_pb.CreateAddressRequest(address=HOME)
    tries = [ask(users.accounts.CreateAddress, add, token) for _ in range(25)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    refused = [answer.reason for answer in answers if isinstance(answer, DomainError)]
    assert refused == ["INVALID_REQUEST"] * 5
    listed = await ask(users.accounts.ListAddresses, user_pb.ListAddressesRequest(), token)
    assert len(listed.addresses) == 20


async def test_the_tables_that_the_code_knows_are_those_that_the_migrations_make(users):
    def columns(connection: sa.Connection) -> dict[str, dict[str, bool]]:
        inspector = sa.inspect(connection)
        return {
            name: {column["name"]: column["nullable"] for column in inspector.get_columns(name)}
            for name in metadata.tables
        }

    async with users.database.reading() as connection:
        made = await connection.run_sync(columns)
    assert made == {
        name: {column.name: bool(column.nullable) for column in table.columns}
        for name, table in metadata.tables.items()
    }
