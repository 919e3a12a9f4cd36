"""One page that shows how the store is."""

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import Join, Ref
from troposphere.cloudwatch import Dashboard

from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES

_WIDTH, _HEIGHT, _A_ROW = 8, 6, 3


def where(service: str) -> dict[str, Any]:
    """Return how CloudWatch names a service's place behind its load balancer."""
    balancer = "PublicLoadBalancer" if service == "bff" else "InternalLoadBalancer"
    return {
        "LoadBalancer": Ref(balancer),
        "TargetGroup": Ref(f"{service.title()}TargetGroup"),
    }


def dashboard(environment: Environment) -> Dashboard:
    """Return the page."""
    public = {"LoadBalancer": Ref("PublicLoadBalancer")}
    database = {"DBInstanceIdentifier": Ref("DatabaseIdentifier")}
    balancing, own = "AWS/ApplicationELB", f"Tienda/{environment.name}"
    each = {service: where(service) for service in SERVICES}
    widgets = [
        _chart("Requests", "Sum", [(balancing, "RequestCount", at) for at in each.values()]),
        _chart(
            "Seconds to answer, p99",
            "p99",
            [(balancing, "TargetResponseTime", public)],
        ),
        _chart(
            "Answers that failed",
            "Sum",
            [
                (balancing, "HTTPCode_Target_5XX_Count", public),
                (balancing, "HTTPCode_ELB_5XX_Count", public),
            ],
        ),
        _chart(
            "Machines that are well",
            "Minimum",
            [(balancing, "HealthyHostCount", at) for at in each.values()],
        ),
        _chart(
            "Processors in use, per cent",
            "Average",
            [
                ("AWS/EC2", "CPUUtilization", {"AutoScalingGroupName": Ref(f"{one.title()}Group")})
                for one in SERVICES
            ],
        ),
        _chart("Age of the outbox, seconds", "Maximum", [(own, "OutboxAge", {})]),
        _chart(
            "Messages",
            "Maximum",
            [
                ("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": Ref(queue)})
                for queue in ("AvailabilityQueueName", "AvailabilityDeadLettersName")
            ],
        ),
        _chart("Database: processor", "Average", [("AWS/RDS", "CPUUtilization", database)]),
        _chart("Database: connections", "Maximum", [("AWS/RDS", "DatabaseConnections", database)]),
    ]
    return Dashboard(
        "Dashboard", DashboardName=environment.prefix, DashboardBody=_body(_placed(widgets))
    )


Chart = Mapping[str, Any]


def _chart(
    title: str, statistic: str, metrics: Sequence[tuple[str, str, Mapping[str, Any]]]
) -> Chart:
    rows = [
        [namespace, metric, *(part for pair in dimensions.items() for part in pair)]
        for namespace, metric, dimensions in metrics
    ]
    return {"title": title, "stat": statistic, "metrics": rows, "period": 60}


def _placed(charts: Sequence[Chart]) -> dict[str, Any]:
    return {
        "widgets": [
            {
                "type": "metric",
                "x": place % _A_ROW * _WIDTH,
                "y": place // _A_ROW * _HEIGHT,
                "width": _WIDTH,
                "height": _HEIGHT,
                "properties": {**chart, "region": Ref("AWS::Region"), "view": "timeSeries"},
            }
            for place, chart in enumerate(charts)
        ]
    }


def _body(value: Any) -> Join:
    """Return JSON as text, with the references in it left for CloudFormation."""
    return Join("", list(_pieces(value)))


def _pieces(value: Any) -> list[Any]:
    match value:
        case Ref():
            return ['"', value, '"']
        case dict():
            parts = [[f'"{key}":', *_pieces(one)] for key, one in value.items()]
            return ["{", *_between(parts), "}"]
        case list():
            return ["[", *_between([_pieces(one) for one in value]), "]"]
        case str():
            return [f'"{value}"']
    return [str(value)]


def _between(parts: list[list[Any]]) -> list[Any]:
    return [
        piece for number, part in enumerate(parts) for piece in ([","] if number else []) + part
    ]
