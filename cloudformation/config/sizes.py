"""How large a store is: what the three sizes choose, each of which a setting may change."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

CONNECTIONS: Mapping[str, int] = MappingProxyType(
    {
        "db.t4g.micro": 80,
        "db.t4g.small": 170,
        "db.t4g.medium": 340,
        "db.t4g.large": 680,
        "db.m7g.large": 680,
        "db.m7g.xlarge": 1400,
        "db.r7g.large": 1400,
        "db.r7g.xlarge": 2800,
    }
)
"""How many connections PostgreSQL takes on each class of RDS: memory / 9,531,392 bytes, less a
fifth on the smallest for what the machine itself needs."""

RESERVED = 15
"""Connections kept for the keeper, RDS itself, and a person who looks."""


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The Auto Scaling group of one service."""

    instance_type: str = "t4g.small"
    least: int = 2
    """Machines at any time, a roll included."""
    most: int = 4
    target_cpu: int = 55
    """Per cent of the processors in use that scaling aims at."""

    def faults(self, service: str, zones: int) -> list[str]:
        """Return what is wrong with it, a line each."""
        wrong = []
        # One more than the least, so that a roll can bring the new before it takes the old.
        if not 1 <= self.least < self.most <= 50:  # noqa: PLR2004 (more is another design)
            wrong.append(f"{service}: 1 <= least < most <= 50, not {self.least} and {self.most}")
        if 1 < self.least < zones:
            wrong.append(f"{service}: least is {self.least}, but there are {zones} zones to be in")
        if not 10 <= self.target_cpu <= 90:  # noqa: PLR2004 (per cent)
            wrong.append(f"{service}: target_cpu is 10 to 90 per cent, not {self.target_cpu}")
        if not _is_arm(self.instance_type):
            wrong.append(f"{service}: {self.instance_type} is not of AWS's arm64 families")
        return wrong


def _is_arm(instance_type: str) -> bool:
    family, dot, size = instance_type.partition(".")
    # t4g, m7g, c7gn, r8gd: the letters after the generation begin with g.
    letters = family.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0123456789")
    return bool(dot and size) and letters.startswith("g")


SIZES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        # To look at: the same parts, as few and as small as they come.
        "demo": {
            "zones": 2,
            "nat": "one",
            "bff": Fleet(instance_type="t4g.micro", least=1, most=2),
            "catalog": Fleet(instance_type="t4g.micro", least=1, most=2),
            "orders": Fleet(instance_type="t4g.micro", least=1, most=2),
            "users": Fleet(instance_type="t4g.micro", least=1, most=2),
            "database_class": "db.t4g.micro",
            "database_pool_size": 4,
            "deletion_protection": False,
            "monthly_budget": 200,
        },
        # A shop with some thousands of orders a day.
        "small": {
            "zones": 2,
            "nat": "zone",
            "bff": Fleet(),
            "catalog": Fleet(),
            "orders": Fleet(),
            "users": Fleet(),
            "database_class": "db.t4g.medium",
            "monthly_budget": 500,
        },
        # Ten times that, and a zone may fail at the busiest hour.
        "medium": {
            "zones": 3,
            "nat": "zone",
            "bff": Fleet(instance_type="c7g.large", least=3, most=12),
            "catalog": Fleet(instance_type="c7g.large", least=3, most=12),
            "orders": Fleet(instance_type="c7g.large", least=3, most=12),
            "users": Fleet(instance_type="c7g.large", least=3, most=9),
            "database_class": "db.r7g.large",
            "database_storage": 200,
            "database_most_storage": 1000,
            "monthly_budget": 2000,
        },
    }
)
