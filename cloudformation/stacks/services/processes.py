"""The processes of each service, and the environment variables of each.

`${Name}` is a parameter of the services stack.
"""

from collections.abc import Mapping

from cloudformation.config.environment import Environment
from cloudformation.packaging.bundle import AUTHORITIES_FILE
from cloudformation.stacks.network.subnets import subnet_blocks

DRAIN_NOTICE = 15
"""Seconds: two health checks, five seconds apart, and some margin."""

MAX_CONNECTION_AGE = 86_400
"""Seconds. The load balancer knows the services' machines: a connection that ends early gains
nothing, and a call that is just being sent may meet its end."""

_SECRETS_FOLDER = "/run/tienda"
AUTHORITIES_PATH = f"/opt/tienda/current/{AUTHORITIES_FILE}"
"""The certificate authorities of RDS on an instance."""
_RECEIPTS = {"RECEIPTS_BUCKET": "${ReceiptsBucket}"}

_LIMITS_OF_ORDERS = (
    "limit_orders_by_address",
    "limit_orders_by_contact",
    "limit_units_of_product",
    "limit_units",
    "limit_customer_factor",
    "limit_carts_by_address",
)

ProcessEnvironment = Mapping[str, str]


def processes(environment: Environment, service: str) -> Mapping[str, ProcessEnvironment]:
    """Return the environment of each process of a service, in the order of their start."""
    telemetry = _telemetry(environment)
    environments = _processes(environment, service)
    return {process: {**variables, **telemetry} for process, variables in environments.items()}


def _telemetry(environment: Environment) -> ProcessEnvironment:
    if environment.telemetry_to_aws:
        endpoint = "https://xray.${AWS::Region}.${AWS::URLSuffix}"
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "TELEMETRY_TO_AWS": "true"}
    elif environment.telemetry_endpoint:
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": environment.telemetry_endpoint}
    else:
        return {}
    if environment.telemetry_percent < 100:  # noqa: PLR2004 (per cent)
        # By the trace's id: every process comes to the same result, and no caller decides.
        share = environment.telemetry_percent / 100
        settings |= {"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": str(share)}
    return settings


def _processes(environment: Environment, service: str) -> Mapping[str, ProcessEnvironment]:
    services: Mapping[str, Mapping[str, ProcessEnvironment]] = {
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
                **_settings(environment, *_LIMITS_OF_ORDERS, "sms_countries"),
            },
            "orders.worker": {
                **_database("orders"),
                **_RECEIPTS,
                "ORDER_EVENTS_TOPIC_ARN": "${OrderEventsTopicArn}",
                "NOTIFY_EMAIL": environment.order_email,
                "NOTIFY_SENDER": environment.notify_sender or "",
                **_settings(environment, "limit_sms_by_number", "guest_cart_days"),
            },
        },
        "users": {
            "users": {
                **_server(environment, "users"),
                "SIGNING_KEY_FILE": f"{_SECRETS_FOLDER}/signing-key.pem",
                "OTHER_KEY_FILE": f"{_SECRETS_FOLDER}/other-key.pem",
                "MAIL_SENDER": environment.notify_sender or "",
                "SHOP_ORIGIN": environment.origin,
                "TOKEN_AUDIENCE": str(environment.token_audience).lower(),
            }
        },
    }
    return services[service]


def _bff(environment: Environment) -> ProcessEnvironment:
    return {
        **_listening(environment, "bff"),
        **_neighbours(environment, "catalog", "orders", "users"),
        "COOKIE_SECURE": "true",
        "SHOP_ORIGIN": environment.origin,
        "TRUSTED_ORIGINS": environment.origin,
        # The public load balancer, and one proxy before it: CloudFront, whose addresses vary. A
        # request that did not come through our distribution does not get this far.
        "TRUSTED_PROXIES": ",".join(map(str, subnet_blocks(environment, "Public"))),
        "PROXIES_BEYOND": "1",
    }


def _server(environment: Environment, service: str) -> ProcessEnvironment:
    return {
        **_listening(environment, service),
        **_database(service),
        "DATABASE_POOL_SIZE": str(environment.database_pool_size),
        "MAX_CONNECTION_AGE": str(MAX_CONNECTION_AGE),
    }


def _listening(environment: Environment, service: str) -> ProcessEnvironment:
    listen = f"0.0.0.0:{environment.port(service)}"
    return {"LISTEN": listen, "DRAIN_NOTICE": str(DRAIN_NOTICE)}


def _database(service: str) -> ProcessEnvironment:
    # The password of each connection is a token that the process signs
    # (chassis/db/rds_iam_auth.py). It is sent only to a server with a certificate of RDS for this
    # host name.
    url = f"postgresql://{service}@${{DatabaseAddress}}:5432/{service}"
    return {"DATABASE_URL": f"{url}?login=iam&sslrootcert={AUTHORITIES_PATH}"}


def _settings(environment: Environment, *names: str) -> ProcessEnvironment:
    """Return settings that the store and the process call alike."""
    return {name.upper(): str(getattr(environment, name)) for name in names}


def _neighbours(environment: Environment, *services: str) -> ProcessEnvironment:
    addresses = {f"{service.upper()}_ADDRESS": environment.address(service) for service in services}
    return {**addresses, "NEIGHBOUR_TLS": "true"}
