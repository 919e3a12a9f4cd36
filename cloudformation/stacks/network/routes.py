"""Routes: to the internet for load balancers, over NAT for instances, none for the database."""

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
from cloudformation.stacks.network.subnets import VPC_TITLE
from cloudformation.stacks.resources import tags


def add(
    template: Template, environment: Environment, subnets: dict[str, list[Subnet]]
) -> list[RouteTable]:
    """Add gateways and route tables; return the route tables of the application subnets."""
    gateway = template.add_resource(
        InternetGateway("InternetGateway", Tags=tags(environment, "internet"))
    )
    attachment = template.add_resource(
        VPCGatewayAttachment(
            "InternetGatewayAttachment", VpcId=Ref(VPC_TITLE), InternetGatewayId=Ref(gateway)
        )
    )
    public = _add_table(template, environment, "Public", subnets["Public"])
    template.add_resource(
        Route(
            "PublicRoute",
            RouteTableId=Ref(public),
            DestinationCidrBlock="0.0.0.0/0",
            GatewayId=Ref(gateway),
            DependsOn=attachment.title,
        )
    )
    # The database subnets have no route out of the VPC.
    _add_table(template, environment, "Database", subnets["Database"])
    nats = _add_nats(template, environment, subnets["Public"], attachment)
    tables = []
    for zone, subnet in enumerate(subnets["Application"]):
        table = _add_table(template, environment, f"Application{zone + 1}", [subnet])
        tables.append(table)
        if nats:
            template.add_resource(
                Route(
                    f"ApplicationRoute{zone + 1}",
                    RouteTableId=Ref(table),
                    DestinationCidrBlock="0.0.0.0/0",
                    NatGatewayId=Ref(nats[zone % len(nats)]),
                )
            )
    return tables


def _add_table(
    template: Template, environment: Environment, name: str, subnets: Sequence[Subnet]
) -> RouteTable:
    table = template.add_resource(
        RouteTable(f"{name}RouteTable", VpcId=Ref(VPC_TITLE), Tags=tags(environment, name.lower()))
    )
    for subnet in subnets:
        template.add_resource(
            SubnetRouteTableAssociation(
                f"{subnet.title}RouteTable", SubnetId=Ref(subnet), RouteTableId=Ref(table)
            )
        )
    return table


def _add_nats(
    template: Template,
    environment: Environment,
    public: Sequence[Subnet],
    attachment: VPCGatewayAttachment,
) -> list[NatGateway]:
    count = {"none": 0, "one": 1, "zone": environment.zones}[environment.nat]
    nats = []
    for zone in range(count):
        address = template.add_resource(
            EIP(
                f"NatAddress{zone + 1}",
                Domain="vpc",
                DependsOn=attachment.title,
                Tags=tags(environment, f"nat-{zone + 1}"),
            )
        )
        nats.append(
            template.add_resource(
                NatGateway(
                    f"Nat{zone + 1}",
                    AllocationId=address.get_att("AllocationId"),
                    SubnetId=Ref(public[zone]),
                    Tags=tags(environment, f"nat-{zone + 1}"),
                )
            )
        )
    return nats
