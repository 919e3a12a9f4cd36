"""Commands on categories, over the socket of catalog."""

import asyncio
from itertools import pairwise

import pytest

from chassis.errors import DomainError
from chassis.violations import Code
from tests.component.catalog.harness import CUSTOMER, call, create, draft, get, refusal, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        yield stub


async def create_category(catalog, slug: str, parent: str = "", **names: str):
    names = names or {"es": slug.title()}
    category = product_pb2.CategoryDraft(slug=slug, names=names)
    request = pb2.CreateCategoryRequest(category=category, parent_slug=parent)
    return (await call(catalog.CreateCategory, request)).category


async def create_branch(catalog, *slugs: str) -> None:
    await create_category(catalog, slugs[0])
    for parent, slug in pairwise(slugs):
        await create_category(catalog, slug, parent)


def change(slug: str, parent: str | None = None, **names: str) -> pb2.UpdateCategoryRequest:
    return pb2.UpdateCategoryRequest(slug=slug, names=names, parent_slug=parent)


async def paths(catalog) -> dict[str, str]:
    response = await call(catalog.ListCategories, pb2.ListCategoriesRequest(), ())
    return {category.slug: "/".join(category.path) for category in response.categories}


async def total(catalog, query: str) -> int:
    request = pb2.SearchProductsRequest(query=query)
    return (await call(catalog.SearchProducts, request, ())).total


async def test_a_category_is_created_below_another(catalog):
    top = await create_category(catalog, "jardin", es="Jardín", en="Garden")
    assert (list(top.path), top.name, top.product_count) == (["jardin"], "Jardín", 0)
    child = await create_category(catalog, "riego", "jardin")
    assert list(child.path) == ["jardin", "riego"]
    taken = pb2.CreateCategoryRequest(
        category=product_pb2.CategoryDraft(slug="riego", names={"es": "Riego"})
    )
    assert (await refusal(catalog.CreateCategory, taken)).reason == "CATEGORY_TAKEN"
    taken.category.slug, taken.parent_slug = "nueva", "no-such"
    assert (await refusal(catalog.CreateCategory, taken)).reason == "CATEGORY_NOT_FOUND"


async def test_an_address_is_made_of_the_first_name_that_makes_one(catalog):
    created = await create_category(catalog, "", es="日本", en="Japan")
    assert created.slug == "japan"


async def test_a_name_that_makes_no_address_is_said_to_need_one(catalog):
    category = product_pb2.CategoryDraft(names={"es": "日本"})
    request = pb2.CreateCategoryRequest(category=category)
    error = await refusal(catalog.CreateCategory, request)
    assert [(violation.field, violation.code) for violation in error.violations] == [
        ("category.slug", Code.SLUG_NOT_DERIVED)
    ]


async def test_all_violations_are_reported_at_once(catalog):
    category = product_pb2.CategoryDraft(slug="No!", names={"fr": "x" * 101})
    request = pb2.CreateCategoryRequest(category=category, language="fr")
    error = await refusal(catalog.CreateCategory, request)
    assert sorted(violation.field for violation in error.violations) == [
        "category.names.fr",
        "category.names.fr",
        "category.slug",
        "language",
    ]


async def test_products_are_shown_at_once_and_found_soon_by_a_new_category_name(catalog):
    categories = [
        product_pb2.CategoryDraft(slug="butacas", names={"es": "Butacas", "en": "Chairs"})
    ]
    product = await create(catalog, draft("CATEGORY-1", "Orejero", categories=categories))
    assert await total(catalog, "butacas") == 1
    renamed = (await call(catalog.UpdateCategory, change("butacas", es="Sillones"))).category
    assert (renamed.name, renamed.product_count) == ("Sillones", 1)
    spanish, english = await get(catalog, product.id), await get(catalog, product.id, "en")
    assert [category.name for category in spanish.categories] == ["Sillones"]
    assert [category.name for category in english.categories] == ["Chairs"]
    async with asyncio.timeout(30):
        # Nothing signals the end of the indexing.
        while (await total(catalog, "sillones"), await total(catalog, "butacas")) != (1, 0):  # noqa: ASYNC110 (see above)
            await asyncio.sleep(0.05)
    # Without a name in the language the default language is used, without any name the slug.
    await call(catalog.UpdateCategory, change("butacas", es="", en=""))
    assert (await get(catalog, product.id)).categories[0].name == "Butacas"


async def test_the_service_finishes_reindexing_before_it_stops(make_database):
    url = await make_database("catalog")
    async with serving(url) as (_, before):
        await create(before, draft("LAST-1", "Orejero"))
        for name in ("Veladores", "Consolas", "Mesillas"):
            await call(before.UpdateCategory, change("mesas", es=name))
    async with serving(url) as (_, after):
        assert await total(after, "mesillas") == 1


async def test_a_category_moves_with_all_below_it(catalog):
    await create_branch(catalog, "a", "a1", "a2", "a3")
    await create_branch(catalog, "b", "b1")
    categories = [product_pb2.CategoryDraft(slug=slug) for slug in ("a", "a1", "a2", "a3")]
    product = await create(catalog, draft("CATEGORY-2", categories=categories))
    moved = (await call(catalog.UpdateCategory, change("a1", "b1"))).category
    assert list(moved.path) == ["b", "b1", "a1"]
    tree = await paths(catalog)
    assert (tree["a2"], tree["a3"], tree["a"]) == ("b/b1/a1/a2", "b/b1/a1/a2/a3", "a")
    assert (await get(catalog, product.id)).categories[0].slug == "b"
    search = pb2.SearchProductsRequest(category_slug="b1")
    assert (await call(catalog.SearchProducts, search, ())).total == 1
    await call(catalog.UpdateCategory, change("a1", ""))
    assert (await paths(catalog))["a3"] == "a1/a2/a3"
    await create(catalog, draft("CATEGORY-3", categories=categories[1:]))


async def test_a_category_goes_neither_into_itself_nor_too_deep(catalog):
    await create_branch(catalog, "c", "c1", "c2")
    for parent in ("c", "c1", "c2"):
        assert (await refusal(catalog.UpdateCategory, change("c", parent))).reason == (
            "CATEGORY_CYCLE"
        )
    await create_branch(catalog, "d", "d1", "d2")
    error = await refusal(catalog.UpdateCategory, change("c", "d2", es="Otro"))
    assert [violation.field for violation in error.violations] == ["parent_slug"]
    tree = await paths(catalog)
    assert tree["c2"] == "c/c1/c2"
    for slug, parent in (("no-such", ""), ("c", "no-such"), ("No!", "")):
        assert (await refusal(catalog.UpdateCategory, change(slug, parent))).reason == (
            "CATEGORY_NOT_FOUND"
        )


async def test_of_concurrent_moves_that_would_make_a_cycle_one_succeeds(catalog):
    await create_branch(catalog, "e")
    await create_branch(catalog, "f")
    results = await asyncio.gather(
        *(call(catalog.UpdateCategory, change(*pair)) for pair in [("e", "f"), ("f", "e")] * 4),
        return_exceptions=True,
    )
    errors = [result for result in results if isinstance(result, DomainError)]
    assert {error.reason for error in errors} == {"CATEGORY_CYCLE"}
    tree = await paths(catalog)
    assert (tree["e"], tree["f"]) in {("f/e", "f"), ("e", "e/f")}


async def test_only_an_empty_category_can_be_deleted(catalog):
    await create_branch(catalog, "g", "g1")
    request = pb2.DeleteCategoryRequest(slug="g")
    assert (await refusal(catalog.DeleteCategory, request)).reason == "CATEGORY_NOT_EMPTY"
    await call(catalog.DeleteCategory, pb2.DeleteCategoryRequest(slug="g1"))
    await call(catalog.DeleteCategory, request)
    assert "g" not in await paths(catalog)
    assert (await refusal(catalog.DeleteCategory, request)).reason == "CATEGORY_NOT_FOUND"
    categories = [product_pb2.CategoryDraft(slug="h", names={"es": "H"})]
    product = await create(catalog, draft("CATEGORY-4", categories=categories))
    await call(catalog.ArchiveProduct, pb2.ArchiveProductRequest(id=product.id, version=1))
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


async def test_admins_see_the_names_that_there_are_and_all_products(catalog):
    await create_category(catalog, "taller", es="Taller", en="Workshop")
    await create_category(catalog, "bancos", "taller", es="Bancos")
    path = [product_pb2.CategoryDraft(slug=slug) for slug in ("taller", "bancos")]
    hidden = product_pb2.PRODUCT_STATE_DRAFT
    await create(catalog, draft("DETAIL-1", "Banco", categories=path, state=hidden))
    request = pb2.ListCategoriesRequest(language="en", with_details=True)
    tree = {one.slug: one for one in (await call(catalog.ListCategories, request)).categories}
    assert dict(tree["taller"].names) == {"es": "Taller", "en": "Workshop"}
    assert (dict(tree["bancos"].names), tree["bancos"].name) == ({"es": "Bancos"}, "Bancos")
    counts = [(tree[s].product_count, tree[s].total_product_count) for s in ("taller", "bancos")]
    assert counts == [(0, 1), (0, 1)]
    assert (await refusal(catalog.ListCategories, request, CUSTOMER)).reason == "ADMIN_ONLY"


async def test_a_category_without_a_slug_gets_one_from_its_name(catalog):
    category = product_pb2.CategoryDraft(names={"en": "Lamps", "es": "Lámparas de pie"})
    request = pb2.CreateCategoryRequest(category=category)
    assert (await call(catalog.CreateCategory, request)).category.slug == "lamparas-de-pie"
    error = await refusal(catalog.CreateCategory, request)
    assert [violation.field for violation in error.violations] == ["category.slug"]
    nameless = pb2.CreateCategoryRequest(category=product_pb2.CategoryDraft(names={"es": "灯"}))
    error = await refusal(catalog.CreateCategory, nameless)
    assert [violation.field for violation in error.violations] == ["category.slug"]
