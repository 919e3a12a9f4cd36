"""The processes of the store: the command and the environment of each."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local import aws, postgres
from local.options import Ports
from local.ports import HOST
from local.process import environment
from local.state import State
from local.supervisor import ProcessSpec

WEB_DIST = Path(__file__).resolve().parent.parent / "web" / "dist"
"""The built front, where this is a checkout of the project."""

GRPC_SERVICES = ("users", "catalog", "orders")
"""The services that answer gRPC health checks."""


@dataclass(frozen=True)
class Addresses:
    """The addresses of the processes."""

    ports: Ports
    database_password: str = field(repr=False)

    def of(self, name: str) -> str:
        """Return "host:port" of a process."""
        return f"{HOST}:{getattr(self.ports, name)}"

    def url(self, name: str) -> str:
        """Return "http://host:port" of a process."""
        return f"http://{self.of(name)}"

    @property
    def services(self) -> dict[str, str]:
        """The environment variables with the services' addresses."""
        return {f"{name.upper()}_ADDRESS": self.of(name) for name in GRPC_SERVICES}

    @property
    def database_server(self) -> postgres.Server:
        """The server of all databases."""
        return postgres.Server(self.ports.postgres, self.database_password)

    def database(self, service: str) -> str:
        """Return the URL of a service's own database."""
        return self.database_server.url(service)


def signing_key_path(state: State) -> Path:
    """Return the path of the key by which users signs access tokens."""
    return state.folder / "users-signing-key.pem"


def postgres_folder(state: State) -> Path:
    """Return the folder of PostgreSQL's cluster."""
    return state.folder / "postgres"


def process_specs(state: State, addresses: Addresses) -> list[ProcessSpec]:
    """Return the processes in the order in which they start."""

    def python(name: str, module: str, more: Mapping[str, str]) -> ProcessSpec:
        environ = environment(state.folder, **more)
        return ProcessSpec(name, (sys.executable, "-m", module), environ)

    def service(name: str, **more: str) -> ProcessSpec:
        variables = {"LISTEN": addresses.of(name), "DATABASE_URL": addresses.database(name)}
        return python(name, name, {**variables, **addresses.services, **more})

    return [
        _postgres(state, addresses.ports.postgres),
        python(
            "aws",
            "local.aws",
            {"LISTEN": addresses.of("aws"), "S3_FOLDER": str(state.folder / "aws" / "s3")},
        ),
        service("users", **_tokens(state), **_mail(addresses)),
        service("catalog", **_media(addresses)),
        service("orders", **_receipts(addresses)),
        python("orders.worker", "orders.worker", _orders_worker(addresses)),
        python("catalog.worker", "catalog.worker", _catalog_worker(addresses)),
        python("bff", "bff", _bff(addresses)),
    ]


def _postgres(state: State, port: int) -> ProcessSpec:
    return ProcessSpec(
        "postgres",
        postgres.server_command(postgres_folder(state), port),
        environment(state.folder),
        stop=postgres.STOP_SIGNAL,
        # Even when the store is killed: its transactions commit or roll back.
        orphaned=postgres.STOP_SIGNAL,
        kill=postgres.KILL_SIGNAL,
    )


def _media(addresses: Addresses) -> dict[str, str]:
    return {**aws.credentials(addresses.url("aws")), "MEDIA_BUCKET": aws.MEDIA_BUCKET}


def _receipts(addresses: Addresses) -> dict[str, str]:
    return {**aws.credentials(addresses.url("aws")), "RECEIPTS_BUCKET": aws.RECEIPTS_BUCKET}


def _tokens(state: State) -> dict[str, str]:
    # All services are of one version here.
    return {"SIGNING_KEY_FILE": str(signing_key_path(state)), "TOKEN_AUDIENCE": "true"}


def _mail(addresses: Addresses) -> dict[str, str]:
    return {
        **aws.credentials(addresses.url("aws")),
        "MAIL_SENDER": aws.SENDER,
        "SHOP_ORIGIN": addresses.url("bff"),
    }


def _orders_worker(addresses: Addresses) -> dict[str, str]:
    return {
        "DATABASE_URL": addresses.database("orders"),
        **_receipts(addresses),
        "ORDER_EVENTS_TOPIC_ARN": aws.ORDER_EVENTS_TOPIC_ARN,
        "NOTIFY_EMAIL": "sns",
        "NOTIFY_SENDER": aws.SENDER,
    }


def _catalog_worker(addresses: Addresses) -> dict[str, str]:
    endpoint = addresses.url("aws")
    return {
        "DATABASE_URL": addresses.database("catalog"),
        "ORDERS_ADDRESS": addresses.of("orders"),
        **aws.credentials(endpoint),
        "AVAILABILITY_QUEUE_URL": f"{endpoint}/{aws.ACCOUNT}/{aws.AVAILABILITY_QUEUE}",
    }


def _bff(addresses: Addresses) -> dict[str, str]:
    web = {"WEB_DIR": str(WEB_DIST)} if (WEB_DIST / "index.html").exists() else {}
    return {
        "LISTEN": addresses.of("bff"),
        "SHOP_ORIGIN": addresses.url("bff"),
        **addresses.services,
        "MEDIA_ORIGIN": f"{addresses.url('aws')}/{aws.MEDIA_BUCKET}",
        **web,
    }
