"""One store on AWS: its name, its size, and every knob, checked when it is built."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from cloudformation.config.sizes import SIZES, Fleet
from cloudformation.config.types import wrong_kinds
from cloudformation.config.validation import faults_of

SERVICES = ("bff", "catalog", "orders", "users")
"""What runs on machines of its own. orders and catalog have their workers beside them."""

GRPC_PORTS = {"catalog": 50051, "orders": 50052, "users": 50053}
BFF_PORT = 8080
POSTGRES_PORT = 5432

WORKERS_CONNECTIONS = {"catalog": 1, "orders": 4, "users": 0}
"""For each service with a database: the connections of the worker beside it."""


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
    sms_settings: bool = True
    """Whether it sets what SMS may cost: that is the account's in a region, so one store does."""
    sms_monthly_limit: int = 50
    """US dollars."""

    requests_per_address: int = 2000
    """What one IP address may ask for in five minutes."""
    price_class: str = "PriceClass_100"
    telemetry_endpoint: str | None = None
    """Where the processes send traces and metrics by OTLP over HTTPS, port 443; None: nowhere."""
    monthly_budget: int
    """US dollars; told of at 80 per cent and when it is about to be passed."""

    github_repository: str | None = None
    """OWNER/NAME that may deploy, from `github_branch` alone; None: nobody from there."""
    github_branch: str = "main"
    github_oidc_provider: str | None = None
    """The account's provider for GitHub, where it has one already."""

    network: ipaddress.IPv4Network = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = list(wrong_kinds(self)) or faults_of(self)
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
        """Return "host:port" of a gRPC service, TLS: what `CATALOG_ADDRESS` and its like say."""
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
        """Return the fleet of one of SERVICES."""
        fleet: Fleet = getattr(self, service)
        return fleet

    @property
    def fleets(self) -> Mapping[str, Fleet]:
        """The Auto Scaling group of each of SERVICES."""
        return {service: self.fleet(service) for service in SERVICES}

    def port(self, service: str) -> int:
        """Return the port that one of SERVICES listens on."""
        return GRPC_PORTS.get(service, BFF_PORT)

    def log_group(self, process: str) -> str:
        """Return the log group of one of SERVICES or of the keeper."""
        return f"/tienda/{self.name}/{process}"

    def connections(self) -> int:
        """Return how many connections to the database there are when every fleet is full."""
        return sum(
            self.fleet(service).most * (self.database_pool_size + worker)
            for service, worker in WORKERS_CONNECTIONS.items()
        )
