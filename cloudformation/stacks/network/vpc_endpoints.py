"""AWS's services inside the VPC: S3 always, which costs nothing, and others by choice."""

from collections.abc import Sequence
from typing import Any

from troposphere import Ref, Sub, Template
from troposphere.ec2 import RouteTable, Subnet, VPCEndpoint

from cloudformation.config.environment import Environment
from cloudformation.stacks.network import security_groups
from cloudformation.stacks.network.subnets import VPC_NAME
from cloudformation.stacks.resources import document


def add(
    built: Template,
    environment: Environment,
    subnets: Sequence[Subnet],
    tables: Sequence[RouteTable],
) -> None:
    """Add S3's to the machines' routes, and those that were chosen to their subnets."""
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
                SecurityGroupIds=[Ref(security_groups.ENDPOINTS)],
                PrivateDnsEnabled=True,
            )
        )


def _only_our_buckets() -> dict[str, Any]:
    """Return a policy by which nothing is carried off into somebody else's bucket."""
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
