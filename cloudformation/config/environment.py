"""One store on AWS: its validated settings, and the names that follow from them."""

import ipaddress
from dataclasses import dataclass, field, fields
from typing import Any

from cloudformation.config.settings import Settings
from cloudformation.config.sizes import SIZES
from cloudformation.config.types import type_violations
from cloudformation.config.validation import violations

GRPC_PORTS = {"catalog": 50051, "orders": 50052, "users": 50053}
BFF_PORT = 8080
POSTGRES_PORT = 5432


class InvalidEnvironment(ValueError):
    """Some settings are wrong; the text has a line for each violation."""


@dataclass(frozen=True, kw_only=True)
class Environment(Settings):
    """The settings of one store, validated. Raise InvalidEnvironment with all violations."""

    network: ipaddress.IPv4Network = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lines = list(type_violations(self)) or violations(self)
        if lines:
            raise InvalidEnvironment("\n".join(lines))
        object.__setattr__(self, "network", ipaddress.IPv4Network(self.cidr))

    @classmethod
    def of_size(cls, size: str, **settings: Any) -> "Environment":
        """Build an environment from the defaults of a size; `settings` override them."""
        if size not in SIZES:
            raise InvalidEnvironment(f"size: one of {', '.join(SIZES)}, not {size!r}")
        known = {setting.name for setting in fields(cls) if setting.init}
        if unknown := sorted(set(settings) - known):
            raise InvalidEnvironment("\n".join(f"{name}: no such setting" for name in unknown))
        required = {"name", "domain", "hosted_zone_id", "alarm_email"}
        if missing := sorted(required - set(settings)):
            raise InvalidEnvironment("\n".join(f"{name}: is needed" for name in missing))
        return cls(size=size, **{**SIZES[size], **settings})

    @property
    def prefix(self) -> str:
        """The prefix of the names of the store's resources."""
        return f"tienda-{self.name}"

    @property
    def role_path(self) -> str:
        """The IAM path of the store's roles and instance profiles.

        Names alone are ambiguous: those of the store shop-prod begin as those of the store shop do.
        """
        return f"/tienda/{self.name}/"

    @property
    def origin(self) -> str:
        """The origin of the shop's pages, https://DOMAIN."""
        return f"https://{self.domain}"

    @property
    def order_email(self) -> str:
        """How buyers get e-mail about their orders: sns or ses."""
        return self.notify_email or ("ses" if self.notify_sender else "sns")

    @property
    def mail_from_domain(self) -> str:
        """The domain that mail servers return undeliverable mail to."""
        return f"bounce.{self.domain}"

    @property
    def internal_domain(self) -> str:
        """The domain of the gRPC services, which exists inside the VPC alone."""
        return f"internal.{self.domain}"

    def address(self, service: str) -> str:
        """Return "host:port" of a gRPC service, for CATALOG_ADDRESS and its like. It has TLS."""
        return f"{service}.{self.internal_domain}:443"

    @property
    def signing_key_secret(self) -> str:
        """The name of the secret with the seed of users' signing key: 64 hex digits."""
        return f"tienda/{self.name}/signing-key"

    @property
    def telemetry_secret(self) -> str:
        """The name of the secret with the headers of telemetry, which the owner makes."""
        return f"tienda/{self.name}/telemetry"

    @property
    def origin_secret(self) -> str:
        """The name of the secret that CloudFront sends to the public load balancer.

        It is the same in the store's region and in CloudFront's.
        """
        return f"tienda/{self.name}/origin"

    @property
    def origin_domain(self) -> str:
        """The domain by which CloudFront reaches the public load balancer."""
        return f"origin.{self.domain}"

    def port(self, service: str) -> int:
        """Return the port that one of SERVICES listens on."""
        return GRPC_PORTS.get(service, BFF_PORT)

    def log_group(self, process: str) -> str:
        """Return the name of the log group of one of SERVICES, of DATABASE_SETUP or of BOOTS."""
        return f"/tienda/{self.name}/{process}"
