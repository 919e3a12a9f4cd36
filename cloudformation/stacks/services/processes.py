"""What each service runs on its instances, and what each process is told in its environment.

`${Name}` stands for a parameter of the services stack.
"""

from collections.abc import Mapping

from cloudformation.config.environment import Environment
from cloudformation.packaging.bundle import AUTHORITIES
from cloudformation.stacks.network.subnets import subnets

DRAIN_NOTICE = 15
"""Seconds: two health checks of a load balancer that asks every five, and a little."""

_RUN = "/run/tienda"
TRUSTED = f"/opt/tienda/current/{AUTHORITIES}"
"""Where `machine/install.py` puts who signs for RDS."""
_RECEIPTS = {"RECEIPTS_BUCKET": "${ReceiptsBucket}"}

Told = Mapping[str, str]


def processes(environment: Environment, service: str) -> Mapping[str, Told]:
    """Return the environment of each process of a service, in the order to start them."""
    endpoint = environment.telemetry_endpoint
    telemetry = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint} if endpoint else {}
    own = _processes(environment, service)
    return {process: {**told, **telemetry} for process, told in own.items()}


def _processes(environment: Environment, service: str) -> Mapping[str, Told]:
    each: Mapping[str, Mapping[str, Told]] = {
        "bff": {"bff": _bff(environment)},
        "catalog": {
            "catalog": {
                **_server(environment, "catalog"),
                **_neighbours(environment, "users"),
                "MEDIA_BUCKET": "${MediaBucket}",
                "SHOP_CURRENCY": environment.shop_currency,
            },
            "catalog.worker": {
                **_database("catalog"),
                **_neighbours(environment, "orders"),
                "AVAILABILITY_QUEUE_URL": "${AvailabilityQueueUrl}",
            },
        },
        "orders": {
            "orders": {
                **_server(environment, "orders"),
                **_neighbours(environment, "users", "catalog"),
                **_RECEIPTS,
                "SHOP_NAME": environment.shop_name,
                "PRICES_INCLUDE_TAX": str(environment.prices_include_tax).lower(),
            },
            "orders.worker": {
                **_database("orders"),
                **_RECEIPTS,
                "ORDER_EVENTS_TOPIC_ARN": "${OrderEventsTopicArn}",
                "NOTIFY_EMAIL": environment.notify_email,
                "NOTIFY_SENDER": environment.notify_sender or "",
            },
        },
        "users": {
            "users": {
                **_server(environment, "users"),
                "SIGNING_KEY_FILE": f"{_RUN}/signing-key.pem",
                "OTHER_KEY_FILE": f"{_RUN}/other-key.pem",
                "MAIL_SENDER": environment.notify_sender or "",
                "SHOP_ORIGIN": environment.origin,
            }
        },
    }
    return each[service]


def _bff(environment: Environment) -> Told:
    return {
        **_listening(environment, "bff"),
        **_neighbours(environment, "catalog", "orders", "users"),
        "COOKIE_SECURE": "true",
        "SHOP_ORIGIN": environment.origin,
        "TRUSTED_ORIGINS": environment.origin,
        # The public load balancer, and before it CloudFront, whose addresses are many and change:
        # what does not show our distribution's secret does not come this far.
        "TRUSTED_PROXIES": ",".join(map(str, subnets(environment, "Public"))),
        "PROXIES_BEYOND": "1",
    }


def _server(environment: Environment, service: str) -> Told:
    return {
        **_listening(environment, service),
        **_database(service),
        "DATABASE_POOL_SIZE": str(environment.database_pool_size),
    }


def _listening(environment: Environment, service: str) -> Told:
    listen = f"0.0.0.0:{environment.port(service)}"
    return {"LISTEN": listen, "DRAIN_NOTICE": str(DRAIN_NOTICE)}


def _database(service: str) -> Told:
    # The password of each connection is a token that the process signs: chassis/db/rds_iam_auth.py.
    # It goes to nobody but who shows a certificate of RDS's for this very name.
    url = f"postgresql://{service}@${{DatabaseAddress}}:5432/{service}"
    return {"DATABASE_URL": f"{url}?login=iam&sslrootcert={TRUSTED}"}


def _neighbours(environment: Environment, *services: str) -> Told:
    addresses = {f"{service.upper()}_ADDRESS": environment.address(service) for service in services}
    return {**addresses, "NEIGHBOUR_TLS": "true"}
