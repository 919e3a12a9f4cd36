"""The parts of the store: what each runs, and what it is told in its environment."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local import aws, postgres
from local.options import Ports
from local.ports import HOST
from local.process import environment
from local.state import State
from local.supervisor import Part

WEB = Path(__file__).resolve().parent.parent / "web" / "dist"
"""The built front, where this is a checkout of the project."""

GRPC = ("users", "catalog", "orders")
"""The services that answer gRPC health checks."""


@dataclass(frozen=True)
class Addresses:
    """Where each part is reached, as the others and the user's own programs are told."""

    ports: Ports

    def of(self, name: str) -> str:
        """Return "host:port" of a part."""
        return f"{HOST}:{getattr(self.ports, name)}"

    def url(self, name: str) -> str:
        """Return "http://host:port" of a part."""
        return f"http://{self.of(name)}"

    @property
    def services(self) -> dict[str, str]:
        """The environment that names every service's address."""
        return {f"{name.upper()}_ADDRESS": self.of(name) for name in GRPC}

    def database(self, service: str) -> str:
        """Return the URL of a service's own database."""
        return postgres.url(self.ports.postgres, service)


def signing_key(state: State) -> Path:
    """Return the path of the key that users signs access tokens with."""
    return state.folder / "users-signing-key.pem"


def all_parts(state: State, ports: Ports) -> list[Part]:
    """Return every part, in the order to start them; they are stopped in the reverse order."""
    addresses = Addresses(ports)

    def python(name: str, module: str, more: Mapping[str, str]) -> Part:
        environ = environment(state.folder, **more)
        return Part(name, (sys.executable, "-m", module), environ)

    def service(name: str, **more: str) -> Part:
        told = {"LISTEN": addresses.of(name), "DATABASE_URL": addresses.database(name)}
        return python(name, name, {**told, **addresses.services, **more})

    return [
        _postgres(state, ports.postgres),
        python(
            "aws",
            "local.aws",
            {"LISTEN": addresses.of("aws"), "S3_FOLDER": str(state.folder / "aws" / "s3")},
        ),
        service("users", SIGNING_KEY_FILE=str(signing_key(state)), **_mails(addresses)),
        service("catalog", **_media(addresses)),
        service("orders", **_receipts(addresses)),
        python("orders.worker", "orders.worker", _orders_worker(addresses)),
        python("catalog.worker", "catalog.worker", _catalog_worker(addresses)),
        python("bff", "bff", _bff(addresses)),
    ]


def _postgres(state: State, port: int) -> Part:
    return Part(
        "postgres",
        postgres.command(state.folder / "postgres", port),
        environment(state.folder),
        stop=postgres.STOP,
        # Even when the store is killed: what it was writing is finished or rolled back.
        orphaned=postgres.STOP,
        hasten=postgres.STOP_AT_ONCE,
        leave_root=True,
    )


def _media(addresses: Addresses) -> dict[str, str]:
    return {**aws.credentials(addresses.url("aws")), "MEDIA_BUCKET": aws.MEDIA_BUCKET}


def _receipts(addresses: Addresses) -> dict[str, str]:
    return {**aws.credentials(addresses.url("aws")), "RECEIPTS_BUCKET": aws.RECEIPTS_BUCKET}


def _mails(addresses: Addresses) -> dict[str, str]:
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
    web = {"WEB_DIR": str(WEB)} if (WEB / "index.html").exists() else {}
    return {
        "LISTEN": addresses.of("bff"),
        "SHOP_ORIGIN": addresses.url("bff"),
        **addresses.services,
        "MEDIA_ORIGIN": f"{addresses.url('aws')}/{aws.MEDIA_BUCKET}",
        **web,
    }
