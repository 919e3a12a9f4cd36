"""`python -m catalog.worker` copies the availability and the sales of products from orders.

It consumes stock events from a queue, and reads the bestsellers every few minutes. Any number of
these processes may run.
"""

import asyncio
import logging
from dataclasses import dataclass

from catalog.sync.availability import Availability
from catalog.sync.consumer import StockEventConsumer
from catalog.sync.orders_client import OrdersClient
from catalog.sync.popularity import Popularity
from catalog.sync.sqs_queue import SqsQueue
from chassis import logs, loop, telemetry
from chassis.config import load_or_exit, setting
from chassis.db.database import Database
from chassis.db.settings import DatabaseSettings
from chassis.rpc.grpc_client import connect
from chassis.settings import TARGET, is_target
from chassis.signals import stop_signal
from tienda.orders.v1 import order_service_pb2, order_service_pb2_grpc

_log = logging.getLogger("tienda.worker")

POOL_SIZE = 2
"""Connections of the process to the database."""


@dataclass(frozen=True, kw_only=True)
class Settings(DatabaseSettings):
    """The settings of the worker, read from the environment; boto3 reads AWS_* by itself."""

    availability_queue_url: str = setting(
        help="URL of the SQS queue that stock.changed events come by",
        check=lambda url: url.startswith(("http://", "https://")),
    )
    orders_address: str | None = setting(
        default=None,
        help=f"where orders answers, {TARGET}; without it, sales do not count in the ranking",
        check=is_target,
    )
    neighbour_tls: bool = setting(default=False, help="true to call it over TLS")
    sales_pause: float = setting(
        default=300.0, help="seconds between two reads of the sales", check=lambda n: n > 0
    )
    log_level: str = setting(default="INFO", help="DEBUG, INFO, WARNING or ERROR")


async def main() -> None:
    """Run until a signal stops the process, and finish what is under way."""
    settings = load_or_exit(Settings)
    logs.configure("catalog.worker", settings.log_level)
    telemetry.start("catalog.worker")
    database = Database.connect(settings.database_url, name="catalog.worker", pool_size=POOL_SIZE)
    queue = SqsQueue(settings.availability_queue_url)
    consumer = StockEventConsumer(queue, database, Availability(database))
    _log.info("listening")
    stop = stop_signal()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(consumer.run(stop))
        if settings.orders_address is not None:
            tasks.create_task(_keep_popularity(settings, settings.orders_address, database, stop))
    await database.close()


async def _keep_popularity(
    settings: Settings, orders_address: str, database: Database, stop: asyncio.Event
) -> None:
    services = tuple(order_service_pb2.DESCRIPTOR.services_by_name.values())
    async with connect(orders_address, services, tls=settings.neighbour_tls) as channel:
        orders = OrdersClient(order_service_pb2_grpc.OrderServiceStub(channel))
        await Popularity(database, orders).run(stop, interval=settings.sales_pause)


if __name__ == "__main__":
    loop.run(main())
