"""Who may talk to whom: CloudFront, public load balancer, bff, internal one, services, database.

Each link is two rules, one at either end, that name the other's group. Nothing is in a group's own
list, so that two groups can name each other. The default group is emptied.
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
DATABASE, KEEPER, ENDPOINTS = (
    "DatabaseSecurityGroup",
    "KeeperSecurityGroup",
    "EndpointsSecurityGroup",
)
HTTPS = 443


def group_of(service: str) -> str:
    """Return the name of a service's group."""
    return f"{service.title()}SecurityGroup"


GROUPS = {
    PUBLIC: "The public load balancer: CloudFront alone reaches it",
    **{group_of(service): f"Machines of {service}" for service in SERVICES},
    INTERNAL: "The internal load balancer: the bff and the services reach it",
    DATABASE: "PostgreSQL: the three services and the keeper reach it",
    KEEPER: "The machine that prepares the databases: nobody reaches it",
    ENDPOINTS: "AWS services inside the VPC: machines reach them",
}
MACHINES = (*map(group_of, SERVICES), KEEPER)


@dataclass(frozen=True)
class Link:
    """One group may open connections to another on one port."""

    source: str
    target: str
    port: int


def links(environment: Environment) -> Iterator[Link]:
    """Yield every link within the VPC."""
    yield Link(PUBLIC, group_of("bff"), BFF_PORT)
    yield Link(group_of("bff"), INTERNAL, HTTPS)
    # They ask users for its public keys, and orders asks catalog what things are and cost.
    yield Link(group_of("catalog"), INTERNAL, HTTPS)
    yield Link(group_of("orders"), INTERNAL, HTTPS)
    for service, port in GRPC_PORTS.items():
        yield Link(INTERNAL, group_of(service), port)
        yield Link(group_of(service), DATABASE, POSTGRES_PORT)
    yield Link(KEEPER, DATABASE, POSTGRES_PORT)
    if environment.interface_endpoints:
        for machine in MACHINES:
            yield Link(machine, ENDPOINTS, HTTPS)


def add(built: Template, environment: Environment) -> None:
    """Add the groups and their rules."""
    for title, about in GROUPS.items():
        built.add_resource(
            SecurityGroup(
                title,
                VpcId=Ref("Vpc"),
                GroupDescription=about,
                # Without a rule of its own a group may send anything anywhere.
                SecurityGroupEgress=[_nowhere()],
                Tags=tags(environment, title.removesuffix("SecurityGroup").lower()),
            )
        )
    for link in links(environment):
        _add_link(built, link)
    # One rule takes as many places as the list has networks, 55 of the 60 that a group has: this
    # group has room for no second port.
    built.add_resource(
        SecurityGroupIngress(
            "CloudFrontToPublic",
            GroupId=_id(PUBLIC),
            SourcePrefixListId=Ref(PREFIX_LIST),
            Description="CloudFront",
            **_port(HTTPS),
        )
    )
    for machine in MACHINES:
        # To AWS, whose addresses are many: over NAT, or to S3 by its gateway endpoint.
        built.add_resource(
            SecurityGroupEgress(
                f"{_short(machine)}ToAws",
                GroupId=_id(machine),
                CidrIp="0.0.0.0/0",
                Description="AWS over HTTPS",
                **_port(HTTPS),
            )
        )


def outputs() -> dict[str, Any]:
    """Return the groups' ids, by their names."""
    return {title: _id(title) for title in GROUPS}


def _add_link(built: Template, link: Link) -> None:
    source, target = _short(link.source), _short(link.target)
    built.add_resource(
        SecurityGroupEgress(
            f"{source}To{target}Out",
            GroupId=_id(link.source),
            DestinationSecurityGroupId=_id(link.target),
            Description=f"to {target}",
            **_port(link.port),
        )
    )
    built.add_resource(
        SecurityGroupIngress(
            f"{source}To{target}In",
            GroupId=_id(link.target),
            SourceSecurityGroupId=_id(link.source),
            Description=f"from {source}",
            **_port(link.port),
        )
    )


def _id(title: str) -> GetAtt:
    return GetAtt(title, "GroupId")


def _short(title: str) -> str:
    return title.removesuffix("SecurityGroup").replace("LoadBalancer", "")


def _port(port: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}


def _nowhere() -> dict[str, Any]:
    return {"IpProtocol": "-1", "CidrIp": "127.0.0.1/32", "Description": "nowhere"}
