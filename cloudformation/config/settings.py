"""The settings of one store on AWS, with units and defaults. Environment validates them."""

from collections.abc import Mapping
from dataclasses import dataclass

from cloudformation.config.sizes import Fleet

SERVICES = ("bff", "catalog", "orders", "users")
"""The services, each on instances of its own. A worker runs on its service's instances."""

DATABASE_SETUP = "keeper"
"""The database setup: the instance that creates and migrates the databases.

Its deployed names keep this older word: stack, log group, Process tag, role, security group, and
the database's master user.
"""

BOOTS = "boots"
"""The log group of what machines printed whose boot failed."""

WORKER_CONNECTIONS = {"catalog": 2, "orders": 4, "users": 0}
"""For each service with a database: the database connections of its worker."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of a store, not validated. Environment is the validated form."""

    name: str
    """Part of every stack's name, `tienda-<name>-network`: an account can have several stores."""
    size: str
    domain: str
    """The shop's domain. The subdomains `origin.` and `internal.` are the load balancers'."""
    hosted_zone_id: str
    """The id of the domain's public zone in Route 53."""
    alarm_email: str
    region: str = "eu-west-1"

    zones: int
    cidr: str = "10.40.0.0/16"
    nat: str
    interface_endpoints: tuple[str, ...] = ()
    flow_logs: bool = True
    log_days: int = 30
    deletion_protection: bool = True
    """Deletion protection of the database and the load balancers; `destroy` switches it off."""
    session_manager: bool = True
    """Whether a person may open a shell on an instance through Systems Manager."""

    bff: Fleet
    catalog: Fleet
    orders: Fleet
    users: Fleet
    drain_seconds: int = 30
    """Seconds for requests in flight once an instance is deregistered from its load balancer."""

    first_machine_seconds: int = 300
    """How long the first machine of a release serves before another machine is replaced by one.

    The alarms on it need about three minutes.
    """
    release_watch_minutes: int = 10
    """How long CloudFormation watches the alarms on a release once all its machines serve.

    It watches them while the machines are replaced, too.
    """

    database_class: str
    database_storage: int = 20
    """GiB; RDS grows it up to `database_most_storage`."""
    database_most_storage: int = 100
    database_multi_az: bool = True
    database_replica: bool = False
    database_backup_days: int = 14
    database_pool_size: int = 10
    """Connections of each service process, workers apart."""

    shop_name: str = "Tienda"
    shop_currency: str = "EUR"
    prices_include_tax: bool = True
    notify_email: str | None = None
    """How buyers get e-mail about orders: sns or ses. None: ses with `notify_sender`, else sns.

    sns is for trying a store: each buyer confirms a subscription first, and there is room for about
    200 buyers.
    """
    notify_sender: str | None = None
    """The sender of e-mail by SES: about accounts, and with notify_email="ses" about orders.

    None: no e-mail about accounts is sent, so nobody can reset a forgotten password.
    """
    mail_dmarc: bool = True
    """Whether the store makes the record _dmarc of its domain, with `notify_sender`.

    False where there is one.
    """
    certificate_authority_record: bool = False
    """Whether the store makes a CAA record of its domain.

    Then Amazon alone may issue certificates for it, and for its subdomains without such a record.
    """
    security_contact: str | None = None
    """Whom to tell of a vulnerability, "mailto:security@shop.example". None: no security.txt."""
    limit_orders_by_address: int = 60
    """Orders an hour from one client address; 0 is no limit, here and below."""
    limit_orders_by_contact: int = 30
    """Orders an hour of a guest with one e-mail address, phone number or cart, or of an account."""
    limit_units_of_product: int = 20
    """Units of one product that a guest may have in orders not shipped yet."""
    limit_units: int = 100
    """The same of all products."""
    limit_customer_factor: int = 5
    """How many times as much a customer may have as a guest."""
    limit_carts_by_address: int = 120
    """New carts of guests an hour from one client address."""
    sms_countries: str = "AD,AT,BE,CH,CZ,DE,DK,ES,FI,FR,GB,GR,IE,IT,LU,NL,NO,PL,PT,SE"
    """Countries whose mobile numbers get SMS, by their ISO 3166-1 codes; "all" for every one."""
    limit_sms_by_number: int = 10
    """SMS a day to one phone number; more go by e-mail."""
    guest_cart_days: int = 90
    """Days that a guest's cart is kept after its last change."""
    sms_settings: bool = True
    """Whether this store sets the account's SMS settings in its region; only one store may."""
    sms_monthly_limit: int = 1
    """Spending limit for SMS, in US dollars a month. AWS allows 1 until more is requested."""

    token_audience: bool = False
    """Whether access tokens name the services that they are for.

    Services of an earlier release refuse such tokens: set it once none runs.
    """
    requests_per_address: int = 2000
    """Requests that the WAF allows one IP address in five minutes."""
    price_class: str = "PriceClass_100"
    telemetry_endpoint: str | None = None
    """URL that traces and metrics are sent to, by OTLP over HTTPS, port 443. None: not sent."""
    telemetry_headers: bool = False
    """Whether the secret `tienda/NAME/telemetry` has the headers that go with them.

    Its text is like `api-key=...`, with commas between several. You make it before you deploy.
    """
    telemetry_to_aws: bool = False
    """Whether traces are sent to AWS X-Ray, signed by the instances' roles.

    The account must have Transaction Search on, and pays by the GB (docs/deploy.md).
    """
    telemetry_percent: int = 100
    """Of a hundred requests, how many are traced."""
    monthly_budget: int
    """US dollars. AWS sends e-mail at 80 per cent, and when its forecast exceeds the budget."""

    github_repository: str | None = None
    """OWNER/NAME of the repository whose `github_branch` may deploy. None: no repository may."""
    github_branch: str = "main"
    github_oidc_provider: str | None = None
    """ARN of the account's OIDC provider for GitHub. None: the pipeline stack creates one."""

    def fleet(self, service: str) -> Fleet:
        """Return the fleet of one of SERVICES."""
        fleet: Fleet = getattr(self, service)
        return fleet

    @property
    def fleets(self) -> Mapping[str, Fleet]:
        """The Auto Scaling group of each of SERVICES."""
        return {service: self.fleet(service) for service in SERVICES}

    def max_connections(self) -> int:
        """Return the number of database connections when every fleet has its `most` instances."""
        return sum(
            self.fleet(service).most * (self.database_pool_size + worker)
            for service, worker in WORKER_CONNECTIONS.items()
        )
