"""Where load balancers find a service's machines, and how they ask whether one is well."""

from typing import Any

from troposphere import Ref, Template
from troposphere.elasticloadbalancingv2 import Matcher, TargetGroup, TargetGroupAttribute

from cloudformation.config.environment import GRPC_PORTS, Environment
from cloudformation.stacks.resources import skip, tags

HEALTH = "/grpc.health.v1.Health/Check"


def add(built: Template, environment: Environment, service: str) -> TargetGroup:
    """Add where a load balancer finds a service's machines, and how it asks whether one is well."""
    if service in GRPC_PORTS:
        # gRPC's own health check. Its status code alone counts here: a server that answers at all
        # is well, so that a database that is away does not have every machine replaced.
        kind: dict[str, Any] = {
            "ProtocolVersion": "GRPC",
            "HealthCheckPath": HEALTH,
            "Matcher": Matcher(GrpcCode="0"),
        }
    else:
        kind = {
            "ProtocolVersion": "HTTP1",
            "HealthCheckPath": "/readyz",
            "Matcher": Matcher(HttpCode="200"),
        }
    attributes = {
        "deregistration_delay.timeout_seconds": str(environment.drain_seconds),
        "load_balancing.algorithm.type": "least_outstanding_requests",
    }
    group: TargetGroup = built.add_resource(
        TargetGroup(
            f"{service.title()}TargetGroup",
            VpcId=Ref("VpcId"),
            TargetType="instance",
            Protocol="HTTP",
            Port=environment.port(service),
            HealthCheckProtocol="HTTP",
            HealthCheckIntervalSeconds=5,
            HealthCheckTimeoutSeconds=3,
            HealthyThresholdCount=2,
            UnhealthyThresholdCount=3,
            TargetGroupAttributes=[
                TargetGroupAttribute(Key=key, Value=value) for key, value in attributes.items()
            ],
            Tags=tags(environment, service),
            Metadata=skip(
                CKV_AWS_378="TLS ends at the load balancer; the way on is inside the VPC, between"
                " two security groups"
            ),
            **kind,
        )
    )
    return group
