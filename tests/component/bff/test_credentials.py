"""The BFF's passwords, links by mail and sessions, over HTTP."""

import pytest

from chassis.errors import DomainError, InvalidRequest, Kind
from chassis.violations import Code
from tests.component.bff.harness import CUSTOMER, session, user
from tienda.users.v1 import credential_service_pb2 as credential_pb
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import user_service_pb2 as user_pb

SESSION_ID = "01900000-0000-7000-8000-0000000000dd"
TOKEN = "A" * 43
NEW = "a wholly different one"


@pytest.fixture
async def shop(the_shop):
    the_shop.forget_cookies()
    the_shop.users.answers = {
        "CreateSession": session(),
        "UpdateUser": user_pb.UpdateUserResponse(user=user()),
        "ChangePassword": credential_pb.ChangePasswordResponse(),
        "RequestPasswordReset": credential_pb.RequestPasswordResetResponse(),
        "ResetPassword": credential_pb.ResetPasswordResponse(),
        "RequestEmailConfirmation": credential_pb.RequestEmailConfirmationResponse(),
        "ConfirmEmail": credential_pb.ConfirmEmailResponse(),
        "ListSessions": session_pb.ListSessionsResponse(
            sessions=[session_pb.Session(id=SESSION_ID, device="Lamp/1.0", current=True)]
        ),
        "EndSession": session_pb.EndSessionResponse(),
    }
    return the_shop


async def test_a_password_is_changed(shop):
    shop.carry(tienda_access=CUSTOMER)
    body = {"current_password": "correct horse", "new_password": NEW}
    assert (await shop.ask("PUT", "/users/me/password", json=body)).status == 204
    asked = shop.users.last("ChangePassword").request
    assert (asked.current_password, asked.new_password) == ("correct horse", NEW)


async def test_a_wrong_current_password_is_named_in_the_shoppers_language(shop):
    shop.carry(tienda_access=CUSTOMER)
    wrong = InvalidRequest.of("current_password", Code.WRONG_PASSWORD)
    shop.users.answers["ChangePassword"] = wrong
    body = {"current_password": "something", "new_password": NEW}
    reply = await shop.ask("PUT", "/users/me/password?lang=es", json=body)
    assert (reply.status, reply.reason) == (400, "invalid-request")
    assert reply.errors == [{"pointer": "/current_password", "detail": "No es tu contraseña."}]


async def test_a_link_is_asked_for_and_used_once(shop):
    shop.carry(tienda_access=CUSTOMER, tienda_refresh="refresh-1")
    wish = await shop.ask("POST", "/users/password-resets", json={"email": "ana@example.com"})
    assert (wish.status, wish.raw) == (202, b"")
    body = {"token": TOKEN, "new_password": NEW}
    done = await shop.ask("POST", "/users/password-resets/confirm", json=body)
    assert done.status == 204
    assert {cookie.value for cookie in done.cookies.values()} == {""}
    shop.users.answers["ResetPassword"] = DomainError(
        "used", kind=Kind.NOT_FOUND, reason="LINK_NOT_GOOD"
    )
    again = await shop.ask("POST", "/users/password-resets/confirm", json=body)
    assert (again.status, again.reason) == (410, "link-not-good")


async def test_an_email_is_confirmed_by_a_link(shop):
    path = "/users/me/email-confirmations"
    assert (await shop.ask("POST", path)).reason == "not-signed-in"
    shop.carry(tienda_access=CUSTOMER)
    assert (await shop.ask("POST", path)).status == 202
    shop.forget_cookies()
    body = {"token": TOKEN}
    assert (await shop.ask("POST", "/users/email-confirmations/confirm", json=body)).status == 204
    assert shop.users.last("ConfirmEmail").request.token == TOKEN


async def test_sessions_are_listed_and_ended(shop):
    shop.carry(tienda_access=CUSTOMER)
    listed = (await shop.get("/users/me/sessions")).body
    assert [(one["id"], one["device"], one["current"]) for one in listed["items"]] == [
        (SESSION_ID, "Lamp/1.0", True)
    ]
    assert (await shop.ask("DELETE", f"/users/me/sessions/{SESSION_ID}")).status == 204
    other = await shop.ask("DELETE", "/users/me/sessions/another")
    assert (other.status, other.reason) == (404, "session-not-found")


async def test_a_session_bears_the_browsers_own_name(shop):
    log_in = {"email": "ana@example.com", "password": "correct horse"}
    await shop.ask("POST", "/users/session", json=log_in, headers={"User-Agent": "Lámp/1.0"})
    assert shop.users.last("CreateSession").request.device == "Lámp/1.0"


@pytest.mark.parametrize("field", ["role", "email_confirmed", "id", "email", "created_at"])
async def test_what_is_not_a_customers_to_set_is_refused(shop, field):
    shop.carry(tienda_access=CUSTOMER)
    reply = await shop.ask("PATCH", "/users/me", json={field: "admin"})
    assert (reply.status, reply.reason) == (400, "unknown-field")
    new = {"email": "ana@example.com", "password": "correct horse", "name": "Ana"}
    if field != "email":
        reply = await shop.ask("POST", "/users", json={**new, field: "admin"})
        assert (reply.status, reply.reason) == (400, "unknown-field")


async def test_a_customer_says_how_to_be_told(shop):
    shop.carry(tienda_access=CUSTOMER)
    change = {"notify": ["email", "sms"], "phone": "+34612345678"}
    reply = await shop.ask("PATCH", "/users/me", json=change)
    assert (reply.body["notify"], reply.body["email_confirmed"]) == (["email"], False)
    asked = shop.users.last("UpdateUser").request
    assert list(asked.notify_channels.channels) == [1, 2]
    assert (await shop.ask("PATCH", "/users/me", json={"notify": []})).pointers == ["/notify"]
