"""What programs look for under /.well-known, over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from bff.site.well_known import is_contact
from tests.component.bff.harness import serving

CONTACT = "mailto:security@shop.example"
SECURITY = "/.well-known/security.txt"


def fields_of(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


async def test_security_txt_says_whom_to_tell_and_until_when():
    async with serving(security_contact=CONTACT, shop_origin="https://shop.example") as shop:
        response = await shop.get(SECURITY)
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        fields = fields_of(response.raw.decode())
        assert fields["Contact"] == CONTACT
        assert fields["Canonical"] == f"https://shop.example{SECURITY}"
        expires = datetime.fromisoformat(fields["Expires"])
        assert timedelta(days=300) < expires - datetime.now(UTC) < timedelta(days=365)
        assert (await shop.request("HEAD", SECURITY)).status == 200
        assert (await shop.request("POST", SECURITY)).status in {404, 405}


async def test_a_shop_without_a_contact_has_no_security_txt():
    async with serving() as shop:
        assert (await shop.get(SECURITY)).status == 404


async def test_a_password_manager_is_led_to_the_page_that_changes_the_password(tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html>")
    for more in ({}, {"web_dir": tmp_path}):
        async with serving(**more) as shop:
            response = await shop.get("/.well-known/change-password")
            assert (response.status, response.headers["Location"]) == (302, "/cuenta/seguridad")


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        (CONTACT, True),
        ("https://shop.example/security", True),
        ("tel:+34-91-555-0100", True),
        ("security@shop.example", False),
        ("mailto:nobody", False),
        ("https://", False),
        ("javascript:alert(1)", False),
        ("mailto:a@b.example\nExpires: never", False),
        ("", False),
    ],
)
def test_a_contact_is_a_uri_that_reaches_somebody(text, is_good):
    assert is_contact(text) is is_good
