"""users over its socket: passwords changed and forgotten, e-mails confirmed, sessions ended."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from chassis.auth.access_tokens import TokenRefused, TokenVerifier
from chassis.auth.users_client import users_keyring
from chassis.errors import DomainError
from tests.component.users.harness import PASSWORD, Sent, ask, serving
from tienda.users.v1 import credential_service_pb2 as credential_pb
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import user_service_pb2 as user_pb
from users.tables import accounts, mail_links, outbox

NEW = "a wholly different one"
RESET = "Elige una contraseña nueva"


@pytest.fixture(scope="module")
async def users(make_database):
    async with serving(await make_database("users")) as made:
        yield made


async def reset_mail(users, email: str) -> Sent:
    # Letters that are due together go out side by side.
    return next(one for one in await users.mails_to(email) if one.subject == RESET)


async def reason_of(attempt) -> str:
    try:
        await attempt
    except DomainError as error:
        return error.reason
    return ""


async def who_is(users, token: str) -> user_pb.User:
    return (await ask(users.accounts.GetUser, user_pb.GetUserRequest(), token)).user


async def change(users, token: str, current: str, new: str) -> None:
    request = credential_pb.ChangePasswordRequest(current_password=current, new_password=new)
    await ask(users.credentials.ChangePassword, request, token)


async def confirm(users, token: str) -> None:
    await ask(users.credentials.ConfirmEmail, credential_pb.ConfirmEmailRequest(token=token))


async def sessions_of(users, token: str) -> list[session_pb.Session]:
    answer = await ask(users.sessions.ListSessions, session_pb.ListSessionsRequest(), token)
    return list(answer.sessions)


async def test_a_new_account_is_mailed_a_link_that_confirms_its_email_once(users):
    made = await users.register(language="en")
    assert not made.email_confirmed
    (mail,) = await users.mails_to(made.email)
    assert mail.subject == "Confirm your e-mail"
    assert f"https://shop.example/account/confirm#token={mail.token}\n" in mail.text
    await confirm(users, mail.token)
    token = (await users.log_in(made.email)).access_token
    assert (await who_is(users, token)).email_confirmed
    assert await reason_of(confirm(users, mail.token)) == "LINK_NOT_GOOD"


async def test_an_email_that_is_confirmed_is_not_mailed_again(users):
    made = await users.register()
    token = (await users.log_in(made.email)).access_token
    (first,) = await users.mails_to(made.email)
    again = credential_pb.RequestEmailConfirmationRequest()
    await ask(users.credentials.RequestEmailConfirmation, again, token)
    _, second = await users.mails_to(made.email)
    await confirm(users, second.token)
    assert await reason_of(confirm(users, first.token)) == "LINK_NOT_GOOD"
    await ask(users.credentials.RequestEmailConfirmation, again, token)
    assert len(await users.mails_to(made.email)) == 2


async def test_what_a_stranger_writes_as_a_name_is_not_mailed(users):
    made = await users.register(name="You won! https://thief.example")
    await users.request_reset(made.email)
    mails = await users.mails_to(made.email)
    assert [one.text.partition("\n")[0] for one in mails] == ["Hola:", "Hola:"]
    assert not any("thief" in one.text for one in mails)
    await users.reset(next(one.token for one in mails if one.subject == RESET), NEW)
    assert (await users.mails_to(made.email))[-1].text.startswith("Hola, You won!")


async def test_what_a_stranger_saved_in_an_account_does_not_outlive_its_owners_new_password(users):
    made = await users.register(
        phone="+34611111111",
        notify_channels=user_pb.NotifyChannels(channels=[user_pb.NOTIFY_CHANNEL_SMS]),
    )
    strangers = (await users.log_in(made.email)).access_token
    address = user_pb.UserAddress(
        line1="Calle Ajena 1", city="Madrid", postal_code="28013", country_code="ES"
    )
    add = user_pb.CreateAddressRequest(address=address)
    await ask(users.accounts.CreateAddress, add, strangers)
    await users.request_reset(made.email)
    await users.reset((await reset_mail(users, made.email)).token, NEW)
    token = (await users.log_in(made.email, NEW)).access_token
    owner = await who_is(users, token)
    assert (owner.phone, owner.notify_channels) == ("", [user_pb.NOTIFY_CHANNEL_EMAIL])
    saved = await ask(users.accounts.ListAddresses, user_pb.ListAddressesRequest(), token)
    assert list(saved.addresses) == []
    assert "hemos borrado el teléfono" in (await users.mails_to(made.email))[-1].text

    # Whose account it is, is known now: what they save stays.
    await ask(users.accounts.CreateAddress, add, token)
    await users.request_reset(made.email)
    second = [one for one in await users.mails_to(made.email) if one.subject == RESET][-1]
    await users.reset(second.token, f"{NEW} again")
    token = (await users.log_in(made.email, f"{NEW} again")).access_token
    saved = await ask(users.accounts.ListAddresses, user_pb.ListAddressesRequest(), token)
    assert len(saved.addresses) == 1
    assert "borrado" not in (await users.mails_to(made.email))[-1].text


async def test_ones_own_name_is_no_new_password_and_costs_no_link(users):
    made = await users.register()
    await users.request_reset(made.email)
    mail = await reset_mail(users, made.email)
    own = made.email.partition("@")[0] + "_1990"
    assert await reason_of(users.reset(mail.token, own)) == "INVALID_REQUEST"
    token = (await users.log_in(made.email)).access_token
    assert await reason_of(change(users, token, PASSWORD, own)) == "INVALID_REQUEST"
    with pytest.raises(DomainError) as caught:
        await users.register("maria.lopez@example.com", password="MariaLopez2026")
    (violation,) = caught.value.violations
    assert (violation.field, violation.description) == (
        "password",
        "must not be your name or e-mail",
    )
    await users.reset(mail.token, NEW)


async def test_a_forgotten_password_is_replaced_by_a_link_and_every_session_ends(users):
    made = await users.register()
    before = await users.log_in(made.email)
    await users.request_reset(made.email.upper())
    mail = await reset_mail(users, made.email)
    assert f"https://shop.example/account/reset#token={mail.token}\n" in mail.text
    await users.reset(mail.token, NEW)
    assert await reason_of(users.log_in(made.email)) == "WRONG_CREDENTIALS"
    assert await reason_of(users.refresh(before.refresh_token)) == "SESSION_OVER"
    assert await reason_of(who_is(users, before.access_token)) == "TOKEN_INVALID"
    after = await users.log_in(made.email, NEW)
    assert (await who_is(users, after.access_token)).email_confirmed
    assert await reason_of(users.reset(mail.token, NEW)) == "LINK_NOT_GOOD"
    subjects = [one.subject for one in await users.mails_to(made.email)]
    assert subjects[-1] == "Tu contraseña ha cambiado"


async def test_a_link_is_good_for_30_minutes(users):
    made = await users.register()
    await users.request_reset(made.email)
    mail = await reset_mail(users, made.email)
    try:
        users.clock.later = timedelta(minutes=30)
        assert await reason_of(users.reset(mail.token, NEW)) == "LINK_NOT_GOOD"
        users.clock.later = timedelta(minutes=29, seconds=50)
        assert await reason_of(users.reset(mail.token, NEW)) == ""
    finally:
        users.clock.later = timedelta()


async def test_one_link_used_many_times_at_once_sets_one_password(users):
    made = await users.register()
    await users.request_reset(made.email)
    mail = await reset_mail(users, made.email)
    tries = [reason_of(users.reset(mail.token, f"{NEW} {number}")) for number in range(8)]
    assert sorted(await asyncio.gather(*tries)) == [""] + ["LINK_NOT_GOOD"] * 7


async def test_a_link_that_confirms_sets_no_password_and_a_used_one_takes_the_others_along(users):
    made = await users.register()
    (confirming,) = await users.mails_to(made.email)
    assert await reason_of(users.reset(confirming.token, NEW)) == "LINK_NOT_GOOD"
    for _ in range(2):
        await users.request_reset(made.email)
    mails = await users.mails_to(made.email)
    first, second = [one for one in mails if one.subject == RESET]
    await users.reset(second.token, NEW)
    assert await reason_of(users.reset(first.token, NEW)) == "LINK_NOT_GOOD"


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "A" * 43, "A" * 100_000])
async def test_a_made_up_link_is_refused_without_hashing(users, token):
    before = users.hasher.worked
    assert await reason_of(users.reset(token, NEW)) == "LINK_NOT_GOOD"
    assert await reason_of(confirm(users, token)) == "LINK_NOT_GOOD"
    assert users.hasher.worked == before


async def test_nobody_with_that_email_is_mailed_nothing_and_told_nothing(users):
    await users.relay.deliver_due()
    before = len(users.mailbox.sent)
    await users.request_reset("nobody.at.all@example.com")
    await users.relay.deliver_due()
    assert len(users.mailbox.sent) == before


async def test_a_mail_waits_while_it_cannot_be_sent_and_is_not_lost(users):
    made = await users.register()
    users.mailbox.down = True
    await users.request_reset(made.email)
    assert await users.mails_to(made.email) == []
    users.mailbox.down = False
    try:
        users.clock.later = timedelta(seconds=30)
        mails = await users.mails_to(made.email)
    finally:
        users.clock.later = timedelta()
    assert {mail.subject for mail in mails} == {"Confirma tu correo", RESET}


async def test_what_is_stored_opens_no_account(users):
    made = await users.register()
    await users.request_reset(made.email)
    mail = await reset_mail(users, made.email)
    async with users.database.reading() as connection:
        links = (await connection.execute(sa.select(mail_links))).all()
        messages = (await connection.execute(sa.select(outbox))).all()
    assert any(str(row.account_id) == made.id for row in links)
    assert mail.token not in repr(links)
    assert made.email not in repr(messages)
    assert mail.token not in repr(messages)


async def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(users):
    made = await users.register()
    here, there = await users.log_in(made.email), await users.log_in(made.email)
    await change(users, here.access_token, PASSWORD, NEW)
    await who_is(users, here.access_token)
    assert await reason_of(who_is(users, there.access_token)) == "TOKEN_INVALID"
    assert await reason_of(users.refresh(there.refresh_token)) == "SESSION_OVER"
    await users.refresh(here.refresh_token)
    assert await reason_of(users.log_in(made.email)) == "WRONG_CREDENTIALS"
    await users.log_in(made.email, NEW)


async def test_a_password_is_changed_by_who_knows_it_and_not_to_one_that_everybody_tries(users):
    made = await users.register()
    token = (await users.log_in(made.email)).access_token
    violations = []
    for current, new in [("not this one", NEW), (PASSWORD, "short"), (PASSWORD, "Password1")]:
        with pytest.raises(DomainError) as caught:
            await change(users, token, current, new)
        (violation,) = caught.value.violations
        violations.append((violation.field, violation.description))
    assert violations == [
        ("current_password", "is not your password"),
        ("new_password", "must have 8 to 256 characters"),
        ("new_password", "must not be one of the most common passwords"),
    ]
    await users.log_in(made.email)


async def test_two_changes_of_one_password_at_once_are_one(users):
    made = await users.register()
    token = (await users.log_in(made.email)).access_token
    tries = [reason_of(change(users, token, PASSWORD, f"{NEW} {number}")) for number in range(5)]
    assert sorted(await asyncio.gather(*tries)) == [""] + ["INVALID_REQUEST"] * 4


async def test_a_log_in_that_was_under_way_while_the_password_changed_begins_no_session(users):
    made = await users.register()
    token = (await users.log_in(made.email)).access_token
    this = accounts.c.id == made.id
    async with users.database.transaction() as connection:
        # As a change of the password holds it.
        await connection.execute(sa.select(accounts).where(this).with_for_update())
        logging_in = asyncio.create_task(reason_of(users.log_in(made.email)))
        await asyncio.sleep(0.3)
        await connection.execute(sa.update(accounts).where(this).values(password_hash="another"))
    assert await logging_in == "WRONG_CREDENTIALS"
    assert len(await sessions_of(users, token)) == 1


async def test_a_customer_sees_their_sessions_and_ends_one(users):
    made = await users.register()
    request = session_pb.CreateSessionRequest(
        email=made.email, password=PASSWORD, device="\x00Lamp/1.0\t" + "x" * 300
    )
    there = (await ask(users.sessions.CreateSession, request)).tokens
    here = await users.log_in(made.email)
    listed = await sessions_of(users, here.access_token)
    assert [one.current for one in listed] == [True, False]
    assert listed[1].device == ("Lamp/1.0 " + "x" * 300)[:200]
    renewed = await users.refresh(there.refresh_token)
    listed = await sessions_of(users, here.access_token)
    assert [one.current for one in listed] == [False, True]
    end = session_pb.EndSessionRequest(id=listed[0].id)
    await ask(users.sessions.EndSession, end, here.access_token)
    assert await reason_of(who_is(users, renewed.access_token)) == "TOKEN_INVALID"
    assert await reason_of(users.refresh(renewed.refresh_token)) == "SESSION_OVER"
    assert [one.current for one in await sessions_of(users, here.access_token)] == [True]


async def test_nobody_sees_or_ends_anothers_session(users):
    mine, other = await users.new_customer(), await users.new_customer()
    (session,) = await sessions_of(users, mine.access_token)
    for session_id in (session.id, "no id"):
        end = session_pb.EndSessionRequest(id=session_id)
        attempt = ask(users.sessions.EndSession, end, other.access_token)
        assert await reason_of(attempt) == "SESSION_NOT_FOUND"
    assert [one.id for one in await sessions_of(users, mine.access_token)] == [session.id]


async def test_another_service_hears_of_a_log_out_within_two_seconds(users):
    tokens = await users.new_customer()
    verifier = TokenVerifier(users_keyring(users.channel))
    await verifier.verify(tokens.access_token)
    request = session_pb.DeleteSessionRequest(refresh_token=tokens.refresh_token)
    await ask(users.sessions.DeleteSession, request)
    await asyncio.sleep(2.1)
    with pytest.raises(TokenRefused):
        await verifier.verify(tokens.access_token)


async def test_a_service_that_starts_late_knows_of_a_log_out_too(users):
    tokens = await users.new_customer()
    request = session_pb.DeleteSessionRequest(refresh_token=tokens.refresh_token)
    await ask(users.sessions.DeleteSession, request)
    with pytest.raises(TokenRefused):
        await TokenVerifier(users_keyring(users.channel)).verify(tokens.access_token)
