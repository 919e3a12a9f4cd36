"""catalog over its socket: reading and writing products."""

import asyncio

import grpc.aio
import pytest

from chassis.errors import DomainError, Kind
from tests.component.catalog.harness import CUSTOMER, call, create, draft, get, refusal, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        yield stub


async def test_a_product_is_read_as_it_was_created_in_each_language(catalog):
    new = draft(
        "READ-1",
        texts={
            "es": product_pb2.ProductText(
                name="  Mesa Ñandú ",
                description="De roble.\nHecha a mano.",
                attributes=[
                    product_pb2.Attribute(name="Material", value="Roble"),
                    product_pb2.Attribute(name="Alto", value="75 cm"),
                ],
            ),
            "en": product_pb2.ProductText(name="Nandu table"),
        },
        brand="Serra",
        images=[
            product_pb2.ImageDraft(
                sources=[
                    product_pb2.ImageSource(key="b.webp", width=800, height=600),
                    product_pb2.ImageSource(key="a.webp", width=400, height=300),
                ],
                alts={"en": "A table"},
            )
        ],
    )
    product = await create(catalog, new)
    assert product.slug == "mesa-nandu"
    assert product.text.name == "Mesa Ñandú"
    assert product.text.description == "De roble.\nHecha a mano."
    assert [(a.name, a.value) for a in product.text.attributes] == [
        ("Material", "Roble"),
        ("Alto", "75 cm"),
    ]
    assert [(c.slug, c.name) for c in product.categories] == [
        ("muebles", "Muebles"),
        ("mesas", "Mesas"),
    ]
    assert [source.width for source in product.images[0].sources] == [400, 800]
    assert product.images[0].alt == "Mesa Ñandú", "the name stands in for a text that is missing"
    assert (product.version, product.available, product.archived, product.brand) == (
        1,
        True,
        False,
        "Serra",
    )
    assert product == await get(catalog, product.id) == await get(catalog, "mesa-nandu")

    english = await get(catalog, product.id, "en")
    assert (english.language, english.text.name) == ("en", "Nandu table")
    assert [c.name for c in english.categories] == ["Furniture", "Tables"]
    assert english.images[0].alt == "A table"


async def test_a_language_without_a_text_reads_the_default_one(catalog):
    product = await create(catalog, draft("READ-2", "Mesa sin traducir"))
    english = await get(catalog, product.id, "en")
    assert (english.language, english.text.name) == ("es", "Mesa sin traducir")


@pytest.mark.parametrize(
    "name", ["", "no-such", "No Slug\0", "018f0000-0000-7000-8000-000000000000", "{}", "ñ" * 300]
)
async def test_an_unknown_product_is_not_found(catalog, name):
    error = await refusal(catalog.GetProduct, pb2.GetProductRequest(id_or_slug=name))
    assert (error.kind, error.reason) == (Kind.NOT_FOUND, "PRODUCT_NOT_FOUND")


async def test_a_batch_is_in_the_order_of_its_ids_without_unknown_ones(catalog):
    first = await create(catalog, draft("BATCH-1"))
    second = await create(catalog, draft("BATCH-2"))
    ids = [second.id, "nonsense", "018f0000-0000-7000-8000-000000000000", first.id]
    response = await call(catalog.BatchGetProducts, pb2.BatchGetProductsRequest(ids=ids))
    assert [product.id for product in response.products] == [second.id, first.id]
    basic = pb2.BatchGetProductsRequest(ids=ids, view=pb2.PRODUCT_VIEW_BASIC)
    for full, short in zip(
        response.products, (await call(catalog.BatchGetProducts, basic)).products, strict=True
    ):
        assert (short.id, short.slug, short.text.name) == (full.id, full.slug, full.text.name)
        assert (short.price, short.archived) == (full.price, full.archived)
        assert not short.categories
    none = await call(catalog.BatchGetProducts, pb2.BatchGetProductsRequest())
    assert not none.products
    error = await refusal(
        catalog.BatchGetProducts, pb2.BatchGetProductsRequest(ids=[first.id] * 101)
    )
    assert [violation.field for violation in error.violations] == ["ids"]


async def test_all_violations_of_a_draft_are_reported_at_once(catalog):
    bad = draft(
        "no spaces",
        "",
        slug="No!",
        categories=[],
        price=money_pb2.Money(amount=0, currency_code="USD"),
        brand="x\0",
    )
    request = pb2.CreateProductRequest(product=bad, language="fr")
    error = await refusal(catalog.CreateProduct, request)
    assert error.kind is Kind.INVALID
    assert sorted(violation.field for violation in error.violations) == [
        "language",
        "product.brand",
        "product.categories",
        "product.price.amount",
        "product.price.currency_code",
        "product.sku",
        "product.slug",
        "product.texts.es.name",
    ]


@pytest.mark.parametrize(("metadata", "reason"), [((), "NOT_SIGNED_IN"), (CUSTOMER, "ADMIN_ONLY")])
async def test_only_an_admin_may_write(catalog, metadata, reason):
    requests = [
        (catalog.CreateProduct, pb2.CreateProductRequest(product=draft("NO-1"))),
        (catalog.UpdateProduct, pb2.UpdateProductRequest(product=draft("NO-1"))),
        (catalog.ArchiveProduct, pb2.ArchiveProductRequest()),
    ]
    for method, request in requests:
        assert (await refusal(method, request, metadata)).reason == reason
    stream = catalog.ImportProducts(iter([pb2.ImportProductsRequest()]), metadata=metadata)
    with pytest.raises(grpc.aio.AioRpcError):
        _ = [outcome async for outcome in stream]


async def test_a_sku_and_a_slug_belong_to_one_product(catalog):
    await create(catalog, draft("TAKEN-1", slug="taken"))
    same_sku = pb2.CreateProductRequest(product=draft("TAKEN-1"))
    assert (await refusal(catalog.CreateProduct, same_sku)).reason == "SKU_TAKEN"
    same_slug = pb2.CreateProductRequest(product=draft("TAKEN-2", slug="taken"))
    assert (await refusal(catalog.CreateProduct, same_slug)).reason == "SLUG_TAKEN"


async def test_a_slug_made_from_a_name_that_is_taken_gets_the_sku(catalog):
    first = await create(catalog, draft("TWIN-1", "Mesa gemela"))
    second = await create(catalog, draft("TWIN-2", "Mesa gemela"))
    assert (first.slug, second.slug) == ("mesa-gemela", "mesa-gemela-twin-2")


async def test_an_update_replaces_the_product_and_keeps_its_address(catalog):
    product = await create(catalog, draft("UPD-1", "Mesa vieja", brand="Serra"))
    request = pb2.UpdateProductRequest(
        id=product.id, version=product.version, product=draft("UPD-1B", "Mesa nueva")
    )
    changed = (await call(catalog.UpdateProduct, request)).product
    assert (changed.id, changed.version, changed.slug) == (product.id, 2, "mesa-vieja")
    assert (changed.sku, changed.text.name, changed.brand) == ("UPD-1B", "Mesa nueva", "")
    assert changed.create_time == product.create_time

    assert (await refusal(catalog.UpdateProduct, request)).reason == "VERSION_MISMATCH"
    other = await create(catalog, draft("UPD-2", slug="upd-2"))
    request = pb2.UpdateProductRequest(id=other.id, version=1, product=draft("UPD-1B"))
    assert (await refusal(catalog.UpdateProduct, request)).reason == "SKU_TAKEN"
    request = pb2.UpdateProductRequest(
        id=other.id, version=1, product=draft("UPD-2", slug="mesa-vieja")
    )
    assert (await refusal(catalog.UpdateProduct, request)).reason == "SLUG_TAKEN"
    request = pb2.UpdateProductRequest(id="nonsense", version=1, product=draft("UPD-3"))
    assert (await refusal(catalog.UpdateProduct, request)).reason == "PRODUCT_NOT_FOUND"


async def test_an_archived_product_can_be_read_but_not_found(catalog):
    product = await create(catalog, draft("ARCH-1", "Mesa archivable"))
    search = pb2.SearchProductsRequest(query="archivable")
    assert (await call(catalog.SearchProducts, search, ())).total == 1
    request = pb2.ArchiveProductRequest(id=product.id, version=product.version)
    assert (await call(catalog.ArchiveProduct, request)).product.archived
    assert (await call(catalog.SearchProducts, search, ())).total == 0
    assert (await get(catalog, product.id)).archived
    assert (await refusal(catalog.ArchiveProduct, request)).reason == "VERSION_MISMATCH"

    update = pb2.UpdateProductRequest(
        id=product.id, version=2, product=draft("ARCH-1", "Mesa archivable")
    )
    assert (await call(catalog.UpdateProduct, update)).product.archived
    assert (await call(catalog.SearchProducts, search, ())).total == 0


async def test_a_category_has_one_place_in_the_tree(catalog):
    await create(catalog, draft("PLACE-1"))
    elsewhere = [product_pb2.CategoryDraft(slug=slug) for slug in ("jardin", "mesas")]
    request = pb2.CreateProductRequest(product=draft("PLACE-2", categories=elsewhere))
    error = await refusal(catalog.CreateProduct, request)
    assert [(violation.field, violation.description) for violation in error.violations] == [
        ("product.categories.1.slug", "stands at muebles/mesas already")
    ]
    tree = await call(catalog.ListCategories, pb2.ListCategoriesRequest(), ())
    assert "jardin" not in {category.slug for category in tree.categories}


async def test_of_concurrent_creations_with_one_sku_one_succeeds(catalog):
    requests = [pb2.CreateProductRequest(product=draft("RACE-1")) for _ in range(12)]
    results = await asyncio.gather(
        *(call(catalog.CreateProduct, request) for request in requests), return_exceptions=True
    )
    errors = [result for result in results if isinstance(result, DomainError)]
    assert len(errors) == len(results) - 1
    assert {error.reason for error in errors} == {"SKU_TAKEN"}


async def test_of_concurrent_updates_of_one_version_one_succeeds(catalog):
    product = await create(catalog, draft("RACE-2"))
    requests = [
        pb2.UpdateProductRequest(
            id=product.id, version=1, product=draft("RACE-2", brand=f"Maker {number}")
        )
        for number in range(12)
    ]
    results = await asyncio.gather(
        *(call(catalog.UpdateProduct, request) for request in requests), return_exceptions=True
    )
    errors = [result for result in results if isinstance(result, DomainError)]
    assert len(errors) == len(results) - 1
    assert {error.reason for error in errors} == {"VERSION_MISMATCH"}
    assert (await get(catalog, product.id)).version == 2


async def test_the_tree_is_listed_depth_first_with_counts(catalog):
    categories = [
        product_pb2.CategoryDraft(slug="cocina", names={"es": "Cocina"}),
        product_pb2.CategoryDraft(slug="sartenes-y-ollas"),
    ]
    await create(catalog, draft("TREE-1", categories=categories))
    await create(catalog, draft("TREE-2", categories=categories[:1]))
    response = await call(catalog.ListCategories, pb2.ListCategoriesRequest(language="en"), ())
    tree = [(list(c.path), c.name) for c in response.categories]
    assert (["muebles"], "Furniture") in tree
    top = tree.index((["cocina"], "Cocina"))
    assert tree[top + 1] == (["cocina", "sartenes-y-ollas"], "Sartenes y ollas")
    assert [c.product_count for c in response.categories][top : top + 2] == [2, 1]


async def test_slugs_of_products_for_sale_are_listed_in_pages_oldest_first(catalog):
    first, second, gone = [await create(catalog, draft(f"SLUG-{number}")) for number in (1, 2, 3)]
    archive = pb2.ArchiveProductRequest(id=gone.id, version=gone.version)
    await call(catalog.ArchiveProduct, archive)
    whole = await call(catalog.ListSlugs, pb2.ListSlugsRequest())
    slugs = [product.slug for product in whole.slugs]
    assert slugs[-2:] == [first.slug, second.slug]
    assert whole.slugs[-1].update_time == second.update_time
    assert whole.total_size == len(slugs)
    page = await call(catalog.ListSlugs, pb2.ListSlugsRequest(page_size=1, skip=len(slugs) - 2))
    assert ([product.slug for product in page.slugs], page.total_size) == ([first.slug], len(slugs))
    for wrong in (pb2.ListSlugsRequest(page_size=10_001), pb2.ListSlugsRequest(skip=-1)):
        with pytest.raises(DomainError) as refused:
            await call(catalog.ListSlugs, wrong)
        assert refused.value.kind is Kind.INVALID


async def test_the_shop_says_its_currency(make_database):
    async with serving(await make_database("catalog"), currency="COP") as (_, stub):
        response = await call(stub.GetShop, pb2.GetShopRequest(), ())
    assert response.shop.currency_code == "COP"
