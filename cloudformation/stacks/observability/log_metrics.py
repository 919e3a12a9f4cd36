"""Metrics that CloudWatch counts in the store's logs: nothing runs for them on a machine.

A log line is one object of JSON; docs/operations.md has its fields. CloudWatch takes about 0.30 US
dollars a month for each metric, and for each combination of its dimensions that occurs.
"""

from collections.abc import Mapping
from types import MappingProxyType

from troposphere import Template
from troposphere.logs import Dimension, MetricFilter, MetricTransformation

from cloudformation.config.environment import Environment

NO_DIMENSIONS: Mapping[str, str] = MappingProxyType({})


def namespace(environment: Environment) -> str:
    """Return the namespace of the store's own metrics."""
    return f"Tienda/{environment.name}"


def add(
    template: Template,
    environment: Environment,
    metric: str,
    process: str,
    lines: str,
    *,
    title: str = "",
    value: str = "1",
    dimensions: Mapping[str, str] = NO_DIMENSIONS,
) -> None:
    """Have a metric get `value` for each line that matches in the log group of a process.

    `lines` is a filter pattern of CloudWatch Logs; empty, it matches every line. `value` is a
    number or a field, "$.parked"; `dimensions` are fields by name. `title` is needed where several
    groups feed one metric.
    """
    # CloudFormation refuses an empty list.
    fields = {"Dimensions": [Dimension(Key=key, Value=field) for key, field in dimensions.items()]}
    template.add_resource(
        MetricFilter(
            f"{title or metric}Filter",
            LogGroupName=environment.log_group(process),
            FilterPattern=lines,
            MetricTransformations=[
                MetricTransformation(
                    MetricName=metric,
                    MetricNamespace=namespace(environment),
                    MetricValue=value,
                    **(fields if dimensions else {}),
                )
            ],
        )
    )
