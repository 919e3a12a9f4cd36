"""What parts of the store cost: a table with where each figure is from, which may be made fresh.

AWS's own price list takes the place of the table where there are credentials, and a file where
somebody has one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

RECALLED = "recalled from AWS's public pages of eu-west-1, not fetched; rounded up"
LISTED = "June 2025"
API_REGION = "us-east-1"
"""Where the price list answers, whatever region it is asked of."""


@dataclass(frozen=True)
class Price:
    """US dollars, without tax, for an hour, a month or a GiB a month, as the name says."""

    dollars: float
    date: str = LISTED
    source: str = RECALLED


class PricesError(ValueError):
    """A file of prices cannot be read; the text says why."""


PRICES: Mapping[str, Price] = MappingProxyType(
    {
        # An hour.
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
        # A GiB, a month.
        "disk": Price(0.088),
        "database disk": Price(0.127),
        # A month.
        "secret": Price(0.40),
        "firewall": Price(9.0),
        "zone": Price(0.50),
        "alarms and logs": Price(10.0, source="an estimate of ours"),
    }
)
"""Machines on demand, Linux; a database in one zone; the firewall with its rules."""


def read(file: Path) -> Mapping[str, Price]:
    """Return the table with the prices of a file in place of its own.

    The file is JSON: {"nat": {"dollars": 0.048, "date": "2026-11-24", "source": "..."}}. Raises
    OSError, PricesError.
    """
    try:
        told = {name: Price(**one) for name, one in json.loads(file.read_text()).items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise PricesError(f"{file}: {error}") from error
    if unknown := sorted(set(told) - set(PRICES)):
        raise PricesError(f"{file}: no such price: {', '.join(unknown)}")
    if wrong := sorted(name for name, one in told.items() if not _is_price(one.dollars)):
        raise PricesError(f"{file}: no price: {', '.join(wrong)}")
    return {**PRICES, **told}


def _is_price(dollars: object) -> bool:
    return isinstance(dollars, int | float) and dollars > 0


def write(prices: Mapping[str, Price], file: Path) -> None:
    """Write prices as `read` takes them."""
    shape = {name: vars(price) for name, price in prices.items()}
    file.write_text(json.dumps(shape, indent=1) + "\n")


def fetch(pricing: Any, region: str, date: str) -> Mapping[str, Price]:
    """Return today's prices of what the price list has one for; `pricing` is boto3's client.

    What it does not have, or has several of, keeps the table's: see each one's source.
    """
    source = f"AWS Price List API, {region}"
    found = {}
    for name, (service, filters) in _questions(region).items():
        dollars = _asked(pricing, service, filters)
        # Two answers are two things; none of them is then the one that was meant.
        if len(dollars) == 1:
            found[name] = Price(dollars.pop(), date, source)
    return {**PRICES, **found}


def _questions(region: str) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Return what to ask the price list: service code and filters, by the table's names."""
    machine = {
        "operatingSystem": "Linux",
        "tenancy": "Shared",
        "preInstalledSw": "NA",
        "capacitystatus": "Used",
    }
    database = {"databaseEngine": "PostgreSQL", "deploymentOption": "Single-AZ"}
    asked: dict[str, tuple[str, dict[str, str]]] = {
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
    for name in PRICES:
        if name.startswith("db."):
            asked[name] = ("AmazonRDS", {**database, "instanceType": name})
        elif "." in name:
            asked[name] = ("AmazonEC2", {**machine, "instanceType": name})
    return {
        name: (service, {**filters, "regionCode": region})
        for name, (service, filters) in asked.items()
    }


HOURLY_NAT = "Hourly charge for NAT Gateways"


def _asked(pricing: Any, service: str, filters: Mapping[str, str]) -> set[float]:
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
        for dollars in _on_demand(json.loads(text))
    }


def _on_demand(product: Mapping[str, Any]) -> Iterator[float]:
    for term in product.get("terms", {}).get("OnDemand", {}).values():
        for dimension in term["priceDimensions"].values():
            if (dollars := float(dimension["pricePerUnit"].get("USD", 0))) > 0:
                yield dollars
