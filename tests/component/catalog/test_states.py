"""The states of products: who sees a draft, and how a product goes on and off sale."""

import pytest

from chassis.errors import DomainError
from tests.component.catalog.harness import (
    CUSTOMER,
    call,
    create,
    draft,
    get,
    import_rows,
    refusal,
    serving,
)
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2

DRAFT = product_pb2.PRODUCT_STATE_DRAFT
ACTIVE = product_pb2.PRODUCT_STATE_ACTIVE
ARCHIVED = product_pb2.PRODUCT_STATE_ARCHIVED


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        yield stub


async def put_in(catalog, product, state, name="Mesa de roble"):
    """Give the product this state; return it as it is then."""
    request = pb2.UpdateProductRequest(
        id=product.id, version=product.version, product=draft(product.sku, name, state=state)
    )
    return (await call(catalog.UpdateProduct, request)).product


async def listed(catalog, **fields):
    response = await call(catalog.ListProducts, pb2.ListProductsRequest(**fields))
    return [product.sku for product in response.products]


async def places_that_show(catalog, product, word):
    """Return where a shopper meets the product."""
    places = {
        "page": lambda: call(catalog.GetProduct, pb2.GetProductRequest(id_or_slug=product.id), ()),
        "search": lambda: call(catalog.SearchProducts, pb2.SearchProductsRequest(query=word), ()),
        "sku": lambda: call(
            catalog.SearchProducts, pb2.SearchProductsRequest(query=product.sku), ()
        ),
        "list": lambda: call(catalog.SearchProducts, pb2.SearchProductsRequest(page_size=100), ()),
        "suggestions": lambda: call(
            catalog.SuggestProducts, pb2.SuggestProductsRequest(query=word), ()
        ),
        "sitemap": lambda: call(catalog.ListSlugs, pb2.ListSlugsRequest(), ()),
    }
    found = set()
    for place, ask in places.items():
        try:
            said = str(await ask())
        except DomainError as error:
            said = error.reason
        if product.slug in said:
            found.add(place)
    return found


async def test_a_draft_is_nowhere_in_the_shop_until_it_is_published(catalog):
    product = await create(catalog, draft("HIDE-1", "Zafiro", state=DRAFT))
    assert (product.state, product.archived) == (DRAFT, True)
    assert await places_that_show(catalog, product, "zafiro") == set()
    tree = await call(catalog.ListCategories, pb2.ListCategoriesRequest(), ())
    before = {category.slug: category.product_count for category in tree.categories}

    published = await put_in(catalog, product, ACTIVE, "Zafiro")
    assert (published.state, published.archived) == (ACTIVE, False)
    everywhere = {"page", "search", "sku", "list", "suggestions", "sitemap"}
    assert await places_that_show(catalog, product, "zafiro") == everywhere
    tree = await call(catalog.ListCategories, pb2.ListCategoriesRequest(), ())
    after = {category.slug: category.product_count for category in tree.categories}
    assert after["mesas"] == before["mesas"] + 1

    back = await put_in(catalog, published, DRAFT, "Zafiro")
    assert await places_that_show(catalog, back, "zafiro") == set()


async def test_a_draft_is_read_by_admins_alone_and_has_no_offer(catalog):
    product = await create(catalog, draft("HIDE-2", "Topacio", state=DRAFT))
    request = pb2.GetProductRequest(id_or_slug=product.slug)
    for metadata in ((), CUSTOMER):
        error = await refusal(catalog.GetProduct, request, metadata)
        assert error.reason == "PRODUCT_NOT_FOUND"
    assert (await get(catalog, product.slug)).state == DRAFT
    basic = pb2.BatchGetProductsRequest(ids=[product.id], view=pb2.PRODUCT_VIEW_BASIC)
    full = pb2.BatchGetProductsRequest(ids=[product.id])
    for metadata in ((), CUSTOMER):
        for batch in (basic, full):
            assert not (await call(catalog.BatchGetProducts, batch, metadata)).products
    assert [one.state for one in (await call(catalog.BatchGetProducts, full)).products] == [DRAFT]


async def test_a_product_goes_from_each_state_to_each_other(catalog):
    product = await create(catalog, draft("WALK-1", "Jade"))
    assert product.state == ACTIVE
    for state in (ARCHIVED, DRAFT, ARCHIVED, ACTIVE, DRAFT, ACTIVE, ARCHIVED, ACTIVE):
        product = await put_in(catalog, product, state, "Jade")
        assert product.state == state
        found = await places_that_show(catalog, product, "jade")
        assert ("search" in found) == (state == ACTIVE)
    archive = pb2.ArchiveProductRequest(id=product.id, version=product.version)
    product = (await call(catalog.ArchiveProduct, archive)).product
    assert product.state == ARCHIVED
    # A change that names no state leaves it as it is.
    assert (await put_in(catalog, product, 0, "Jade verde")).state == ARCHIVED


async def test_an_unknown_state_is_refused(catalog):
    request = pb2.CreateProductRequest(product=draft("WALK-2", state=7))
    error = await refusal(catalog.CreateProduct, request)
    assert [violation.field for violation in error.violations] == ["product.state"]


async def test_an_unknown_state_refuses_its_row_of_an_import_alone(catalog):
    outcomes = await import_rows(catalog, [draft("WALK-3", state=7), draft("WALK-4", "Ónice")])
    assert [fault.field for fault in outcomes[0].faults] == ["state"]
    assert outcomes[1].state == ACTIVE


async def test_admins_list_products_by_state_and_find_them_by_name_and_sku(catalog):
    for sku, name, state in (
        ("LIST-D", "Berilo rojo", DRAFT),
        ("LIST-A", "Berilo azul", ACTIVE),
        ("LIST-X", "Berilo verde", ARCHIVED),
    ):
        await create(catalog, draft(sku, name, state=state))
    assert await listed(catalog, state=DRAFT, query="berilos") == ["LIST-D"]
    assert await listed(catalog, state=ACTIVE, query="berilo") == ["LIST-A"]
    assert await listed(catalog, state=ARCHIVED, query="beri") == ["LIST-X"]
    assert await listed(catalog, query="berilo") == ["LIST-X", "LIST-A", "LIST-D"]
    assert await listed(catalog, state=ARCHIVED, query="list-x") == ["LIST-X"]
    assert await listed(catalog, query="LIST-A") == ["LIST-A"]
    assert await listed(catalog, query="berilo", category_slug="jardin") == []
    assert await listed(catalog, query="berilo", category_slug="muebles", max_price=1) == []
    response = await call(catalog.ListProducts, pb2.ListProductsRequest())
    counts = {counted.state: counted.count for counted in response.state_counts}
    assert sum(counts.values()) == response.total
    assert set(counts) == {DRAFT, ACTIVE, ARCHIVED}
    for metadata, reason in (((), "NOT_SIGNED_IN"), (CUSTOMER, "ADMIN_ONLY")):
        error = await refusal(catalog.ListProducts, pb2.ListProductsRequest(), metadata)
        assert error.reason == reason


async def test_a_list_is_read_page_by_page(catalog):
    await import_rows(catalog, [draft(f"PAGE-{n}", f"Granate {n}", state=DRAFT) for n in range(7)])
    skus, token = [], ""
    while True:
        request = pb2.ListProductsRequest(query="granate", page_size=3, page_token=token)
        response = await call(catalog.ListProducts, request)
        assert response.total == 7
        skus += [product.sku for product in response.products]
        token = response.next_page_token
        if not token:
            break
    assert skus == [f"PAGE-{n}" for n in reversed(range(7))]
    error = await refusal(catalog.ListProducts, pb2.ListProductsRequest(page_token="abc"))
    assert [violation.field for violation in error.violations] == ["page_token"]


async def test_an_import_sets_the_state_that_a_row_names_and_keeps_the_others(catalog):
    rows = [
        draft("FILE-D", "Ópalo", state=DRAFT),
        draft("FILE-A", "Cuarzo"),
        draft("FILE-X", "Ámbar", state=ARCHIVED),
    ]
    outcomes = await import_rows(catalog, rows)
    assert [(one.state, one.restored) for one in outcomes] == [
        (DRAFT, False),
        (ACTIVE, False),
        (ARCHIVED, False),
    ]
    assert (await places_that_show(catalog, await get(catalog, "opalo"), "opalo")) == set()
    again = await import_rows(catalog, rows)
    versions = [(await get(catalog, one.product_id)).version for one in again]
    assert versions == [1, 1, 1], "rows that say what is so already change nothing"

    plain = [draft("FILE-D", "Ópalo"), draft("FILE-A", "Cuarzo"), draft("FILE-X", "Ámbar")]
    outcomes = await import_rows(catalog, plain)
    assert [(one.state, one.restored) for one in outcomes] == [
        (DRAFT, False),
        (ACTIVE, False),
        (ACTIVE, True),
    ]
    (outcome,) = await import_rows(catalog, [draft("FILE-A", "Cuarzo", state=ARCHIVED)])
    assert outcome.state == ARCHIVED
    assert (await places_that_show(catalog, await get(catalog, "cuarzo"), "cuarzo")) <= {"page"}


async def test_a_taken_sku_or_slug_says_whose_it_is(catalog):
    owner = await create(catalog, draft("TAKEN-1", "Nácar", slug="nacar", state=ARCHIVED))
    for wanted, field in (
        (draft("TAKEN-1", "Otra"), "product.sku"),
        (draft("TAKEN-2", "Otra", slug="nacar"), "product.slug"),
    ):
        error = await refusal(catalog.CreateProduct, pb2.CreateProductRequest(product=wanted))
        assert [violation.field for violation in error.violations] == [field]
        assert [dict(item) for item in error.items] == [
            {"product_id": owner.id, "slug": "nacar", "name": "Nácar", "state": "archived"}
        ]


async def test_admins_get_the_texts_that_there_are_and_not_those_that_stand_in(catalog):
    image = product_pb2.ImageDraft(
        sources=[product_pb2.ImageSource(key="a.webp", width=4, height=3)], alts={"es": "De lado"}
    )
    product = await create(catalog, draft("OWN-1", "Perla", images=[image]))
    request = pb2.GetProductRequest(id_or_slug=product.id, language="en")
    response = await call(catalog.GetProduct, request)
    assert response.product.text.name == "Perla"
    assert list(response.draft.texts) == ["es"]
    assert dict(response.draft.images[0].alts) == {"es": "De lado"}
    assert not (await call(catalog.GetProduct, request, ())).HasField("draft")
    # Sent back, it changes nothing.
    update = pb2.UpdateProductRequest(id=product.id, version=1, product=response.draft)
    unchanged = await call(catalog.UpdateProduct, update)
    assert unchanged.draft == response.draft


async def test_a_product_is_found_by_the_slugs_that_it_had(catalog):
    product = await create(catalog, draft("SLUGS-1", slug="coral-viejo"))
    for version, slug in ((1, "coral"), (2, "coral-nuevo"), (3, "coral")):
        request = pb2.UpdateProductRequest(
            id=product.id, version=version, product=draft("SLUGS-1", slug=slug)
        )
        await call(catalog.UpdateProduct, request)
    for slug in ("coral-viejo", "coral-nuevo", "coral"):
        found = await get(catalog, slug)
        assert (found.id, found.slug) == (product.id, "coral")
    slugs = (await call(catalog.ListSlugs, pb2.ListSlugsRequest())).slugs
    assert [one.slug for one in slugs if "coral" in one.slug] == ["coral"]
    # Who has a slug now comes before who had it.
    other = await create(catalog, draft("SLUGS-2", slug="coral-viejo"))
    assert (await get(catalog, "coral-viejo")).id == other.id
