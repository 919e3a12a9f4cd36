"""catalog over its socket: importing many products at once."""

import asyncio

import grpc.aio
import pytest

from tests.component.catalog_bench import ADMIN, call, create, draft, get, import_rows, serving
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


async def test_good_rows_go_in_and_each_bad_one_is_told_all_its_faults(catalog):
    drafts = [draft(f"MANY-{number}", f"Taburete {number}") for number in range(1203)]
    drafts[3].price.amount = 0
    drafts[3].texts["es"].name = ""
    drafts[700].sku = ""
    outcomes = await import_rows(catalog, drafts)
    assert [outcome.row for outcome in outcomes] == list(range(1, 1204))
    refused = {outcome.row: faults(outcome) for outcome in outcomes if outcome.faults}
    assert refused == {4: ["texts.es.name", "price.amount"], 701: ["sku"]}
    assert all(bool(outcome.product_id) != bool(outcome.faults) for outcome in outcomes)
    assert await total(catalog, "taburete") == 1201


async def test_a_row_with_a_known_sku_replaces_the_product(catalog):
    made = await create(catalog, draft("AGAIN-1", "Nombre viejo", brand="Serra"))
    for _ in range(2):
        [outcome] = await import_rows(catalog, [draft("AGAIN-1", "Apodo nuevo")])
        assert outcome.product_id == made.id
    read = await get(catalog, made.id)
    assert (read.text.name, read.brand, read.slug) == ("Apodo nuevo", "", "nombre-viejo")
    assert (read.version, read.create_time) == (3, made.create_time)
    assert (await total(catalog, "viejo"), await total(catalog, "apodo")) == (0, 1)


async def test_an_archived_product_that_is_imported_is_on_sale_again(catalog):
    made = await create(catalog, draft("BACK-1", "Regresado"))
    await call(catalog.ArchiveProduct, pb2.ArchiveProductRequest(id=made.id, version=1))
    await import_rows(catalog, [draft("BACK-1", "Regresado")])
    assert not (await get(catalog, made.id)).archived
    assert await total(catalog, "regresado") == 1


async def test_of_two_rows_with_one_sku_the_later_stands_and_both_are_answered(catalog):
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
    shelves = [[product_pb2.CategoryDraft(slug=slug) for slug in ("patio", "mesas")]]
    shelves.append([product_pb2.CategoryDraft(slug=slug) for slug in ("suelto", "hamacas")])
    shelves.append([product_pb2.CategoryDraft(slug="hamacas")])
    outcomes = await import_rows(
        catalog,
        [draft("MOVE-0")]
        + [draft(f"MOVE-{n}", categories=path) for n, path in enumerate(shelves, start=1)],
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


async def test_imports_at_once_of_the_same_rows_end_with_each_product_once(catalog):
    def rows(turn: int) -> list[product_pb2.ProductDraft]:
        drafts = [draft(f"CROWD-{number}", f"Multitud {number}") for number in range(300)]
        for written in drafts:
            written.categories[1].slug = f"crowd-{written.sku[-1]}"
        return drafts if turn % 2 else drafts[::-1]

    answers = await asyncio.gather(*(import_rows(catalog, rows(turn)) for turn in range(6)))
    assert all(outcome.product_id for outcomes in answers for outcome in outcomes)
    assert len({outcome.product_id for outcomes in answers for outcome in outcomes}) == 300
    assert await total(catalog, "multitud") == 300


async def test_a_caller_who_leaves_keeps_nobody_waiting(catalog):
    stream = catalog.ImportProducts(metadata=ADMIN)
    for number in range(40):
        await stream.write(pb2.ImportProductsRequest(row=number, product=draft(f"LEFT-{number}")))
    stream.cancel()
    await create(catalog, draft("STAYED-1"))
