"""What lists show is kept in memory, and shown as it is now all the same."""

from collections.abc import Callable

import asyncpg
import pytest

from catalog.domain import Language, ListedProduct
from catalog.products.convert import encode_summary
from catalog.search import summary_store
from catalog.search.summary_cache import SummaryCache
from chassis.db.database import Database
from tests.component.catalog.harness import call, create, draft, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

SMALL = product_pb2.ImageSource(key="a/480.webp", width=480, height=320)
LARGE = product_pb2.ImageSource(key="a/1200.webp", width=1200, height=800)
CHANGES = {
    "name": {"texts": {"es": product_pb2.ProductText(name="Mesa de haya")}},
    "address": {"slug": "otra-mesa"},
    "price": {"price": money_pb2.Money(amount=1, currency_code="EUR")},
    "picture": {"images": [product_pb2.ImageDraft(sources=[SMALL, LARGE])]},
    "category": {"categories": [product_pb2.CategoryDraft(slug="salon", names={"es": "Salón"})]},
}
BY_HAND = {
    "price": "UPDATE products SET price_amount = 77 WHERE id = $1",
    "what is left": "UPDATE products SET available = false WHERE id = $1",
    "category's name": """
        UPDATE category_texts SET name = 'Mesillas' FROM products
        WHERE products.category_id = category_texts.category_id AND products.id = $1
    """,
}


@pytest.fixture
async def url(make_database):
    return await make_database("catalog")


@pytest.fixture
async def catalog(url):
    async with serving(url) as (_, stub):
        yield stub


@pytest.fixture
def reads(monkeypatch) -> list[list[str]]:
    """The ids of each read of summaries."""
    reads: list[list[str]] = []
    read = summary_store.read_summaries

    async def noted(connection, ids, language):
        reads.append(list(ids))
        return await read(connection, ids, language)

    monkeypatch.setattr(summary_store, "read_summaries", noted)
    return reads


async def listed(catalog, **fields) -> list[product_pb2.Product]:
    request = pb2.SearchProductsRequest(view=pb2.PRODUCT_VIEW_SUMMARY, **fields)
    return list((await call(catalog.SearchProducts, request, ())).products)


async def as_read(url, **fields) -> list[product_pb2.Product]:
    """The same from a catalog that has kept nothing."""
    async with serving(url) as (_, another):
        return await listed(another, **fields)


def as_listed(made: product_pb2.Product) -> ListedProduct:
    return ListedProduct(made.id, made.version, "", 0, available=True)


@pytest.mark.parametrize("change", CHANGES)
async def test_a_new_version_is_shown_at_once(catalog, url, change):
    written = draft("CARD-1")
    made = await create(catalog, written)
    [before] = await listed(catalog)
    for name, value in CHANGES[change].items():
        written.ClearField(name)
        written.MergeFrom(product_pb2.ProductDraft(**{name: value}))
    request = pb2.UpdateProductRequest(id=made.id, version=made.version, product=written)
    await call(catalog.UpdateProduct, request)
    after = await listed(catalog)
    assert after != [before]
    assert after == await as_read(url)


@pytest.mark.parametrize("change", BY_HAND)
async def test_what_changes_without_a_new_version_is_shown_at_once(catalog, url, change):
    made = await create(catalog, draft("CARD-1"))
    [before] = await listed(catalog)
    psql = await asyncpg.connect(url)
    await psql.execute(BY_HAND[change], made.id)
    await psql.close()
    after = await listed(catalog)
    assert after != [before]
    assert after == await as_read(url)


async def test_what_was_shown_is_read_once_in_each_language(catalog, reads):
    first, second = [(await create(catalog, draft(f"CARD-{number}"))).id for number in "12"]
    for language in ("es", "en"):
        shown = [await listed(catalog, query="mesa", language=language) for _ in range(3)]
        assert shown[0] == shown[1] == shown[2]
    assert sorted(map(sorted, reads)) == [[first, second]] * 2
    third = (await create(catalog, draft("CARD-3"))).id
    assert len(await listed(catalog, query="mesa")) == 3
    assert reads[2:] == [[third]]


async def test_what_is_found_whole_or_not_at_all_reads_no_summary(catalog, reads):
    await create(catalog, draft("CARD-1"))
    whole = await call(catalog.SearchProducts, pb2.SearchProductsRequest(), ())
    assert [product.version for product in whole.products] == [1]
    assert not await listed(catalog, query="xyz")
    assert not reads


@pytest.fixture
async def made(catalog, url, reads) -> Callable[..., SummaryCache]:
    database = Database.connect(url, name="summaries")
    yield lambda max_entries: SummaryCache(database, encode_summary, max_entries)
    await database.close()


async def test_the_one_that_was_in_no_list_the_longest_is_forgotten(catalog, made, reads):
    one, two, three = [
        as_listed(await create(catalog, draft(f"CARD-{number}"))) for number in "123"
    ]
    summaries = made(2)
    for page in ([one, two], [one], [three], [one], [two]):
        assert set(await summaries.get_many(page, Language.ES)) == {one.id for one in page}
    assert sorted(reads[0]) == sorted([one.id, two.id])
    assert reads[1:] == [[three.id], [two.id]]


async def test_more_than_are_kept_are_all_shown_and_what_is_gone_is_not(catalog, made):
    pages = [as_listed(await create(catalog, draft(f"CARD-{number}"))) for number in "123"]
    gone = pages[0]._replace(id="00000000-0000-7000-8000-000000000000")
    shown = await made(2).get_many([*pages, gone], Language.ES)
    assert set(shown) == {one.id for one in pages}
    assert all(product_pb2.Product.FromString(shown[key]).id == key for key in shown)
