"""catalog over its socket: misspelt searches, samples of very many results, pages that hold."""

import base64
import json
import unicodedata

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql

from catalog.search import sampling
from catalog.search.query import word_store
from tests.component.catalog.harness import call, create, draft, import_rows, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2

TABLES = [
    draft(f"TABLE-{number}", f"Mesa de roble {number}", brand="Mesta") for number in range(30)
]
OTHERS = [
    draft("CHAIR", "Silla de pino"),
    draft("MILK", "Leche semidesnatada"),
    draft("TYPO", "Mewa de pino"),
    draft("TONER", "Tóner TN2110"),
    draft("CUT", "Zumo de naran"),
    *(draft(f"JUICE-{number}", f"Zumo de naranja {number}") for number in range(20)),
]


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        await import_rows(stub, TABLES + OTHERS)
        yield stub


async def search(catalog, query="", **fields) -> pb2.SearchProductsResponse:
    return await call(catalog.SearchProducts, pb2.SearchProductsRequest(query=query, **fields), ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("msea", "mesa"),
        ("mmesa", "mesa"),
        ("robel", "roble"),
        ("MSEA DE ROVLE", "mesa de roble"),
        ("mesaroble", "mesa roble"),
        ("siya", "silla"),
        ("semidesna", "semidesnatada"),
    ],
)
async def test_a_misspelt_search_finds_what_was_meant_and_says_so(catalog, typed, meant):
    answer = await search(catalog, typed)
    assert answer.corrected_query == meant
    assert [p.sku for p in answer.products] == [
        p.sku for p in (await search(catalog, meant)).products
    ]


@pytest.mark.parametrize(
    ("typed", "meant", "has_it"),
    [
        # The catalogue has each of these typos once, or a product has that name.
        ("mewa", "mesa", "TYPO"),
        ("mewa de pino", "mesa de pino", "TYPO"),
        ("zumo de naran", "zumo de naranja", "CUT"),
    ],
)
async def test_a_product_named_exactly_as_typed_comes_before_the_corrected_results(
    catalog, typed, meant, has_it
):
    answer = await search(catalog, typed)
    found = [p.sku for p in answer.products]
    assert (answer.corrected_query, found[0]) == (meant, has_it)
    others = [p.sku for p in (await search(catalog, meant)).products if p.sku != has_it]
    assert found[1:] == others[: len(found) - 1]


@pytest.mark.parametrize(
    "query", ["mesa", "MESAS", "mesas de roble", "mesta", "tn2111", "", "de", "naran zumo"]
)
async def test_what_is_known_a_brand_or_a_code_stays_as_it_is(catalog, query):
    assert (await search(catalog, query)).corrected_query == ""


async def test_exact_takes_the_words_as_typed(catalog):
    assert [p.sku for p in (await search(catalog, "mewa", exact=True)).products] == ["TYPO"]
    answer = await search(catalog, "msea", exact=True)
    assert (answer.total, answer.corrected_query) == (0, "")


async def test_a_word_is_known_from_its_first_product_to_its_last(catalog):
    assert (await search(catalog, "zoquete")).total == 0
    made = await create(catalog, draft("SOCK", "Zoquete"))
    assert (await search(catalog, "zoqeute")).corrected_query == "zoquete"
    request = pb2.ArchiveProductRequest(id=made.id, version=made.version)
    await call(catalog.ArchiveProduct, request)
    assert (await search(catalog, "zoqeute")).corrected_query == ""


async def walk(catalog, between=None, **fields) -> list[str]:
    seen, token = [], ""
    while True:
        page = await search(catalog, page_size=4, page_token=token, **fields)
        seen += [product.sku for product in page.products]
        token = page.next_page_token
        if not token:
            return seen
        if between:
            await between(len(seen))


@pytest.mark.parametrize("query", ["mesa roble", "msea", "mesa pino"])
async def test_pages_neither_repeat_nor_skip_while_words_grow_common(catalog, query):
    before = await walk(catalog, query=query)

    async def more(number: int) -> None:
        await create(
            catalog, draft(f"{query[:3]}-{number}-{query[-2:]}", "Taburete de roble y pino")
        )

    seen = await walk(catalog, more, query=query)
    assert len(seen) == len(set(seen))
    assert [sku for sku in seen if sku in before] == before


async def test_of_very_many_results_a_sample_is_counted_and_the_numbers_say_so(
    catalog, monkeypatch
):
    whole = await search(catalog, "mesa", page_size=100)
    assert not whole.total_is_estimate
    monkeypatch.setattr(sampling, "MAX_RANKED_PRODUCTS", 10)
    monkeypatch.setattr(sampling, "MAX_SAMPLE_PRODUCTS", 10)
    for sort in (pb2.SORT_ORDER_RELEVANCE, pb2.SORT_ORDER_NAME, pb2.SORT_ORDER_PRICE_ASCENDING):
        answer = await search(catalog, "mesa", page_size=100, sort_order=sort)
        if answer.total_is_estimate:
            assert answer.total % 8 == 0
        assert {p.sku for p in answer.products} <= {p.sku for p in whole.products}
        assert answer.products
    by_price = await search(
        catalog, "mesa", page_size=100, sort_order=pb2.SORT_ORDER_PRICE_ASCENDING
    )
    # In another order than relevance the page is of all, not of the sample.
    assert len(by_price.products) == len(whole.products)


async def test_few_that_have_two_common_words_are_all_told(catalog, monkeypatch):
    names = ["Zueco zurdo"] * 12 + ["Zueco"] * 100 + ["Zurdo"] * 100
    shoes = [draft(f"SHOE-{number}", f"{name} {number}") for number, name in enumerate(names)]
    await import_rows(catalog, shoes)
    # Whichever are in the sample, they are not taken for more than there are of the rest.
    monkeypatch.setattr(sampling, "MAX_RANKED_PRODUCTS", 100)
    monkeypatch.setattr(sampling, "MAX_SAMPLE_PRODUCTS", 100)
    for sort in (pb2.SORT_ORDER_RELEVANCE, pb2.SORT_ORDER_PRICE_ASCENDING):
        answer = await search(catalog, "zueco zurdo", page_size=100, sort_order=sort)
        assert {product.sku for product in answer.products} == {f"SHOE-{n}" for n in range(12)}
        assert (answer.total, answer.total_is_estimate) == (12, False)


async def test_what_has_a_rare_word_comes_first_whatever_the_sample(make_database, monkeypatch):
    monkeypatch.setattr(sampling, "MAX_RANKED_PRODUCTS", 20)
    monkeypatch.setattr(sampling, "MAX_SAMPLE_PRODUCTS", 20)
    tables = [draft(f"T-{number}", f"Lámpara de pino {number}") for number in range(100)]
    rare = [draft(f"R-{number}", f"Silla Lampora de pino {number}") for number in range(3)]
    async with serving(await make_database("catalog")) as (_, stub):
        await import_rows(stub, tables + rare)
        for typed in ("lampora", "lampora pino"):
            answer = await search(stub, typed, page_size=5)
            found = [product.sku for product in answer.products]
            assert sorted(found[:3]) == ["R-0", "R-1", "R-2"]
            assert answer.corrected_query == typed.replace("lampora", "lampara")
            assert answer.total_is_estimate
            everything = await walk(stub, query=typed)
            assert len(everything) == len(set(everything))


async def test_a_word_typed_beside_its_likely_correction_is_kept(catalog):
    found = [product.sku for product in (await search(catalog, "mesa mewa")).products]
    assert found[0] == "TYPO"
    # A word that no product has is corrected all the same.
    assert (await search(catalog, "mesa msea")).corrected_query == "mesa mesa"


async def test_a_word_is_not_split_into_two_stop_words(make_database):
    names = ["Lacón", "Lacón gallego", "Papa Noel de trapo", *(f"La mesa con el {n}" for n in "12")]
    many = [draft(f"T-{number}", f"La mesa con el no {number}") for number in range(80)]
    async with serving(await make_database("catalog")) as (_, stub):
        await import_rows(stub, [draft(f"N-{n}", name) for n, name in enumerate(names)] + many)
        for typed, first in (("lacón", "N-0"), ("lacón gallego", "N-1"), ("papa noel", "N-2")):
            answer = await search(stub, typed)
            assert (answer.products[0].sku, answer.corrected_query) == (first, "")


async def test_what_is_called_just_so_comes_first_whatever_the_sample(make_database, monkeypatch):
    monkeypatch.setattr(sampling, "MAX_RANKED_PRODUCTS", 20)
    monkeypatch.setattr(sampling, "MAX_SAMPLE_PRODUCTS", 20)
    named = [draft(f"STOOL-{number}", "Taburete") for number in range(12)]
    others = [draft(f"OTHER-{number}", f"Taburete alto de pino {number}") for number in range(80)]
    async with serving(await make_database("catalog")) as (_, stub):
        await import_rows(stub, [*named, *others])
        skus: list[str] = []
        token = ""
        while True:
            answer = await search(stub, "taburete", page_size=5, page_token=token)
            assert answer.total_is_estimate
            skus += [product.sku for product in answer.products]
            token = answer.next_page_token
            if not token:
                break
        assert sorted(skus[:12]) == sorted(one.sku for one in named)
        assert len(skus) == len(set(skus))
        dear = await search(stub, "taburete", min_price=999_999)
        assert not dear.products


async def test_whether_a_word_is_a_brand_is_looked_up_in_the_index_of_words(make_database):
    sql = str(word_store.IS_BRAND.compile(dialect=postgresql.asyncpg.dialect()))
    connection = await asyncpg.connect(await make_database("catalog"), ssl=False)
    # No product is needed for this.
    await connection.execute(
        "ALTER TABLE product_search DISABLE TRIGGER USER,"
        " DROP CONSTRAINT product_search_product_id_fkey"
    )
    await connection.execute(
        "INSERT INTO product_search (product_id, language, name_key, vector)"
        " SELECT uuidv7(), language, 'mesa', to_tsvector('simple', ("
        "     SELECT string_agg('word' || number % word, ' ') FROM generate_series(1, 40) word"
        " )) FROM generate_series(1, 5000) number, unnest(ARRAY['es', 'en']) language"
    )
    await connection.execute("ANALYZE product_search")
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    plan = str(await connection.fetch(f"EXPLAIN {sql}", "'roble':B", "'roble':B"))
    await connection.close()
    assert "product_search_es" in plan
    assert "product_search_en" in plan
    assert "Seq Scan" not in plan


async def test_a_last_word_finds_itself_first_and_then_what_begins_so(catalog):
    names = ["Portal"] * 6 + ["Portalámparas"] * 3
    await import_rows(
        catalog,
        [draft(f"GATE-{number}", f"{name} {number}") for number, name in enumerate(names)],
    )
    gates, others = {f"GATE-{n}" for n in range(6)}, {f"GATE-{n}" for n in range(6, 9)}
    answer = await search(catalog, "portal")
    found = [product.sku for product in answer.products]
    assert (set(found[:6]), set(found[6:])) == (gates, others)
    assert (answer.total, answer.corrected_query) == (9, "")
    assert await walk(catalog, query="portal") == found
    by_price = pb2.SORT_ORDER_PRICE_ASCENDING
    for as_typed in (
        await search(catalog, "portal", exact=True),
        await search(catalog, "portal", sort_order=by_price),
        await search(catalog, "prtal"),
    ):
        assert {product.sku for product in as_typed.products} == gates
    assert (await search(catalog, "portal 1")).products[0].sku == "GATE-1"


async def test_accents_that_are_characters_of_their_own_are_letters_all_the_same(catalog):
    apart = unicodedata.normalize("NFD", "Tiburón Ñoño")
    await import_rows(catalog, [draft("SHARK", apart)])
    for query in ("tiburón ñoño", apart, "tiburon", "nono"):
        answer = await search(catalog, query)
        assert [product.sku for product in answer.products] == ["SHARK"], query
        assert answer.products[0].text.name == "Tiburón Ñoño"
        assert not answer.corrected_query


async def test_words_are_put_right_in_the_language_that_the_others_are_of(make_database):
    def both(sku: str, es: str, en: str) -> product_pb2.ProductDraft:
        texts = {"es": product_pb2.ProductText(name=es), "en": product_pb2.ProductText(name=en)}
        return draft(sku, texts=texts)

    stools = [both(f"STOOL-{n}", f"Taburete alto {n}", f"High stool {n}") for n in range(30)]
    slots = [both(f"BLOCK-{n}", f"Taco {n}", f"Knife block with slots {n}") for n in range(30)]
    tables = [
        both(f"OAK-{n}", f"Mesa de roble {n}", f"Table de luxe, sea oak {n}") for n in range(30)
    ]
    async with serving(await make_database("catalog")) as (_, stub):
        await import_rows(stub, [*stools, *slots, *tables])
        for language, typed, meant in (
            ("es", "msea de robel", "mesa de roble"),
            ("en", "taburete alot", "taburete alto"),
            ("en", "taburtee", "taburete"),
            ("es", "knife blokc", "knife block"),
        ):
            answer = await search(stub, typed, language=language)
            assert answer.corrected_query == meant
            assert answer.total == 30


async def test_no_text_of_a_page_token_is_shown(catalog):
    stranger = "llame al 600 000 000"
    for query, changes, shown in (
        ("msea", {}, "mesa"),
        ("msea", {"instead": stranger}, "mesa"),
        ("msea", {"corrected": stranger, "whole": stranger}, ""),
        ("mesa", {"instead": stranger}, ""),
        ("mesa", {"corrected": True}, ""),
    ):
        page = await search(catalog, query, page_size=5)
        fields = json.loads(base64.urlsafe_b64decode(page.next_page_token)) | changes
        forged = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode()
        answer = await search(catalog, query, page_size=5, page_token=forged)
        assert answer.corrected_query == shown, (query, changes)
        assert stranger not in str(answer)
