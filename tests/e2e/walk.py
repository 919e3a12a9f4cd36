"""Steps that the tests take through the shop, and what they ask the store behind its back."""

import functools
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from typing import Any

import jwt
from playwright.sync_api import Page, Response, expect

from bff.http.cookies import ACCESS_COOKIE, REFRESH_COOKIE
from tests.store import RunningStore

SENTENCE = re.compile(r"Gracias por tu compra\. Tu pedido #(\d+) será enviado\.")
PASSWORD = "a long enough password"
ADMIN = "encargada@example.com"


def let_the_session_run_out(page: Page, store: RunningStore) -> None:
    (cookie,) = [one for one in page.context.cookies() if one["name"] == ACCESS_COOKIE]
    claims = jwt.decode(cookie["value"], options={"verify_signature": False})
    key = (store.state / "users-signing-key.pem").read_text()
    header = jwt.get_unverified_header(cookie["value"])
    past = claims | {"exp": claims["iat"] - 60, "iat": claims["iat"] - 120}
    cookie["value"] = jwt.encode(past, key, header["alg"], headers={"kid": header["kid"]})
    page.context.add_cookies([cookie])


def is_receipt(response: Response) -> bool:
    return response.url.endswith("/receipt")


def search(page: Page, words: str) -> None:
    page.get_by_test_id("search-input").fill(words)
    page.get_by_test_id("search-input").press("Enter")
    page.wait_for_url(f"**/buscar?*q={words}*")
    expect(page.get_by_test_id("result-count")).to_have_text(re.compile(r"[1-9]\d* "))
    expect(page.get_by_test_id("product-card").first).to_be_visible()


def product_of(page: Page, store: RunningStore) -> dict[str, Any]:
    return get(store, f"/products/{page.url.rpartition('/')[2]}")


def fill_in(page: Page, *, email: str = "", phone: str = "") -> None:
    fields = {
        "/contact/name": "Marta Ruiz",
        "/contact/email": email,
        "/contact/phone": phone,
        "/shipping_address/line1": "Calle Mayor 1",
        "/shipping_address/city": "Madrid",
        "/shipping_address/postal_code": "28013",
    }
    for name, text in fields.items():
        if text:
            page.locator(f'[name="{name}"]').fill(text)
    country = page.locator('[name="/shipping_address/country"]')
    country.select_option("ES")


def tell_by_sms(page: Page) -> None:
    page.get_by_role("checkbox", name=re.compile("SMS")).check()


def get(store: RunningStore, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(store.base_url + path) as answer:
        read: dict[str, Any] = json.load(answer)
        return read


def wait_for_sms(store: RunningStore, part: str) -> dict[str, str]:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{store.aws_url}/sent") as answer:
            sent: list[dict[str, str]] = json.load(answer)["sms"]
        for sms in sent:
            if part in sms["text"]:
                return sms
        time.sleep(0.2)
    raise AssertionError(f"no SMS with {part}")


def wait_for_mail(store: RunningStore, to: str, subject: str) -> str:
    """Return the text of a mail, once it has been sent."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{store.aws_url}/sent") as answer:
            sent: list[dict[str, str]] = json.load(answer)["emails"]
        for mail in sent:
            if (mail["to"], mail["subject"]) == (to, subject):
                return mail["text"]
        time.sleep(0.2)
    raise AssertionError(f"no mail {subject!r} to {to}")


def put_in_cart(page: Page, slug: str, times: int = 1) -> None:
    page.goto(f"/producto/{slug}")
    for _ in range(times - 1):
        page.get_by_role("button", name="Una unidad más").first.click()
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("added")).to_be_visible()


def register(page: Page) -> str:
    """Open an account and answer its e-mail."""
    email = f"grace{time.time_ns()}@example.com"
    page.goto("/registro")
    page.locator('[name="/name"]').fill("Grace Hopper")
    page.locator('[name="/email"]').fill(email)
    page.locator('[name="/password"]').fill(PASSWORD)
    page.get_by_test_id("entry-submit").click()
    page.wait_for_url("**/cuenta")
    return email


def expect_no_sideways_scrolling(page: Page) -> None:
    """Wait until the page fits its width: the letters shown until its font arrives are wider."""
    wait_until(
        page,
        "document.fonts.status === 'loaded'"
        " && document.documentElement.scrollWidth <= window.innerWidth",
    )


def wait_until(page: Page, expression: str, argument: str | None = None) -> None:
    """Wait until JavaScript is true in the page.

    playwright's wait_for_function asks again by eval, which the shop's policy forbids.
    """
    deadline = time.monotonic() + 15
    while not page.evaluate(expression, argument):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(50)


def end_the_session(page: Page) -> None:
    """Have the browser lose what it is known by, as when its session was ended elsewhere."""
    for name in (ACCESS_COOKIE, REFRESH_COOKIE):
        page.context.clear_cookies(name=name)


def log_in(page: Page, email: str, password: str, *, then: str = "/cuenta") -> None:
    page.goto(f"/entrar?next={then}")
    page.locator('[name="/email"]').fill(email)
    page.locator('[name="/password"]').fill(password)
    page.get_by_test_id("entry-submit").click()
    # The address of the log-in page ends in the same words.
    page.wait_for_url(re.compile(rf":\d+{then}$"))


def log_in_as_admin(page: Page, store: RunningStore) -> None:
    """Log in and be in the back room."""
    create_admin(store.database.url("users"))
    log_in(page, ADMIN, PASSWORD, then="/admin")
    expect(page.locator(".figures")).to_be_visible()


@functools.cache
def create_admin(database_url: str) -> None:
    """Open the account ADMIN, once a store."""
    subprocess.run(
        [sys.executable, "-m", "users", "create-admin", ADMIN, "--password-stdin"],
        input=PASSWORD + "\n",
        text=True,
        check=True,
        capture_output=True,
        env=os.environ | {"DATABASE_URL": database_url},
    )


class BackDoor:
    """Changes to the catalogue from outside the browser, as a script makes them."""

    def __init__(self, store: RunningStore) -> None:
        self._store = store
        key = {"SIGNING_KEY_FILE": str(store.state / "users-signing-key.pem")}
        command = [sys.executable, "-m", "users", "issue-token"]
        self._token = subprocess.run(
            command, text=True, check=True, capture_output=True, env=os.environ | key
        ).stdout.strip()

    def create(self, name: str, *, price: int, stock: int) -> dict[str, Any]:
        """Put a product on the shelf and answer it."""
        made = self.ask(
            "POST",
            "/products",
            {
                "sku": f"E2E-{time.time_ns()}",
                "texts": {"es": {"name": name}, "en": {"name": name}},
                "categories": [{"slug": "muebles"}],
                "price": {"amount": price, "currency": "EUR"},
            },
        )
        self.stock(made["id"], stock)
        return made

    def stock(self, product_id: str, on_hand: int) -> None:
        self.ask("PUT", f"/products/{product_id}/stock", {"on_hand": on_hand})

    def change(self, product_id: str, change: dict[str, Any]) -> None:
        self.ask("PATCH", f"/products/{product_id}", change)

    def archive(self, product_id: str) -> None:
        self.ask("DELETE", f"/products/{product_id}")

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Ask as an admin, whatever version the product is of."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if method in ("PATCH", "DELETE"):
            with urllib.request.urlopen(self._store.base_url + path) as answer:
                headers["If-Match"] = answer.headers["ETag"]
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._store.base_url + path, data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else {}
