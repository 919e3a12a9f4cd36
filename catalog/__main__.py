"""`python -m catalog` serves products, categories and the search over gRPC."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from catalog.categories.commands import CategoryCommands
from catalog.categories.queries import CategoryQueries
from catalog.categories.reindexer import CategoryReindexer
from catalog.domain import Language
from catalog.images.bucket import MediaBucket
from catalog.images.commands import ImageCommands, ImageStorage
from catalog.images.processor import SubprocessImageProcessor
from catalog.imports.import_products import ImportProducts
from catalog.indexing.reindexer import Reindexer
from catalog.listing.list_products import ListProducts
from catalog.products.commands import ProductCommands
from catalog.products.convert import encode_summary
from catalog.products.queries import ProductQueries
from catalog.search.facets.list_facets import ListFacets
from catalog.search.search_products import SearchProducts
from catalog.search.suggest.popular_queries import PopularQueries
from catalog.search.suggest.suggest_products import SuggestProducts
from catalog.search.summary_cache import SummaryCache
from catalog.service import CatalogServicer
from chassis import ids, logs, loop, telemetry
from chassis.auth.access_tokens import TokenVerifier
from chassis.auth.users_client import USERS_SERVICES, users_keyring
from chassis.clock import Clock, system_clock
from chassis.config import load_or_exit, setting
from chassis.db.database import Database
from chassis.money import is_currency
from chassis.request_context import Caller
from chassis.rpc.concurrency_limit import MAX_CONCURRENT
from chassis.rpc.connection_age import MAX_CONNECTION_AGE
from chassis.rpc.grpc_client import connect
from chassis.rpc.grpc_server import Server, ServicerRegistration, run
from chassis.settings import ServiceSettings
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc

_COSTS = {
    # The data is in memory or on an SSD, where random reads cost about as much as sequential ones.
    "random_page_cost": "1.1",
}
PLANNER = _COSTS | {
    # The best plan depends on the values: on how many products a category has, or a price range.
    "plan_cache_mode": "force_custom_plan",
}
SEARCH_PLANNER = _COSTS | {
    # The word index is always the best plan, and planning costs as much as execution.
    "plan_cache_mode": "force_generic_plan",
}

MAX_SEARCH_CONNECTIONS = 3
"""Three concurrent searches saturate one process. More would only slow each other down, so they
queue for a connection (FIFO)."""


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """The settings of catalog, read from the environment; boto3 reads AWS_* by itself."""

    media_bucket: str = setting(help="the S3 bucket of product pictures")
    shop_currency: str = setting(
        default="EUR",
        help="ISO 4217 code of the currency that all prices are in",
        check=is_currency,
    )


def build(
    database: Database,
    verify: Callable[[str], Awaitable[Caller]],
    media: ImageStorage,
    *,
    search_database: Database | None = None,
    popular_queries: PopularQueries | None = None,
    currency: str = "EUR",
    clock: Clock = system_clock,
    new_id: Callable[[], UUID] = ids.new_id,
    most_at_once: int = MAX_CONCURRENT,
    max_connection_age: float = MAX_CONNECTION_AGE,
) -> Server:
    """Return the service with its use cases wired, not yet listening.

    `search_database` has connections that plan each statement once. Without `popular_queries`,
    queries are not recorded.
    """
    search_database = search_database or database
    record_query = popular_queries.record if popular_queries else _do_not_record
    search_products = SearchProducts(database, search_database, record_query)
    category_reindexer = CategoryReindexer(database)
    servicer = CatalogServicer(
        currency=currency,
        search_products=search_products,
        summary_cache=SummaryCache(search_database, encode_summary),
        list_facets=ListFacets(search_products, database, search_database),
        suggest_products=SuggestProducts(search_database),
        product_queries=ProductQueries(database),
        list_products=ListProducts(database),
        product_commands=ProductCommands(database, clock, new_id),
        category_queries=CategoryQueries(database),
        category_commands=CategoryCommands(database, new_id, category_reindexer),
        image_commands=ImageCommands(database, clock, SubprocessImageProcessor(), media),
        import_products=ImportProducts(database, Reindexer(database), clock, new_id, currency),
    )
    served = ServicerRegistration(
        catalog_service_pb2.DESCRIPTOR.services_by_name["CatalogService"],
        catalog_service_pb2_grpc.add_CatalogServiceServicer_to_server,
        servicer,
    )
    return Server(
        "catalog",
        [served],
        verify,
        most_at_once=most_at_once,
        max_connection_age=max_connection_age,
        finish=category_reindexer.finish,
    )


def _do_not_record(words: list[str], language: Language) -> None:
    """Do nothing."""


async def main() -> None:
    """Serve until the process is told to stop."""
    settings = load_or_exit(Settings)
    logs.configure("catalog", settings.log_level)
    telemetry.start("catalog")
    search_pool_size = min(MAX_SEARCH_CONNECTIONS, settings.database_pool_size // 2)
    database = Database.connect(
        settings.database_url,
        name="catalog",
        pool_size=settings.database_pool_size - search_pool_size,
        planner=PLANNER,
    )
    search_database = Database.connect(
        settings.database_url,
        name="catalog-search",
        pool_size=search_pool_size,
        planner=SEARCH_PLANNER,
    )
    async with connect(settings.users_address, USERS_SERVICES, tls=settings.neighbour_tls) as users:
        verifier = TokenVerifier(users_keyring(users), audience="catalog")
        media = MediaBucket(settings.media_bucket)
        popular_queries = PopularQueries(database, system_clock)
        server = build(
            database,
            verifier.verify,
            media,
            search_database=search_database,
            popular_queries=popular_queries,
            currency=settings.shop_currency,
            most_at_once=settings.most_at_once,
            max_connection_age=settings.max_connection_age,
        )
        async with popular_queries.writing():
            await run(server, settings.listen, database.ping, settings.drain_notice)
    await database.close()
    await search_database.close()


if __name__ == "__main__":
    loop.run(main())
