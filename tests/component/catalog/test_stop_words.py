"""catalog over its socket: words that one language's stop list has."""

import pytest

from catalog.domain import Language
from tests.component.catalog.harness import call, draft, import_rows, serving
from tests.stop_lists import stop_words
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2

MANY_MORE = 61
"""Products with the word that a rare one may be a misspelling of: more than twenty to one."""


def text(name: str) -> product_pb2.ProductText:
    return product_pb2.ProductText(name=name)


async def search(catalog, query, **fields) -> pb2.SearchProductsResponse:
    return await call(catalog.SearchProducts, pb2.SearchProductsRequest(query=query, **fields), ())


async def found(catalog, query, **fields) -> set[str]:
    return {product.sku for product in (await search(catalog, query, **fields)).products}


@pytest.fixture(scope="module")
async def laptops(make_database):
    """A catalogue of English texts in which "del" is a word that one product has."""
    async with serving(await make_database("catalog")) as (_, stub):
        named = [f"Dell laptop {number}" for number in range(MANY_MORE)]
        named += ["Laptop from the del range", "Mesa del jardín"]
        await import_rows(
            stub,
            [draft(f"L-{n}", texts={"en": text(name)}) for n, name in enumerate(named)],
        )
        yield stub


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("listed", list(Language))
async def test_a_stop_word_of_any_language_is_an_answered_search_in_any(laptops, listed, language):
    # The fuzz draws from all of them.
    for word in stop_words(listed)[::6]:
        for query in (word, f"{word} {word}", f"{word} laptop"):
            await search(laptops, query, language=language, page_size=1)


@pytest.mark.parametrize("query", ["del", "mesa del", "del laptop", "DEL del"])
@pytest.mark.parametrize("language", list(Language))
async def test_what_is_left_of_a_brand_may_be_a_stop_word_of_the_other_language(
    laptops, query, language
):
    await search(laptops, query, language=language)
    await search(laptops, query, language=language, exact=True)
