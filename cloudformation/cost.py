"""`python -m cloudformation.cost` estimates what each size costs a month, before any traffic."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cloudformation.build import EXAMPLE
from cloudformation.config.environment import GRPC_PORTS, Environment
from cloudformation.config.settings import SERVICES
from cloudformation.config.sizes import SIZES
from cloudformation.prices import (
    DEFAULT_PRICES,
    PRICE_LIST_REGION,
    Price,
    PricesError,
    fetch_prices,
    read_prices,
    write_prices,
)
from cloudformation.stacks.registry import STACKS
from cloudformation.stacks.services.launch_templates import DISK_GIB

HOURS_PER_MONTH = 730
STATUSES = 6
"""How many statuses of gRPC beside OK a service has in a month, each of which is a metric."""
_EXIT_FAILURE = 1


class CostLine(NamedTuple):
    """One line of the bill, in US dollars a month."""

    label: str
    dollars: float
    price_names: tuple[str, ...]
    """The prices that it is calculated from."""


def cost_lines(
    environment: Environment, prices: Mapping[str, Price] = DEFAULT_PRICES
) -> Iterator[CostLine]:
    """Yield what a store costs without traffic, with each fleet at its `least` instances."""

    def price(name: str) -> float:
        return prices[name].dollars

    for service in SERVICES:
        fleet = environment.fleet(service)
        monthly = price(fleet.instance_type) * HOURS_PER_MONTH + DISK_GIB * price("disk")
        label = f"{service}: {fleet.least} x {fleet.instance_type}"
        yield CostLine(label, fleet.least * monthly, (fleet.instance_type, "disk"))
    instances = sum(fleet.least for fleet in environment.fleets.values())
    monitoring = instances * price("detailed monitoring")
    yield CostLine(f"monitoring: {instances} instances", monitoring, ("detailed monitoring",))
    database_class = environment.database_class
    copies = (2 if environment.database_multi_az else 1) + environment.database_replica
    storage = environment.database_storage * price("database disk")
    database = copies * (price(database_class) * HOURS_PER_MONTH + storage)
    price_names = (database_class, "database disk")
    yield CostLine(f"PostgreSQL: {copies} x {database_class}", database, price_names)
    gateways = {"none": 0, "one": 1, "zone": environment.zones}[environment.nat]
    if gateways:
        hourly = price("nat") + price("address")
        nat = gateways * hourly * HOURS_PER_MONTH
        yield CostLine(f"NAT: {gateways}", nat, ("nat", "address"))
    load_balancers = 2 * price("load balancer") * HOURS_PER_MONTH
    yield CostLine("load balancers: 2", load_balancers, ("load balancer",))
    addresses = environment.zones * price("address") * HOURS_PER_MONTH
    yield CostLine("their addresses", addresses, ("address",))
    yield CostLine("firewall", price("firewall"), ("firewall",))
    watched = _watched(environment)
    alarms = sum(count * price(name) for name, count in watched.items())
    yield CostLine("alarms and own metrics", alarms, tuple(watched))
    rest = 3 * price("secret") + price("zone") + price("logs")
    yield CostLine("secrets, zone, logs", rest, ("secret", "zone", "logs"))


def _watched(environment: Environment) -> Mapping[str, int]:
    """Return how many metrics alarms look at, combined alarms, and metrics of the store's own."""
    resources = [
        resource
        for stack in STACKS
        for resource in stack.template(environment).to_dict()["Resources"].values()
    ]
    alarms = [each["Properties"] for each in resources if each["Type"] == "AWS::CloudWatch::Alarm"]
    own = {
        metric["MetricName"]: STATUSES * len(GRPC_PORTS) if "Dimensions" in metric else 1
        for each in resources
        if each["Type"] == "AWS::Logs::MetricFilter"
        for metric in each["Properties"]["MetricTransformations"]
    }
    return {
        "alarm metric": sum(
            sum("MetricStat" in metric for metric in alarm.get("Metrics", [])) or 1
            for alarm in alarms
        ),
        "combined alarm": sum(
            each["Type"] == "AWS::CloudWatch::CompositeAlarm" for each in resources
        ),
        "own metric": sum(own.values()),
    }


def main(arguments: list[str] | None = None) -> int:
    """Print a table for each size, and the sources of the prices; return 0, or 1 on an error."""
    parser = argparse.ArgumentParser(prog="python -m cloudformation.cost", description=__doc__)
    parser.add_argument("--size", choices=SIZES, action="append", help="default: all")
    parser.add_argument(
        "--prices", type=Path, metavar="FILE", help="prices that override the defaults, JSON"
    )
    parser.add_argument(
        "--fetch",
        type=Path,
        metavar="FILE",
        help="fetch prices from AWS with boto3's credentials, and write them to FILE",
    )
    parser.add_argument(
        "--region", default="eu-west-1", help="the region of fetched prices (%(default)s)"
    )
    options = parser.parse_args(arguments)
    try:
        prices = _fetch(options.fetch, options.region) if options.fetch else DEFAULT_PRICES
        prices = read_prices(options.prices) if options.prices else prices
    except (PricesError, OSError) as error:
        print(f"cost: {error}", file=sys.stderr)
        return _EXIT_FAILURE
    used: set[str] = set()
    for size in options.size or SIZES:
        lines = list(cost_lines(Environment.of_size(size, **EXAMPLE), prices))
        used.update(name for line in lines for name in line.price_names)
        print(f"{size}, US dollars a month, without tax")
        for line in lines:
            print(f"  {line.label:34} {line.dollars:8.0f}")
        print(f"  {'in all':34} {sum(line.dollars for line in lines):8.0f}\n")
    print(
        "Traffic comes on top: CloudFront, NAT by the GB, load balancers by use, SMS by the\n"
        "piece, logs by the GB: the firewall's has about 2 KB a request."
    )
    print("\nPrices, an hour (machines, databases, nat, load balancer, address) or a month:")
    for name in (name for name in prices if name in used):
        price = prices[name]
        print(f"  {name:18} {price.dollars:<8g} {price.date:12} {price.source}")
    return 0


def _fetch(file: Path, region: str) -> Mapping[str, Price]:
    """Fetch a region's prices from AWS and write them to a file. Raise PricesError, OSError."""
    import boto3  # noqa: PLC0415 (the table needs no AWS)
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 (likewise)

    today = datetime.now(UTC).date().isoformat()
    try:
        pricing = boto3.client("pricing", region_name=PRICE_LIST_REGION)
        prices = fetch_prices(pricing, region, today)
    except (BotoCoreError, ClientError) as error:
        raise PricesError(f"AWS's price list: {error}") from error
    write_prices(prices, file)
    return prices


if __name__ == "__main__":
    sys.exit(main())
