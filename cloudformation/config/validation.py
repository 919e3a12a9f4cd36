"""Validates the settings of a store: each by itself, then those that depend on one another."""

import ipaddress
import re
from collections.abc import Sequence
from typing import Any

from chassis.money import is_currency
from cloudformation.config.settings import Settings
from cloudformation.config.sizes import MAX_CONNECTIONS, RESERVED_CONNECTIONS, SIZES

INTERFACE_ENDPOINTS = (
    "autoscaling",
    "cloudformation",
    "ec2messages",
    "logs",
    "monitoring",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "ssmmessages",
)
"""AWS services that can have an interface endpoint in the VPC."""
REQUIRED_WITHOUT_NAT = ("autoscaling", "cloudformation", "logs", "secretsmanager", "sns", "sqs")
"""Those that must have one when there is no NAT."""

_PATTERNS: dict[str, tuple[str, str]] = {
    "name": (r"[a-z][a-z0-9-]{0,14}[a-z0-9]", "2 to 16 of a-z, 0-9 and -"),
    "region": (r"[a-z]{2}(-[a-z]+)+-\d", "a region, like eu-west-1"),
    "domain": (r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", "a domain, like shop.example"),
    "hosted_zone_id": (r"Z[A-Z0-9]{5,31}", "the id of the domain's zone in Route 53"),
    "sms_countries": (r"[A-Z]{2}(,[A-Z]{2})*|all", "ISO 3166-1 codes, like ES,PT, or all"),
    "alarm_email": (r"[^\s@]+@[^\s@]+", "an e-mail address"),
    "notify_sender": (r"[^\s@]+@[^\s@]+", "an e-mail address"),
    "security_contact": (
        r"mailto:[^\s@]+@[^\s@]+|https://[\w.-]+(/\S*)?",
        "mailto: and an e-mail address, or an https:// URL",
    ),
    "telemetry_endpoint": (r"https://[\w.-]+(:443)?(/[\w./-]*)?", "https:// and a host, port 443"),
    "github_repository": (r"[\w.-]+/[\w.-]+", "OWNER/NAME"),
    "github_branch": (r"[\w./-]+", "a branch"),
    "github_oidc_provider": (r"arn:aws:iam::\d{12}:oidc-provider/.+", "an ARN"),
}
_CHOICES: dict[str, Sequence[Any]] = {
    "size": tuple(SIZES),
    "zones": (2, 3),
    "nat": ("none", "one", "zone"),
    "database_class": tuple(MAX_CONNECTIONS),
    "notify_email": ("sns", "ses"),
    "price_class": ("PriceClass_100", "PriceClass_200", "PriceClass_All"),
    # The retention periods of CloudWatch Logs.
    "log_days": (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
}
_RANGES: dict[str, tuple[int, int]] = {
    "database_storage": (20, 16_384),
    "database_most_storage": (22, 65_536),
    "database_backup_days": (1, 35),
    "database_pool_size": (2, 100),
    "drain_seconds": (5, 300),
    "first_machine_seconds": (0, 600),
    "release_watch_minutes": (0, 180),
    "telemetry_percent": (1, 100),
    "sms_monthly_limit": (1, 100_000),
    "monthly_budget": (1, 1_000_000),
    "requests_per_address": (100, 1_000_000),
    "limit_orders_by_address": (0, 1_000_000),
    "limit_orders_by_contact": (0, 1_000_000),
    "limit_units_of_product": (0, 1_000_000),
    "limit_units": (0, 1_000_000),
    "limit_customer_factor": (1, 1000),
    "limit_carts_by_address": (0, 1_000_000),
    "limit_sms_by_number": (0, 1000),
    "guest_cart_days": (1, 3650),
}


def violations(settings: Settings) -> list[str]:
    """Return a line for each wrong setting."""
    violations = []
    for name, (pattern, expected) in _PATTERNS.items():
        value = getattr(settings, name)
        if value is not None and not re.fullmatch(pattern, value):
            violations.append(f"{name}: {expected}, not {value!r}")
    for name, choices in _CHOICES.items():
        if (value := getattr(settings, name)) is not None and value not in choices:
            violations.append(f"{name}: one of {', '.join(map(str, choices))}, not {value!r}")
    for name, (minimum, maximum) in _RANGES.items():
        if not minimum <= (value := getattr(settings, name)) <= maximum:
            violations.append(f"{name}: {minimum} to {maximum}, not {value}")
    if not is_currency(settings.shop_currency):
        violations.append(f"shop_currency: an ISO 4217 code, not {settings.shop_currency!r}")
    for service, fleet in settings.fleets.items():
        violations += fleet.violations(service, settings.zones)
    return [*violations, *_network_violations(settings), *_joint_violations(settings)]


def _network_violations(settings: Settings) -> list[str]:
    try:
        network = ipaddress.IPv4Network(settings.cidr)
    except ValueError as error:
        return [f"cidr: {error}"]
    violations = []
    if not 16 <= network.prefixlen <= 20 or not network.is_private:  # noqa: PLR2004 (see text)
        violations.append(f"cidr: a private network of /16 to /20, not {settings.cidr}")
    if unknown := set(settings.interface_endpoints) - set(INTERFACE_ENDPOINTS):
        violations.append(f"interface_endpoints: {', '.join(sorted(unknown))} is not known")
    needed = {*REQUIRED_WITHOUT_NAT, *(("ssm", "ssmmessages") if settings.session_manager else ())}
    missing = needed - set(settings.interface_endpoints)
    if settings.nat == "none" and missing:
        violations.append(f"interface_endpoints: without NAT also {', '.join(sorted(missing))}")
    if settings.nat == "none" and settings.notify_sender:
        violations.append("notify_sender: SES is reached over NAT")
    violations += [
        f"{name}: it is reached over NAT"
        for name in ("telemetry_endpoint", "telemetry_to_aws")
        if settings.nat == "none" and getattr(settings, name)
    ]
    return violations


def _joint_violations(settings: Settings) -> list[str]:
    violations = []
    if settings.database_most_storage < settings.database_storage * 1.1:
        violations.append("database_most_storage: a tenth more than database_storage at least")
    available = MAX_CONNECTIONS.get(settings.database_class, 0) - RESERVED_CONNECTIONS
    if (needed := settings.max_connections()) > available:
        violations.append(
            f"database_class: {settings.database_class} has room for {available} connections, and"
            f" full fleets have {needed}"
        )
    if settings.telemetry_to_aws and settings.telemetry_endpoint:
        violations.append("telemetry_to_aws: not with telemetry_endpoint, traces go to one place")
    if settings.telemetry_headers and not settings.telemetry_endpoint:
        violations.append("telemetry_headers: only with telemetry_endpoint")
    sender = settings.notify_sender
    if settings.notify_email == "ses" and sender is None:
        violations.append("notify_sender: SES needs one")
    if sender is not None and sender.partition("@")[2] != settings.domain:
        violations.append(f"notify_sender: an address at {settings.domain}, not {sender!r}")
    return violations
