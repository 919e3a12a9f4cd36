"""catalog over its socket: what is typed is a product's SKU."""

import pytest

from tests.component.catalog.harness import call, create, draft, import_rows, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2

LAMPS = [product_pb2.CategoryDraft(slug="lamparas", names={"es": "Lámparas"})]
PRODUCTS = [
    draft("TI-MES-005", "Escritorio plegable"),
    draft("TI-MES-006", "Mesa de té"),
    draft("AB1", "Flexo", categories=LAMPS),
    draft("ab1", "Candil", categories=LAMPS),
    draft("PS4", "Consola de juegos"),
    draft("CASE", "Funda para PS4"),
    draft("MESA", "Taburete bajo"),
]


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        await import_rows(stub, PRODUCTS)
        yield stub


async def search(catalog, query, **fields) -> pb2.SearchProductsResponse:
    return await call(catalog.SearchProducts, pb2.SearchProductsRequest(query=query, **fields), ())


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("typed", ["TI-MES-005", " ti-mes-005 ", "TI-MES-005 "])
async def test_a_sku_finds_its_product(catalog, typed, language, exact):
    found = await search(catalog, typed, language=language, exact=exact, page_size=1)
    assert [product.sku for product in found.products] == ["TI-MES-005"]
    assert (found.total, found.corrected_query, found.next_page_token) == (1, "", "")
    assert [facet.category.slug for facet in found.category_facets] == ["mesas", "muebles"]


@pytest.mark.parametrize(("typed", "sku"), [("AB1", "AB1"), ("ab1", "ab1"), ("Ab1", "AB1")])
async def test_of_skus_that_differ_in_capitals_the_one_typed_is_meant(catalog, typed, sku):
    assert [product.sku for product in (await search(catalog, typed)).products] == [sku]


@pytest.mark.parametrize("sort", pb2.SortOrder.values())
async def test_in_whatever_order(catalog, sort):
    found = await search(catalog, "TI-MES-005", sort_order=sort)
    assert [product.sku for product in found.products] == ["TI-MES-005"]


async def test_what_a_products_texts_say_is_meant_so(catalog):
    assert [product.sku for product in (await search(catalog, "ps4")).products] == ["CASE"]
    # Without a digit it is a word: all stand among the tables but the lamps.
    assert (await search(catalog, "mesa")).total == len(PRODUCTS) - 2


async def test_filters_hold_and_what_is_archived_is_not_found(catalog):
    assert (await search(catalog, "TI-MES-005", category_slug="lamparas")).total == 0
    assert (await search(catalog, "TI-MES-005", category_slug="mesas")).total == 1
    made = await create(catalog, draft("GONE-77", "Perchero"))
    assert (await search(catalog, "GONE-77")).total == 1
    await call(catalog.ArchiveProduct, pb2.ArchiveProductRequest(id=made.id, version=1))
    assert "GONE-77" not in {one.sku for one in (await search(catalog, "GONE-77")).products}


async def test_what_it_can_be_narrowed_by_is_told_as_of_any_search(catalog):
    asked = pb2.ListFacetsRequest(search=pb2.SearchProductsRequest(query="TI-MES-005"))
    assert not (await call(catalog.ListFacets, asked, ())).attributes
