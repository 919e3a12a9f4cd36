"""One store on AWS: its name, its size, and every knob, checked when it is built."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from cloudformation.sizes import CONNECTIONS, RESERVED, SIZES, Fleet

SERVICES = ("bff", "catalog", "orders", "users")
"""What runs on machines of its own. orders and catalog have their workers beside them."""

GRPC_PORTS = {"catalog": 50051, "orders": 50052, "users": 50053}
BFF_PORT = 8080
POSTGRES_PORT = 5432

WORKERS_CONNECTIONS = {"catalog": 1, "orders": 4, "users": 0}
"""For each service with a database: the connections of the worker beside it."""

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
"""AWS services that may be reached inside the VPC."""
WITHOUT_NAT = ("autoscaling", "cloudformation", "logs", "secretsmanager", "sns", "sqs")
"""Those that instances must reach so, where there is no NAT."""

_RULES: dict[str, tuple[str, str]] = {
    "name": (r"[a-z][a-z0-9-]{0,14}[a-z0-9]", "2 to 16 of a-z, 0-9 and -"),
    "region": (r"[a-z]{2}(-[a-z]+)+-\d", "a region, like eu-west-1"),
    "domain": (r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", "a domain, like shop.example"),
    "hosted_zone_id": (r"Z[A-Z0-9]{5,31}", "the id of the domain's zone in Route 53"),
    "shop_currency": (r"[A-Z]{3}", "an ISO 4217 code"),
    "alarm_email": (r"[^\s@]+@[^\s@]+", "an e-mail address"),
    "notify_sender": (r"[^\s@]+@[^\s@]+", "an e-mail address"),
    "github_repository": (r"[\w.-]+/[\w.-]+", "OWNER/NAME"),
    "github_branch": (r"[\w./-]+", "a branch"),
    "github_oidc_provider": (r"arn:aws:iam::\d{12}:oidc-provider/.+", "an ARN"),
}
_CHOICES: dict[str, Sequence[Any]] = {
    "size": tuple(SIZES),
    "zones": (2, 3),
    "nat": ("none", "one", "zone"),
    "database_class": tuple(CONNECTIONS),
    "notify_email": ("sns", "ses"),
    "price_class": ("PriceClass_100", "PriceClass_200", "PriceClass_All"),
    # What CloudWatch Logs keeps anything for.
    "log_days": (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
}
_RANGES: dict[str, tuple[int, int]] = {
    "database_storage": (20, 16_384),
    "database_most_storage": (22, 65_536),
    "database_backup_days": (1, 35),
    "database_pool_size": (2, 100),
    "drain_seconds": (5, 300),
    "sms_monthly_limit": (1, 100_000),
    "monthly_budget": (1, 1_000_000),
    "requests_per_address": (100, 1_000_000),
}


class EnvironmentFault(ValueError):
    """Some knob is wrong; the text has a line for each."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """A store. Built by `of_size`, or whole; raises EnvironmentFault with all that is wrong."""

    name: str
    """Stacks are `tienda-<name>-network` and so on: several stores fit in one account."""
    size: str
    domain: str
    """Where shoppers find it. `origin.` and `internal.` before it are the load balancers'."""
    hosted_zone_id: str
    """The public zone in Route 53 that has the domain."""
    alarm_email: str
    region: str = "eu-west-1"

    zones: int
    cidr: str = "10.40.0.0/16"
    nat: str
    interface_endpoints: tuple[str, ...] = ()
    flow_logs: bool = True
    log_days: int = 30
    deletion_protection: bool = True
    """Whether database and load balancers refuse to be deleted until they are told otherwise."""
    session_manager: bool = True
    """Whether a person may open a shell on an instance through Systems Manager."""

    bff: Fleet
    catalog: Fleet
    orders: Fleet
    users: Fleet
    drain_seconds: int = 30
    """What requests under way get to end in, once a machine is taken from its load balancer."""

    database_class: str
    database_storage: int = 20
    """GiB; grows by itself to `database_most_storage`."""
    database_most_storage: int = 100
    database_multi_az: bool = True
    database_replica: bool = False
    database_backup_days: int = 14
    database_pool_size: int = 10
    """Connections of each process that serves."""

    shop_name: str = "Tienda"
    shop_currency: str = "EUR"
    prices_include_tax: bool = True
    notify_email: str = "sns"
    """How buyers hear of their orders by e-mail."""
    notify_sender: str | None = None
    """The verified sender of what goes by SES: mails about accounts, and with `ses` about orders.

    None: nobody can have a forgotten password reset.
    """
    sms_monthly_limit: int = 50
    """US dollars."""

    requests_per_address: int = 2000
    """What one IP address may ask for in five minutes."""
    price_class: str = "PriceClass_100"
    monthly_budget: int
    """US dollars; told of at 80 per cent and when it is about to be passed."""

    github_repository: str | None = None
    """OWNER/NAME that may deploy, from `github_branch` alone; None: nobody from there."""
    github_branch: str = "main"
    github_oidc_provider: str | None = None
    """The account's provider for GitHub, where it has one already."""

    network: ipaddress.IPv4Network = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = _faults(self)
        if faults:
            raise EnvironmentFault("\n".join(faults))
        object.__setattr__(self, "network", ipaddress.IPv4Network(self.cidr))

    @classmethod
    def of_size(cls, size: str, **knobs: Any) -> "Environment":
        """Build one of a size, with knobs that differ from it."""
        if size not in SIZES:
            raise EnvironmentFault(f"size: one of {', '.join(SIZES)}, not {size!r}")
        known = {one.name for one in fields(cls) if one.init}
        if unknown := sorted(set(knobs) - known):
            raise EnvironmentFault("\n".join(f"{name}: no such knob" for name in unknown))
        needed = {"name", "domain", "hosted_zone_id", "alarm_email"}
        if missing := sorted(needed - set(knobs)):
            raise EnvironmentFault("\n".join(f"{name}: is needed" for name in missing))
        return cls(size=size, **{**SIZES[size], **knobs})

    @property
    def prefix(self) -> str:
        """What the names of this store's resources begin with."""
        return f"tienda-{self.name}"

    @property
    def origin(self) -> str:
        """Where the shop's pages are, as browsers name it."""
        return f"https://{self.domain}"

    @property
    def internal_domain(self) -> str:
        """What the names of the gRPC services end with, inside the VPC alone."""
        return f"internal.{self.domain}"

    def address(self, service: str) -> str:
        """Answer "host:port" of a gRPC service, TLS: what `CATALOG_ADDRESS` and its like say."""
        return f"{service}.{self.internal_domain}:443"

    @property
    def signing_key_secret(self) -> str:
        """The secret with the seed of the key that users signs tokens with: 64 hex digits."""
        return f"tienda/{self.name}/signing-key"

    @property
    def origin_secret(self) -> str:
        """The secret that CloudFront shows the public load balancer, in both their regions."""
        return f"tienda/{self.name}/origin"

    @property
    def origin_domain(self) -> str:
        """Where CloudFront finds the public load balancer."""
        return f"origin.{self.domain}"

    def fleet(self, service: str) -> Fleet:
        """Answer the fleet of one of SERVICES."""
        fleet: Fleet = getattr(self, service)
        return fleet

    def port(self, service: str) -> int:
        """Answer the port that one of SERVICES listens on."""
        return GRPC_PORTS.get(service, BFF_PORT)

    def log_group(self, process: str) -> str:
        """Answer the log group of one of SERVICES or of the keeper."""
        return f"/tienda/{self.name}/{process}"

    def connections(self) -> int:
        """Answer how many connections to the database there are when every fleet is full."""
        return sum(
            self.fleet(service).most * (self.database_pool_size + worker)
            for service, worker in WORKERS_CONNECTIONS.items()
        )


def _faults(environment: Environment) -> list[str]:
    faults = []
    for name, (pattern, wanted) in _RULES.items():
        value = getattr(environment, name)
        if value is not None and not re.fullmatch(pattern, value):
            faults.append(f"{name}: {wanted}, not {value!r}")
    for name, choices in _CHOICES.items():
        if (value := getattr(environment, name)) not in choices:
            faults.append(f"{name}: one of {', '.join(map(str, choices))}, not {value!r}")
    for name, (least, most) in _RANGES.items():
        if not least <= (value := getattr(environment, name)) <= most:
            faults.append(f"{name}: {least} to {most}, not {value}")
    for service in SERVICES:
        faults += environment.fleet(service).faults(service, environment.zones)
    return [*faults, *_network_faults(environment), *_joint_faults(environment)]


def _network_faults(environment: Environment) -> list[str]:
    try:
        network = ipaddress.IPv4Network(environment.cidr)
    except ValueError as error:
        return [f"cidr: {error}"]
    faults = []
    if not 16 <= network.prefixlen <= 20 or not network.is_private:  # noqa: PLR2004 (see text)
        faults.append(f"cidr: a private network of /16 to /20, not {environment.cidr}")
    if unknown := set(environment.interface_endpoints) - set(INTERFACE_ENDPOINTS):
        faults.append(f"interface_endpoints: {', '.join(sorted(unknown))} is not known")
    needed = {*WITHOUT_NAT, *(("ssm", "ssmmessages") if environment.session_manager else ())}
    missing = needed - set(environment.interface_endpoints)
    if environment.nat == "none" and missing:
        faults.append(f"interface_endpoints: without NAT also {', '.join(sorted(missing))}")
    if environment.nat == "none" and environment.notify_sender:
        faults.append("notify_sender: SES is reached over NAT")
    return faults


def _joint_faults(environment: Environment) -> list[str]:
    faults = []
    if environment.database_most_storage < environment.database_storage * 1.1:
        faults.append("database_most_storage: a tenth more than database_storage at least")
    room = CONNECTIONS.get(environment.database_class, 0) - RESERVED
    if (wanted := environment.connections()) > room:
        faults.append(
            f"database_class: {environment.database_class} has room for {room} connections, and"
            f" full fleets have {wanted}"
        )
    sender = environment.notify_sender
    if environment.notify_email == "ses" and sender is None:
        faults.append("notify_sender: SES needs one")
    if sender is not None and sender.partition("@")[2] != environment.domain:
        faults.append(f"notify_sender: an address at {environment.domain}, not {sender!r}")
    return faults
