"""catalog over its socket: many products by their ids or slugs."""

import pytest

from chassis.errors import Kind
from tests.component.catalog.harness import ADMIN, call, create, draft, refusal, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

GUEST = ()


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        yield stub


async def look_up(catalog, *keys: str, language: str = "", metadata=GUEST):
    request = pb2.LookUpProductsRequest(ids_or_slugs=keys, language=language)
    return dict((await call(catalog.LookUpProducts, request, metadata)).products)


async def renamed(catalog, product, **changes):
    request = pb2.UpdateProductRequest(
        id=product.id, version=product.version, product=draft(product.sku, **changes)
    )
    return (await call(catalog.UpdateProduct, request)).product


@pytest.mark.parametrize("language", ["es", "en"])
async def test_each_key_gets_what_a_guest_gets_alone(catalog, language):
    by_id = await create(catalog, draft(f"ONE-{language}", "Mesa uno"))
    by_slug = await create(catalog, draft(f"TWO-{language}", "Mesa dos"))
    reduced = await renamed(
        catalog,
        await create(catalog, draft(f"CHEAP-{language}", slug=f"barata-{language}")),
        slug=f"barata-{language}",
        price=money_pb2.Money(amount=990, currency_code="EUR"),
    )
    moved = await create(catalog, draft(f"MOVED-{language}", slug=f"antes-{language}"))
    await renamed(catalog, moved, slug=f"despues-{language}")
    archived = await create(catalog, draft(f"GONE-{language}", slug=f"fuera-{language}"))
    await call(catalog.ArchiveProduct, pb2.ArchiveProductRequest(id=archived.id, version=1))
    keys = [by_id.id, by_slug.slug, reduced.slug, f"antes-{language}", archived.slug]
    found = await look_up(catalog, *keys, language=language)
    alone = {}
    for key in keys:
        request = pb2.GetProductRequest(id_or_slug=key, language=language)
        alone[key] = (await call(catalog.GetProduct, request, GUEST)).product
    assert found == alone
    assert found[reduced.slug].lowest_recent_price.amount == 14990
    assert found[archived.slug].archived


async def test_one_product_answers_to_all_that_it_is_called(catalog):
    product = await create(catalog, draft("NAMES-1", slug="perla-vieja"))
    product = await renamed(catalog, product, slug="perla")
    found = await look_up(catalog, product.id, product.id.upper(), "perla-vieja", "perla")
    assert {key: each.id for key, each in found.items()} == dict.fromkeys(
        [product.id, product.id.upper(), "perla-vieja", "perla"], product.id
    )


async def test_who_has_a_slug_now_comes_before_who_had_it(catalog):
    first = await create(catalog, draft("HAD-1", slug="nombre-codiciado"))
    await renamed(catalog, first, slug="otro-nombre")
    second = await create(catalog, draft("HAS-1", slug="nombre-codiciado"))
    found = await look_up(catalog, "nombre-codiciado", "otro-nombre")
    assert {key: each.id for key, each in found.items()} == {
        "nombre-codiciado": second.id,
        "otro-nombre": first.id,
    }


async def test_what_there_is_not_is_left_out_and_harms_no_other(catalog):
    product = await create(catalog, draft("GOOD-1", slug="la-buena"))
    state = product_pb2.PRODUCT_STATE_DRAFT
    hidden = await create(catalog, draft("DRAFT-1", slug="en-borrador", state=state))
    odd = ["", "NO SLUG", "x" * 500, "'; --", "nada", "018f0000-0000-7000-8000-000000000000", "ñ"]
    for metadata in (GUEST, ADMIN):
        found = await look_up(catalog, *odd, hidden.id, hidden.slug, "la-buena", metadata=metadata)
        assert {key: each.id for key, each in found.items()} == {"la-buena": product.id}
    assert await look_up(catalog) == {}
    assert await look_up(catalog, *odd) == {}


async def test_too_many_and_an_unknown_language_are_refused(catalog):
    request = pb2.LookUpProductsRequest(ids_or_slugs=["a"] * 101, language="fr")
    error = await refusal(catalog.LookUpProducts, request)
    assert error.kind is Kind.INVALID
    assert sorted(violation.field for violation in error.violations) == ["ids_or_slugs", "language"]
