"""The BFF's passwords, links by mail and sessions, over HTTP."""

import pytest

from chassis.errors import DomainError, InvalidRequest, Kind
from chassis.violations import Code
from tests.component.bff.harness import CUSTOMER
from tests.component.bff.replies import session, user
from tienda.users.v1 import credential_service_pb2 as credential_pb
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import user_service_pb2 as user_pb

SESSION_ID = "01900000-0000-7000-8000-0000000000dd"
TOKEN = "A" * 43
NEW = "a wholly different one"


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    shared_shop.users.replies = {
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
    return shared_shop


async def test_a_password_is_changed(shop):
    shop.set_cookies(tienda_access=CUSTOMER)
    body = {"current_password": "correct horse", "new_password": NEW}
    assert (await shop.request("PUT", "/users/me/password", json=body)).status == 204
    message = shop.users.last_call("ChangePassword").request
    assert (message.current_password, message.new_password) == ("correct horse", NEW)


async def test_a_wrong_current_password_is_named_in_the_shoppers_language(shop):
    shop.set_cookies(tienda_access=CUSTOMER)
    wrong = InvalidRequest.of("current_password", Code.WRONG_PASSWORD)
    shop.users.replies["ChangePassword"] = wrong
    body = {"current_password": "something", "new_password": NEW}
    response = await shop.request("PUT", "/users/me/password?lang=es", json=body)
    assert (response.status, response.reason) == (400, "invalid-request")
    assert response.errors == [{"pointer": "/current_password", "detail": "No es tu contraseña."}]


async def test_a_link_is_asked_for_and_used_once(shop):
    shop.set_cookies(tienda_access=CUSTOMER, tienda_refresh="refresh-1")
    wish = await shop.request("POST", "/users/password-resets", json={"email": "ana@example.com"})
    assert (wish.status, wish.raw) == (202, b"")
    body = {"token": TOKEN, "new_password": NEW}
    done = await shop.request("POST", "/users/password-resets/confirm", json=body)
    assert done.status == 204
    assert {cookie.value for cookie in done.cookies.values()} == {""}
    shop.users.replies["ResetPassword"] = DomainError(
        "used", kind=Kind.NOT_FOUND, reason="LINK_NOT_GOOD"
    )
    again = await shop.request("POST", "/users/password-resets/confirm", json=body)
    assert (again.status, again.reason) == (410, "link-not-good")


async def test_an_email_is_confirmed_by_a_link(shop):
    path = "/users/me/email-confirmations"
    assert (await shop.request("POST", path)).reason == "not-signed-in"
    shop.set_cookies(tienda_access=CUSTOMER)
    assert (await shop.request("POST", path)).status == 202
    shop.clear_cookies()
    body = {"token": TOKEN}
    assert (
        await shop.request("POST", "/users/email-confirmations/confirm", json=body)
    ).status == 204
    assert shop.users.last_call("ConfirmEmail").request.token == TOKEN


async def test_sessions_are_listed_and_ended(shop):
    shop.set_cookies(tienda_access=CUSTOMER)
    listed = (await shop.get("/users/me/sessions")).body
    assert [(one["id"], one["device"], one["current"]) for one in listed["items"]] == [
        (SESSION_ID, "Lamp/1.0", True)
    ]
    assert (await shop.request("DELETE", f"/users/me/sessions/{SESSION_ID}")).status == 204
    other = await shop.request("DELETE", "/users/me/sessions/another")
    assert (other.status, other.reason) == (404, "session-not-found")


async def test_a_session_bears_the_browsers_own_name(shop):
    log_in = {"email": "ana@example.com", "password": "correct horse"}
    await shop.request("POST", "/users/session", json=log_in, headers={"User-Agent": "Lámp/1.0"})
    assert shop.users.last_call("CreateSession").request.device == "Lámp/1.0"


@pytest.mark.parametrize("field", ["role", "email_confirmed", "id", "email", "created_at"])
async def test_what_is_not_a_customers_to_set_is_refused(shop, field):
    shop.set_cookies(tienda_access=CUSTOMER)
    response = await shop.request("PATCH", "/users/me", json={field: "admin"})
    assert (response.status, response.reason) == (400, "unknown-field")
    new = {"email": "ana@example.com", "password": "correct horse", "name": "Ana"}
    if field != "email":
        response = await shop.request("POST", "/users", json={**new, field: "admin"})
        assert (response.status, response.reason) == (400, "unknown-field")


async def test_a_customer_says_how_to_be_notified(shop):
    shop.set_cookies(tienda_access=CUSTOMER)
    change = {"notify": ["email", "sms"], "phone": "+34612345678"}
    response = await shop.request("PATCH", "/users/me", json=change)
    assert (response.body["notify"], response.body["email_confirmed"]) == (["email"], False)
    message = shop.users.last_call("UpdateUser").request
    assert list(message.notify_channels.channels) == [1, 2]
    assert (await shop.request("PATCH", "/users/me", json={"notify": []})).pointers == ["/notify"]
