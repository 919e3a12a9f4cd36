"""The BFF's accounts and sessions, over HTTP."""

import pytest

from chassis.errors import DomainError, Kind
from tests.component.bff.harness import CUSTOMER, serving
from tests.component.bff.replies import cart, session, tokens, user
from tienda.orders.v1 import cart_service_pb2
from tienda.users.v1 import session_service_pb2, user_service_pb2

NEW = {"email": "ana@example.com", "password": "correct horse", "name": "Ana"}
LOG_IN = {"email": "ana@example.com", "password": "correct horse"}
HOME = {"line1": "Gran Vía 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}
HOME_ID = "01900000-0000-7000-8000-0000000000cc"


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    saved = user_service_pb2.UserAddress(
        id=HOME_ID, line1="Gran Vía 1", city="Madrid", postal_code="28013", country_code="ES"
    )
    shared_shop.users.replies = {
        "CreateUser": user_service_pb2.CreateUserResponse(user=user()),
        "CreateSession": session(),
        "GetUser": user_service_pb2.GetUserResponse(user=user()),
        "UpdateUser": user_service_pb2.UpdateUserResponse(user=user(phone="+34600000000")),
        "DeleteUser": user_service_pb2.DeleteUserResponse(),
        "DeleteSession": session_service_pb2.DeleteSessionResponse(),
        "RefreshSession": session_service_pb2.RefreshSessionResponse(
            user=user(), tokens=tokens(refresh="refresh-2")
        ),
        "ListAddresses": user_service_pb2.ListAddressesResponse(addresses=[saved]),
        "CreateAddress": user_service_pb2.CreateAddressResponse(address=saved),
        "UpdateAddress": user_service_pb2.UpdateAddressResponse(address=saved),
        "DeleteAddress": user_service_pb2.DeleteAddressResponse(),
    }
    shared_shop.orders.replies = {"MergeCart": cart_service_pb2.MergeCartResponse(cart=cart())}
    return shared_shop


async def test_a_new_customer_is_signed_in_at_once(shop):
    response = await shop.request("POST", "/users?lang=en", json=NEW)
    assert (response.status, response.body["role"]) == (201, "customer")
    assert shop.users.last_call("CreateUser").request.language == "en"
    access, refresh = response.cookies["tienda_access"], response.cookies["tienda_refresh"]
    assert (access.value, access["path"], access["httponly"]) == (CUSTOMER, "/", True)
    assert (refresh.value, refresh["path"], refresh["httponly"]) == ("refresh-1", "/users", True)
    # The access cookie outlives its token, so that "expired" can be told from "nobody".
    assert access["max-age"] == refresh["max-age"] == str(30 * 24 * 3600)
    me = await shop.get("/users/me")
    assert me.body["email"] == "ana@example.com"
    assert not shop.users.last_call("GetUser").caller.is_guest


async def test_over_tls_browsers_take_cookies_from_this_very_host_alone(shop):
    over_tls = {"X-Forwarded-Proto": "https"}
    response = await shop.request("POST", "/users", json=NEW, headers=over_tls)
    named = {name: cookie["path"] for name, cookie in response.cookies.items()}
    assert named == {"__Host-tienda_access": "/", "__Secure-tienda_refresh": "/users"}
    assert all(one["secure"] and not one["domain"] for one in response.cookies.values())
    # Another host of the same domain can set only names without the prefix.
    shop.clear_cookies()
    tossed = {**over_tls, "Cookie": f"tienda_access={CUSTOMER}"}
    assert (await shop.request("GET", "/users/me", headers=tossed)).status == 401
    own = {**over_tls, "Cookie": f"__Host-tienda_access={CUSTOMER}"}
    assert (await shop.request("GET", "/users/me", headers=own)).status == 200


async def test_an_email_has_one_account(shop):
    shop.users.replies["CreateUser"] = DomainError(
        "taken", kind=Kind.ALREADY_EXISTS, reason="EMAIL_TAKEN"
    )
    response = await shop.request("POST", "/users", json=NEW)
    assert (response.status, response.reason) == (409, "email-taken")
    assert "Set-Cookie" not in response.headers


async def test_wrong_credentials_are_reported_in_the_callers_language(shop):
    shop.users.replies["CreateSession"] = DomainError(
        "wrong", kind=Kind.UNAUTHENTICATED, reason="WRONG_CREDENTIALS"
    )
    response = await shop.request("POST", "/users/session?lang=en", json=LOG_IN)
    assert (response.status, response.body["title"]) == (401, "Wrong credentials")
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_an_expired_session_does_not_keep_anybody_from_signing_in(shop):
    shop.set_cookies(tienda_access="expired-token")
    assert (await shop.request("POST", "/users/session", json=LOG_IN)).status == 200


async def test_a_guests_cart_comes_along_at_log_in(shop):
    shop.set_cookies(tienda_cart="cart-1")
    response = await shop.request("POST", "/users/session", json=LOG_IN)
    merged = shop.orders.last_call("MergeCart")
    assert (merged.request.cart_token, merged.caller.is_guest) == ("cart-1", False)
    assert response.cookies["tienda_cart"]["max-age"] == "0"


async def test_a_cart_that_cannot_come_along_now_is_kept(shop):
    shop.set_cookies(tienda_cart="cart-1")
    shop.orders.replies["MergeCart"] = DomainError("down", kind=Kind.UNAVAILABLE)
    response = await shop.request("POST", "/users/session", json=LOG_IN)
    assert response.status == 200
    assert "tienda_cart" not in response.cookies


@pytest.mark.parametrize("given", [{"Authorization": f"Bearer {CUSTOMER}"}, {}])
async def test_who_has_the_access_token_alone_is_signed_out_by_it(shop, given):
    if not given:
        shop.set_cookies(tienda_access=CUSTOMER)
    shop.users.replies |= {
        "ListSessions": session_service_pb2.ListSessionsResponse(
            sessions=[
                session_service_pb2.Session(id="another"),
                session_service_pb2.Session(id="this", current=True),
            ]
        ),
        "EndSession": session_service_pb2.EndSessionResponse(),
    }
    before = shop.users.count_calls("EndSession")
    assert (await shop.request("DELETE", "/users/session", headers=given)).status == 204
    assert shop.users.count_calls("EndSession") == before + 1
    ended = shop.users.last_call("EndSession")
    assert (ended.request.id, ended.caller.is_guest) == ("this", False)


async def test_a_session_is_renewed_with_new_tokens(shop):
    await shop.request("POST", "/users/session", json=LOG_IN)
    response = await shop.request("POST", "/users/session/refresh")
    assert shop.users.last_call("RefreshSession").request.refresh_token == "refresh-1"
    assert response.cookies["tienda_refresh"].value == "refresh-2"


async def test_a_session_that_is_over_is_forgotten(shop):
    assert (await shop.request("POST", "/users/session/refresh")).reason == "session-over"
    await shop.request("POST", "/users/session", json=LOG_IN)
    shop.users.replies["RefreshSession"] = DomainError(
        "over", kind=Kind.UNAUTHENTICATED, reason="SESSION_OVER"
    )
    response = await shop.request("POST", "/users/session/refresh")
    assert (response.status, response.reason) == (401, "session-over")
    assert (await shop.get("/users/me")).reason == "not-signed-in"


async def test_users_down_for_a_moment_costs_nobody_the_session(shop):
    await shop.request("POST", "/users/session", json=LOG_IN)
    shop.users.replies["RefreshSession"] = DomainError("down", kind=Kind.UNAVAILABLE)
    response = await shop.request("POST", "/users/session/refresh")
    assert response.status == 503
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("error", [None, DomainError("down", kind=Kind.UNAVAILABLE)])
async def test_the_browser_is_signed_out_even_while_users_is_down(shop, error):
    await shop.request("POST", "/users/session", json=LOG_IN)
    if error:
        shop.users.replies["DeleteSession"] = error
    assert (await shop.request("DELETE", "/users/session")).status == 204
    assert shop.users.last_call("DeleteSession").request.refresh_token == "refresh-1"
    assert (await shop.get("/users/me")).reason == "not-signed-in"


async def test_an_account_is_changed_field_by_field(shop):
    shop.set_cookies(tienda_access=CUSTOMER)
    await shop.request("PATCH", "/users/me", json={"phone": None})
    message = shop.users.last_call("UpdateUser").request
    assert (message.HasField("phone"), message.phone, message.HasField("name")) == (True, "", False)


async def test_a_closed_account_is_signed_out(shop):
    await shop.request("POST", "/users/session", json=LOG_IN)
    body = {"password": NEW["password"]}
    assert (await shop.request("DELETE", "/users/me", json=body)).status == 204
    assert shop.users.last_call("DeleteUser").request.password == NEW["password"]
    assert (await shop.get("/users/me")).reason == "not-signed-in"


@pytest.mark.parametrize("body", [None, {}])
async def test_an_account_is_not_closed_without_its_password(shop, body):
    await shop.request("POST", "/users/session", json=LOG_IN)
    before = shop.users.count_calls("DeleteUser")
    refused = await shop.request("DELETE", "/users/me", json=body)
    assert (refused.status, refused.reason) == (400, "invalid-request")
    assert refused.pointers == ["/password"]
    assert shop.users.count_calls("DeleteUser") == before
    assert (await shop.get("/users/me")).status == 200


async def test_addresses_are_kept_replaced_and_forgotten(shop):
    shop.set_cookies(tienda_access=CUSTOMER)
    opened = await shop.request("POST", "/users/me/addresses", json=HOME)
    assert (opened.status, opened.headers["Location"]) == (201, f"/users/me/addresses/{HOME_ID}")
    path = opened.headers["Location"]
    assert (await shop.get(path)).body == opened.body
    assert (await shop.get("/users/me/addresses")).body["items"] == [opened.body]
    assert (await shop.request("PUT", path, json=HOME)).status == 200
    assert shop.users.last_call("UpdateAddress").request.address.id == HOME_ID
    assert (await shop.request("DELETE", path)).status == 204
    other = await shop.get("/users/me/addresses/another")
    assert (other.status, other.reason) == (404, "address-not-found")


async def test_cookies_are_marked_secure_where_the_browser_speaks_tls(shop):
    over_tls = {"X-Forwarded-Proto": "https"}
    response = await shop.request("POST", "/users/session", json=LOG_IN, headers=over_tls)
    assert all(cookie["secure"] for cookie in response.cookies.values())
    async with serving(cookie_secure=True) as always:
        always.users.replies = {"CreateSession": session()}
        response = await always.request("POST", "/users/session", json=LOG_IN)
        assert all(cookie["secure"] for cookie in response.cookies.values())
