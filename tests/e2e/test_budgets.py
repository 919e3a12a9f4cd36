"""What the front may cost: bytes, layout shift, and nothing from anywhere else."""

import gzip
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response, expect

from tests.e2e.conftest import DESK, PHONE
from tests.store import RunningStore

SCRIPTS = 35 * 1024
STYLES = 12 * 1024
SHIFT = 0.02

_WATCH = """
window.shifted = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
}).observe({ type: 'layout-shift', buffered: true })
"""


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


def test_nothing_moves_and_nothing_comes_from_elsewhere(visit, store: RunningStore) -> None:
    for size in (DESK, PHONE):
        page: Page = visit("about:blank", size=size)
        page.add_init_script(_WATCH)
        hosts: set[str] = set()
        page.on("request", lambda request, hosts=hosts: hosts.add(urlsplit(request.url).netloc))
        for path in ("/", "/buscar?q=mesa", "/producto/mesa-de-comedor-duero", "/cesta"):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(200)
            assert page.evaluate("window.shifted") <= SHIFT, (path, size)
        assert hosts == {urlsplit(store.base_url).netloc}
