"""catalog over its socket: the tree of categories, changed by an admin."""

import asyncio
from itertools import pairwise

import pytest

from chassis.errors import DomainError
from tests.component.catalog.harness import CUSTOMER, call, create, draft, get, refusal, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        yield stub


async def make(catalog, slug: str, parent: str = "", **names: str):
    names = names or {"es": slug.title()}
    category = product_pb2.CategoryDraft(slug=slug, names=names)
    request = pb2.CreateCategoryRequest(category=category, parent_slug=parent)
    return (await call(catalog.CreateCategory, request)).category


async def make_branch(catalog, *slugs: str) -> None:
    await make(catalog, slugs[0])
    for parent, slug in pairwise(slugs):
        await make(catalog, slug, parent)


def change(slug: str, parent: str | None = None, **names: str) -> pb2.UpdateCategoryRequest:
    return pb2.UpdateCategoryRequest(slug=slug, names=names, parent_slug=parent)


async def paths(catalog) -> dict[str, str]:
    answer = await call(catalog.ListCategories, pb2.ListCategoriesRequest(), ())
    return {one.slug: "/".join(one.path) for one in answer.categories}


async def total(catalog, query: str) -> int:
    request = pb2.SearchProductsRequest(query=query)
    return (await call(catalog.SearchProducts, request, ())).total


async def test_a_category_is_made_under_another(catalog):
    top = await make(catalog, "jardin", es="Jardín", en="Garden")
    assert (list(top.path), top.name, top.product_count) == (["jardin"], "Jardín", 0)
    below = await make(catalog, "riego", "jardin")
    assert list(below.path) == ["jardin", "riego"]
    taken = pb2.CreateCategoryRequest(
        category=product_pb2.CategoryDraft(slug="riego", names={"es": "Riego"})
    )
    assert (await refusal(catalog.CreateCategory, taken)).reason == "CATEGORY_TAKEN"
    taken.category.slug, taken.parent_slug = "nueva", "no-such"
    assert (await refusal(catalog.CreateCategory, taken)).reason == "CATEGORY_NOT_FOUND"


async def test_all_that_is_wrong_is_told_at_once(catalog):
    category = product_pb2.CategoryDraft(slug="No!", names={"fr": "x" * 101})
    request = pb2.CreateCategoryRequest(category=category, language="fr")
    error = await refusal(catalog.CreateCategory, request)
    assert sorted(violation.field for violation in error.violations) == [
        "category.names.fr",
        "category.names.fr",
        "category.slug",
        "language",
    ]


async def test_products_are_shown_and_soon_found_under_a_new_name(catalog):
    shelf = [product_pb2.CategoryDraft(slug="butacas", names={"es": "Butacas", "en": "Chairs"})]
    made = await create(catalog, draft("SHELF-1", "Orejero", categories=shelf))
    assert await total(catalog, "butacas") == 1
    renamed = (await call(catalog.UpdateCategory, change("butacas", es="Sillones"))).category
    assert (renamed.name, renamed.product_count) == ("Sillones", 1)
    read = await get(catalog, made.id)
    assert [one.name for one in read.categories] == ["Sillones"]
    assert [one.name for one in (await get(catalog, made.id, "en")).categories] == ["Chairs"]
    async with asyncio.timeout(5):
        # Nothing tells when it is done.
        while (await total(catalog, "sillones"), await total(catalog, "butacas")) != (1, 0):  # noqa: ASYNC110 (as said)
            await asyncio.sleep(0.05)
    # Without a name in a language the default one stands in, without any the slug.
    await call(catalog.UpdateCategory, change("butacas", es="", en=""))
    assert (await get(catalog, made.id)).categories[0].name == "Butacas"


async def test_what_goes_on_behind_an_answer_ends_before_the_service_does(make_database):
    url = await make_database("catalog")
    async with serving(url) as (_, before):
        await create(before, draft("LAST-1", "Orejero"))
        for name in ("Veladores", "Consolas", "Mesillas"):
            await call(before.UpdateCategory, change("mesas", es=name))
    async with serving(url) as (_, after):
        assert await total(after, "mesillas") == 1


async def test_a_category_moves_with_all_below_it(catalog):
    await make_branch(catalog, "a", "a1", "a2", "a3")
    await make_branch(catalog, "b", "b1")
    shelf = [product_pb2.CategoryDraft(slug=slug) for slug in ("a", "a1", "a2", "a3")]
    made = await create(catalog, draft("SHELF-2", categories=shelf))
    moved = (await call(catalog.UpdateCategory, change("a1", "b1"))).category
    assert list(moved.path) == ["b", "b1", "a1"]
    tree = await paths(catalog)
    assert (tree["a2"], tree["a3"], tree["a"]) == ("b/b1/a1/a2", "b/b1/a1/a2/a3", "a")
    assert (await get(catalog, made.id)).categories[0].slug == "b"
    search = pb2.SearchProductsRequest(category_slug="b1")
    assert (await call(catalog.SearchProducts, search, ())).total == 1
    await call(catalog.UpdateCategory, change("a1", ""))
    assert (await paths(catalog))["a3"] == "a1/a2/a3"
    await create(catalog, draft("SHELF-3", categories=shelf[1:]))


async def test_a_category_goes_neither_into_itself_nor_too_deep(catalog):
    await make_branch(catalog, "c", "c1", "c2")
    for parent in ("c", "c1", "c2"):
        assert (await refusal(catalog.UpdateCategory, change("c", parent))).reason == (
            "CATEGORY_CYCLE"
        )
    await make_branch(catalog, "d", "d1", "d2")
    error = await refusal(catalog.UpdateCategory, change("c", "d2", es="Otro"))
    assert [violation.field for violation in error.violations] == ["parent_slug"]
    tree = await paths(catalog)
    assert tree["c2"] == "c/c1/c2"
    for slug, parent in (("no-such", ""), ("c", "no-such"), ("No!", "")):
        assert (await refusal(catalog.UpdateCategory, change(slug, parent))).reason == (
            "CATEGORY_NOT_FOUND"
        )


async def test_of_moves_at_once_that_would_make_a_ring_one_goes_through(catalog):
    await make_branch(catalog, "e")
    await make_branch(catalog, "f")
    answers = await asyncio.gather(
        *(call(catalog.UpdateCategory, change(*pair)) for pair in [("e", "f"), ("f", "e")] * 4),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    assert {error.reason for error in refused} == {"CATEGORY_CYCLE"}
    tree = await paths(catalog)
    assert (tree["e"], tree["f"]) in {("f/e", "f"), ("e", "e/f")}


async def test_an_empty_category_can_be_taken_away(catalog):
    await make_branch(catalog, "g", "g1")
    request = pb2.DeleteCategoryRequest(slug="g")
    assert (await refusal(catalog.DeleteCategory, request)).reason == "CATEGORY_NOT_EMPTY"
    await call(catalog.DeleteCategory, pb2.DeleteCategoryRequest(slug="g1"))
    await call(catalog.DeleteCategory, request)
    assert "g" not in await paths(catalog)
    assert (await refusal(catalog.DeleteCategory, request)).reason == "CATEGORY_NOT_FOUND"
    shelf = [product_pb2.CategoryDraft(slug="h", names={"es": "H"})]
    made = await create(catalog, draft("SHELF-4", categories=shelf))
    await call(catalog.ArchiveProduct, pb2.ArchiveProductRequest(id=made.id, version=1))
    request = pb2.DeleteCategoryRequest(slug="h")
    assert (await refusal(catalog.DeleteCategory, request)).reason == "CATEGORY_NOT_EMPTY"


@pytest.mark.parametrize(("metadata", "reason"), [((), "NOT_SIGNED_IN"), (CUSTOMER, "ADMIN_ONLY")])
async def test_only_an_admin_changes_the_tree(catalog, metadata, reason):
    requests = [
        (catalog.CreateCategory, pb2.CreateCategoryRequest()),
        (catalog.UpdateCategory, pb2.UpdateCategoryRequest()),
        (catalog.DeleteCategory, pb2.DeleteCategoryRequest()),
    ]
    for method, request in requests:
        assert (await refusal(method, request, metadata)).reason == reason
