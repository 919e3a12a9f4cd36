"""A shopper, or a shop keeper, at a running store's REST API."""

import functools
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from yarl import URL

from tests.store import RunningStore

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.body)
        return document

    @property
    def reason(self) -> str:
        """Why it was refused; empty when it was not."""
        if self.headers.get("Content-Type", "").partition(";")[0] != "application/problem+json":
            return ""
        return str(self.document["type"]).rpartition("/")[2]


class Visitor:
    """One browser, with its cookies, or one program, with its token."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession) -> None:
        self._base_url = base_url
        self._session = session

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask as is: the path is not escaped, and a body of bytes is not made JSON of."""
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        async with self._session.request(
            method,
            URL(self._base_url + path, encoded=True),
            data=sent,
            headers={**({} if body is None else JSON), **(headers or {})},
            skip_auto_headers=["Content-Type"],
            allow_redirects=False,
        ) as answer:
            return Reply(answer.status, answer.headers, await answer.read())

    def cookies(self) -> dict[str, str]:
        """Return what the browser keeps, by name; for this host, whatever their paths."""
        return {cookie.key: cookie.value for cookie in self._session.cookie_jar}

    async def buy(
        self, order: Mapping[str, Any], key: str | None = None, lang: str = "es"
    ) -> Reply:
        """Place an order, under a key of its own unless one is given."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        return await self.ask("POST", f"/orders?lang={lang}", order, headers)

    async def stock_of(self, product: Mapping[str, Any]) -> int | None:
        """Return the units that the product's page tells."""
        found = await self.ask("GET", f"/products/{product['id']}")
        stock: int | None = found.document["stock"]
        return stock


@asynccontextmanager
async def visit(store: RunningStore, *, token: str = "") -> AsyncIterator[Visitor]:
    """Return somebody new; with an access token, a program that speaks for an account."""
    headers = {"Authorization": f"Bearer {token}"} if token else {"Origin": store.base_url}
    async with aiohttp.ClientSession(
        headers=headers,
        # Cookies of a bare IP address are dropped otherwise.
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=20),
    ) as session:
        yield Visitor(store.base_url, session)


@functools.cache
def admin_token(state: Path) -> str:
    """Return an admin's access token for the store in a state folder."""
    done = subprocess.run(
        [sys.executable, "-m", "users", "issue-token"],
        env={**os.environ, "SIGNING_KEY_FILE": str(state / "users-signing-key.pem")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def order_of(*products: Mapping[str, Any], quantity: int = 1, **more: Any) -> dict[str, Any]:
    """Return the body of an order that is in order."""
    return {
        "items": [{"product_id": product["id"], "quantity": quantity} for product in products],
        "contact": {"name": "Ana Ruiz", "email": "ana@example.com", "phone": "+34600000000"},
        "shipping_address": {
            "line1": "Calle Mayor 1",
            "city": "Madrid",
            "postal_code": "28013",
            "country": "ES",
        },
        "notify": ["email"],
        **more,
    }
