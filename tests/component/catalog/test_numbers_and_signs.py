"""catalog over its socket: numbers, units, signs and invisible letters, in any spelling."""

import unicodedata

import pytest

from tests.component.catalog.harness import call, draft, import_rows, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2

NAMES = {
    "GLUED": "Toalla 120x60 lisa",
    "SPACED": "Toalla 120 x 60 rizo",
    "TIMES": "Toalla 120 \u00d7 60 cm jacquard",
    "STAR": "Toalla 120*60 bordada",
    "UNITS": "Toalla 120 cm x 60 cm gofrada",
    "OTHER": "Toalla 60 x 120 de baño",
    "DEEP": "Cajón 40 \u00d7 30 \u00d7 20",
    "N5": "Aguja nº5 larga",
    "N-5": "Aguja nº 5 corta",
    "N.5": "Aguja n.º 5 media",
    "N7": "Aguja nº7",
    "FIVE": "Pincel 5 dedos",
    "E27": "Bombilla E27 cálida",
    "E-27": "Bombilla E 27 fría",
    "27": "Plafón de 27 vatios",
    "HALF": "Tubería ½ rosca",
    "HALVES": "Codo 1/2 rosca",
    "THREE": "Llave ¾ rosca",
    "SQUARE": "Lona 20 m² verde",
    "FLAT": "Lona 20 m2 azul",
    "KILO": "Arroz bomba 5 kg",
    "KILOS": "Arroz largo 5kg",
    "SOFT": "Al\u00adfom\u00adbra tren\u200bzada",
    "MARK": "Ladrillos LEGO™ Star®",
    "LIGATURE": "Molino de ca\ufb00é \ufb01no",
    "DASH": "Camiseta talla M\u2013L, cuello \u2011V\u2011",
    "KNIT": "Jersey de punto",
    "KNITS": "Lote de jerséis",
    "GREEK": "Libro Οδός",
    "SR-001": "Silla de ruedas",
}


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        outcomes = await import_rows(stub, [draft(sku, name) for sku, name in NAMES.items()])
        assert all(outcome.product_id for outcome in outcomes)
        yield stub


async def found(catalog, query: str, **fields) -> list[str]:
    request = pb2.SearchProductsRequest(query=query, **fields)
    response = await call(catalog.SearchProducts, request, ())
    return [product.sku for product in response.products]


SIZES = {"GLUED", "SPACED", "TIMES", "STAR", "UNITS"}


@pytest.mark.parametrize(
    "size",
    [
        *("120x60", "120 x 60", "120 X 60", "120 \u00d7 60", "120\u00d760", "120*60", "120 * 60 "),
        *("120cm x 60cm", "120 por 60", "120 x\u00a060", "120\u200bx60"),
    ],
)
async def test_a_size_is_found_in_any_spelling(catalog, size):
    assert {*(await found(catalog, size))} >= SIZES
    first = await found(catalog, f"toalla {size}")
    assert {*first[: len(SIZES)]} == SIZES
    assert {*(await found(catalog, f"toalla {size}", exact=True))} >= SIZES


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("120", {*SIZES, "OTHER"}),
        ("toalla 60", {*SIZES, "OTHER"}),
        ("40x30x20", {"DEEP"}),
        ("40 x 30 x 20", {"DEEP"}),
        ("cajón 30", {"DEEP"}),
        ("30 x 40", {"DEEP"}),
        ("½", {"HALF", "HALVES"}),
        ("1/2", {"HALF", "HALVES"}),
        ("rosca ½", {"HALF", "HALVES"}),
        ("¾", {"THREE"}),
        ("3/4", {"THREE"}),
        ("20 m²", {"SQUARE", "FLAT"}),
        ("20m2", {"SQUARE", "FLAT"}),
        ("lona m2", {"SQUARE", "FLAT"}),
        ("5 kg", {"KILO", "KILOS"}),
        ("5kg", {"KILO", "KILOS"}),
        ("arroz 5kg", {"KILO", "KILOS"}),
        ("arroz 5", {"KILO", "KILOS"}),
        ("alfombra trenzada", {"SOFT"}),
        ("al\u00adfombra", {"SOFT"}),
        ("alfom\u200bbra", {"SOFT"}),
        ("\ufefftrenzada\u200d", {"SOFT"}),
        ("\u202aalfombra\u202c", {"SOFT"}),
        (unicodedata.normalize("NFD", "jerséis"), {"KNIT", "KNITS"}),
        ("jerséis", {"KNIT", "KNITS"}),
        ("jersey", {"KNIT", "KNITS"}),
        ("lego", {"MARK"}),
        ("lego™", {"MARK"}),
        ("LEGO® Star", {"MARK"}),
        ("café fino", {"LIGATURE"}),
        ("ca\ufb00e", {"LIGATURE"}),
        ("talla m-l", {"DASH"}),
        ("talla m\u2014l", {"DASH"}),
        ("talla m\u2212l", {"DASH"}),
        ("οδοσ", {"GREEK"}),
        ("ΟΔΌΣ", {"GREEK"}),
        ("sr001", {"SR-001"}),
        ("SR 001", {"SR-001"}),
        ("sr_001", {"SR-001"}),
        ("sr-001", {"SR-001"}),
    ],
)
async def test_signs_and_units_are_found_in_any_spelling(catalog, query, skus):
    # Those with fewer of the words may follow.
    assert {*(await found(catalog, query))[: len(skus)]} == skus


@pytest.mark.parametrize("query", ["nº5", "nº 5", "n.º 5", "n.º5", "N°5", "№ 5", "No. 5", "no 5"])
async def test_a_number_with_its_sign_is_found_in_any_spelling(catalog, query):
    for words in (query, f"aguja {query}"):
        assert {*(await found(catalog, words))[:3]} == {"N5", "N-5", "N.5"}


@pytest.mark.parametrize("query", ["e 27", "E27", "e27", "E-27", "bombilla e27", "bombilla e 27"])
async def test_a_letter_that_is_a_stop_word_makes_a_code_with_a_number(catalog, query):
    skus = await found(catalog, query)
    assert {*skus} >= {"E27", "E-27"}
    assert {*skus[:2]} == {"E27", "E-27"}


async def test_what_nobody_sees_is_in_no_suggestion(catalog):
    request = pb2.SuggestProductsRequest(query="al\u00adfom\u200bb")
    response = await call(catalog.SuggestProducts, request, ())
    assert [suggestion.text for suggestion in response.suggestions] == ["Alfombra trenzada"]
    request = pb2.SuggestProductsRequest(query="toalla 120 \u00d7 6")
    response = await call(catalog.SuggestProducts, request, ())
    assert {suggestion.text for suggestion in response.suggestions} == {NAMES[s] for s in SIZES}
