"""The BFF's accounts and sessions, over HTTP."""

import pytest

from chassis.errors import DomainError, Kind
from tests.component.bff.harness import CUSTOMER, cart, serving, session, tokens, user
from tienda.orders.v1 import cart_service_pb2
from tienda.users.v1 import session_service_pb2, user_service_pb2

NEW = {"email": "ana@example.com", "password": "correct horse", "name": "Ana"}
LOG_IN = {"email": "ana@example.com", "password": "correct horse"}
HOME = {"line1": "Gran Vía 1", "city": "Madrid", "postal_code": "28013", "country": "ES"}
HOME_ID = "01900000-0000-7000-8000-0000000000cc"


@pytest.fixture
async def shop(the_shop):
    the_shop.forget_cookies()
    saved = user_service_pb2.UserAddress(
        id=HOME_ID, line1="Gran Vía 1", city="Madrid", postal_code="28013", country_code="ES"
    )
    the_shop.users.answers = {
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
    the_shop.orders.answers = {"MergeCart": cart_service_pb2.MergeCartResponse(cart=cart())}
    return the_shop


async def test_a_new_customer_is_signed_in_at_once(shop):
    reply = await shop.ask("POST", "/users?lang=en", json=NEW)
    assert (reply.status, reply.body["role"]) == (201, "customer")
    assert shop.users.last("CreateUser").request.language == "en"
    access, refresh = reply.cookies["tienda_access"], reply.cookies["tienda_refresh"]
    assert (access.value, access["path"], access["httponly"]) == (CUSTOMER, "/", True)
    assert (refresh.value, refresh["path"], refresh["httponly"]) == ("refresh-1", "/users", True)
    # The access cookie outlives its token, so that "expired" can be told from "nobody".
    assert access["max-age"] == refresh["max-age"] == str(30 * 24 * 3600)
    me = await shop.get("/users/me")
    assert me.body["email"] == "ana@example.com"
    assert not shop.users.last("GetUser").caller.is_guest


async def test_over_tls_browsers_take_cookies_from_this_very_host_alone(shop):
    over_tls = {"X-Forwarded-Proto": "https"}
    reply = await shop.ask("POST", "/users", json=NEW, headers=over_tls)
    named = {name: cookie["path"] for name, cookie in reply.cookies.items()}
    assert named == {"__Host-tienda_access": "/", "__Secure-tienda_refresh": "/users"}
    assert all(one["secure"] and not one["domain"] for one in reply.cookies.values())
    # Another host of the same domain can set only names without the prefix.
    shop.forget_cookies()
    tossed = {**over_tls, "Cookie": f"tienda_access={CUSTOMER}"}
    assert (await shop.ask("GET", "/users/me", headers=tossed)).status == 401
    own = {**over_tls, "Cookie": f"__Host-tienda_access={CUSTOMER}"}
    assert (await shop.ask("GET", "/users/me", headers=own)).status == 200


async def test_an_email_has_one_account(shop):
    shop.users.answers["CreateUser"] = DomainError(
        "taken", kind=Kind.ALREADY_EXISTS, reason="EMAIL_TAKEN"
    )
    reply = await shop.ask("POST", "/users", json=NEW)
    assert (reply.status, reply.reason) == (409, "email-taken")
    assert "Set-Cookie" not in reply.headers


async def test_wrong_credentials_are_told_in_the_callers_language(shop):
    shop.users.answers["CreateSession"] = DomainError(
        "wrong", kind=Kind.UNAUTHENTICATED, reason="WRONG_CREDENTIALS"
    )
    reply = await shop.ask("POST", "/users/session?lang=en", json=LOG_IN)
    assert (reply.status, reply.body["title"]) == (401, "Wrong credentials")
    assert reply.headers["WWW-Authenticate"] == "Bearer"


async def test_an_expired_session_does_not_keep_anybody_from_signing_in(shop):
    shop.carry(tienda_access="expired-token")
    assert (await shop.ask("POST", "/users/session", json=LOG_IN)).status == 200


async def test_a_guests_cart_comes_along_at_log_in(shop):
    shop.carry(tienda_cart="cart-1")
    reply = await shop.ask("POST", "/users/session", json=LOG_IN)
    merged = shop.orders.last("MergeCart")
    assert (merged.request.cart_token, merged.caller.is_guest) == ("cart-1", False)
    assert reply.cookies["tienda_cart"]["max-age"] == "0"


async def test_a_cart_that_cannot_come_along_now_is_kept(shop):
    shop.carry(tienda_cart="cart-1")
    shop.orders.answers["MergeCart"] = DomainError("down", kind=Kind.UNAVAILABLE)
    reply = await shop.ask("POST", "/users/session", json=LOG_IN)
    assert reply.status == 200
    assert "tienda_cart" not in reply.cookies


@pytest.mark.parametrize("given", [{"Authorization": f"Bearer {CUSTOMER}"}, {}])
async def test_who_has_the_access_token_alone_is_signed_out_by_it(shop, given):
    if not given:
        shop.carry(tienda_access=CUSTOMER)
    shop.users.answers |= {
        "ListSessions": session_service_pb2.ListSessionsResponse(
            sessions=[
                session_service_pb2.Session(id="another"),
                session_service_pb2.Session(id="this", current=True),
            ]
        ),
        "EndSession": session_service_pb2.EndSessionResponse(),
    }
    before = shop.users.times("EndSession")
    assert (await shop.ask("DELETE", "/users/session", headers=given)).status == 204
    assert shop.users.times("EndSession") == before + 1
    ended = shop.users.last("EndSession")
    assert (ended.request.id, ended.caller.is_guest) == ("this", False)


async def test_a_session_is_renewed_with_new_tokens(shop):
    await shop.ask("POST", "/users/session", json=LOG_IN)
    reply = await shop.ask("POST", "/users/session/refresh")
    assert shop.users.last("RefreshSession").request.refresh_token == "refresh-1"
    assert reply.cookies["tienda_refresh"].value == "refresh-2"


async def test_a_session_that_is_over_is_forgotten(shop):
    assert (await shop.ask("POST", "/users/session/refresh")).reason == "session-over"
    await shop.ask("POST", "/users/session", json=LOG_IN)
    shop.users.answers["RefreshSession"] = DomainError(
        "over", kind=Kind.UNAUTHENTICATED, reason="SESSION_OVER"
    )
    reply = await shop.ask("POST", "/users/session/refresh")
    assert (reply.status, reply.reason) == (401, "session-over")
    assert (await shop.get("/users/me")).reason == "not-signed-in"


async def test_users_down_for_a_moment_costs_nobody_the_session(shop):
    await shop.ask("POST", "/users/session", json=LOG_IN)
    shop.users.answers["RefreshSession"] = DomainError("down", kind=Kind.UNAVAILABLE)
    reply = await shop.ask("POST", "/users/session/refresh")
    assert reply.status == 503
    assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize("error", [None, DomainError("down", kind=Kind.UNAVAILABLE)])
async def test_the_browser_is_signed_out_even_while_users_is_down(shop, error):
    await shop.ask("POST", "/users/session", json=LOG_IN)
    if error:
        shop.users.answers["DeleteSession"] = error
    assert (await shop.ask("DELETE", "/users/session")).status == 204
    assert shop.users.last("DeleteSession").request.refresh_token == "refresh-1"
    assert (await shop.get("/users/me")).reason == "not-signed-in"


async def test_an_account_is_changed_field_by_field(shop):
    shop.carry(tienda_access=CUSTOMER)
    await shop.ask("PATCH", "/users/me", json={"phone": None})
    asked = shop.users.last("UpdateUser").request
    assert (asked.HasField("phone"), asked.phone, asked.HasField("name")) == (True, "", False)


async def test_a_closed_account_is_signed_out(shop):
    await shop.ask("POST", "/users/session", json=LOG_IN)
    assert (await shop.ask("DELETE", "/users/me")).status == 204
    assert (await shop.get("/users/me")).reason == "not-signed-in"


async def test_addresses_are_kept_replaced_and_forgotten(shop):
    shop.carry(tienda_access=CUSTOMER)
    made = await shop.ask("POST", "/users/me/addresses", json=HOME)
    assert (made.status, made.headers["Location"]) == (201, f"/users/me/addresses/{HOME_ID}")
    path = made.headers["Location"]
    assert (await shop.get(path)).body == made.body
    assert (await shop.get("/users/me/addresses")).body["items"] == [made.body]
    assert (await shop.ask("PUT", path, json=HOME)).status == 200
    assert shop.users.last("UpdateAddress").request.address.id == HOME_ID
    assert (await shop.ask("DELETE", path)).status == 204
    other = await shop.get("/users/me/addresses/another")
    assert (other.status, other.reason) == (404, "address-not-found")


async def test_cookies_are_marked_secure_where_the_browser_speaks_tls(shop):
    over_tls = {"X-Forwarded-Proto": "https"}
    reply = await shop.ask("POST", "/users/session", json=LOG_IN, headers=over_tls)
    assert all(cookie["secure"] for cookie in reply.cookies.values())
    async with serving(cookie_secure=True) as always:
        always.users.answers = {"CreateSession": session()}
        reply = await always.ask("POST", "/users/session", json=LOG_IN)
        assert all(cookie["secure"] for cookie in reply.cookies.values())
