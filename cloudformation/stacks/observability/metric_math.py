"""Builds the metrics and the expressions of alarms that calculate."""

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere.cloudwatch import Metric, MetricDataQuery, MetricDimension, MetricStat


def query(
    name: str,
    namespace: str,
    metric: str,
    dimensions: Mapping[str, Any],
    statistic: str,
    period: int = 60,
) -> MetricDataQuery:
    """Return a metric that expressions know as `name`; `period` is in seconds."""
    source = Metric(
        Namespace=namespace, MetricName=metric, Dimensions=metric_dimensions(dimensions)
    )
    return MetricDataQuery(
        Id=name,
        MetricStat=MetricStat(Metric=source, Period=period, Stat=statistic),
        ReturnData=False,
    )


def expression(text: str, label: str) -> MetricDataQuery:
    """Return the expression whose value an alarm judges."""
    return MetricDataQuery(Id="worst", Expression=text, Label=label, ReturnData=True)


def metric_dimensions(dimensions: Mapping[str, Any]) -> Sequence[MetricDimension]:
    """Return dimensions as CloudWatch has them."""
    return [MetricDimension(Name=name, Value=value) for name, value in dimensions.items()]
