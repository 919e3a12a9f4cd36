"""`python -m catalog` serves products and the search over gRPC."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from catalog.categories.commands import Shelving
from catalog.categories.queries import CategoryQueries
from catalog.domain import Language
from catalog.images.bucket import MediaBucket
from catalog.images.commands import Keeps, Picturing
from catalog.images.processor import Darkroom
from catalog.imports.service import Importing
from catalog.products.commands import Editing
from catalog.products.convert import encode_summary
from catalog.products.queries import Reading
from catalog.search.facets.attribute_facets import Narrowing
from catalog.search.service import Search
from catalog.search.suggest.popular_queries import PastQueries
from catalog.search.suggest.suggestions import Suggesting
from catalog.search.summary_cache import SummaryCache
from catalog.service import CatalogServicer
from chassis import ids, logs, loop, telemetry
from chassis.access_tokens import TokenVerifier
from chassis.clock import Clock, system_clock
from chassis.concurrency_limit import MAX_CONCURRENT
from chassis.config import load_or_exit, setting
from chassis.db.database import Database
from chassis.grpc_client import connect
from chassis.grpc_server import Served, Server, run
from chassis.request_context import Caller
from chassis.settings import ServiceSettings
from chassis.users_client import USERS_SERVICES, keys_from
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc

_NEAR = {
    # All of it is in memory or on an SSD, where one page is as near as the next.
    "random_page_cost": "1.1",
}
PLANNER = _NEAR | {
    # How many products are in a category or cost so much decides how best to list them: a plan for
    # one list is no plan for the next.
    "plan_cache_mode": "force_custom_plan",
}
KEPT = _NEAR | {
    # What words find is met by the index of words, whatever the words; to plan it anew would take
    # as long as to find it.
    "plan_cache_mode": "force_generic_plan",
}

SEARCHING = 3
"""Connections that search at a time, at most: they keep one process busy. With more of them each
search takes PostgreSQL longer, and all wait for one another; of those that wait here the first is
served first."""

_CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """What catalog reads from the environment; boto3 reads AWS_* by itself."""

    media_bucket: str = setting(help="the S3 bucket that product pictures are put into")
    shop_currency: str = setting(
        default="EUR",
        help="ISO 4217 code of the currency that all prices are in",
        check=lambda code: _CURRENCY.fullmatch(code) is not None,
    )


def build(
    database: Database,
    verify: Callable[[str], Awaitable[Caller]],
    media: Keeps,
    *,
    kept: Database | None = None,
    past: PastQueries | None = None,
    currency: str = "EUR",
    clock: Clock = system_clock,
    new_id: Callable[[], UUID] = ids.new_id,
    most_at_once: int = MAX_CONCURRENT,
) -> Server:
    """Put the service together; `kept` has connections that plan a statement once, for searches.

    Without `past` nobody remembers what is searched.
    """
    kept = kept or database
    search = Search(database, kept, past.note if past else _forgotten)
    shelving = Shelving(database, new_id)
    servicer = CatalogServicer(
        search,
        SummaryCache(kept, encode_summary),
        Narrowing(search, database, kept),
        Suggesting(kept),
        Reading(database),
        CategoryQueries(database),
        Editing(database, clock, new_id),
        Importing(database, clock, new_id, currency),
        Picturing(database, clock, Darkroom(), media),
        shelving,
        currency,
    )
    served = Served(
        catalog_service_pb2.DESCRIPTOR.services_by_name["CatalogService"],
        catalog_service_pb2_grpc.add_CatalogServiceServicer_to_server,
        servicer,
    )
    return Server("catalog", [served], verify, most_at_once=most_at_once, finish=shelving.finish)


def _forgotten(words: list[str], language: Language) -> None:
    """Remember nothing."""


async def main() -> None:
    """Serve until told to stop."""
    settings = load_or_exit(Settings)
    logs.configure("catalog", settings.log_level)
    telemetry.start("catalog")
    searching = min(SEARCHING, settings.database_pool_size // 2)
    database = Database.connect(
        settings.database_url,
        name="catalog",
        pool_size=settings.database_pool_size - searching,
        planner=PLANNER,
    )
    kept = Database.connect(
        settings.database_url, name="catalog-search", pool_size=searching, planner=KEPT
    )
    async with connect(settings.users_address, USERS_SERVICES, tls=settings.neighbour_tls) as users:
        verifier = TokenVerifier(keys_from(users))
        media = MediaBucket(settings.media_bucket)
        past = PastQueries(database, system_clock)
        server = build(
            database,
            verifier.verify,
            media,
            kept=kept,
            past=past,
            currency=settings.shop_currency,
            most_at_once=settings.most_at_once,
        )
        async with past.writing():
            await run(server, settings.listen, database.ping, settings.drain_notice)
    await database.close()
    await kept.close()


if __name__ == "__main__":
    loop.run(main())
