"""One store on AWS: its settings, checked when it is built, and the names that follow from them."""

import ipaddress
from dataclasses import dataclass, field, fields
from typing import Any

from cloudformation.config.settings import Settings
from cloudformation.config.sizes import SIZES
from cloudformation.config.types import wrong_types
from cloudformation.config.validation import violations

GRPC_PORTS = {"catalog": 50051, "orders": 50052, "users": 50053}
BFF_PORT = 8080
POSTGRES_PORT = 5432


class EnvironmentFault(ValueError):
    """Some setting is wrong; the text has a line for each."""


@dataclass(frozen=True, kw_only=True)
class Environment(Settings):
    """A store. Build it by `of_size`, or whole. Raise EnvironmentFault with all that is wrong."""

    network: ipaddress.IPv4Network = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = list(wrong_types(self)) or violations(self)
        if faults:
            raise EnvironmentFault("\n".join(faults))
        object.__setattr__(self, "network", ipaddress.IPv4Network(self.cidr))

    @classmethod
    def of_size(cls, size: str, **settings: Any) -> "Environment":
        """Build one of a size, with settings that differ from it."""
        if size not in SIZES:
            raise EnvironmentFault(f"size: one of {', '.join(SIZES)}, not {size!r}")
        known = {one.name for one in fields(cls) if one.init}
        if unknown := sorted(set(settings) - known):
            raise EnvironmentFault("\n".join(f"{name}: no such setting" for name in unknown))
        needed = {"name", "domain", "hosted_zone_id", "alarm_email"}
        if missing := sorted(needed - set(settings)):
            raise EnvironmentFault("\n".join(f"{name}: is needed" for name in missing))
        return cls(size=size, **{**SIZES[size], **settings})

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

    def port(self, service: str) -> int:
        """Return the port that one of SERVICES listens on."""
        return GRPC_PORTS.get(service, BFF_PORT)

    def log_group(self, process: str) -> str:
        """Return the log group of one of SERVICES or of the keeper."""
        return f"/tienda/{self.name}/{process}"
