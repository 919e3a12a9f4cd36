"""Imports of many products, over the socket of catalog."""

import asyncio
from contextlib import suppress

import grpc.aio
import pytest
import sqlalchemy as sa

from chassis.db.database import Database
from chassis.errors import DomainError
from tests.component.catalog.harness import ADMIN, call, create, draft, get, import_rows, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        yield stub


async def total(catalog, query: str) -> int:
    request = pb2.SearchProductsRequest(query=query)
    return (await call(catalog.SearchProducts, request, ())).total


def faults(outcome: pb2.ImportProductsResponse) -> list[str]:
    return [fault.field for fault in outcome.faults]


async def test_valid_rows_are_imported_and_the_others_get_all_their_faults(catalog):
    drafts = [draft(f"MANY-{number}", f"Taburete {number}") for number in range(1203)]
    drafts[3].price.amount = 0
    drafts[3].texts["es"].name = ""
    drafts[700].sku = ""
    outcomes = await import_rows(catalog, drafts)
    assert [outcome.row for outcome in outcomes] == list(range(1, 1204))
    rejected = {outcome.row: faults(outcome) for outcome in outcomes if outcome.faults}
    assert rejected == {4: ["texts.es.name", "price.amount"], 701: ["sku"]}
    assert all(bool(outcome.product_id) != bool(outcome.faults) for outcome in outcomes)
    assert await total(catalog, "taburete") == 1201


async def test_a_row_with_a_known_sku_replaces_the_product(catalog):
    product = await create(catalog, draft("AGAIN-1", "Nombre viejo", brand="Serra"))
    for _ in range(2):
        [outcome] = await import_rows(catalog, [draft("AGAIN-1", "Apodo nuevo")])
        assert outcome.product_id == product.id
    replaced = await get(catalog, product.id)
    assert (replaced.text.name, replaced.brand) == ("Apodo nuevo", "")
    assert replaced.slug == "nombre-viejo"
    assert (replaced.version, replaced.create_time) == (2, product.create_time)
    assert (await total(catalog, "viejo"), await total(catalog, "apodo")) == (0, 1)


async def test_an_archived_product_that_is_imported_is_on_sale_again(catalog):
    product = await create(catalog, draft("BACK-1", "Regresado"))
    await call(catalog.ArchiveProduct, pb2.ArchiveProductRequest(id=product.id, version=1))
    await import_rows(catalog, [draft("BACK-1", "Regresado")])
    assert not (await get(catalog, product.id)).archived
    assert await total(catalog, "regresado") == 1


async def test_of_two_rows_with_one_sku_the_later_counts_and_both_have_outcomes(catalog):
    bad = draft("DOUBLE-1", "")
    first, second, third = await import_rows(
        catalog, [draft("DOUBLE-1", "Primera"), draft("DOUBLE-1", "Segunda"), bad]
    )
    assert first.product_id == second.product_id
    assert faults(third) == ["texts.es.name"]
    assert (await get(catalog, first.product_id)).text.name == "Segunda"


async def test_a_given_slug_of_another_product_is_refused_and_a_derived_one_gets_the_sku(catalog):
    await create(catalog, draft("SLUG-1", "Banco", slug="banco"))
    outcomes = await import_rows(
        catalog,
        [
            draft("SLUG-2", slug="banco"),
            draft("SLUG-3", "Banco"),
            draft("SLUG-4", slug="banco-nuevo"),
            draft("SLUG-5", slug="banco-nuevo"),
            draft("SLUG-6", "木"),
            draft("...", "木"),
        ],
    )
    assert [faults(outcome) for outcome in outcomes] == [["slug"], [], [], ["slug"], [], []]
    slugs = [
        (await get(catalog, outcome.product_id)).slug for outcome in outcomes if outcome.product_id
    ]
    assert slugs == ["banco-slug-3", "banco-nuevo", "slug-6", outcomes[-1].product_id]


async def test_a_row_that_moves_a_category_is_refused(catalog):
    paths = [[product_pb2.CategoryDraft(slug=slug) for slug in ("patio", "mesas")]]
    paths.append([product_pb2.CategoryDraft(slug=slug) for slug in ("suelto", "hamacas")])
    paths.append([product_pb2.CategoryDraft(slug="hamacas")])
    outcomes = await import_rows(
        catalog,
        [draft("MOVE-0")]
        + [draft(f"MOVE-{n}", categories=path) for n, path in enumerate(paths, start=1)],
    )
    assert [faults(outcome) for outcome in outcomes] == [
        [],
        ["categories.1.slug"],
        [],
        ["categories.0.slug"],
    ]


async def test_products_are_found_by_the_new_name_of_their_category(catalog):
    named = [product_pb2.CategoryDraft(slug="asientos", names={"es": "Asientos"})]
    await import_rows(catalog, [draft("NAME-1", "Puf", categories=named)])
    renamed = [product_pb2.CategoryDraft(slug="asientos", names={"es": "Poltronas"})]
    await import_rows(catalog, [draft("NAME-2", "Otomana", categories=renamed)])
    assert (await total(catalog, "poltronas"), await total(catalog, "asientos")) == (2, 0)
    unnamed = [product_pb2.CategoryDraft(slug="asientos")]
    await import_rows(catalog, [draft("NAME-3", "Banqueta", categories=unnamed)])
    assert await total(catalog, "poltronas") == 3


async def test_a_caller_may_await_each_outcome_before_the_next_row(catalog):
    stream = catalog.ImportProducts(metadata=ADMIN)
    for number in range(3):
        row = pb2.ImportProductsRequest(row=number, product=draft(f"ONE-{number}"))
        await stream.write(row)
        outcome = await asyncio.wait_for(stream.read(), 5)
        assert (outcome.row, bool(outcome.product_id)) == (number, True)
    await stream.done_writing()
    assert await stream.read() == grpc.aio.EOF


async def test_concurrent_imports_of_the_same_rows_create_each_product_once(catalog):
    def rows(turn: int) -> list[product_pb2.ProductDraft]:
        drafts = [draft(f"CROWD-{number}", f"Multitud {number}") for number in range(300)]
        for row in drafts:
            row.categories[1].slug = f"crowd-{row.sku[-1]}"
        return drafts if turn % 2 else drafts[::-1]

    imports = await asyncio.gather(*(import_rows(catalog, rows(turn)) for turn in range(6)))
    ids = [outcome.product_id for outcomes in imports for outcome in outcomes]
    assert all(ids)
    assert len(set(ids)) == 300
    assert await total(catalog, "multitud") == 300


async def test_an_import_that_is_cancelled_releases_the_write_lock(catalog):
    stream = catalog.ImportProducts(metadata=ADMIN)
    for number in range(40):
        await stream.write(pb2.ImportProductsRequest(row=number, product=draft(f"LEFT-{number}")))
    stream.cancel()
    await create(catalog, draft("STAYED-1"))


def many_rows(*numbered: tuple[int, product_pb2.ProductDraft]) -> pb2.ImportProductsRequest:
    rows = [pb2.ImportRow(row=number, product=row) for number, row in numbered]
    return pb2.ImportProductsRequest(rows=rows)


async def test_messages_of_many_rows_get_messages_of_many_outcomes(catalog):
    numbered = [(number, draft(f"PACK-{number}", f"Paquete {number}")) for number in range(1201)]
    numbered[7][1].price.amount = 0
    requests = [many_rows(*numbered[:1100]), many_rows(*numbered[1100:])]
    stream = catalog.ImportProducts(iter(requests), metadata=ADMIN)
    responses = [response async for response in stream]
    outcomes = [outcome for response in responses for outcome in response.outcomes]
    assert [outcome.row for outcome in outcomes] == list(range(1201))
    assert [outcome.row for outcome in outcomes if outcome.faults] == [7]
    assert len(responses) < 20
    assert not any(response.product_id for response in responses)
    assert await total(catalog, "paquete") == 1200


async def test_a_row_that_the_product_matches_already_changes_nothing(catalog):
    drafts = [draft(f"SAME-{number}", f"Igual {number}") for number in range(3)]
    ids = [outcome.product_id for outcome in await import_rows(catalog, drafts)]
    drafts[1].price.amount += 1
    again = [outcome.product_id for outcome in await import_rows(catalog, drafts)]
    assert again == ids
    assert [(await get(catalog, product_id)).version for product_id in ids] == [1, 2, 1]


async def test_a_row_overwrites_what_others_have_changed_since(catalog):
    row = draft("BACK-2", "Vuelve")
    [outcome] = await import_rows(catalog, [row])
    request = pb2.UpdateProductRequest(
        id=outcome.product_id, version=1, product=draft("BACK-2", "Otra")
    )
    await call(catalog.UpdateProduct, request)
    await import_rows(catalog, [row])
    assert (await get(catalog, outcome.product_id)).text.name == "Vuelve"
    await call(catalog.ArchiveProduct, pb2.ArchiveProductRequest(id=outcome.product_id, version=3))
    await import_rows(catalog, [row])
    product = await get(catalog, outcome.product_id)
    assert (product.archived, product.version) == (False, 5)
    first, last = draft("BACK-2", "Distinta"), row
    await import_rows(catalog, [first, last])
    assert (await get(catalog, outcome.product_id)).text.name == "Vuelve"


async def test_an_image_or_a_text_that_a_row_leaves_out_is_removed(catalog):
    picture = product_pb2.ImageDraft(
        sources=[product_pb2.ImageSource(key="a.webp", width=4, height=3)]
    )
    texts = {"es": product_pb2.ProductText(name="Con"), "en": product_pb2.ProductText(name="With")}
    [outcome] = await import_rows(catalog, [draft("LESS-1", texts=texts, images=[picture] * 2)])
    await import_rows(catalog, [draft("LESS-1", texts={"en": texts["en"]}, images=[picture])])
    product = await get(catalog, outcome.product_id)
    assert (product.language, product.text.name, len(product.images)) == ("en", "With", 1)


async def test_what_a_crash_left_unindexed_is_found_after_the_next_import(make_database):
    url = await make_database("catalog")
    async with serving(url) as (_, catalog):
        await import_rows(catalog, [draft("DEAD-1", "Olvidado")])
        database = Database.connect(url, name="test")
        async with database.transaction() as connection:
            # As after the first of the two transactions of a batch.
            await connection.execute(sa.text("DELETE FROM product_search"))
            await connection.execute(sa.text("INSERT INTO unindexed SELECT id FROM products"))
        await database.close()
        assert await total(catalog, "olvidado") == 0
        await import_rows(catalog, [draft("DEAD-2", "Siguiente")])
        assert await total(catalog, "olvidado") == 1


async def test_everything_is_found_after_concurrent_imports_updates_and_renames(catalog):
    categories = [product_pb2.CategoryDraft(slug="torrente", names={"es": "Torrente"})]

    def rows(word: str) -> list[product_pb2.ProductDraft]:
        return [draft(f"FLOW-{n}", f"{word} {n}", categories=categories) for n in range(600)]

    outcomes = await import_rows(catalog, rows("Arroyo"))

    async def change(number: int) -> None:
        product_id = outcomes[number].product_id
        version = (await get(catalog, product_id)).version
        request = pb2.UpdateProductRequest(
            id=product_id,
            version=version,
            product=draft(f"FLOW-{number}", f"Cascada {number}", categories=categories),
        )
        # It may lose to the import; then it has changed nothing.
        with suppress(DomainError):
            await call(catalog.UpdateProduct, request)

    renaming = pb2.UpdateCategoryRequest(slug="torrente", names={"es": "Torrente"})
    await asyncio.gather(
        import_rows(catalog, rows("Canal")),
        import_rows(catalog, rows("Fuente")),
        *(change(number) for number in range(0, 600, 40)),
        call(catalog.UpdateCategory, renaming),
    )
    await import_rows(catalog, rows("Manantial"))
    assert await total(catalog, "manantial") == 600
    for word in ("arroyo", "canal", "fuente", "cascada"):
        assert await total(catalog, word) == 0
