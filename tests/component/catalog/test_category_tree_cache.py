"""Searches take categories from a cache, and see each change of them at once."""

import asyncpg
import pytest

from catalog.categories import tree_store
from tests.component.catalog.harness import call, create, draft, import_rows, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2

RECORD_VERSIONS = """
    CREATE TABLE versions (version bigint);
    CREATE FUNCTION record_version() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO versions VALUES (NEW.version); RETURN NULL; END';
    CREATE TRIGGER record_version AFTER UPDATE ON category_tree FOR EACH ROW
        EXECUTE FUNCTION record_version();
"""


@pytest.fixture
async def url(make_database):
    return await make_database("catalog")


@pytest.fixture
async def catalog(url):
    async with serving(url) as (_, stub):
        yield stub


@pytest.fixture
async def another(url):
    """Another process of the service."""
    async with serving(url) as (_, stub):
        yield stub


@pytest.fixture
def reads(monkeypatch) -> list[int]:
    """Return the versions of the tree that are read from the database."""
    reads: list[int] = []
    read_tree = tree_store.read_tree

    async def record(connection):
        tree = await read_tree(connection)
        reads.append(tree.version)
        return tree

    monkeypatch.setattr(tree_store, "read_tree", record)
    return reads


async def facets(catalog, **fields) -> list[tuple[str, str, int]]:
    response = await call(catalog.SearchProducts, pb2.SearchProductsRequest(**fields), ())
    return [
        (facet.category.slug, facet.category.name, facet.count)
        for facet in response.category_facets
    ]


async def test_the_next_search_sees_what_another_process_has_changed(catalog, another):
    await create(catalog, draft("TREE-1"))
    initial = [("mesas", "Mesas", 1), ("muebles", "Muebles", 1)]
    assert await facets(catalog, query="mesa") == initial
    assert await facets(another, query="mesa") == initial
    changes = [
        pb2.UpdateCategoryRequest(slug="mesas", names={"es": "Mesitas"}),
        pb2.UpdateCategoryRequest(slug="mesas", parent_slug=""),
        pb2.UpdateCategoryRequest(slug="mesas", names={"es": ""}),
        pb2.UpdateCategoryRequest(slug="mesas", names={"es": "Veladores"}),
    ]
    expected = [
        [("mesas", "Mesitas", 1), ("muebles", "Muebles", 1)],
        [("mesas", "Mesitas", 1)],
        [("mesas", "Tables", 1)],
        [("mesas", "Veladores", 1)],
    ]
    for change, expected_facets in zip(changes, expected, strict=True):
        await call(catalog.UpdateCategory, change)
        assert await facets(another, query="mesa") == expected_facets
    assert await facets(another, category_slug="mesas") == []


async def test_a_category_that_an_import_creates_is_named_at_once(catalog, another):
    assert await facets(another) == []
    lamp = product_pb2.CategoryDraft(slug="lamparas", names={"es": "Lámparas", "en": "Lamps"})
    await import_rows(catalog, [draft("TREE-2", "Flexo", categories=[lamp])])
    assert await facets(another) == [("lamparas", "Lámparas", 1)]
    assert await facets(another, language="en") == [("lamparas", "Lamps", 1)]


async def test_the_tree_is_read_only_after_a_change_and_for_a_search_with_results(catalog, reads):
    await facets(catalog)
    assert await facets(catalog, query="mesa") == []
    before = len(reads)
    await create(catalog, draft("TREE-3"))
    for _ in range(3):
        for language in ("es", "en"):
            assert len(await facets(catalog, query="mesa", language=language)) == 2
        assert await facets(catalog, query="xyz") == []
    assert len(reads) == before + 1


async def test_an_import_of_many_categories_writes_one_version_for_each_transaction(catalog, url):
    def path(number: int, depth: int) -> list[product_pb2.CategoryDraft]:
        slugs = [f"s-{number}-{level}" for level in range(depth)]
        return [product_pb2.CategoryDraft(slug=slug, names={"es": slug.upper()}) for slug in slugs]

    rows = [draft(f"MANY-{number}", categories=path(number, 5)) for number in range(40)]
    psql = await asyncpg.connect(url)
    await psql.execute(RECORD_VERSIONS)
    await import_rows(catalog, rows)
    versions = [row["version"] for row in await psql.fetch("SELECT version FROM versions")]
    await psql.close()
    assert 1 <= len(versions) == len(set(versions)) < 10
    assert await facets(catalog, category_slug="s-7-1") == [
        (f"s-7-{level}", f"S-7-{level}", 1) for level in (2, 3, 4)
    ]
