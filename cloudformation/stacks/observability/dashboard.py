"""The CloudWatch dashboard of the store."""

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import Join, Ref
from troposphere.cloudwatch import Dashboard

from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES

_WIDTH, _HEIGHT, _COLUMNS = 8, 6, 3


def target_group_dimensions(service: str) -> dict[str, Any]:
    """Return the CloudWatch dimensions of a service's target group."""
    balancer = "PublicLoadBalancer" if service == "bff" else "InternalLoadBalancer"
    return {
        "LoadBalancer": Ref(balancer),
        "TargetGroup": Ref(f"{service.title()}TargetGroup"),
    }


def dashboard(environment: Environment) -> Dashboard:
    """Return the dashboard."""
    public = {"LoadBalancer": Ref("PublicLoadBalancer")}
    database = {"DBInstanceIdentifier": Ref("DatabaseIdentifier")}
    load_balancing, own = "AWS/ApplicationELB", f"Tienda/{environment.name}"
    target_groups = [target_group_dimensions(service) for service in SERVICES]
    widgets = [
        _chart(
            "Requests", "Sum", [(load_balancing, "RequestCount", group) for group in target_groups]
        ),
        _chart(
            "Response time p99 (s)",
            "p99",
            [(load_balancing, "TargetResponseTime", public)],
        ),
        _chart(
            "5xx responses",
            "Sum",
            [
                (load_balancing, "HTTPCode_Target_5XX_Count", public),
                (load_balancing, "HTTPCode_ELB_5XX_Count", public),
            ],
        ),
        _chart(
            "Healthy instances",
            "Minimum",
            [(load_balancing, "HealthyHostCount", group) for group in target_groups],
        ),
        _chart(
            "Instances: CPU (%)",
            "Average",
            [
                (
                    "AWS/EC2",
                    "CPUUtilization",
                    {"AutoScalingGroupName": Ref(f"{service.title()}Group")},
                )
                for service in SERVICES
            ],
        ),
        _chart(
            "Calls that are not OK, by status",
            "Sum",
            expressions=[f"SEARCH('{{{own},service,status}} Calls', 'Sum', 60)"],
        ),
        _chart(
            "Orders answered, and failed by the store",
            "Sum",
            [(own, "Orders", {}), (own, "FailedOrders", {})],
        ),
        _chart(
            "Machine with the most memory and disk in use (%)",
            "Maximum",
            [(own, "MachineMemory", {}), (own, "MachineDisk", {})],
        ),
        _chart("Age of the oldest outbox message (s)", "Maximum", [(own, "OutboxAge", {})]),
        _chart(
            "Messages in the queue and the dead-letter queue",
            "Maximum",
            [
                ("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": Ref(queue)})
                for queue in ("AvailabilityQueueName", "AvailabilityDeadLettersName")
            ],
        ),
        _chart("Database: CPU (%)", "Average", [("AWS/RDS", "CPUUtilization", database)]),
        _chart("Database: connections", "Maximum", [("AWS/RDS", "DatabaseConnections", database)]),
    ]
    return Dashboard(
        "Dashboard",
        DashboardName=environment.prefix,
        DashboardBody=_json_with_references(_grid(widgets)),
    )


Chart = Mapping[str, Any]


def _chart(
    title: str,
    statistic: str,
    metrics: Sequence[tuple[str, str, Mapping[str, Any]]] = (),
    expressions: Sequence[str] = (),
) -> Chart:
    rows: list[Any] = [[{"expression": text}] for text in expressions]
    rows += [
        [namespace, metric, *(part for pair in dimensions.items() for part in pair)]
        for namespace, metric, dimensions in metrics
    ]
    return {"title": title, "stat": statistic, "metrics": rows, "period": 60}


def _grid(charts: Sequence[Chart]) -> dict[str, Any]:
    return {
        "widgets": [
            {
                "type": "metric",
                "x": index % _COLUMNS * _WIDTH,
                "y": index // _COLUMNS * _HEIGHT,
                "width": _WIDTH,
                "height": _HEIGHT,
                "properties": {**chart, "region": Ref("AWS::Region"), "view": "timeSeries"},
            }
            for index, chart in enumerate(charts)
        ]
    }


def _json_with_references(value: Any) -> Join:
    """Return a value as JSON text, in which CloudFormation replaces the references."""
    return Join("", list(_pieces(value)))


def _pieces(value: Any) -> list[Any]:
    match value:
        case Ref():
            return ['"', value, '"']
        case dict():
            parts = [[f'"{key}":', *_pieces(member)] for key, member in value.items()]
            return ["{", *_comma_separated(parts), "}"]
        case list():
            return ["[", *_comma_separated([_pieces(item) for item in value]), "]"]
        case str():
            return [f'"{value}"']
    return [str(value)]


def _comma_separated(parts: list[list[Any]]) -> list[Any]:
    return [
        piece for number, part in enumerate(parts) for piece in ([","] if number else []) + part
    ]
