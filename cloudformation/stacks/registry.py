"""The stacks in their order of creation, and where the parameters of each come from.

No stack exports or imports values: the deploy command passes the outputs of one as parameters to
the next. So no stack depends on another's name, and each can be replaced by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from troposphere import Template

from cloudformation.config.environment import Environment
from cloudformation.config.settings import DATABASE_SETUP, SERVICES
from cloudformation.stacks import data, database_setup, storage
from cloudformation.stacks.edge import edge
from cloudformation.stacks.messaging import messaging
from cloudformation.stacks.network import network
from cloudformation.stacks.observability import observability
from cloudformation.stacks.pipeline import pipeline
from cloudformation.stacks.services import services
from cloudformation.stacks.services.rolling_update import live_machines

GLOBAL_REGION = "us-east-1"
"""The region of CloudFront's certificate and WAF."""

CLOUDFRONT_PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"


@dataclass(frozen=True)
class Output:
    """The parameter is an output of an earlier stack."""

    stack: str
    name: str


@dataclass(frozen=True)
class PrefixList:
    """The parameter is the id, in the stack's region, of a prefix list that AWS manages."""

    name: str


@dataclass(frozen=True)
class ReleaseKey:
    """The parameter is the S3 key of the release that is deployed; the key has its SHA-256."""


@dataclass(frozen=True)
class LiveMachines:
    """The parameter is how many machines of a service a rolling update keeps in service."""

    service: str


RETAINED_STACKS = ("pipeline", "network", "data", "storage")
"""Stacks that hold data, or that such stacks need."""

ParameterSource = Output | PrefixList | ReleaseKey | LiveMachines


@dataclass(frozen=True)
class Stack:
    """One stack. Its template depends on the environment alone."""

    name: str
    template: Callable[[Environment], Template]
    parameters: Mapping[str, ParameterSource] = field(default_factory=lambda: MappingProxyType({}))
    is_global: bool = False
    """Whether it is created in GLOBAL_REGION, wherever the store is."""

    def region(self, environment: Environment) -> str:
        """Return the region that the stack is created in."""
        return GLOBAL_REGION if self.is_global else environment.region

    def full_name(self, environment: Environment) -> str:
        """Return the stack's name in CloudFormation."""
        return f"{environment.prefix}-{self.name}"


def _outputs(stack: str, *names: str) -> dict[str, ParameterSource]:
    return {name: Output(stack, name) for name in names}


STACKS: tuple[Stack, ...] = (
    Stack("pipeline", pipeline.build_template),
    Stack(
        "network",
        network.build_template,
        {
            **_outputs("pipeline", "BoundaryArn"),
            "CloudFrontPrefixList": PrefixList(CLOUDFRONT_PREFIX_LIST),
        },
    ),
    Stack(
        "data",
        data.build_template,
        {
            **_outputs("network", "DatabaseSubnets", "DatabaseSecurityGroup"),
            **_outputs("pipeline", "BoundaryArn"),
        },
    ),
    Stack("storage", storage.build_template),
    Stack("messaging", messaging.build_template, _outputs("pipeline", "BoundaryArn")),
    Stack(
        DATABASE_SETUP,
        database_setup.build_template,
        {
            **_outputs("pipeline", "BoundaryArn"),
            **_outputs("network", "ApplicationSubnets", "KeeperSecurityGroup"),
            **_outputs("data", "DatabaseAddress", "DatabaseResourceId", "MasterSecretArn"),
            "ReleaseBucket": Output("storage", "ReleasesBucket"),
            "ReleaseKey": ReleaseKey(),
        },
    ),
    Stack(
        "services",
        services.build_template,
        {
            **_outputs("pipeline", "BoundaryArn"),
            **_outputs(
                "network",
                "VpcId",
                "PublicSubnets",
                "ApplicationSubnets",
                "PublicLoadBalancerSecurityGroup",
                "InternalLoadBalancerSecurityGroup",
                *(f"{service.title()}SecurityGroup" for service in SERVICES),
            ),
            **_outputs("data", "DatabaseAddress", "DatabaseResourceId", "SigningKeyArn"),
            **_outputs("storage", "MediaBucket", "ReceiptsBucket", "LogsBucket"),
            **_outputs("messaging", "OrderEventsTopicArn"),
            **_outputs("messaging", "AvailabilityQueueUrl", "AvailabilityQueueArn"),
            "ReleaseBucket": Output("storage", "ReleasesBucket"),
            "ReleaseKey": ReleaseKey(),
            **{live_machines(service): LiveMachines(service) for service in SERVICES},
        },
    ),
    Stack(
        "edge",
        edge.build_template,
        _outputs("storage", "WebBucketDomain", "MediaBucketDomain", "LogsBucketArn"),
        is_global=True,
    ),
    Stack(
        "observability",
        observability.build_template,
        {
            **_outputs("data", "DatabaseIdentifier"),
            **_outputs("messaging", "AvailabilityQueueName", "AvailabilityDeadLettersName"),
            **_outputs("services", "PublicLoadBalancer", "InternalLoadBalancer"),
            **_outputs("services", *(f"{service.title()}TargetGroup" for service in SERVICES)),
            **_outputs("services", *(f"{service.title()}Group" for service in SERVICES)),
        },
    ),
)


def get_stack(name: str) -> Stack:
    """Return the stack with this name. Raise KeyError."""
    return {stack.name: stack for stack in STACKS}[name]
