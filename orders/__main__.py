"""`python -m orders` serves orders, carts and stock over gRPC."""

import asyncio
from collections.abc import Awaitable, Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from chassis import logs, loop, telemetry
from chassis.auth.access_tokens import TokenVerifier
from chassis.auth.users_client import USERS_SERVICES, users_keyring
from chassis.aws import aws_client
from chassis.clock import Clock, system_clock
from chassis.config import load_or_exit, setting
from chassis.contact.sms import parse_countries
from chassis.db.database import Database
from chassis.request_context import Caller
from chassis.rpc.concurrency_limit import MAX_CONCURRENT
from chassis.rpc.connection_age import MAX_CONNECTION_AGE
from chassis.rpc.grpc_client import NOT_RETRIED, connect
from chassis.rpc.grpc_server import Server, ServicerRegistration, run
from chassis.settings import TARGET, ServiceSettings, is_target
from orders.anonymization.anonymize_customers import AnonymizeCustomers, ClosedAccountsClient
from orders.carts.commands import CartCommands
from orders.catalog_client import Catalog, CatalogClient
from orders.lifecycle import OrderLifecycle
from orders.limits.domain import DEFAULT_LIMITS, DEFAULT_SMS_COUNTRIES, OrderLimits
from orders.placement.place_order import PlaceOrder
from orders.receipts.bucket import Bucket
from orders.receipts.receipts import Receipts
from orders.sale_terms import DEFAULT_SALE_TERMS, SaleTerms
from orders.sales.reports import SalesReports
from orders.service import CartServicer, OrderServicer, StockServicer
from orders.stock.commands import StockCommands
from tienda.orders.v1 import (
    cart_service_pb2,
    cart_service_pb2_grpc,
    order_service_pb2,
    order_service_pb2_grpc,
    stock_service_pb2,
    stock_service_pb2_grpc,
)


def _limit(default: int, of: str) -> Any:
    return setting(
        default=default,
        help=f"{of}, 0 to 1000000; 0 is no limit",
        check=lambda n: 0 <= n <= 1_000_000,  # noqa: PLR2004
    )


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """The settings of orders, read from the environment; boto3 reads AWS_* by itself."""

    catalog_address: str = setting(help=f"where catalog answers, {TARGET}", check=is_target)
    receipts_bucket: str = setting(help="the private S3 bucket that receipts are kept in")
    shop_name: str = setting(default=DEFAULT_SALE_TERMS.shop, help="the shop's name, for receipts")
    prices_include_tax: bool = setting(
        default=DEFAULT_SALE_TERMS.tax_included, help="whether receipts say that taxes are included"
    )
    limit_orders_by_address: int = _limit(
        DEFAULT_LIMITS.orders_by_address, "orders an hour from one client address"
    )
    limit_orders_by_contact: int = _limit(
        DEFAULT_LIMITS.orders_by_contact, "orders an hour with one e-mail, phone number or cart"
    )
    limit_units_of_product: int = _limit(
        DEFAULT_LIMITS.units_of_product, "units of a product in a guest's orders not shipped yet"
    )
    limit_units: int = _limit(
        DEFAULT_LIMITS.units, "units of all products in a guest's orders not shipped yet"
    )
    limit_customer_factor: int = setting(
        default=DEFAULT_LIMITS.customer_factor,
        help="how many times a guest's limits a customer has, 1 to 1000",
        check=lambda n: 1 <= n <= 1000,  # noqa: PLR2004
    )
    limit_carts_by_address: int = _limit(
        DEFAULT_LIMITS.carts_by_address, "new carts of guests an hour from one client address"
    )
    sms_countries: str = setting(
        default=",".join(sorted(DEFAULT_SMS_COUNTRIES)),
        help="ISO codes of the countries that SMS are sent to, ES,PT; or all",
        check=lambda text: parse_countries(text) is not None,
    )

    @property
    def countries_with_sms(self) -> frozenset[str]:
        """The ISO codes of the countries that SMS are sent to."""
        return parse_countries(self.sms_countries) or frozenset()

    @property
    def limits(self) -> OrderLimits:
        """The owner's limits."""
        return OrderLimits(
            orders_by_address=self.limit_orders_by_address,
            orders_by_contact=self.limit_orders_by_contact,
            units_of_product=self.limit_units_of_product,
            units=self.limit_units,
            customer_factor=self.limit_customer_factor,
            carts_by_address=self.limit_carts_by_address,
        )


def build(
    database: Database,
    catalog: Catalog,
    verify: Callable[[str], Awaitable[Caller]],
    receipts: Receipts,
    sale_terms: SaleTerms = DEFAULT_SALE_TERMS,
    clock: Clock = system_clock,
    most_at_once: int = MAX_CONCURRENT,
    max_connection_age: float = MAX_CONNECTION_AGE,
    limits: OrderLimits = DEFAULT_LIMITS,
    sms_countries: AbstractSet[str] = DEFAULT_SMS_COUNTRIES,
) -> Server:
    """Return the service with its use cases wired, not yet listening."""
    orders = OrderServicer(
        place_order=PlaceOrder(database, catalog, sale_terms, limits, clock),
        lifecycle=OrderLifecycle(database, clock),
        receipts=receipts,
        sales=SalesReports(database, clock),
        sms_countries=sms_countries,
    )
    carts = CartServicer(carts=CartCommands(database, catalog, limits, clock))
    stock = StockServicer(stock=StockCommands(database))
    served = [
        ServicerRegistration(
            order_service_pb2.DESCRIPTOR.services_by_name["OrderService"],
            order_service_pb2_grpc.add_OrderServiceServicer_to_server,
            orders,
        ),
        ServicerRegistration(
            cart_service_pb2.DESCRIPTOR.services_by_name["CartService"],
            cart_service_pb2_grpc.add_CartServiceServicer_to_server,
            carts,
        ),
        ServicerRegistration(
            stock_service_pb2.DESCRIPTOR.services_by_name["StockService"],
            stock_service_pb2_grpc.add_StockServiceServicer_to_server,
            stock,
        ),
    ]
    return Server(
        "orders", served, verify, most_at_once=most_at_once, max_connection_age=max_connection_age
    )


async def main() -> None:
    """Serve until the process is told to stop."""
    settings = load_or_exit(Settings)
    logs.configure("orders", settings.log_level)
    telemetry.start("orders")
    database = Database.connect(
        settings.database_url, name="orders", pool_size=settings.database_pool_size
    )
    # A shopper waits for the link, so that these timeouts are shorter than a worker's.
    s3 = aws_client("s3", connect_timeout=1, read_timeout=2)
    receipts = Receipts(Bucket(s3, settings.receipts_bucket), system_clock)
    tls = settings.neighbour_tls
    async with (
        connect(settings.users_address, USERS_SERVICES, tls=tls) as users,
        connect(settings.catalog_address, NOT_RETRIED, tls=tls) as catalog,
    ):
        verifier = TokenVerifier(users_keyring(users), audience="orders")
        server = build(
            database,
            CatalogClient(catalog),
            verifier.verify,
            receipts,
            SaleTerms(settings.shop_name, settings.prices_include_tax),
            most_at_once=settings.most_at_once,
            max_connection_age=settings.max_connection_age,
            limits=settings.limits,
            sms_countries=settings.countries_with_sms,
        )
        anonymize = AnonymizeCustomers(database, ClosedAccountsClient(users))
        stop = asyncio.Event()
        anonymizing = asyncio.create_task(anonymize.run(stop))
        await run(server, settings.listen, database.ping, settings.drain_notice)
        stop.set()
        await anonymizing
    await database.close()


if __name__ == "__main__":
    loop.run(main())
