"""What shoppers search and find is suggested to others, and nothing else that they type."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.domain import Language
from catalog.search.suggest import popular_query_store
from catalog.search.suggest.popular_queries import PopularQueries
from chassis.db.database import Database
from chassis.errors import Unavailable
from tests.component.catalog.harness import call, draft, import_rows, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = [draft(f"T-{n}", f"Mesa de jardín {n}", brand="Acme") for n in range(3)]


@pytest.fixture(scope="module")
async def url(make_database):
    made = await make_database("catalog")
    async with serving(made) as (_, stub):
        await import_rows(stub, ROWS)
    return made


async def ask(
    stub, *queries: str, times: int = popular_query_store.MIN_TIMES_ASKED, **fields
) -> None:
    for query in queries * times:
        await call(stub.SearchProducts, pb2.SearchProductsRequest(query=query, **fields), ())


async def suggested(url: str, typed: str) -> list[str]:
    async with serving(url) as (_, stub):
        answer = await call(stub.SuggestProducts, pb2.SuggestProductsRequest(query=typed), ())
        return [way.text for way in answer.suggestions if not way.slug]


async def test_what_is_searched_often_is_suggested_as_it_is_spelt_best(url):
    async with serving(url, remembers=True) as (_, stub):
        await ask(stub, "Jardin MESA", times=2)
        await ask(stub, "jardín mesa", times=1)
        await ask(stub, "jardin de mesa", times=popular_query_store.MIN_TIMES_ASKED - 1)
    assert await suggested(url, "jard") == ["jardín mesa"]


async def test_a_search_put_right_is_suggested_as_what_was_meant(url):
    async with serving(url, remembers=True) as (_, stub):
        await ask(stub, "acme jadrin")
    assert await suggested(url, "acme j") == ["acme jardin"]


async def test_what_the_catalogue_does_not_say_is_nobody_elses_business(url):
    async with serving(url, remembers=True) as (_, stub):
        await ask(
            stub, "mesa ana@example.com", "mesa Zubizarretagoitia", "mesa mesa " * 5, exact=True
        )
        await ask(stub, "mesa acme", page_size=1, times=1)
    assert await suggested(url, "mesa") == ["Mesas"]  # a category


async def test_what_is_searched_no_more_is_forgotten_the_rare_first(url):
    database = Database.connect(url, name="test", pool_size=1)
    moment = NOW
    queries = PopularQueries(database, lambda: moment)
    words = {"lejos rara": 1, "lejos comun": popular_query_store.MIN_TIMES_ASKED}
    for shown, times in words.items():
        for _ in range(times):
            queries.record(shown.split(), Language.ES)
    await queries.write()

    async def kept() -> int:
        async with database.reading() as connection:
            found = await connection.exec_driver_sql(
                "SELECT count(*) FROM past_queries WHERE folded LIKE 'lejos%'"
            )
            return found.scalar_one()

    for days, left in ((6, 2), (8, 1), (89, 1), (91, 0)):
        moment = NOW + timedelta(days=days)
        queries.record(["cerca"], Language.ES)
        await queries.write()
        assert await kept() == left
    await database.close()


async def test_an_error_that_nobody_foresaw_ends_no_counting(url, monkeypatch, caplog):
    database = Database.connect(url, name="test", pool_size=1)
    queries = PopularQueries(database, lambda: NOW)

    async def broken(*_: object):
        raise RuntimeError("nobody foresaw this")

    with monkeypatch.context() as patched:
        patched.setattr(popular_query_store, "add_counts", broken)
        queries.record(["mesa", "rota"], Language.ES)
        await queries.write()
    assert "searches lost" in caplog.text
    for _ in range(popular_query_store.MIN_TIMES_ASKED):
        queries.record(["mesa", "entera"], Language.ES)
    await queries.write()
    assert await suggested(url, "mesa e") == ["mesa entera"]
    await database.close()


async def test_counts_that_cannot_be_written_wait_for_the_next_time(url, monkeypatch):
    database = Database.connect(url, name="test", pool_size=1)
    queries = PopularQueries(database, lambda: NOW)
    for _ in range(popular_query_store.MIN_TIMES_ASKED):
        queries.record(["mesa", "tarde"], Language.ES)

    async def away(*_: object):
        raise Unavailable("the database does not answer")

    with monkeypatch.context() as patched:
        patched.setattr(popular_query_store, "add_counts", away)
        await queries.write()
    assert await suggested(url, "mesa t") == []
    await queries.write()
    assert await suggested(url, "mesa t") == ["mesa tarde"]
    await database.close()
