"""Draws the shop's pages: `python -m tests.e2e.shots --url http://127.0.0.1:8080`.

Every page in both sizes and schemes, whole, goes to --out; the few that the README shows go, as
much as a screen holds and as WebP, to docs/screenshots. With an admin's --admin and --password the
back room is drawn too.
"""

import argparse
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page

from tests.e2e.browser import driver, installed
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.walk import fill_in, log_in, put_in_cart, register

DOCS = Path(__file__).parents[2] / "docs" / "screenshots"

_SIZES = {"desk": DESK, "phone": PHONE}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_KEPT = {
    "home-desk-light": "home",
    "listing-desk-light": "listing",
    "product-desk-dark": "product",
    "thanks-phone-light": "thanks",
    "security-phone-light": "security",
    "admin-desk-light": "back-room",
}
"""What the README shows, by the names of the pictures there."""

_FETCH_PICTURES = """Promise.all([...document.images].map((picture) => {
  picture.loading = 'eager'
  return picture.decode()
}))"""


def main() -> None:
    """Draw them all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--url", default="http://127.0.0.1:8080")
    asked.add_argument("--out", type=Path, default=Path("build/screenshots"))
    asked.add_argument("--admin", metavar="EMAIL", default="")
    asked.add_argument("--password", default="")
    options = asked.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with driver() as playwright:
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
                artist = Artist(context.new_page(), options.out, f"{size}-{scheme}")
                artist.draw_the_shop()
                artist.draw_an_account()
                if options.admin:
                    artist.draw_the_back_room(options.admin, options.password)
                context.close()
        browser.close()
    for drawn, kept in _KEPT.items():
        if not (options.out / f"{drawn}.png").exists():
            continue
        picture = Image.open(options.out / f"{drawn}.png").convert("RGB")
        screen = _SIZES[drawn.split("-")[1]]
        picture = picture.crop((0, 0, picture.width, min(picture.height, screen["height"])))
        picture.save(DOCS / f"{kept}.webp", quality=80, method=6)


class Artist:
    """Walks through the shop on one page of a browser, and draws on the way."""

    def __init__(self, page: Page, out: Path, suffix: str) -> None:
        self._page = page
        self._out = out
        self._suffix = suffix

    def draw_the_shop(self) -> None:
        """From the home page to the thank-you page, as a guest."""
        page = self._page
        # Whatever is still there: each walk buys one.
        found = page.request.get("/products?q=mesa de comedor&in_stock=true&limit=1").json()
        slug = found["items"][0]["slug"]
        self._draw("home", "/")
        self._draw("listing", "/buscar?category=muebles")
        self._draw("found", "/buscar?q=lanpara&max_price=9000")
        self._draw("empty", "/buscar?q=zzzz&exact=true")
        self._draw("lost", "/nada")
        self._draw("product", f"/producto/{slug}")
        self._draw("nothing", "/cesta")
        put_in_cart(page, slug)
        page.locator(".header__cart").click()
        page.get_by_test_id("cart-drawer").get_by_test_id("cart-line").wait_for()
        self._shoot("drawer", whole=False)
        self._draw("cart", "/cesta")
        page.goto("/pagar")
        page.get_by_test_id("checkout-submit").click()
        self._shoot("checkout")
        fill_in(page, email="marta@example.com")
        page.get_by_test_id("checkout-submit").click()
        page.get_by_test_id("thank-you-message").wait_for()
        self._shoot("thanks")
        self._draw("entry", "/entrar")
        self._draw("forgot", "/account/reset")
        self._draw("reset", f"/account/reset#token={'x' * 43}")
        self._draw("stale", f"/account/confirm#token={'x' * 43}")

    def draw_an_account(self) -> None:
        """A customer's own pages, with an order on them."""
        page = self._page
        register(page)
        found = page.request.get("/products?q=vaso&in_stock=true&limit=1").json()
        put_in_cart(page, found["items"][0]["slug"])
        page.goto("/pagar")
        fill_in(page)
        page.get_by_test_id("checkout-submit").click()
        page.get_by_test_id("thank-you-message").wait_for()
        self._draw("account", "/cuenta")
        page.get_by_test_id("order-link").click()
        page.get_by_test_id("order-again").wait_for()
        self._shoot("order")
        self._draw("security", "/cuenta/seguridad")

    def draw_the_back_room(self, email: str, password: str) -> None:
        """What an admin sees."""
        page = self._page
        log_in(page, email, password, then="/admin")
        page.locator(".figures").wait_for()
        self._shoot("admin")
        self._draw("admin_products", "/admin/productos?q=mesa")
        self._draw("admin_product", "/admin/productos/mesa-de-comedor-duero")
        self._draw("admin_new", "/admin/nuevo")
        self._draw("admin_orders", "/admin/pedidos")
        page.get_by_test_id("admin-order").first.get_by_role("link").click()
        page.get_by_test_id("order-ship").wait_for()
        self._shoot("admin_order")

    def _draw(self, name: str, path: str) -> None:
        self._page.goto(path)
        self._shoot(name)

    def _shoot(self, name: str, *, whole: bool = True) -> None:
        page = self._page
        page.wait_for_load_state("networkidle")
        if whole:
            # What is further down is fetched when it comes near.
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(500)
            page.wait_for_load_state("networkidle")
            page.evaluate(_FETCH_PICTURES)
            page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=self._out / f"{name}-{self._suffix}.png", full_page=whole)


if __name__ == "__main__":
    main()
