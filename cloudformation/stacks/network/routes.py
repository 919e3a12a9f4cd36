"""The ways out: the internet for load balancers, NAT for machines, none for the database."""

from collections.abc import Sequence

from troposphere import Ref, Template
from troposphere.ec2 import (
    EIP,
    InternetGateway,
    NatGateway,
    Route,
    RouteTable,
    Subnet,
    SubnetRouteTableAssociation,
    VPCGatewayAttachment,
)

from cloudformation.config.environment import Environment
from cloudformation.stacks.network.subnets import VPC_NAME
from cloudformation.stacks.resources import tags


def add(
    built: Template, environment: Environment, subnets: dict[str, list[Subnet]]
) -> list[RouteTable]:
    """Add them; return the route tables of the application subnets."""
    gateway = built.add_resource(
        InternetGateway("InternetGateway", Tags=tags(environment, "internet"))
    )
    attachment = built.add_resource(
        VPCGatewayAttachment(
            "InternetGatewayAttachment", VpcId=Ref(VPC_NAME), InternetGatewayId=Ref(gateway)
        )
    )
    public = _add_table(built, environment, "Public", subnets["Public"])
    built.add_resource(
        Route(
            "PublicRoute",
            RouteTableId=Ref(public),
            DestinationCidrBlock="0.0.0.0/0",
            GatewayId=Ref(gateway),
            DependsOn=attachment.title,
        )
    )
    # The database has no way out at all: its subnets know the VPC alone.
    _add_table(built, environment, "Database", subnets["Database"])
    nats = _add_nats(built, environment, subnets["Public"], attachment)
    tables = []
    for zone, subnet in enumerate(subnets["Application"]):
        table = _add_table(built, environment, f"Application{zone + 1}", [subnet])
        tables.append(table)
        if nats:
            built.add_resource(
                Route(
                    f"ApplicationRoute{zone + 1}",
                    RouteTableId=Ref(table),
                    DestinationCidrBlock="0.0.0.0/0",
                    NatGatewayId=Ref(nats[zone % len(nats)]),
                )
            )
    return tables


def _add_table(
    built: Template, environment: Environment, name: str, subnets: Sequence[Subnet]
) -> RouteTable:
    table = built.add_resource(
        RouteTable(f"{name}RouteTable", VpcId=Ref(VPC_NAME), Tags=tags(environment, name.lower()))
    )
    for subnet in subnets:
        built.add_resource(
            SubnetRouteTableAssociation(
                f"{subnet.title}RouteTable", SubnetId=Ref(subnet), RouteTableId=Ref(table)
            )
        )
    return table


def _add_nats(
    built: Template,
    environment: Environment,
    public: Sequence[Subnet],
    attachment: VPCGatewayAttachment,
) -> list[NatGateway]:
    count = {"none": 0, "one": 1, "zone": environment.zones}[environment.nat]
    nats = []
    for zone in range(count):
        address = built.add_resource(
            EIP(
                f"NatAddress{zone + 1}",
                Domain="vpc",
                DependsOn=attachment.title,
                Tags=tags(environment, f"nat-{zone + 1}"),
            )
        )
        nats.append(
            built.add_resource(
                NatGateway(
                    f"Nat{zone + 1}",
                    AllocationId=address.get_att("AllocationId"),
                    SubnetId=Ref(public[zone]),
                    Tags=tags(environment, f"nat-{zone + 1}"),
                )
            )
        )
    return nats
