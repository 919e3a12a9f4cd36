"""The network: subnets in two or three zones, and what is heard of who is refused."""

from troposphere import GetAtt, GetAZs, Join, Ref, Select, Template
from troposphere.ec2 import VPC, FlowLog, Subnet

from cloudformation.config.environment import Environment
from cloudformation.stacks.messaging import custom_resource, custom_resource_handler
from cloudformation.stacks.network import routes as network_routes
from cloudformation.stacks.network import security_groups, vpc_endpoints
from cloudformation.stacks.network.subnets import TIERS, VPC_NAME
from cloudformation.stacks.network.subnets import subnets as addresses
from cloudformation.stacks.resources import (
    BOUNDARY,
    add_outputs,
    add_parameters,
    arn,
    assumed_by,
    bounded_role,
    from_this_account,
    log_group,
    new_template,
    own_arn,
    statement,
    tags,
)

_PARAMETERS = {
    BOUNDARY: ("String", "The permissions boundary of every role"),
    security_groups.PREFIX_LIST: (
        "String",
        "The prefix list of CloudFront's own addresses, pl-...",
    ),
}


def template(environment: Environment) -> Template:
    """Return the stack's template."""
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
    tables = network_routes.add(built, environment, subnets)
    vpc_endpoints.add(built, environment, subnets["Application"], tables)
    if environment.flow_logs:
        _add_flow_logs(built, environment)
    security_groups.add(built, environment)
    _empty_default_group(built, environment)
    add_outputs(
        built,
        {
            "VpcId": Ref(vpc),
            **{
                f"{tier}Subnets": Join(",", [Ref(subnet) for subnet in subnets[tier]])
                for tier in TIERS
            },
            **security_groups.outputs(),
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


def _empty_default_group(built: Template, environment: Environment) -> None:
    group = GetAtt(VPC_NAME, "DefaultSecurityGroup")
    custom_resource.add(
        built,
        environment,
        "EmptyDefaultGroup",
        custom_resource_handler.EMPTY_GROUP,
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
