"""Attributes: what results can be narrowed by, what that leaves, and in how many."""

import pytest

from catalog.search.facets import attribute_facet_store
from catalog.search.facets.list_facets import selectivity
from tests.component.catalog.harness import call, draft, get, import_rows, refusal, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

HOSTILE = "a,b:c\\d'\"; DROP TABLE products --%{}[]|&!"


def said(name: str, attributes: dict[str, str]) -> product_pb2.ProductText:
    listed = [product_pb2.Attribute(name=one, value=value) for one, value in attributes.items()]
    return product_pb2.ProductText(name=name, attributes=listed)


def chair(number: int, english: dict[str, str] | None = None, **attributes: str):
    texts = {"es": said(f"Silla {number}", attributes)}
    if english:
        texts["en"] = said(f"Chair {number}", english)
    price = money_pb2.Money(amount=number * 1000, currency_code="EUR")
    brand = "Águila" if number % 2 else "Olmo"
    return draft(f"CHAIR-{number}", texts=texts, price=price, brand=brand)


DRAFTS = [
    chair(1, {"Colour": "Red", "Material": "Oak"}, Color="Rojo", Material="Roble"),
    chair(2, {"Colour": "Blue", "Material": "Oak"}, Color="Azul", Material="Roble"),
    chair(3, Color="Rojo", Material="Pino", Talla="de la"),
    chair(4, Color="Azul", Material="Pino", Talla="de"),
    chair(5, Color="Verde", Material="Roble", Talla="de la"),
    chair(6, Material="Color", Rojo="Color", Referencia="SI-6"),
    chair(7, Diseño="Ñandú 🪑 «œ»", Color="rojo", Referencia="SI-7"),
    chair(8, Diseño=HOSTILE, Tono="Rojo vivo", Referencia="SI-8"),
]


@pytest.fixture(scope="module")
async def url(make_database):
    return await make_database("catalog")


@pytest.fixture(scope="module")
async def catalog(url):
    async with serving(url) as (_, stub):
        outcomes = await import_rows(stub, DRAFTS)
        assert all(outcome.product_id for outcome in outcomes)
        yield stub


def asking(query: str = "", *attributes: tuple[str, ...], **fields) -> pb2.SearchProductsRequest:
    chosen = [pb2.AttributeFilter(name=name, values=values) for name, *values in attributes]
    return pb2.SearchProductsRequest(query=query, attributes=chosen, **fields)


async def found(catalog, query="", *attributes: tuple[str, ...], **fields) -> set[str]:
    answer = await call(catalog.SearchProducts, asking(query, *attributes, **fields), ())
    assert answer.total == len(answer.products)
    return {product.sku.removeprefix("CHAIR-") for product in answer.products}


async def facets(
    catalog, query="", *attributes: tuple[str, ...], **fields
) -> dict[str, dict[str, int]]:
    request = pb2.ListFacetsRequest(search=asking(query, *attributes, **fields))
    answer = await call(catalog.ListFacets, request, ())
    assert not answer.counts_are_estimates
    return {one.name: {v.value: v.count for v in one.values} for one in answer.attributes}


@pytest.mark.parametrize("query", ["", "silla"])
@pytest.mark.parametrize(
    ("attributes", "skus"),
    [
        ([("Color", "Rojo")], "13"),
        ([("Color", "Rojo", "Azul")], "1234"),
        ([("Color", "Rojo", "Azul"), ("Material", "Roble")], "12"),
        ([("Color", "Verde"), ("Material", "Pino")], ""),
        ([("Tono", "vivo")], ""),
        ([("Rojo", "Color")], "6"),
        ([("Color", "Color")], ""),
        ([("Color", "rojo")], "7"),
        ([("Diseño", "Ñandú 🪑 «œ»")], "7"),
        ([("Diseño", HOSTILE)], "8"),
        ([("Diseño", "%")], ""),
        ([("Talla", "de la")], "35"),
        ([("Talla", "de"), ("Color", "Azul")], "4"),
        ([("!", "?")], ""),
    ],
)
async def test_only_what_has_one_value_of_each_is_found(catalog, query, attributes, skus):
    assert await found(catalog, query, *attributes) == set(skus)


@pytest.mark.parametrize("query", ["sila", "silla nadaquehaya"])
async def test_words_put_right_or_in_part_are_narrowed_as_well(catalog, query):
    assert await found(catalog, query, ("Color", "Rojo", "Azul")) == set("1234")
    assert (await facets(catalog, query))["Material"] == {"Roble": 3, "Pino": 2, "Color": 1}


async def test_attributes_are_those_of_the_text_that_is_shown(catalog):
    assert await found(catalog, "", ("Colour", "Red"), language="en") == {"1"}
    assert await found(catalog, "", ("Color", "Rojo"), language="en") == {"3"}
    assert await found(catalog, "chair", ("Material", "Oak"), language="en") == {"1", "2"}
    # Found by Spanish words, shown in English.
    assert await found(catalog, "silla roble", ("Material", "Oak"), language="en") == {"1", "2"}
    assert await found(catalog, "silla", ("Colour", "Red")) == set()


async def test_the_other_filters_hold_beside_them_and_are_counted_by_them(catalog):
    chosen = ("Color", "Rojo", "Azul")
    answer = await call(catalog.SearchProducts, asking("silla", chosen, brand="Olmo"), ())
    assert (answer.total, answer.category_facets[0].count) == (2, 2)
    assert {one.brand: one.count for one in answer.brand_facets} == {"Águila": 2, "Olmo": 2}
    assert await found(catalog, "", chosen, min_price=2000, max_price=3000) == {"2", "3"}
    assert await found(catalog, "", chosen, available=False) == set()
    assert await found(catalog, "", chosen, category_slug="mesas") == {"1", "2", "3", "4"}


@pytest.mark.parametrize("sort", pb2.SortOrder.values())
@pytest.mark.parametrize("query", ["", "silla"])
async def test_pages_of_what_is_left_follow_each_other_in_every_order(catalog, query, sort):
    request = asking(query, ("Color", "Rojo", "Azul"), sort_order=sort, page_size=3)
    first = await call(catalog.SearchProducts, request, ())
    request.page_token = first.next_page_token
    second = await call(catalog.SearchProducts, request, ())
    skus = [product.sku for page in (first, second) for product in page.products]
    assert (len(skus), len(set(skus)), second.next_page_token) == (4, 4, "")
    del request.attributes[:]
    assert (await refusal(catalog.SearchProducts, request)).reason == "INVALID_REQUEST"


@pytest.mark.parametrize("query", ["", "silla"])
async def test_what_tells_many_results_apart_is_told_the_fullest_first(catalog, query):
    facet_counts = await facets(catalog, query)
    # No two have a reference or a design in common, and few have a size.
    assert list(facet_counts) == ["Color", "Material"]
    fullest = [("Azul", 2), ("Rojo", 2), ("Verde", 1), ("rojo", 1)]
    assert list(facet_counts["Color"].items()) == fullest
    assert facet_counts["Material"] == {"Roble": 3, "Pino": 2, "Color": 1}


@pytest.mark.parametrize("query", ["", "silla"])
async def test_values_of_what_is_chosen_are_counted_as_if_it_were_not(catalog, query):
    facet_counts = await facets(catalog, query, ("Color", "Rojo"))
    assert facet_counts["Color"] == {"Azul": 2, "Rojo": 2, "Verde": 1, "rojo": 1}
    assert facet_counts.get("Material", {}) == {}
    facet_counts = await facets(catalog, query, ("Color", "Rojo", "Azul"), ("Material", "Roble"))
    assert facet_counts["Color"] == {"Azul": 1, "Rojo": 1, "Verde": 1}
    assert facet_counts["Material"] == {"Pino": 2, "Roble": 2}
    facet_counts = await facets(catalog, query, ("Material", "Roble"), brand="Olmo")
    assert facet_counts["Material"] == {"Color": 1, "Pino": 1, "Roble": 1}


async def test_what_is_chosen_is_reported_though_nothing_comes_of_it(catalog):
    nothing = ("Color", "Malva"), ("Nada", "x")
    assert (await facets(catalog, "silla", *nothing))["Nada"] == {"x": 0}
    assert (await facets(catalog, "", *nothing))["Color"] == {"Malva": 0}
    assert await facets(catalog, "zzzz", ("Color", "Malva")) == {"Color": {"Malva": 0}}
    assert await facets(catalog, "zzzz") == {}
    assert await facets(catalog, "", category_slug="nada") == {}


async def test_facets_speak_the_language_of_who_asks(catalog):
    facet_counts = await facets(catalog, "", ("Colour", "Red"), language="en")
    assert facet_counts["Colour"] == {"Blue": 1, "Red": 1}


async def test_of_more_results_than_are_read_the_counts_are_estimates(catalog, monkeypatch):
    monkeypatch.setattr(attribute_facet_store, "MAX_PRODUCTS_READ", 4)
    attribute_facet_store._statement.cache_clear()  # noqa: SLF001 (made with the other number)
    try:
        request = pb2.ListFacetsRequest(search=asking("silla", ("Material", "Roble", "Pino")))
        answer = await call(catalog.ListFacets, request, ())
        assert answer.counts_are_estimates
        # Of six with a material four are read.
        (material,) = [one for one in answer.attributes if one.name == "Material"]
        assert all(value.count % 2 == 0 for value in material.values)
    finally:
        attribute_facet_store._statement.cache_clear()  # noqa: SLF001


async def test_a_change_of_the_product_is_a_change_of_what_it_is_found_by(catalog):
    made = await get(catalog, "silla-5")
    written = chair(5, Color="Malva")
    request = pb2.UpdateProductRequest(id=made.id, version=made.version, product=written)
    await call(catalog.UpdateProduct, request)
    assert await found(catalog, "", ("Color", "Malva")) == {"5"}
    assert await found(catalog, "", ("Color", "Verde")) == set()
    made = await get(catalog, "silla-5")
    request = pb2.UpdateProductRequest(id=made.id, version=made.version, product=DRAFTS[4])
    await call(catalog.UpdateProduct, request)


@pytest.mark.parametrize(
    ("attributes", "fields"),
    [
        ([("Color",)], ["attributes.0.values"]),
        ([("", "Rojo")], ["attributes.0.name"]),
        ([("Color", "Rojo"), ("Color", "Azul")], ["attributes"]),
        ([("Color", *map(str, range(13)))], ["attributes"]),
        ([("Color", "")], ["attributes.0.values.0"]),
        ([("Co\0lor", "Ro\njo")], ["attributes.0.name", "attributes.0.values.0"]),
        ([("x" * 101, "y" * 501)], ["attributes.0.name", "attributes.0.values.0"]),
    ],
)
async def test_limits_of_attributes_are_reported(catalog, attributes, fields):
    request = asking("", *attributes)
    for method, asked in (
        (catalog.SearchProducts, request),
        (catalog.ListFacets, pb2.ListFacetsRequest(search=request)),
    ):
        refused = await refusal(method, asked)
        assert [violation.field for violation in refused.violations] == fields


async def test_a_search_is_remembered_once_however_often_its_facets_are_asked_for(url):
    async with serving(url, remembers=True) as (_, catalog):
        for _ in range(3):
            await facets(catalog, "silla roble")
    async with serving(url) as (_, catalog):
        request = pb2.SuggestProductsRequest(query="silla ro")
        suggested = await call(catalog.SuggestProducts, request, ())
        assert "silla roble" not in [one.text for one in suggested.suggestions]


@pytest.mark.parametrize(
    ("values", "read", "apart"),
    [
        ({"a": 5, "b": 5}, 10, 0.5),
        ({"a": 10}, 10, 0.0),
        ({"a": 1, "b": 1, "c": 1}, 3, 0.0),
        ({"a": 2, "b": 1, "c": 1}, 4, 0.0),
        ({"a": 2, "b": 1}, 3, 4 / 9),
        ({"a": 2, "b": 2}, 40, 0.005),
        ({}, 0, 0.0),
    ],
)
def test_how_well_an_attribute_tells_results_apart(values, read, apart):
    assert selectivity(values, read) == apart
