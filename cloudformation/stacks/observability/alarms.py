"""Alarms, and the topic by which a person hears of them."""

from collections.abc import Mapping
from typing import Any

from troposphere import Ref, Template
from troposphere.cloudwatch import Alarm, MetricDimension
from troposphere.sns import Subscription, Topic

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import skip, tags

TOPIC = "Alarms"


class Alarms:
    """The alarms of one stack; all tell the same topic when it is bad, and when it is well."""

    def __init__(self, built: Template, environment: Environment) -> None:
        """Add the topic; whoever has `alarm_email` is asked once to confirm."""
        self._built = built
        self._prefix = environment.prefix
        built.add_resource(
            Topic(
                TOPIC,
                DisplayName=f"Tienda {environment.name}",
                Subscription=[Subscription(Protocol="email", Endpoint=environment.alarm_email)],
                Tags=tags(environment, "alarms"),
                Metadata=skip(
                    CKV_AWS_26="CloudWatch may not use AWS's own key for SNS, and an alarm names"
                    " nobody: figures and names of machines"
                ),
            )
        )

    def add(
        self,
        title: str,
        about: str,
        *,
        namespace: str,
        metric: str,
        dimensions: Mapping[str, Any],
        statistic: str,
        minutes: int,
        above: float | None = None,
        below: float | None = None,
        silence_is_bad: bool = False,
    ) -> None:
        """Add an alarm: when a figure is above or below what it may be, for so many minutes."""
        how = {"ExtendedStatistic" if statistic.startswith("p") else "Statistic": statistic}
        is_above = above is not None
        self._built.add_resource(
            Alarm(
                title,
                AlarmName=f"{self._prefix}-{title}",
                AlarmDescription=about,
                Namespace=namespace,
                MetricName=metric,
                Dimensions=[
                    MetricDimension(Name=name, Value=value) for name, value in dimensions.items()
                ],
                Period=60,
                EvaluationPeriods=minutes,
                ComparisonOperator="GreaterThanThreshold" if is_above else "LessThanThreshold",
                Threshold=above if is_above else below,
                TreatMissingData="breaching" if silence_is_bad else "notBreaching",
                AlarmActions=[Ref(TOPIC)],
                OKActions=[Ref(TOPIC)],
                **how,
            )
        )
