"""catalog over its socket: other words for the same, words written as one, and as two."""

import asyncio

import pytest
import sqlalchemy as sa

from catalog.domain import Language
from catalog.search.query import synonym_store
from catalog.search.query.synonyms import SYNONYMS
from chassis.db.database import Database
from tests.component.catalog.harness import call, draft, import_rows, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2

COUNT = sa.text("SELECT count(*) FROM search_synonyms")
READING_LAMP = product_pb2.ProductText(
    name="Lámpara de lectura", description="Queda bien junto a un sillón."
)
PRODUCTS = [
    draft("CRISPS", "Patatas fritas onduladas"),
    draft("SWEET", "Patata dulce asada"),
    *(draft(f"SEEDS-{number}", f"Pipas fritas {number}") for number in range(30)),
    draft("ARMCHAIR", "Butaca de lectura"),
    draft("ARMCHAIR-TOO", "Sillón orejero"),
    draft("LAMP", texts={"es": READING_LAMP}),
    draft("HEADSET", "Headset estéreo"),
    draft("HEADS", "Head para maniquí"),
    draft("SETS", "Set de pinceles"),
    draft("PAD", "Mousepad de gel"),
    draft("PAD-TOO", "Pad para mouse"),
    draft("CONSOLE", "Consola PS4 Pro"),
    draft("CODE", "Altavoz XK-2000"),
    draft("CODE-TOO", "Altavoz ZT3000"),
    draft("CODE-JOINED", "Altavoz XK2000 mini"),
    draft("PLANE", "Maqueta B-52"),
    draft("CABLE", "Cable AB-12-CD"),
    draft("CARPET", texts={"en": product_pb2.ProductText(name="Wool carpet")}),
    draft("PHONE", "Funda de celular"),
]


@pytest.fixture(scope="module")
async def catalog(make_database):
    url = await make_database("catalog")
    database = Database.connect(url, name="synonyms")
    for _ in range(2):  # what is there already is no obstacle
        async with database.transaction() as connection:
            await synonym_store.replace_synonyms(connection, SYNONYMS)
    await database.close()
    async with serving(url) as (_, stub):
        await import_rows(stub, PRODUCTS)
        yield stub


async def search(catalog, query, **fields) -> pb2.SearchProductsResponse:
    return await call(catalog.SearchProducts, pb2.SearchProductsRequest(query=query, **fields), ())


def skus(answer) -> list[str]:
    return [product.sku for product in answer.products]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # Not "pipas", which is one edit away.
        ("papas fritas", ["CRISPS"]),
        ("PAPA frita", ["CRISPS"]),
        ("papas", ["CRISPS", "SWEET"]),
        # What was typed comes first.
        ("butaca", ["ARMCHAIR", "ARMCHAIR-TOO"]),
        # A name tells more than a description, in whichever words.
        ("sillón", ["ARMCHAIR-TOO", "ARMCHAIR", "LAMP"]),
        ("funda móvil", ["PHONE"]),
        ("head set", ["HEADSET"]),
        ("headset", ["HEADSET"]),
        ("mousepad", ["PAD", "PAD-TOO"]),
        ("ps4pro", ["CONSOLE"]),
        ("xk2000", ["CODE-JOINED", "CODE"]),
        ("XK-2000", ["CODE", "CODE-JOINED"]),
        ("b52", ["PLANE"]),
        ("ab12cd", ["CABLE"]),
        ("zt 3000", ["CODE-TOO"]),
        ("ZT-3000", ["CODE-TOO"]),
    ],
)
async def test_what_is_called_otherwise_is_found(catalog, typed, found):
    answer = await search(catalog, typed)
    assert skus(answer)[: len(found)] == found
    assert "pipas" not in answer.corrected_query


async def test_a_misspelt_word_is_put_right_to_one_that_has_another_for_the_same(catalog):
    answer = await search(catalog, "sillno")
    assert (answer.corrected_query, skus(answer)) == (
        "sillon",
        ["ARMCHAIR-TOO", "ARMCHAIR", "LAMP"],
    )


async def test_exactly_means_the_words_as_typed(catalog):
    assert skus(await search(catalog, "butaca", exact=True)) == ["ARMCHAIR"]
    assert skus(await search(catalog, "mousepad", exact=True)) == ["PAD"]
    assert not (await search(catalog, "papas", exact=True)).products


async def test_pages_facets_and_other_orders_have_them_too(catalog):
    first = await search(catalog, "papas", page_size=1)
    assert (first.total, first.category_facets[0].count) == (2, 2)
    second = await search(catalog, "papas", page_size=1, page_token=first.next_page_token)
    assert [*skus(first), *skus(second)] == ["CRISPS", "SWEET"]
    assert not second.next_page_token
    by_name = await search(catalog, "butaca", sort_order=pb2.SORT_ORDER_NAME)
    assert skus(by_name) == ["ARMCHAIR", "LAMP", "ARMCHAIR-TOO"]


@pytest.mark.parametrize("language", Language)
async def test_each_language_has_its_own(catalog, language):
    # "rug" is an English word, in whichever language the shop is looked at.
    assert skus(await search(catalog, "rug", language=language)) == ["CARPET"]
    assert not (await search(catalog, "rug", language=language, exact=True)).products


async def test_who_renew_them_at_once_take_turns(make_database):
    database = Database.connect(await make_database("catalog"), name="synonyms", pool_size=4)

    async def renew() -> None:
        async with database.transaction() as connection:
            await synonym_store.replace_synonyms(connection, SYNONYMS)

    async def count() -> int:
        async with database.reading() as connection:
            return int((await connection.execute(COUNT)).scalar_one())

    await renew()
    once = await count()
    await asyncio.gather(*(renew() for _ in range(4)))
    assert await count() == once > 0
    await database.close()
