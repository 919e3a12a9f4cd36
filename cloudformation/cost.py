"""`python -m cloudformation.cost` estimates what each size costs a month, before any traffic."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cloudformation import prices as table
from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.config.sizes import SIZES
from cloudformation.prices import PRICES, Price, PricesError
from cloudformation.stacks.services.launch_templates import DISK

HOURS = 730
_FAILED = 1


class Line(NamedTuple):
    """One part of the bill, in US dollars a month, and the names of the prices in it."""

    what: str
    dollars: float
    priced_by: tuple[str, ...]


def lines(environment: Environment, prices: Mapping[str, Price] = PRICES) -> Iterator[Line]:
    """Yield what a store costs with its fleets at their least and nobody in it."""

    def each(name: str) -> float:
        return prices[name].dollars

    for service in SERVICES:
        fleet = environment.fleet(service)
        monthly = each(fleet.instance_type) * HOURS + DISK * each("disk")
        what = f"{service}: {fleet.least} x {fleet.instance_type}"
        yield Line(what, fleet.least * monthly, (fleet.instance_type, "disk"))
    kind = environment.database_class
    copies = (2 if environment.database_multi_az else 1) + environment.database_replica
    database = each(kind) * HOURS + environment.database_storage * each("database disk")
    yield Line(f"PostgreSQL: {copies} x {kind}", copies * database, (kind, "database disk"))
    gateways = {"none": 0, "one": 1, "zone": environment.zones}[environment.nat]
    if gateways:
        hourly = each("nat") + each("address")
        yield Line(f"NAT: {gateways}", gateways * hourly * HOURS, ("nat", "address"))
    balancers = 2 * each("load balancer") * HOURS
    yield Line("load balancers: 2", balancers, ("load balancer",))
    addresses = environment.zones * each("address") * HOURS
    yield Line("their addresses", addresses, ("address",))
    yield Line("firewall", each("firewall"), ("firewall",))
    rest = 3 * each("secret") + each("zone") + each("alarms and logs")
    yield Line("secrets, zone, alarms, logs", rest, ("secret", "zone", "alarms and logs"))


def main(arguments: list[str] | None = None) -> int:
    """Print a table of each size that is asked for, and where its prices are from."""
    parser = argparse.ArgumentParser(prog="python -m cloudformation.cost", description=__doc__)
    parser.add_argument("--size", choices=SIZES, action="append", help="all without it")
    parser.add_argument("--prices", type=Path, metavar="FILE", help="prices to take instead, JSON")
    parser.add_argument(
        "--fetch", type=Path, metavar="FILE", help="ask AWS, with boto3's credentials; write FILE"
    )
    parser.add_argument("--region", default="eu-west-1", help="of what is fetched (%(default)s)")
    options = parser.parse_args(arguments)
    try:
        prices = _fetched(options.fetch, options.region) if options.fetch else PRICES
        prices = table.read(options.prices) if options.prices else prices
    except (PricesError, OSError) as error:
        print(f"cost: {error}", file=sys.stderr)
        return _FAILED
    used: set[str] = set()
    for size in options.size or SIZES:
        found = list(lines(Environment.of_size(size, **EXAMPLE), prices))
        used.update(name for line in found for name in line.priced_by)
        print(f"{size}, US dollars a month, without tax")
        for line in found:
            print(f"  {line.what:34} {line.dollars:8.0f}")
        print(f"  {'in all':34} {sum(line.dollars for line in found):8.0f}\n")
    print(
        "Traffic comes on top: CloudFront, NAT by the GB, load balancers by use, SMS by the piece."
    )
    print("\nPrices, an hour (machines, databases, nat, load balancer, address) or a month:")
    for name in (name for name in prices if name in used):
        price = prices[name]
        print(f"  {name:18} {price.dollars:<8g} {price.date:12} {price.source}")
    return 0


def _fetched(file: Path, region: str) -> Mapping[str, Price]:
    import boto3  # noqa: PLC0415 (the table needs no AWS)
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 (likewise)

    today = datetime.now(UTC).date().isoformat()
    try:
        pricing = boto3.client("pricing", region_name=table.API_REGION)
        prices = table.fetch(pricing, region, today)
    except (BotoCoreError, ClientError) as error:
        raise PricesError(f"AWS's price list: {error}") from error
    table.write(prices, file)
    return prices


if __name__ == "__main__":
    sys.exit(main())
