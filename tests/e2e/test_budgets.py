"""What the front may cost: bytes, layout shift, and nothing from anywhere else."""

import gzip
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response, expect

from tests.e2e.conftest import DESK, PHONE
from tests.store import RunningStore

SCRIPTS = 35 * 1024
STYLES = 12 * 1024
SHIFT = 0.02
PRODUCT = "mesa-de-comedor-duero"

_WATCH = """
window.shifted = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
}).observe({ type: 'layout-shift', buffered: true })
"""

_LATE_CATEGORIES = """
const now = fetch
window.fetch = async (address, options) => {
  const late = String(address).includes('/products/categories')
  if (late) await new Promise((done) => setTimeout(done, 600))
  return now(address, options)
}
"""
"""What stands above a list must not push it down, whichever of the two comes first."""


def test_scripts_and_styles_up_to_the_first_product_list_are_small(visit) -> None:
    page: Page = visit("about:blank", size=PHONE)
    fetched: list[Response] = []
    page.on("response", lambda response: fetched.append(response))  # noqa: PLW0108  # it marks what it is given
    page.goto("/buscar?q=mesa")
    expect(page.get_by_test_id("product-card").first).to_be_visible()
    for kind, most in (("script", SCRIPTS), ("stylesheet", STYLES)):
        files = [one for one in fetched if one.request.resource_type == kind]
        size = sum(len(gzip.compress(one.body())) for one in files)
        assert 0 < size <= most, f"{kind}: {size} bytes by gzip"


def test_what_a_page_shows_first_is_asked_for_once_and_before_the_shop_s_code_runs(visit) -> None:
    page: Page = visit("about:blank", size=PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path, needed, seen in (
        ("/", "/products?", "product-card"),
        ("/buscar?q=mesa&sort=price", "/products?", "product-card"),
        (f"/producto/{PRODUCT}", f"/products/{PRODUCT}?", "add-to-cart"),
        ("/pagar", "/orders/cart?", "checkout-total"),
    ):
        if path == "/pagar":
            page.get_by_test_id("add-to-cart").click()
            expect(page.get_by_test_id("added")).to_be_visible()
        asked.clear()
        page.goto(path)
        expect(page.get_by_test_id(seen).first).to_be_visible()
        places = [i for i, url in enumerate(asked) if needed in url]
        after = [i for i, url in enumerate(asked) if "/products/categories" in url]
        assert len(places) == 1, (path, asked)
        assert places < after, (path, asked)


def test_nothing_moves_and_nothing_comes_from_elsewhere(visit, store: RunningStore) -> None:
    for size in (DESK, PHONE):
        page: Page = visit("about:blank", size=size)
        page.add_init_script(_WATCH + _LATE_CATEGORIES)
        hosts: set[str] = set()
        page.on("request", lambda request, hosts=hosts: hosts.add(urlsplit(request.url).netloc))
        for path in ("/", "/buscar?category=muebles", f"/producto/{PRODUCT}", "/cesta"):
            page.goto(path)
            if "category" in path:
                expect(page.locator("a.chip").first).to_be_visible()
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(200)
            assert page.evaluate("window.shifted") <= SHIFT, (path, size)
        assert hosts == {urlsplit(store.base_url).netloc}
