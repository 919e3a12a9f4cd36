"""What shoppers search and find is suggested to others, and nothing else that they type."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from catalog.domain import Language
from catalog.search.suggest import popular_query_store
from catalog.search.suggest.popular_queries import PopularQueries
from chassis.db.database import Database
from chassis.errors import Unavailable
from chassis.request_context import client_address
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


CLIENTS = [f"192.0.2.{number}" for number in range(1, popular_query_store.MIN_CLIENTS + 1)]


async def ask(stub, *queries: str, clients: Sequence[str] = CLIENTS, **fields) -> None:
    for client in clients:
        for query in queries:
            request = pb2.SearchProductsRequest(query=query, **fields)
            await call(stub.SearchProducts, request, (("x-client-address", client),))


def record(queries: PopularQueries, *words: str, clients: Sequence[str] = CLIENTS) -> None:
    for client in clients:
        token = client_address.set(client)
        queries.record([*words], Language.ES)
        client_address.reset(token)


async def suggested(url: str, typed: str) -> list[str]:
    async with serving(url) as (_, stub):
        answer = await call(stub.SuggestProducts, pb2.SuggestProductsRequest(query=typed), ())
        return [way.text for way in answer.suggestions if not way.slug]


async def test_what_is_searched_often_is_suggested_as_it_is_spelt_best(url):
    async with serving(url, remembers=True) as (_, stub):
        await ask(stub, "Jardin MESA", clients=CLIENTS[:2])
        await ask(stub, "jardín mesa", clients=CLIENTS[2:])
        await ask(stub, "jardin de mesa", clients=CLIENTS[:-1])
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
        await ask(stub, "mesa acme", page_size=1, clients=CLIENTS[:1])
    assert await suggested(url, "mesa") == ["Mesas"]  # a category


async def test_what_is_searched_no_more_is_forgotten_the_rare_first(url):
    database = Database.connect(url, name="test", pool_size=1)
    moment = NOW
    queries = PopularQueries(database, lambda: moment)
    record(queries, "lejos", "rara", clients=CLIENTS[:1])
    record(queries, "lejos", "comun")
    await queries.write()

    async def kept() -> int:
        async with database.reading() as connection:
            found = await connection.exec_driver_sql(
                "SELECT count(*) FROM past_queries WHERE folded LIKE 'lejos%'"
            )
            return found.scalar_one()

    for days, left in ((6, 2), (8, 1), (89, 1), (91, 0)):
        moment = NOW + timedelta(days=days)
        record(queries, "cerca")
        await queries.write()
        assert await kept() == left
    await database.close()


async def test_an_error_that_nobody_foresaw_ends_no_counting(url, monkeypatch, caplog):
    database = Database.connect(url, name="test", pool_size=1)
    queries = PopularQueries(database, lambda: NOW)

    async def broken(*_: object):
        raise RuntimeError("nobody foresaw this")

    with monkeypatch.context() as patched:
        patched.setattr(popular_query_store, "add", broken)
        record(queries, "mesa", "rota")
        await queries.write()
    assert "searches lost" in caplog.text
    record(queries, "mesa", "entera")
    await queries.write()
    assert await suggested(url, "mesa e") == ["mesa entera"]
    await database.close()


async def test_counts_that_cannot_be_written_wait_for_the_next_time(url, monkeypatch):
    database = Database.connect(url, name="test", pool_size=1)
    queries = PopularQueries(database, lambda: NOW)
    record(queries, "mesa", "tarde")

    async def away(*_: object):
        raise Unavailable("the database does not answer")

    with monkeypatch.context() as patched:
        patched.setattr(popular_query_store, "add", away)
        await queries.write()
    assert await suggested(url, "mesa t") == []
    await queries.write()
    assert await suggested(url, "mesa t") == ["mesa tarde"]
    await database.close()


async def test_one_client_makes_no_query_popular(url):
    async with serving(url, remembers=True) as (_, stub):
        await ask(stub, "mesa acme jardin", clients=["192.0.2.9"] * 9)
        # One customer has a whole network of IPv6.
        await ask(stub, "acme mesa jardin", clients=[f"2001:db8:0:1::{n}" for n in range(9)])
        await ask(stub, "jardin mesa acme", clients=[""] * 9)
    async with serving(url, remembers=True) as (_, stub):
        await ask(stub, "mesa acme jardin", clients=["192.0.2.9"])
    for words in ("mesa acme jardin", "acme mesa jardin", "jardin mesa acme"):
        assert words not in await suggested(url, words[:-1])
    async with serving(url, remembers=True) as (_, stub):
        await ask(stub, "mesa acme jardin", clients=["192.0.2.7", "2001:db8:0:2::1"])
    assert await suggested(url, "mesa acme jardi") == ["mesa acme jardin"]


async def test_who_asked_is_known_to_nobody_and_forgotten_in_a_month(url):
    database = Database.connect(url, name="test", pool_size=1)
    moment = NOW
    queries = PopularQueries(database, lambda: moment)

    async def clients() -> list[bytes]:
        async with database.reading() as connection:
            rows = await connection.exec_driver_sql(
                "SELECT client FROM past_query_clients WHERE folded = 'mesa secreta'"
            )
            return [client for (client,) in rows]

    record(queries, "mesa", "secreta", clients=["198.51.100.1"])
    await queries.write()
    [first] = await clients()
    assert b"198.51.100.1" not in first
    assert first != hashlib.sha256(b"198.51.100.1").digest()
    # The salt was made when the database was.
    moment = datetime.now(UTC) + timedelta(days=31)
    record(queries, "mesa", "secreta", clients=["198.51.100.1"])
    await queries.write()
    [second] = await clients()
    assert second != first
    await database.close()
