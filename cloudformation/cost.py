"""`python -m cloudformation.cost` estimates what each size costs a month, before any traffic."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cloudformation.build import EXAMPLE
from cloudformation.environment import SERVICES, Environment
from cloudformation.sizes import SIZES

LISTED = "June 2025"
"""When these were read, rounded up; AWS's own calculator has today's."""
HOURS = 730
HOURLY: Mapping[str, float] = {
    "t4g.micro": 0.0092,
    "t4g.small": 0.0184,
    "c7g.large": 0.0775,
    "db.t4g.micro": 0.018,
    "db.t4g.small": 0.036,
    "db.t4g.medium": 0.072,
    "db.r7g.large": 0.265,
    "nat": 0.048,
    "load balancer": 0.0252,
    "address": 0.005,
}
"""US dollars an hour in eu-west-1, on demand, Linux; a database in one zone."""
MONTHLY: Mapping[str, float] = {
    "disk": 0.088,
    "database disk": 0.127,
    "secret": 0.40,
    "firewall": 9.0,
    "zone": 0.50,
    "alarms and logs": 10.0,
}
"""US dollars a month: disks by the GiB; the firewall with its rules."""
DISK = 16


class Line(NamedTuple):
    """One part of the bill, in US dollars a month."""

    what: str
    dollars: float


def lines(environment: Environment) -> Iterator[Line]:
    """Yield what a store costs with its fleets at their least and nobody in it."""
    for service in SERVICES:
        fleet = environment.fleet(service)
        hourly = HOURLY[fleet.instance_type] * HOURS + DISK * MONTHLY["disk"]
        yield Line(f"{service}: {fleet.least} x {fleet.instance_type}", fleet.least * hourly)
    zones = 2 if environment.database_multi_az else 1
    database = HOURLY[environment.database_class] * HOURS
    database += environment.database_storage * MONTHLY["database disk"]
    copies = zones + environment.database_replica
    yield Line(f"PostgreSQL: {copies} x {environment.database_class}", copies * database)
    gateways = {"none": 0, "one": 1, "zone": environment.zones}[environment.nat]
    if gateways:
        each = (HOURLY["nat"] + HOURLY["address"]) * HOURS
        yield Line(f"NAT: {gateways}", gateways * each)
    yield Line("load balancers: 2", 2 * HOURLY["load balancer"] * HOURS)
    yield Line("their addresses", environment.zones * HOURLY["address"] * HOURS)
    rest = 3 * MONTHLY["secret"] + MONTHLY["zone"] + MONTHLY["alarms and logs"]
    yield Line("firewall", MONTHLY["firewall"])
    yield Line("secrets, zone, alarms, logs", rest)


def main(arguments: list[str] | None = None) -> int:
    """Print a table of each size that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m cloudformation.cost", description=__doc__)
    parser.add_argument("--size", choices=SIZES, action="append", help="all without it")
    options = parser.parse_args(arguments)
    for size in options.size or SIZES:
        found = list(lines(Environment.of_size(size, **EXAMPLE)))
        print(f"{size}, US dollars a month, eu-west-1, list prices of {LISTED}, without tax")
        for line in found:
            print(f"  {line.what:34} {line.dollars:8.0f}")
        print(f"  {'in all':34} {sum(line.dollars for line in found):8.0f}\n")
    print(
        "Traffic comes on top: CloudFront, NAT by the GB, load balancers by use, SMS by the piece."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
