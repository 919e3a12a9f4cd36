"""VPC endpoints: the gateway endpoint of S3, which is free, and the chosen interface endpoints."""

from collections.abc import Sequence
from typing import Any

from troposphere import Ref, Sub, Template
from troposphere.ec2 import RouteTable, Subnet, VPCEndpoint

from cloudformation.config.environment import Environment
from cloudformation.stacks.network import security_groups
from cloudformation.stacks.network.subnets import VPC_TITLE
from cloudformation.stacks.resources import policy_document


def add(
    template: Template,
    environment: Environment,
    subnets: Sequence[Subnet],
    tables: Sequence[RouteTable],
) -> None:
    """Add S3's endpoint to the route tables, and the interface endpoints to the subnets."""
    template.add_resource(
        VPCEndpoint(
            "S3Endpoint",
            VpcEndpointType="Gateway",
            VpcId=Ref(VPC_TITLE),
            ServiceName=Sub("com.amazonaws.${AWS::Region}.s3"),
            RouteTableIds=[Ref(table) for table in tables],
            PolicyDocument=_s3_endpoint_policy(),
        )
    )
    for service in environment.interface_endpoints:
        template.add_resource(
            VPCEndpoint(
                f"{service.title()}Endpoint",
                VpcEndpointType="Interface",
                VpcId=Ref(VPC_TITLE),
                ServiceName=Sub(f"com.amazonaws.${{AWS::Region}}.{service}"),
                SubnetIds=[Ref(subnet) for subnet in subnets],
                SecurityGroupIds=[Ref(security_groups.ENDPOINTS)],
                PrivateDnsEnabled=True,
            )
        )


def _s3_endpoint_policy() -> dict[str, Any]:
    """Return a policy that allows buckets of this account alone, and AWS's package repositories."""
    own_buckets = {
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
    return policy_document(own_buckets, packages)
