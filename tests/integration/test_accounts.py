"""Accounts on a running store: mails that arrive, links that work once, orders that lose a name."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from itertools import count
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import pytest

from tests.integration.conftest import MakeProduct
from tests.integration.shop import Visitor, order_of, visit
from tests.store import RunningStore

PASSWORD = "correct horse battery"
NEW = "a wholly different one"

_numbers = count(1)


def mails_to(store: RunningStore, email: str) -> list[dict[str, str]]:
    with urlopen(f"{store.aws_url}/sent") as answer:
        return [mail for mail in json.load(answer)["emails"] if mail["to"] == email]


async def mail_to(store: RunningStore, email: str, subject: str) -> str:
    """Return the text of a mail, once it is there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := [one["text"] for one in mails_to(store, email) if one["subject"] == subject]:
            return found[-1]
        await asyncio.sleep(0.1)
    raise AssertionError(f"no mail {subject!r}")


def token_in(store: RunningStore, text: str, page: str) -> str:
    found = re.search(rf"{store.base_url}/account/{page}#token=([\w-]+)", text)
    assert found, text
    return found[1]


async def register(shopper: Visitor) -> str:
    email = f"customer{next(_numbers)}-{uuid4().hex[:8]}@example.com"
    body = {"email": email, "password": PASSWORD, "name": "Ana Ruiz", "locale": "es"}
    assert (await shopper.ask("POST", "/users", body)).status == 201
    return email


@pytest.fixture
async def elsewhere(store: RunningStore) -> AsyncIterator[Visitor]:
    async with visit(store) as somebody:
        yield somebody


async def log_in(visitor: Visitor, email: str, password: str) -> Any:
    return await visitor.ask("POST", "/users/session", {"email": email, "password": password})


async def test_an_email_is_confirmed_by_the_link_that_is_mailed(store, shopper):
    email = await register(shopper)
    assert (await shopper.ask("GET", "/users/me")).document["email_confirmed"] is False
    token = token_in(store, await mail_to(store, email, "Confirma tu correo"), "confirm")
    path = "/users/email-confirmations/confirm"
    assert (await shopper.ask("POST", path, {"token": token})).status == 204
    assert (await shopper.ask("GET", "/users/me")).document["email_confirmed"] is True
    assert (await shopper.ask("POST", path, {"token": token})).reason == "link-not-good"


async def test_a_forgotten_password_is_replaced_and_every_browser_is_signed_out(
    store, shopper, elsewhere
):
    email = await register(shopper)
    assert (await log_in(elsewhere, email, PASSWORD)).status == 200
    async with visit(store) as forgetful:
        asked = await forgetful.ask("POST", "/users/password-resets", {"email": email})
        assert (asked.status, asked.body) == (202, b"")
        text = await mail_to(store, email, "Elige una contraseña nueva")
        body = {"token": token_in(store, text, "reset"), "new_password": NEW}
        assert (await forgetful.ask("POST", "/users/password-resets/confirm", body)).status == 204
        again = await forgetful.ask("POST", "/users/password-resets/confirm", body)
        assert (again.status, again.reason) == (410, "link-not-good")
        assert (await log_in(forgetful, email, PASSWORD)).reason == "wrong-credentials"
        assert (await log_in(forgetful, email, NEW)).status == 200
    for browser in (shopper, elsewhere):
        assert (await browser.ask("GET", "/users/me")).status == 401


async def test_sessions_are_seen_and_ended_from_another_browser(store, shopper, elsewhere):
    email = await register(shopper)
    await log_in(elsewhere, email, PASSWORD)
    listed = (await shopper.ask("GET", "/users/me/sessions")).document["items"]
    assert sorted(one["current"] for one in listed) == [False, True]
    (other,) = [one["id"] for one in listed if not one["current"]]
    assert (await shopper.ask("DELETE", f"/users/me/sessions/{other}")).status == 204
    assert (await elsewhere.ask("GET", "/users/me")).status == 401
    assert (await shopper.ask("GET", "/users/me")).status == 200


async def test_a_closed_accounts_order_stays_without_a_name(
    store: RunningStore, shopper: Visitor, admin: Visitor, make_product: MakeProduct
):
    product = await make_product(3)
    await register(shopper)
    placed = await shopper.buy(order_of(product))
    assert placed.status == 201
    refused = await shopper.ask("DELETE", "/users/me")
    assert (refused.status, refused.reason) == (400, "invalid-request")
    assert (await shopper.ask("DELETE", "/users/me", {"password": PASSWORD})).status == 204
    assert (await shopper.ask("GET", "/users/me")).status == 401
    path = f"/orders/{placed.document['id']}"
    async with asyncio.timeout(60):
        while (order := (await admin.ask("GET", path)).document)["contact"]["name"]:  # noqa: ASYNC110 (users tells orders in the background)
            await asyncio.sleep(0.1)
    assert order["contact"] == {"name": "", "email": "", "phone": None}
    assert order["items"] == placed.document["items"]
    assert (await shopper.ask("GET", path)).status == 404
