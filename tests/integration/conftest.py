"""Two stores: one that the tests share and leave whole, and one for them to maltreat."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count
from typing import Any

import pytest

from tests.collector import Collector, collecting
from tests.integration.shop import Visitor, admin_token, visit
from tests.store import RunningStore, store

__all__ = ["store"]

MakeProduct = Callable[[int], Awaitable[dict[str, Any]]]

LAMP = {
    "sku": "LAMP-1",
    "slug": "lampara-faro",
    "names": {"es": "Lámpara Faro", "en": "Faro lamp"},
    "descriptions": {"es": "Da luz.", "en": "Gives light."},
    "category": [{"slug": "luz", "names": {"es": "Luz", "en": "Light"}}],
    "price": {"amount": 4200, "currency": "EUR"},
    "images": [{"sources": [{"key": "faro.webp", "width": 4, "height": 3}]}],
    "stock": 100,
}

_numbers = count(1)


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    """Where the spare store tells what is seen of it."""
    with collecting() as collects:
        yield collects


@pytest.fixture(scope="session")
def spare(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[RunningStore]:
    """A store with one lamp, whose parts may be stopped; it tells what is seen of it."""
    folder = tmp_path_factory.mktemp("spare")
    catalogue = folder / "lamp.jsonl"
    catalogue.write_text(json.dumps(LAMP) + "\n", encoding="utf-8")
    running = RunningStore(
        folder / "state", catalogue=str(catalogue), environ=collector.environ()
    ).start()
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
async def shopper(store: RunningStore) -> AsyncIterator[Visitor]:
    async with visit(store) as somebody:
        yield somebody


@pytest.fixture
async def admin(store: RunningStore) -> AsyncIterator[Visitor]:
    async with visit(store, token=admin_token(store.state)) as somebody:
        yield somebody


@pytest.fixture
async def make_product(admin: Visitor) -> AsyncIterator[MakeProduct]:
    """Return a function that puts so many units of a new product up for sale, for this test."""
    made = []

    async def make(stock: int) -> dict[str, Any]:
        draft = {
            "sku": f"TEST-{next(_numbers)}",
            "texts": {"es": {"name": "Pieza de prueba"}, "en": {"name": "Test piece"}},
            "categories": [{"slug": "pruebas", "names": {"es": "Pruebas", "en": "Tests"}}],
            "price": {"amount": 1500, "currency": "EUR"},
        }
        created = await admin.ask("POST", "/products", draft)
        assert created.status == 201, created.body
        product = created.document
        made.append(product)
        told = await admin.ask("PUT", f"/products/{product['id']}/stock", {"on_hand": stock})
        assert told.status == 200, told.body
        return product

    yield make
    for product in made:
        path = f"/products/{product['id']}"
        assert (await admin.ask("DELETE", path, headers={"If-Match": "*"})).status == 204
