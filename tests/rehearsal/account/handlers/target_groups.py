"""What templates say of target groups: their health checks, and which a rule forwards to."""

from collections.abc import Mapping
from typing import Any

from tests.rehearsal.model import HealthCheck, ListenerRule

_CHECK_PATHS = {"GRPC": "/AWS.ALB/healthcheck"}


def targets_of(rule: ListenerRule) -> set[str]:
    """Return the target groups that a rule forwards to, by ARN."""
    groups = set()
    for action in rule.actions:
        if "TargetGroupArn" in action:
            groups.add(action["TargetGroupArn"])
        forward = action.get("ForwardConfig", {}).get("TargetGroups", ())
        groups |= {each["TargetGroupArn"] for each in forward}
    return groups


def health_check(properties: Mapping[str, Any]) -> HealthCheck:
    matcher = properties.get("Matcher", {})
    version = properties.get("ProtocolVersion", "HTTP1")
    port = str(properties.get("HealthCheckPort", "traffic-port"))
    codes = matcher.get("GrpcCode", "12") if version == "GRPC" else matcher.get("HttpCode", "200")
    return HealthCheck(
        properties.get("HealthCheckProtocol", properties.get("Protocol", "HTTP")),
        int(properties["Port"] if port == "traffic-port" else port),
        properties.get("HealthCheckPath", _CHECK_PATHS.get(version, "/")),
        str(codes),
        float(properties.get("HealthCheckIntervalSeconds", 30)),
        float(properties.get("HealthCheckTimeoutSeconds", 5)),
        int(properties.get("HealthyThresholdCount", 5)),
        int(properties.get("UnhealthyThresholdCount", 2)),
    )
