"""The stacks in the order in which they are made, and what each is told of the others.

A stack exports nothing: the deploy command reads the outputs of one and hands them to the next as
parameters, so that no stack is bound to another's name, and each can be made anew by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from troposphere import Template

from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.stacks import data, database_setup, storage
from cloudformation.stacks.edge import edge
from cloudformation.stacks.messaging import messaging
from cloudformation.stacks.network import network
from cloudformation.stacks.observability import observability
from cloudformation.stacks.pipeline import pipeline
from cloudformation.stacks.services import services

GLOBAL_REGION = "us-east-1"
"""Where CloudFront takes its certificate and its firewall from."""

CLOUDFRONT_PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"


@dataclass(frozen=True)
class Output:
    """An output of a stack that comes before."""

    stack: str
    name: str


@dataclass(frozen=True)
class PrefixList:
    """The id, in the stack's region, of a prefix list of AWS: ec2:DescribeManagedPrefixLists."""

    name: str


@dataclass(frozen=True)
class Given:
    """What whoever deploys says: ReleaseKey, the S3 key of the bundle, which has its SHA-256."""


KEPT = ("pipeline", "network", "data", "storage")
"""Stacks that hold data, or that those need."""

Source = Output | PrefixList | Given


@dataclass(frozen=True)
class Stack:
    """One stack: its template is a pure function of the environment."""

    name: str
    template: Callable[[Environment], Template]
    parameters: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    is_global: bool = False
    """Whether it must be in GLOBAL_REGION, wherever the store is."""

    def region(self, environment: Environment) -> str:
        """Return where it is made."""
        return GLOBAL_REGION if self.is_global else environment.region

    def full_name(self, environment: Environment) -> str:
        """Return its name in CloudFormation."""
        return f"{environment.prefix}-{self.name}"


def _from(stack: str, *names: str) -> dict[str, Source]:
    return {name: Output(stack, name) for name in names}


STACKS: tuple[Stack, ...] = (
    Stack("pipeline", pipeline.template),
    Stack(
        "network",
        network.template,
        {
            **_from("pipeline", "BoundaryArn"),
            "CloudFrontPrefixList": PrefixList(CLOUDFRONT_PREFIX_LIST),
        },
    ),
    Stack(
        "data",
        data.template,
        {
            **_from("network", "DatabaseSubnets", "DatabaseSecurityGroup"),
            **_from("pipeline", "BoundaryArn"),
        },
    ),
    Stack("storage", storage.template),
    Stack("messaging", messaging.template, _from("pipeline", "BoundaryArn")),
    Stack(
        "keeper",
        database_setup.template,
        {
            **_from("pipeline", "BoundaryArn"),
            **_from("network", "ApplicationSubnets", "KeeperSecurityGroup"),
            **_from("data", "DatabaseAddress", "MasterSecretArn"),
            "ReleaseBucket": Output("storage", "ReleasesBucket"),
            "ReleaseKey": Given(),
        },
    ),
    Stack(
        "services",
        services.template,
        {
            **_from("pipeline", "BoundaryArn"),
            **_from(
                "network",
                "VpcId",
                "PublicSubnets",
                "ApplicationSubnets",
                "PublicLoadBalancerSecurityGroup",
                "InternalLoadBalancerSecurityGroup",
                *(f"{service.title()}SecurityGroup" for service in SERVICES),
            ),
            **_from("data", "DatabaseAddress", "DatabaseResourceId", "SigningKeyArn"),
            **_from("storage", "MediaBucket", "ReceiptsBucket", "LogsBucket"),
            **_from("messaging", "OrderEventsTopicArn"),
            **_from("messaging", "AvailabilityQueueUrl", "AvailabilityQueueArn"),
            "ReleaseBucket": Output("storage", "ReleasesBucket"),
            "ReleaseKey": Given(),
        },
    ),
    Stack(
        "edge",
        edge.template,
        _from("storage", "WebBucketDomain", "MediaBucketDomain", "LogsBucketArn"),
        is_global=True,
    ),
    Stack(
        "observability",
        observability.template,
        {
            **_from("data", "DatabaseIdentifier"),
            **_from("messaging", "AvailabilityQueueName", "AvailabilityDeadLettersName"),
            **_from("services", "PublicLoadBalancer", "InternalLoadBalancer"),
            **_from("services", *(f"{service.title()}TargetGroup" for service in SERVICES)),
            **_from("services", *(f"{service.title()}Group" for service in SERVICES)),
        },
    ),
)


def stack(name: str) -> Stack:
    """Return the stack of that name. Raise KeyError."""
    return {one.name: one for one in STACKS}[name]
