"""The target groups: the instances of each service, and their health checks."""

from typing import Any

from troposphere import Ref, Template
from troposphere.elasticloadbalancingv2 import Matcher, TargetGroup, TargetGroupAttribute

from cloudformation.config.environment import GRPC_PORTS, Environment
from cloudformation.stacks.resources import checkov_skip, tags

HEALTH_CHECK_PATH = "/grpc.health.v1.Health/Check"


def add(template: Template, environment: Environment, service: str) -> TargetGroup:
    """Add the target group of a service, with its health check."""
    if service in GRPC_PORTS:
        # gRPC's health check. The load balancer reads only the status code, so NOT_SERVING counts
        # as healthy too: a database failover does not get every instance replaced.
        health_check: dict[str, Any] = {
            "ProtocolVersion": "GRPC",
            "HealthCheckPath": HEALTH_CHECK_PATH,
            "Matcher": Matcher(GrpcCode="0"),
        }
    else:
        health_check = {
            "ProtocolVersion": "HTTP1",
            "HealthCheckPath": "/readyz",
            "Matcher": Matcher(HttpCode="200"),
        }
    attributes = {
        "deregistration_delay.timeout_seconds": str(environment.drain_seconds),
        "load_balancing.algorithm.type": "least_outstanding_requests",
    }
    group: TargetGroup = template.add_resource(
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
            Metadata=checkov_skip(
                CKV_AWS_378="TLS ends at the load balancer; the way on is inside the VPC, between"
                " two security groups"
            ),
            **health_check,
        )
    )
    return group
