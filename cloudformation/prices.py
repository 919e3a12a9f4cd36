"""Prices of what a store uses on AWS, each with its date and source.

The defaults can be replaced by prices from a file, or from AWS's price list, with credentials.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

DEFAULT_SOURCE = "recalled from AWS's public prices in eu-west-1, rounded up; not fetched"
DEFAULT_DATE = "June 2025"
PRICE_LIST_REGION = "us-east-1"
"""The region of the API, which has the prices of all regions."""


@dataclass(frozen=True)
class Price:
    """A price without tax. DEFAULT_PRICES has the unit of each: hour, GiB-month or month."""

    dollars: float
    """US dollars."""
    date: str = DEFAULT_DATE
    source: str = DEFAULT_SOURCE


class PricesError(ValueError):
    """Prices cannot be read or fetched; the text says why."""


DEFAULT_PRICES: Mapping[str, Price] = MappingProxyType(
    {
        # An hour:
        "t4g.micro": Price(0.0092),
        "t4g.small": Price(0.0184),
        "c7g.large": Price(0.0775),
        "db.t4g.micro": Price(0.018),
        "db.t4g.small": Price(0.036),
        "db.t4g.medium": Price(0.072),
        "db.r7g.large": Price(0.265),
        "nat": Price(0.048),
        "load balancer": Price(0.0252),
        "address": Price(0.005),
        # A GiB-month:
        "disk": Price(0.088),
        "database disk": Price(0.127),
        # A month:
        "secret": Price(0.40),
        "firewall": Price(10.0),
        "detailed monitoring": Price(2.10),
        "zone": Price(0.50),
        "alarm metric": Price(0.10),
        "combined alarm": Price(0.50),
        "own metric": Price(0.30),
        "logs": Price(5.0, source="our own estimate"),
    }
)
"""Instances are Linux on demand, databases single-AZ; the firewall includes its rules.
Detailed monitoring is seven metrics of an instance. AWS takes nothing for the first ten metrics of
alarms and the first ten own metrics of an account."""


def read_prices(file: Path) -> Mapping[str, Price]:
    """Return the default prices, overridden by those of a file.

    The file is JSON: {"nat": {"dollars": 0.048, "date": "2026-11-24", "source": "..."}}. Raise
    OSError, PricesError.
    """
    try:
        overrides = {name: Price(**fields) for name, fields in json.loads(file.read_text()).items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise PricesError(f"{file}: {error}") from error
    if unknown := sorted(set(overrides) - set(DEFAULT_PRICES)):
        raise PricesError(f"{file}: no such price: {', '.join(unknown)}")
    if wrong := sorted(name for name, price in overrides.items() if not _is_price(price.dollars)):
        raise PricesError(f"{file}: no price: {', '.join(wrong)}")
    return {**DEFAULT_PRICES, **overrides}


def _is_price(dollars: object) -> bool:
    return isinstance(dollars, int | float) and dollars > 0


def write_prices(prices: Mapping[str, Price], file: Path) -> None:
    """Write prices in the format of `read_prices`."""
    document = {name: vars(price) for name, price in prices.items()}
    file.write_text(json.dumps(document, indent=1) + "\n")


def fetch_prices(pricing: Any, region: str, date: str) -> Mapping[str, Price]:
    """Return the prices in AWS's price list for a region; `pricing` is a boto3 client.

    A price keeps its default if the list has no value for it, or several.
    """
    source = f"AWS Price List API, {region}"
    fetched = {}
    for name, (service, filters) in _queries(region).items():
        dollars = _fetch_dollars(pricing, service, filters)
        # Several values: the filters match several products, and it is unclear which is meant.
        if len(dollars) == 1:
            fetched[name] = Price(dollars.pop(), date, source)
    return {**DEFAULT_PRICES, **fetched}


def _queries(region: str) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Return the service code and the filters of each price, by the names of DEFAULT_PRICES."""
    instance = {
        "operatingSystem": "Linux",
        "tenancy": "Shared",
        "preInstalledSw": "NA",
        "capacitystatus": "Used",
    }
    database = {"databaseEngine": "PostgreSQL", "deploymentOption": "Single-AZ"}
    queries: dict[str, tuple[str, dict[str, str]]] = {
        "nat": ("AmazonEC2", {"productFamily": "NAT Gateway", "groupDescription": HOURLY_NAT}),
        "disk": ("AmazonEC2", {"productFamily": "Storage", "volumeApiName": "gp3"}),
        "database disk": (
            "AmazonRDS",
            {
                **database,
                "productFamily": "Database Storage",
                "volumeType": "General Purpose-GP3",
            },
        ),
    }
    for name in DEFAULT_PRICES:
        if name.startswith("db."):
            queries[name] = ("AmazonRDS", {**database, "instanceType": name})
        elif "." in name:
            queries[name] = ("AmazonEC2", {**instance, "instanceType": name})
    return {
        name: (service, {**filters, "regionCode": region})
        for name, (service, filters) in queries.items()
    }


HOURLY_NAT = "Hourly charge for NAT Gateways"


def _fetch_dollars(pricing: Any, service: str, filters: Mapping[str, str]) -> set[float]:
    pages = pricing.get_paginator("get_products").paginate(
        ServiceCode=service,
        Filters=[
            {"Type": "TERM_MATCH", "Field": field, "Value": value}
            for field, value in filters.items()
        ],
    )
    return {
        dollars
        for page in pages
        for text in page["PriceList"]
        for dollars in _on_demand_dollars(json.loads(text))
    }


def _on_demand_dollars(product: Mapping[str, Any]) -> Iterator[float]:
    for term in product.get("terms", {}).get("OnDemand", {}).values():
        for dimension in term["priceDimensions"].values():
            if (dollars := float(dimension["pricePerUnit"].get("USD", 0))) > 0:
                yield dollars
