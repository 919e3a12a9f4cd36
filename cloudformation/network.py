"""The network: subnets in two or three zones, the ways out, and who may talk to whom."""

from collections.abc import Sequence
from typing import Any

from troposphere import GetAtt, GetAZs, Join, Ref, Select, Sub, Template
from troposphere.ec2 import (
    EIP,
    VPC,
    FlowLog,
    InternetGateway,
    NatGateway,
    Route,
    RouteTable,
    Subnet,
    SubnetRouteTableAssociation,
    VPCEndpoint,
    VPCGatewayAttachment,
)

from cloudformation import chain, unmanaged, unmanaged_part
from cloudformation.environment import Environment
from cloudformation.parts import (
    BOUNDARY,
    add_outputs,
    add_parameters,
    arn,
    assumed_by,
    bounded_role,
    document,
    from_this_account,
    log_group,
    new_template,
    own_arn,
    statement,
    tags,
)
from cloudformation.subnets import TIERS
from cloudformation.subnets import subnets as addresses

VPC_NAME = "Vpc"

_PARAMETERS = {
    BOUNDARY: ("String", "The permissions boundary of every role"),
    chain.PREFIX_LIST: ("String", "The prefix list of CloudFront's own addresses, pl-..."),
}


def template(environment: Environment) -> Template:
    """Answer the stack's template."""
    built = new_template(environment, "VPC, subnets, NAT, endpoints and the chain of rules")
    add_parameters(built, _PARAMETERS)
    vpc = built.add_resource(
        VPC(
            VPC_NAME,
            CidrBlock=environment.cidr,
            EnableDnsSupport=True,
            EnableDnsHostnames=True,
            Tags=tags(environment, "vpc"),
        )
    )
    subnets = _add_subnets(built, environment)
    tables = _add_routes(built, environment, subnets)
    _add_endpoints(built, environment, subnets["Application"], tables)
    if environment.flow_logs:
        _add_flow_logs(built, environment)
    chain.add(built, environment)
    _empty_default_group(built, environment)
    add_outputs(
        built,
        {
            "VpcId": Ref(vpc),
            **{
                f"{tier}Subnets": Join(",", [Ref(subnet) for subnet in subnets[tier]])
                for tier in TIERS
            },
            **chain.outputs(),
        },
    )
    return built


def _add_subnets(built: Template, environment: Environment) -> dict[str, list[Subnet]]:
    return {
        tier: [
            built.add_resource(
                Subnet(
                    f"{tier}Subnet{zone + 1}",
                    VpcId=Ref(VPC_NAME),
                    CidrBlock=str(block),
                    AvailabilityZone=Select(zone, GetAZs("")),
                    MapPublicIpOnLaunch=False,
                    Tags=tags(environment, f"{tier.lower()}-{zone + 1}"),
                )
            )
            for zone, block in enumerate(addresses(environment, tier))
        ]
        for tier in TIERS
    }


def _add_routes(
    built: Template, environment: Environment, subnets: dict[str, list[Subnet]]
) -> list[RouteTable]:
    """Answer the route tables of the application subnets."""
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


def _add_endpoints(
    built: Template,
    environment: Environment,
    subnets: Sequence[Subnet],
    tables: Sequence[RouteTable],
) -> None:
    built.add_resource(
        VPCEndpoint(
            "S3Endpoint",
            VpcEndpointType="Gateway",
            VpcId=Ref(VPC_NAME),
            ServiceName=Sub("com.amazonaws.${AWS::Region}.s3"),
            RouteTableIds=[Ref(table) for table in tables],
            PolicyDocument=_only_our_buckets(),
        )
    )
    for service in environment.interface_endpoints:
        built.add_resource(
            VPCEndpoint(
                f"{service.title()}Endpoint",
                VpcEndpointType="Interface",
                VpcId=Ref(VPC_NAME),
                ServiceName=Sub(f"com.amazonaws.${{AWS::Region}}.{service}"),
                SubnetIds=[Ref(subnet) for subnet in subnets],
                SecurityGroupIds=[Ref(chain.ENDPOINTS)],
                PrivateDnsEnabled=True,
            )
        )


def _empty_default_group(built: Template, environment: Environment) -> None:
    group = GetAtt(VPC_NAME, "DefaultSecurityGroup")
    unmanaged_part.add(
        built,
        environment,
        "EmptyDefaultGroup",
        unmanaged.EMPTY_GROUP,
        statements=[
            statement(
                ["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
                Join("/", [own_arn("ec2::security-group"), group]),
            ),
            # Which rules there are cannot be asked of one group alone.
            statement(["ec2:DescribeSecurityGroupRules"], "*"),
        ],
        properties={"GroupId": group},
    )


def _only_our_buckets() -> dict[str, Any]:
    """Answer a policy by which nothing is carried off into somebody else's bucket."""
    own = {
        "Sid": "BucketsOfThisAccount",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:ResourceAccount": Ref("AWS::AccountId")}},
    }
    packages = {
        "Sid": "PackagesOfAmazonLinux",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject"],
        "Resource": Sub("arn:${AWS::Partition}:s3:::al2023-repos-${AWS::Region}-de612dc2/*"),
    }
    return document(own, packages)


def _add_flow_logs(built: Template, environment: Environment) -> None:
    name = environment.log_group("flow")
    group = built.add_resource(log_group("FlowLogGroup", name, environment))
    write = statement(
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], arn(group)
    )
    find = statement(["logs:DescribeLogGroups"], "*")
    role = built.add_resource(
        bounded_role(
            "FlowLogRole",
            assumed_by("vpc-flow-logs.amazonaws.com", **from_this_account()),
            [write, find],
            "Writes the flow logs of the VPC",
        )
    )
    built.add_resource(
        FlowLog(
            "FlowLog",
            ResourceId=Ref(VPC_NAME),
            ResourceType="VPC",
            TrafficType="REJECT",
            LogGroupName=Ref(group),
            DeliverLogsPermissionArn=arn(role),
            Tags=tags(environment, "flow"),
        )
    )
