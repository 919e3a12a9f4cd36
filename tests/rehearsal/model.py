"""What an account asks of the box that stands for AWS's hardware.

`account` reads the templates and decides what must be there. A `Box` makes it so: machines, the
network between them, load balancers, the database and the edge. Ids are those of AWS.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv4Network
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet, with what its route table leads to."""

    id: str
    network: IPv4Network
    zone: str
    reaches_internet: bool
    """By an internet gateway or a NAT gateway."""
    reaches_s3: bool
    """By a gateway endpoint."""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """Traffic that a security group allows, to (egress) or from (ingress) one peer."""

    protocol: str
    """`tcp`, `udp`, or `-1` for all."""
    ports: tuple[int, int]
    """First and last."""
    peer: str
    """A CIDR, the id of a security group, or the id of a prefix list."""


@dataclass(frozen=True, slots=True)
class SecurityGroup:
    id: str
    name: str
    """Its logical id, for reports."""
    ingress: frozenset[GroupRule]
    egress: frozenset[GroupRule]


@dataclass(frozen=True, slots=True)
class Machine:
    """An EC2 instance as a launch template describes it."""

    id: str
    subnet: str
    groups: tuple[str, ...]
    user_data: str
    """Decoded."""
    role: str
    """The ARN of the role of its instance profile."""
    tags: Mapping[str, str]
    metadata_hop_limit: int
    ends_on_shutdown: bool
    """Whether it is terminated when it powers itself off, rather than stopped."""


class MachineState(Enum):
    RUNNING = "running"
    ENDED = "terminated"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    protocol: str
    """`HTTP`, `HTTPS`."""
    port: int
    path: str
    matcher: str
    """HTTP codes such as `200` or `200-399`; gRPC codes for a gRPC target group."""
    interval: float
    timeout: float
    healthy_threshold: int
    unhealthy_threshold: int


@dataclass(frozen=True, slots=True)
class TargetGroup:
    id: str
    """Its ARN."""
    name: str
    port: int
    protocol_version: str
    """`HTTP1`, `HTTP2` or `GRPC`."""
    health_check: HealthCheck
    attributes: Mapping[str, str]
    """As in the template: `deregistration_delay.timeout_seconds`, `slow_start.duration_seconds`."""


@dataclass(frozen=True, slots=True)
class ListenerRule:
    priority: int
    """The lowest comes first; the default action comes last, as a rule without conditions."""
    conditions: Sequence[Mapping[str, Any]]
    """As in the template, resolved: path-pattern, host-header, http-header ..."""
    actions: Sequence[Mapping[str, Any]]
    """As in the template, resolved: forward (with weights), fixed-response ..."""


@dataclass(frozen=True, slots=True)
class Listener:
    port: int
    protocol: str
    """`HTTP` or `HTTPS`."""
    certificate_names: tuple[str, ...]
    """The domain names of its certificate; the box issues one by its own authority."""
    rules: Sequence[ListenerRule]


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    id: str
    """Its ARN."""
    dns_name: str
    is_internal: bool
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    attributes: Mapping[str, str]
    listeners: Sequence[Listener]


@dataclass(frozen=True, slots=True)
class Database:
    """An RDS instance; Multi-AZ means a standby that takes over under the same name."""

    id: str
    resource_id: str
    address: str
    """The DNS name that it answers under."""
    port: int
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    multi_az: bool
    master_username: str
    master_password: str
    parameters: Mapping[str, str]
    """Of its parameter group."""


@dataclass(frozen=True, slots=True)
class Target:
    """How a load balancer sees a machine: `initial`, `healthy`, `unhealthy` or `draining`."""

    machine: str
    state: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """A CloudFront distribution, all references resolved to what they name."""

    id: str
    names: tuple[str, ...]
    """Its own name and its aliases."""
    config: Mapping[str, Any]
    """DistributionConfig."""
    functions: Mapping[str, str] = field(default_factory=dict)
    """The JavaScript of each function, by ARN."""
    cache_policies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    origin_request_policies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    response_headers_policies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Box(Protocol):
    """Makes what an account has. Each call returns when it is so, or raises.

    All calls may come from several threads. Putting the same id again changes it in place.
    """

    def put_subnet(self, subnet: Subnet) -> None: ...

    def put_group(self, group: SecurityGroup) -> None: ...

    def put_prefix_list(self, prefix_list: str, networks: Sequence[IPv4Network]) -> None: ...

    def put_name(self, name: str, targets: Sequence[str]) -> None:
        """Have a DNS name answer the addresses, or those of the names, in `targets`."""

    def launch(self, machine: Machine) -> str:
        """Start a machine, and return its address at once, before it has booted."""

    def state(self, machine: str) -> MachineState: ...

    def terminate(self, machine: str) -> None:
        """Shut a machine down in order, as EC2 does, and remove it."""

    def kill(self, machine: str) -> None:
        """End a machine at once, as a failing host would."""

    def console(self, machine: str) -> str:
        """Return what its user data and its units wrote, also after its end."""

    def put_target_group(self, group: TargetGroup) -> None: ...

    def put_load_balancer(self, balancer: LoadBalancer) -> None: ...

    def register(self, target_group: str, machine: str) -> None: ...

    def deregister(self, target_group: str, machine: str) -> None:
        """Begin to drain a machine: no new requests, and those that run may end."""

    def targets(self, target_group: str) -> Sequence[Target]: ...

    def put_database(self, database: Database) -> None: ...

    def fail_over(self, database: str) -> None:
        """End the primary at once, and have the standby answer under the database's name."""

    def put_distribution(self, distribution: Distribution) -> None: ...

    def invalidate(self, distribution: str, paths: Sequence[str]) -> None: ...

    def remove(self, resource: str) -> None:
        """Remove whatever has this id. Nothing happens if nothing has."""


class Identity(Protocol):
    """What the box must know of the account, to play the metadata service and RDS."""

    def credentials(self, role: str) -> Mapping[str, str]:
        """Return AccessKeyId, SecretAccessKey, Token and Expiration for a role's session."""

    def lifecycle_state(self, machine: str) -> str:
        """Return what the metadata service tells a machine of Auto Scaling, or nothing."""

    def may_connect(self, database_resource_id: str, user: str, token: str) -> bool:
        """Whether an IAM token for the database is signed by one whose role may connect so."""


BoxFactory = Callable[[Identity], Box]
