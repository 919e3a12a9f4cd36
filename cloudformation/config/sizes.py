"""The three sizes of a store: defaults that each setting can override."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

MAX_CONNECTIONS: Mapping[str, int] = MappingProxyType(
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
"""PostgreSQL's max_connections by RDS instance class: memory / 9,531,392 bytes, on the smallest
minus a fifth for the operating system."""

DATABASE_MEMORY: Mapping[str, int] = MappingProxyType(
    {
        "db.t4g.micro": 1,
        "db.t4g.small": 2,
        "db.t4g.medium": 4,
        "db.t4g.large": 8,
        "db.m7g.large": 8,
        "db.m7g.xlarge": 16,
        "db.r7g.large": 16,
        "db.r7g.xlarge": 32,
    }
)
"""GiB by RDS instance class. The smallest has too little for what each of our databases runs beside
PostgreSQL: Performance Insights, Enhanced Monitoring and the check of tokens."""

_CREDITS_AN_HOUR: Mapping[str, int] = MappingProxyType(
    {"nano": 6, "micro": 12, "small": 24, "medium": 24, "large": 36, "xlarge": 96, "2xlarge": 192}
)
"""CPU credits that an instance of the family t4g earns, of which each is a minute of a vCPU."""

RESERVED_CONNECTIONS = 15
"""Connections for the database setup, RDS itself, and a person."""


def credits_an_hour(instance_type: str) -> int:
    """Return the CPU credits that an instance or a database earns; 0 where it has no such limit."""
    family, _, size = instance_type.removeprefix("db.").partition(".")
    return _CREDITS_AN_HOUR[size] if family == "t4g" else 0


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The Auto Scaling group of one service."""

    instance_type: str = "t4g.small"
    least: int = 2
    """Minimum number of instances, also during a rolling update."""
    most: int = 4
    """Maximum number of instances."""
    target_cpu: int = 55
    """CPU utilization that scaling aims at, in per cent."""

    def violations(self, service: str, zones: int) -> list[str]:
        """Return a line for each wrong setting of this service's fleet."""
        violations = []
        # `most` exceeds `least`: a rolling update starts a new instance before it ends an old one.
        if not 1 <= self.least < self.most <= 50:  # noqa: PLR2004 (more is another design)
            violations.append(
                f"{service}: 1 <= least < most <= 50, not {self.least} and {self.most}"
            )
        if 1 < self.least < zones:
            violations.append(
                f"{service}: least is {self.least}, but there are {zones} zones to be in"
            )
        if not 10 <= self.target_cpu <= 90:  # noqa: PLR2004 (per cent)
            violations.append(f"{service}: target_cpu is 10 to 90 per cent, not {self.target_cpu}")
        if not _is_arm(self.instance_type):
            violations.append(f"{service}: {self.instance_type} is not of AWS's arm64 families")
        return violations


def _is_arm(instance_type: str) -> bool:
    family, dot, size = instance_type.partition(".")
    # In t4g, m7g, c7gn, r8gd the letters after the digit begin with g.
    letters = family.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0123456789")
    return bool(dot and size) and letters.startswith("g")


SIZES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        # To try: the same resources, as few and as small as possible.
        "demo": {
            "zones": 2,
            "nat": "one",
            "bff": Fleet(instance_type="t4g.micro", least=1, most=2),
            "catalog": Fleet(instance_type="t4g.micro", least=1, most=2),
            "orders": Fleet(instance_type="t4g.micro", least=1, most=2),
            "users": Fleet(instance_type="t4g.micro", least=1, most=2),
            "database_class": "db.t4g.small",
            "database_pool_size": 4,
            "deletion_protection": False,
            "monthly_budget": 250,
        },
        # A shop with a few thousand orders a day.
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
        # Ten times as many orders, even with one zone lost.
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
