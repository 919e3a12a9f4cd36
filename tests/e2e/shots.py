"""Draws the shop's main pages: `python -m tests.e2e.shots --url http://127.0.0.1:8080`.

Every page in both sizes and schemes goes to --out; the few that the README shows go, smaller and as
WebP, to docs/screenshots.
"""

import argparse
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import installed
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.walk import fill_in, put_in_cart

DOCS = Path(__file__).parents[2] / "docs" / "screenshots"

_SIZES = {"desk": DESK, "phone": PHONE}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_KEPT = {
    "home-desk-light": "home",
    "listing-desk-light": "listing",
    "product-desk-dark": "product",
    "thanks-phone-light": "thanks",
}
"""What the README shows, by the names of the pictures there."""


def main() -> None:
    """Draw them all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--url", default="http://127.0.0.1:8080")
    asked.add_argument("--out", type=Path, default=Path("build/screenshots"))
    options = asked.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = installed().launch(playwright)
        for size, viewport in _SIZES.items():
            for scheme in _SCHEMES:
                context = browser.new_context(
                    base_url=options.url,
                    viewport=viewport,
                    color_scheme=scheme,
                    locale="es-ES",
                    reduced_motion="reduce",
                )
                draw(context.new_page(), options.out, f"{size}-{scheme}")
                context.close()
        browser.close()
    for drawn, kept in _KEPT.items():
        picture = Image.open(options.out / f"{drawn}.png").convert("RGB")
        picture.thumbnail((1280, 1280))
        picture.save(DOCS / f"{kept}.webp", quality=80, method=6)


def draw(page: Page, out: Path, suffix: str) -> None:
    """Walk from the home page to the thank-you page, and draw on the way."""

    # Whatever is still there: each walk buys one.
    found = page.request.get("/products?q=mesa de comedor&in_stock=true&limit=1").json()
    slug = found["items"][0]["slug"]

    def shoot(name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=out / f"{name}-{suffix}.png")

    for name, path in (
        ("home", "/"),
        ("listing", "/buscar?category=muebles"),
        ("empty", "/buscar?q=zzzz&exact=true"),
        ("product", f"/producto/{slug}"),
    ):
        page.goto(path)
        shoot(name)
    put_in_cart(page, slug)
    page.locator(".header__cart").click()
    page.get_by_test_id("cart-drawer").get_by_test_id("cart-line").wait_for()
    shoot("drawer")
    page.goto("/cesta")
    shoot("cart")
    page.goto("/pagar")
    page.get_by_test_id("checkout-submit").click()
    shoot("checkout")
    fill_in(page, email="marta@example.com")
    page.get_by_test_id("checkout-submit").click()
    page.get_by_test_id("thank-you-message").wait_for()
    shoot("thanks")


if __name__ == "__main__":
    main()
