"""The stack `network`: the VPC with its subnets, and flow logs of rejected traffic."""

from troposphere import GetAtt, GetAZs, Join, Ref, Select, Template
from troposphere.ec2 import VPC, FlowLog, Subnet

from cloudformation.config.environment import Environment
from cloudformation.stacks.messaging import custom_resource, custom_resource_handler
from cloudformation.stacks.network import routes, security_groups, vpc_endpoints
from cloudformation.stacks.network.subnets import TIERS, VPC_TITLE, subnet_blocks
from cloudformation.stacks.resources import (
    BOUNDARY_PARAMETER,
    account_arn,
    add_outputs,
    add_parameters,
    arn,
    bounded_role,
    log_group,
    new_template,
    source_account,
    statement,
    tags,
    trust_policy,
)

_PARAMETERS = {
    BOUNDARY_PARAMETER: ("String", "The permissions boundary of every role"),
    security_groups.PREFIX_LIST: (
        "String",
        "The prefix list of CloudFront's own addresses, pl-...",
    ),
}


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "VPC, subnets, NAT, endpoints and the chain of rules")
    add_parameters(template, _PARAMETERS)
    vpc = template.add_resource(
        VPC(
            VPC_TITLE,
            CidrBlock=environment.cidr,
            EnableDnsSupport=True,
            EnableDnsHostnames=True,
            Tags=tags(environment, "vpc"),
        )
    )
    subnets = _add_subnets(template, environment)
    tables = routes.add(template, environment, subnets)
    vpc_endpoints.add(template, environment, subnets["Application"], tables)
    if environment.flow_logs:
        _add_flow_logs(template, environment)
    security_groups.add(template, environment)
    _add_default_group_cleanup(template, environment)
    add_outputs(
        template,
        {
            "VpcId": Ref(vpc),
            **{
                f"{tier}Subnets": Join(",", [Ref(subnet) for subnet in subnets[tier]])
                for tier in TIERS
            },
            **security_groups.outputs(),
        },
    )
    return template


def _add_subnets(template: Template, environment: Environment) -> dict[str, list[Subnet]]:
    return {
        tier: [
            template.add_resource(
                Subnet(
                    f"{tier}Subnet{zone + 1}",
                    VpcId=Ref(VPC_TITLE),
                    CidrBlock=str(block),
                    AvailabilityZone=Select(zone, GetAZs("")),
                    MapPublicIpOnLaunch=False,
                    Tags=tags(environment, f"{tier.lower()}-{zone + 1}"),
                )
            )
            for zone, block in enumerate(subnet_blocks(environment, tier))
        ]
        for tier in TIERS
    }


def _add_default_group_cleanup(template: Template, environment: Environment) -> None:
    """Have the rules of the VPC's default security group revoked."""
    group = GetAtt(VPC_TITLE, "DefaultSecurityGroup")
    custom_resource.add(
        template,
        environment,
        "EmptyDefaultGroup",
        custom_resource_handler.EMPTY_GROUP,
        statements=[
            statement(
                ["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
                Join("/", [account_arn("ec2::security-group"), group]),
            ),
            # IAM cannot limit the listing of rules to one group.
            statement(["ec2:DescribeSecurityGroupRules"], "*"),
        ],
        properties={"GroupId": group},
    )


def _add_flow_logs(template: Template, environment: Environment) -> None:
    name = environment.log_group("flow")
    group = template.add_resource(log_group("FlowLogGroup", name, environment))
    write = statement(
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], arn(group)
    )
    find = statement(["logs:DescribeLogGroups"], "*")
    role = template.add_resource(
        bounded_role(
            environment,
            "FlowLogRole",
            trust_policy("vpc-flow-logs.amazonaws.com", **source_account()),
            [write, find],
            "Writes the flow logs of the VPC",
        )
    )
    template.add_resource(
        FlowLog(
            "FlowLog",
            ResourceId=Ref(VPC_TITLE),
            ResourceType="VPC",
            TrafficType="REJECT",
            LogGroupName=Ref(group),
            DeliverLogsPermissionArn=arn(role),
            Tags=tags(environment, "flow"),
        )
    )
