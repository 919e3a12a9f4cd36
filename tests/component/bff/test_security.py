"""Security headers, prefixes of cookies, trusted proxies, and rate limits, over HTTP."""

import pytest

from bff.http.client_address import parse_networks
from chassis.errors import DomainError, Kind
from tests.component.bff.harness import serving
from tests.component.bff.replies import TABLE_ID, product, session
from tienda.users.v1 import credential_service_pb2 as credential_pb

LOG_IN = {"email": "ana@example.com", "password": "correct horse"}


@pytest.fixture
async def shop(shared_shop):
    shared_shop.clear_cookies()
    shared_shop.catalog.replies = {"GetProduct": product()}
    shared_shop.users.replies = {
        "CreateSession": session(),
        "RequestPasswordReset": credential_pb.RequestPasswordResetResponse(),
    }
    return shared_shop


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/healthz"),
        ("GET", f"/products/{TABLE_ID}"),
        ("GET", "/nowhere"),
        ("GET", "/users/me"),
        ("POST", "/users/session"),
        ("GET", "/products?limit=x"),
    ],
)
async def test_every_answer_tells_browsers_what_to_forbid(shop, method, path):
    response = await shop.request(method, path)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Server": "tienda",
    }.items():
        assert response.headers[name] == value
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in response.headers


async def test_a_browser_that_came_over_tls_is_to_come_so_always(shop):
    response = await shop.get("/healthz", headers={"X-Forwarded-Proto": "https"})
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


async def test_too_many_tries_are_reported_with_the_time_to_wait(shop):
    shop.users.replies["CreateSession"] = DomainError(
        "tried too often",
        kind=Kind.EXHAUSTED,
        reason="TOO_MANY_REQUESTS",
        items=[{"retry_after": 42}],
    )
    response = await shop.request("POST", "/users/session?lang=es", json=LOG_IN)
    assert (response.status, response.reason) == (429, "too-many-requests")
    assert response.headers["Retry-After"] == "42"
    assert response.body["detail"] == "Espera un poco antes de volver a intentarlo."


async def test_neighbours_are_told_where_a_request_comes_from_and_clients_are_not_believed(shop):
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Client-Address": "203.0.113.9"}
    await shop.request("POST", "/users/session", json=LOG_IN, headers=forged)
    assert shop.users.last_call("CreateSession").client_address == "127.0.0.1"


async def test_a_load_balancer_that_is_trusted_is_believed():
    async with serving(trusted_proxies=parse_networks("127.0.0.0/8")) as behind:
        behind.users.replies = {"CreateSession": session()}
        passed_on = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        await behind.request("POST", "/users/session", json=LOG_IN, headers=passed_on)
        assert behind.users.last_call("CreateSession").client_address == "203.0.113.9"
