"""An account's own doors: links that are mailed, passwords, sessions, and the end of it."""

import json
import re
import urllib.request
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE
from tests.e2e.test_access import look
from tests.e2e.walk import PASSWORD, log_in, register, wait_for_mail
from tests.store import RunningStore

NEW = "another long enough password"


def follow(page: Page, text: str) -> str:
    """Open the link that a mail brings, and answer it."""
    link = re.search(r"http://\S+", text)
    assert link is not None, text
    page.goto(link[0])
    return link[0]


def test_a_forgotten_password_is_replaced_by_the_link_that_is_mailed(
    visit, store: RunningStore
) -> None:
    page = visit("/entrar", size=PHONE)
    email = register(page)
    stranger = visit("/entrar", size=PHONE)
    stranger.get_by_role("link", name="¿Has olvidado la contraseña?").click()
    stranger.wait_for_url("**/account/reset")
    look(stranger)
    write(stranger, "/email", email)
    stranger.get_by_test_id("entry-submit").click()
    expect(stranger.get_by_role("heading", name="Mira tu correo")).to_be_visible()

    link = follow(stranger, wait_for_mail(store, email, "Elige una contraseña nueva"))
    assert (urlsplit(link).path, urlsplit(link).query) == ("/account/reset", "")
    write(stranger, "/new_password", "password")
    stranger.get_by_test_id("entry-submit").click()
    expect(stranger.locator('[name="/new_password"]')).to_have_attribute("aria-invalid", "true")
    look(stranger)
    write(stranger, "/new_password", NEW)
    stranger.get_by_test_id("entry-submit").click()
    expect(stranger.get_by_role("heading", name="Tu contraseña ha cambiado")).to_be_visible()

    # The link is good once; and whoever was signed in is no longer.
    stranger.reload()
    write(stranger, "/new_password", PASSWORD)
    stranger.get_by_test_id("entry-submit").click()
    expect(stranger.get_by_role("link", name="Pedir otro enlace")).to_be_visible()
    log_in(stranger, email, NEW)
    expect(stranger.get_by_test_id("log-out")).to_be_visible()


def test_an_email_is_confirmed_by_following_the_link_that_is_mailed(
    visit, store: RunningStore
) -> None:
    page = visit("/entrar")
    email = register(page)
    expect(page.get_by_text("Tu correo está sin confirmar.")).to_be_visible()
    link = follow(page, wait_for_mail(store, email, "Confirma tu correo"))
    # The page alone confirms nothing: scanners of mail open links too.
    expect(page.get_by_role("heading", name="Confirma tu correo")).to_be_visible()
    look(page)
    opened = visit("/entrar")
    log_in(opened, email, PASSWORD)
    expect(opened.get_by_text("Tu correo está sin confirmar.")).to_be_visible()
    page.get_by_test_id("confirm-email").click()
    expect(page.get_by_role("heading", name="Correo confirmado")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Ir a tu cuenta").click()
    expect(page.get_by_text("Tu contraseña y los dispositivos")).to_be_visible()
    stranger = visit(f"{urlsplit(link).path}#{urlsplit(link).fragment}")
    stranger.get_by_test_id("confirm-email").click()
    expect(stranger.get_by_role("heading", name="Este enlace ya no sirve")).to_be_visible()
    look(stranger)


def test_a_customer_changes_the_password_ends_a_session_and_closes_the_account(
    visit, store: RunningStore
) -> None:
    page = visit("/entrar")
    email = register(page)
    log_in(visit("/entrar"), email, PASSWORD)
    for _ in range(2):
        sign_in_elsewhere(store, email)
    page.get_by_test_id("security").click()
    sessions = page.get_by_test_id("session")
    expect(sessions).to_have_count(4)
    page.get_by_test_id("close-account").click()
    look(page)
    page.get_by_role("button", name=re.compile("^Cerrar la sesión de Chrome en")).click()
    expect(sessions).to_have_count(3)
    page.get_by_test_id("end-others").click()
    expect(sessions).to_have_count(1)
    expect(sessions).to_contain_text("Chrome en")

    write(page, "/current_password", NEW)
    write(page, "/new_password", NEW)
    page.get_by_test_id("change-password").click()
    expect(page.locator('[name="/current_password"]')).to_have_attribute("aria-invalid", "true")
    write(page, "/current_password", PASSWORD)
    page.get_by_test_id("change-password").click()
    expect(page.get_by_test_id("password-changed")).to_contain_text("Tu contraseña ha cambiado")
    write(page, "/password", PASSWORD)
    page.get_by_test_id("close-account-yes").click()
    expect(page.locator('[name="/password"]')).to_have_attribute("aria-invalid", "true")
    write(page, "/password", NEW)
    page.get_by_test_id("close-account-yes").click()
    page.wait_for_url(re.compile(r":\d+/$"))
    page.goto("/cuenta/seguridad")
    page.wait_for_url("**/entrar?next=%2Fcuenta%2Fseguridad")
    write(page, "/email", email)
    write(page, "/password", NEW)
    page.get_by_test_id("entry-submit").click()
    expect(page.get_by_role("alert")).to_be_visible()


def sign_in_elsewhere(store: RunningStore, email: str) -> None:
    """Open one more session, as on another device."""
    body = json.dumps({"email": email, "password": PASSWORD}).encode()
    request = urllib.request.Request(
        f"{store.base_url}/users/session", body, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request).close()


def write(page: Page, name: str, text: str) -> None:
    page.locator(f'[name="{name}"]').fill(text)
