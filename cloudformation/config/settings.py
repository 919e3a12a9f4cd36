"""The settings of one store on AWS, with their units and defaults; nothing is checked here."""

from collections.abc import Mapping
from dataclasses import dataclass

from cloudformation.config.sizes import Fleet

SERVICES = ("bff", "catalog", "orders", "users")
"""What runs on machines of its own. orders and catalog have their workers beside them."""

WORKERS_CONNECTIONS = {"catalog": 1, "orders": 4, "users": 0}
"""For each service with a database: the connections of the worker beside it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What can be set of a store. See environment.Environment for settings that were checked."""

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

    def fleet(self, service: str) -> Fleet:
        """Return the fleet of one of SERVICES."""
        fleet: Fleet = getattr(self, service)
        return fleet

    @property
    def fleets(self) -> Mapping[str, Fleet]:
        """The Auto Scaling group of each of SERVICES."""
        return {service: self.fleet(service) for service in SERVICES}

    def connections(self) -> int:
        """Return how many connections to the database there are when every fleet is full."""
        return sum(
            self.fleet(service).most * (self.database_pool_size + worker)
            for service, worker in WORKERS_CONNECTIONS.items()
        )
