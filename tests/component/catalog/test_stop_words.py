"""catalog over its socket: words that one language's stop list has."""

import pytest

from bench.relevance.stop_lists import stop_words
from catalog.domain import Language
from tests.component.catalog.harness import call, draft, import_rows, serving
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
        alone = await found(laptops, word, language=language)
        # The name of this one has some.
        assert alone <= {f"L-{MANY_MORE}"}
        assert await found(laptops, f"{word} {word}", language=language) == alone
        with_word = await search(laptops, f"{word} laptop", language=language, page_size=1)
        assert with_word.total == MANY_MORE + 1


@pytest.mark.parametrize(
    ("query", "language", "total", "first"),
    [
        ("del", "es", 0, set()),
        ("del", "en", 2, {"L-61", "L-62"}),
        ("DEL del", "es", 0, set()),
        ("DEL del", "en", 2, {"L-61", "L-62"}),
        # Each is in the category "Mesas".
        ("mesa del", "es", MANY_MORE + 2, {"L-62"}),
        ("mesa del", "en", 1, {"L-62"}),
        ("del laptop", "es", MANY_MORE + 1, set()),
        ("del laptop", "en", MANY_MORE + 1, {"L-61"}),
    ],
)
async def test_what_is_left_of_a_brand_may_be_a_stop_word_of_the_other_language(
    laptops, query, language, total, first
):
    exact = await search(laptops, query, language=language, exact=True)
    assert exact.total == total
    # Others may follow, as "dell" is like "del".
    corrected = await search(laptops, query, language=language)
    assert corrected.total >= total
    for answer in (exact, corrected):
        assert {product.sku for product in answer.products[: len(first)]} == first


BEECH = [f"BEECH-{n}" for n in range(5)]


@pytest.fixture(scope="module")
async def furniture(make_database):
    """A catalogue in which "haya", "era" and "teñido" are words, and "de" and "para" are not.

    Some products have no English texts, as those that a shop has just begun to sell.
    """

    def made(sku: str, es: str, en: str = "", description: str = "", **attributes: str):
        listed = [product_pb2.Attribute(name=n, value=v) for n, v in attributes.items()]
        texts = {"es": product_pb2.ProductText(name=es, description=description, attributes=listed)}
        if en:
            texts["en"] = text(en)
        return draft(sku, texts=texts)

    said = "Para la mesa que haya en casa, con o sin sillas."
    rows = [
        *(made(f"OAK-{n}", f"Mesa de roble {n}", f"Oak table {n}", said) for n in range(40)),
        *(made(sku, f"Mesa de haya {sku[-1]}", f"Beech table {sku[-1]}", said) for sku in BEECH),
        *(made(f"CHAIR-{n}", f"Silla con brazos {n}", f"Armchair {n}") for n in range(15)),
        made("BOARD", "Tabla de cortar", "Chopping board", Material="Haya maciza", Color="Natural"),
        made("SPOON", "Cuchara larga", "Long spoon", Material="Olivo, haya", Peso="Hasta 20 g"),
        made("STOOL", "Taburete Era", "Era stool"),
        made("ASH", "Banco bajo", "Low bench", Acabado="Fresno teñido"),
        made("KIDS", "Mesa para niños", "Table for kids"),
        made("FOUR", "Mantel para 4", "Tablecloth for 4"),
        made("NEW-1", "Mesa y silla plegables"),
        made("NEW-2", "Cojín do re mi"),
        *(made(f"PAD-{n}", f"Cojín {n}", f"Cushion {n}") for n in range(12)),
        made("SALT", "Sal marina", "Sea salt flakes"),
        made("SEAT", "Silla de camping", "Camping chair"),
    ]
    async with serving(await make_database("catalog")) as (_, stub):
        outcomes = await import_rows(stub, rows)
        assert all(outcome.product_id for outcome in outcomes)
        yield stub


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("haya", {*BEECH, "BOARD", "SPOON"}),
        ("hayas", {*BEECH, "BOARD", "SPOON"}),
        ("HAYA", {*BEECH, "BOARD", "SPOON"}),
        ("mesa haya", {*BEECH}),
        ("mesa de haya", {*BEECH}),
        ("tabla haya", {"BOARD"}),
        ("era", {"STOOL"}),
        ("taburete era", {"STOOL"}),
        ("fresno teñido", {"ASH"}),
        ("tenido", {"ASH"}),
    ],
)
async def test_a_stop_word_that_the_catalogue_uses_as_a_word_is_one(furniture, query, skus):
    answer = await search(furniture, query, page_size=100)
    assert {product.sku for product in answer.products[: len(skus)]} == skus
    assert answer.corrected_query == ""
    if len(query.split()) == 1:
        assert answer.total == len(skus)


@pytest.mark.parametrize(
    ("query", "like"),
    [
        ("mesa de", "mesa"),
        ("una mesa de roble", "mesa roble"),
        ("mesa con", "mesa"),
        ("mesa para", "mesa"),
        ("mantel para", "mantel"),
        ("mesa hasta", "mesa"),
        ("la mesa del que", "mesa"),
    ],
)
async def test_a_stop_word_that_stands_before_words_only_stays_one(furniture, query, like):
    assert await found(furniture, query, page_size=100) == await found(
        furniture, like, page_size=100
    )


@pytest.mark.parametrize("query", ["de", "con", "para", "de la", "los", "hasta", "que"])
async def test_a_search_for_stop_words_alone_finds_nothing(furniture, query):
    assert not await found(furniture, query)


async def test_a_word_is_a_stop_word_again_when_no_product_uses_it_as_a_word(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        await import_rows(stub, [draft("BEECH", "Mesa de haya"), draft("OAK", "Mesa de roble")])
        assert await found(stub, "haya") == {"BEECH"}
        await import_rows(stub, [draft("BEECH", "Mesa que haya en casa")])
        assert not await found(stub, "haya")
        assert await found(stub, "mesa haya") == {"BEECH", "OAK"}


@pytest.mark.parametrize(
    ("query", "like"),
    [
        ("mesa or silla", "mesa silla"),
        ("mesa the silla", "mesa silla"),
        ("mesa or silla plegables", "mesa silla plegables"),
        ("cojin or", "cojin"),
        ("cojin under", "cojin"),
        ("the mesa", "mesa"),
    ],
)
async def test_a_stop_word_of_another_language_hides_nothing(furniture, query, like):
    expected = await search(furniture, like, page_size=100)
    answer = await search(furniture, query, page_size=100)
    assert answer.total == expected.total
    assert [p.sku for p in answer.products] == [p.sku for p in expected.products]


async def test_a_stop_word_of_another_language_that_products_have_is_a_word(furniture):
    assert (await search(furniture, "cojin do", page_size=100)).products[0].sku == "NEW-2"
    assert len(await found(furniture, "cojin do", page_size=100)) > 10
    assert await found(furniture, "sea salt", language="en") == {"SALT"}
    assert await found(furniture, "sea", language="en") == {"SALT"}
