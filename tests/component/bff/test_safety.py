"""What the BFF tells browsers to forbid, whom it believes, and how it says that it is too much."""

import pytest

from bff.http.client_address import parse_networks
from chassis.errors import DomainError, Kind
from tests.component.bff.harness import TABLE_ID, product, serving, session
from tienda.users.v1 import credential_service_pb2 as credential_pb

LOG_IN = {"email": "ana@example.com", "password": "correct horse"}


@pytest.fixture
async def shop(the_shop):
    the_shop.forget_cookies()
    the_shop.catalog.answers = {"GetProduct": product()}
    the_shop.users.answers = {
        "CreateSession": session(),
        "RequestPasswordReset": credential_pb.RequestPasswordResetResponse(),
    }
    return the_shop


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
    reply = await shop.ask(method, path)
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Server": "tienda",
    }.items():
        assert reply.headers[name] == value
    assert "camera=()" in reply.headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in reply.headers


async def test_a_browser_that_came_over_tls_is_to_come_so_always(shop):
    reply = await shop.get("/healthz", headers={"X-Forwarded-Proto": "https"})
    assert reply.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


async def test_too_many_tries_are_told_with_the_time_to_wait(shop):
    shop.users.answers["CreateSession"] = DomainError(
        "tried too often",
        kind=Kind.EXHAUSTED,
        reason="TOO_MANY_REQUESTS",
        items=[{"retry_after": 42}],
    )
    reply = await shop.ask("POST", "/users/session?lang=es", json=LOG_IN)
    assert (reply.status, reply.reason) == (429, "too-many-requests")
    assert reply.headers["Retry-After"] == "42"
    assert reply.body["detail"] == "Espera un poco antes de volver a intentarlo."


async def test_neighbours_are_told_where_a_request_comes_from_and_clients_are_not_believed(shop):
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Client-Address": "203.0.113.9"}
    await shop.ask("POST", "/users/session", json=LOG_IN, headers=forged)
    assert shop.users.last("CreateSession").client_address == "127.0.0.1"


async def test_a_load_balancer_that_is_trusted_is_believed():
    async with serving(trusted_proxies=parse_networks("127.0.0.0/8")) as behind:
        behind.users.answers = {"CreateSession": session()}
        passed_on = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        await behind.ask("POST", "/users/session", json=LOG_IN, headers=passed_on)
        assert behind.users.last("CreateSession").client_address == "203.0.113.9"
