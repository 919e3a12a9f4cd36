"""The security groups: which of them may connect to which, on which port.

Each connection has an egress rule in the source's group and an ingress rule in the target's. The
rules are resources of their own, because two groups cannot refer to each other in their own lists.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from troposphere import GetAtt, Ref, Template
from troposphere.ec2 import SecurityGroup, SecurityGroupEgress, SecurityGroupIngress

from cloudformation.config.environment import BFF_PORT, GRPC_PORTS, POSTGRES_PORT, Environment
from cloudformation.config.settings import SERVICES
from cloudformation.stacks.resources import tags

PREFIX_LIST = "CloudFrontPrefixList"
PUBLIC, INTERNAL = "PublicLoadBalancerSecurityGroup", "InternalLoadBalancerSecurityGroup"
DATABASE, DATABASE_SETUP, ENDPOINTS = (
    "DatabaseSecurityGroup",
    "KeeperSecurityGroup",
    "EndpointsSecurityGroup",
)
HTTPS = 443


def service_group(service: str) -> str:
    """Return the logical id of a service's security group."""
    return f"{service.title()}SecurityGroup"


GROUPS = {
    PUBLIC: "The public load balancer: CloudFront alone reaches it",
    **{service_group(service): f"Machines of {service}" for service in SERVICES},
    INTERNAL: "The internal load balancer: the bff and the services reach it",
    # The keeper is the database setup. Another description would replace the group.
    DATABASE: "PostgreSQL: the three services and the keeper reach it",
    DATABASE_SETUP: "The machine that prepares the databases: nobody reaches it",
    ENDPOINTS: "AWS services inside the VPC: machines reach them",
}
INSTANCE_GROUPS = (*map(service_group, SERVICES), DATABASE_SETUP)


@dataclass(frozen=True)
class Connection:
    """Instances of one group may open connections to those of another on a port."""

    source: str
    target: str
    port: int


def connections(environment: Environment) -> Iterator[Connection]:
    """Yield every connection that is allowed within the VPC."""
    yield Connection(PUBLIC, service_group("bff"), BFF_PORT)
    yield Connection(service_group("bff"), INTERNAL, HTTPS)
    # Both call users for its public keys, and orders calls catalog for products and prices.
    yield Connection(service_group("catalog"), INTERNAL, HTTPS)
    yield Connection(service_group("orders"), INTERNAL, HTTPS)
    for service, port in GRPC_PORTS.items():
        yield Connection(INTERNAL, service_group(service), port)
        yield Connection(service_group(service), DATABASE, POSTGRES_PORT)
    yield Connection(DATABASE_SETUP, DATABASE, POSTGRES_PORT)
    if environment.interface_endpoints:
        for group in INSTANCE_GROUPS:
            yield Connection(group, ENDPOINTS, HTTPS)


def add(template: Template, environment: Environment) -> None:
    """Add the security groups and their rules."""
    for title, description in GROUPS.items():
        template.add_resource(
            SecurityGroup(
                title,
                VpcId=Ref("Vpc"),
                GroupDescription=description,
                # A group without an egress rule may send everything everywhere.
                SecurityGroupEgress=[_egress_to_nowhere()],
                Tags=tags(environment, title.removesuffix("SecurityGroup").lower()),
            )
        )
    for connection in connections(environment):
        _add_connection(template, connection)
    # A rule with a prefix list counts as one rule for each entry, here 55 of the 60 that a group
    # may have: this group has no room for a second port.
    template.add_resource(
        SecurityGroupIngress(
            "CloudFrontToPublic",
            GroupId=_id(PUBLIC),
            SourcePrefixListId=Ref(PREFIX_LIST),
            Description="CloudFront",
            **_port(HTTPS),
        )
    )
    for group in INSTANCE_GROUPS:
        # To AWS, whose addresses vary: over NAT, or to S3 by its gateway endpoint.
        template.add_resource(
            SecurityGroupEgress(
                f"{_short_name(group)}ToAws",
                GroupId=_id(group),
                CidrIp="0.0.0.0/0",
                Description="AWS over HTTPS",
                **_port(HTTPS),
            )
        )


def outputs() -> dict[str, Any]:
    """Return the ids of the groups by their logical ids."""
    return {title: _id(title) for title in GROUPS}


def _add_connection(template: Template, connection: Connection) -> None:
    source, target = _short_name(connection.source), _short_name(connection.target)
    template.add_resource(
        SecurityGroupEgress(
            f"{source}To{target}Out",
            GroupId=_id(connection.source),
            DestinationSecurityGroupId=_id(connection.target),
            Description=f"to {target}",
            **_port(connection.port),
        )
    )
    template.add_resource(
        SecurityGroupIngress(
            f"{source}To{target}In",
            GroupId=_id(connection.target),
            SourceSecurityGroupId=_id(connection.source),
            Description=f"from {source}",
            **_port(connection.port),
        )
    )


def _id(title: str) -> GetAtt:
    return GetAtt(title, "GroupId")


def _short_name(title: str) -> str:
    return title.removesuffix("SecurityGroup").replace("LoadBalancer", "")


def _port(port: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}


def _egress_to_nowhere() -> dict[str, Any]:
    return {"IpProtocol": "-1", "CidrIp": "127.0.0.1/32", "Description": "nowhere"}
