"""What a search filters by are copies beside its words: they follow the product."""

import asyncio

import asyncpg
import pytest

from catalog.indexing import index_store
from catalog.tables import product_search
from chassis.db.database import Database
from tests.component.catalog.harness import call, create, draft, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

COPIES = "SELECT category_id, price, brand, available FROM product_search WHERE product_id = $1"
OWN = "SELECT category_id, price_amount, brand, available FROM products WHERE id = $1"


@pytest.fixture(scope="module")
async def url(make_database):
    return await make_database("catalog")


@pytest.fixture(scope="module")
async def catalog(url):
    async with serving(url) as (_, stub):
        yield stub


@pytest.fixture
async def psql(url):
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


async def are_in_line(psql: asyncpg.Connection, product_id: str) -> bool:
    (own,) = await psql.fetch(OWN, product_id)
    copies = await psql.fetch(COPIES, product_id)
    assert copies
    return all(tuple(copy.values()) == tuple(own.values()) for copy in copies)


@pytest.mark.parametrize(
    "change",
    [
        {"price": money_pb2.Money(amount=99, currency_code="EUR")},
        {"brand": "Águila"},
        {"categories": [product_pb2.CategoryDraft(slug="cocina", names={"es": "Cocina"})]},
    ],
    ids=["price", "brand", "category"],
)
async def test_a_change_of_the_product_is_one_of_what_is_found(catalog, psql, change):
    written = draft(f"FOUND-{next(iter(change))}")
    made = await create(catalog, written)
    assert await are_in_line(psql, made.id)
    for name in change:
        written.ClearField(name)
    written.MergeFrom(product_pb2.ProductDraft(**change))
    request = pb2.UpdateProductRequest(id=made.id, version=made.version, product=written)
    await call(catalog.UpdateProduct, request)
    assert await are_in_line(psql, made.id)


async def test_whoever_changes_a_price_or_what_is_left_changes_it_everywhere(catalog, psql):
    made = await create(catalog, draft("FOUND-SQL"))
    words = await psql.fetch("SELECT word, products FROM search_words ORDER BY language, word")
    await psql.execute("UPDATE products SET available = false WHERE id = $1", made.id)
    assert await are_in_line(psql, made.id)
    await psql.execute("UPDATE products SET price_amount = 1")
    assert await are_in_line(psql, made.id)
    assert words == await psql.fetch(
        "SELECT word, products FROM search_words ORDER BY language, word"
    )
    await psql.execute("UPDATE products SET available = true")


async def test_a_row_that_comes_without_them_is_given_them(catalog, psql):
    made = await create(catalog, draft("FOUND-OLD"))
    kept = ", ".join(
        c.name
        for c in product_search.c
        if c.name not in {"category_id", "price", "brand", "available"}
    )
    async with psql.transaction():
        await psql.execute(
            "CREATE TEMP TABLE old ON COMMIT DROP AS"
            " SELECT * FROM product_search WHERE product_id = $1",
            made.id,
        )
        await psql.execute("DELETE FROM product_search WHERE product_id = $1", made.id)
        await psql.execute(f"INSERT INTO product_search ({kept}) SELECT {kept} FROM old")  # noqa: S608 (names of columns)
    assert await are_in_line(psql, made.id)


async def test_a_price_that_changes_while_a_product_is_indexed_is_not_lost(catalog, psql, url):
    made = await create(catalog, draft("FOUND-RACE"))
    await psql.execute("DELETE FROM product_search WHERE product_id = $1", made.id)
    database = Database.connect(url, name="test")
    try:
        change = psql.transaction()
        await change.start()
        await psql.execute("UPDATE products SET price_amount = 77 WHERE id = $1", made.id)

        async def index() -> None:
            async with database.transaction() as connection:
                await index_store.index_products(connection, [made.id])

        indexing = asyncio.create_task(index())
        await asyncio.sleep(0.3)
        assert not indexing.done()
        await change.commit()
        await indexing
        assert await are_in_line(psql, made.id)
    finally:
        await database.close()
