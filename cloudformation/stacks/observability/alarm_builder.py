"""Builds the CloudWatch alarms of a stack, and the topic that sends them to a person."""

from collections.abc import Mapping
from typing import Any

from troposphere import Ref, Template
from troposphere.cloudwatch import Alarm, MetricDimension
from troposphere.sns import Subscription, Topic

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import checkov_skip, tags

TOPIC = "Alarms"


class AlarmBuilder:
    """Adds alarms to one stack. All notify the same topic when they go off and when they clear."""

    def __init__(self, template: Template, environment: Environment) -> None:
        """Add the topic. AWS asks the owner of `alarm_email` once to confirm the subscription."""
        self._template = template
        self._prefix = environment.prefix
        template.add_resource(
            Topic(
                TOPIC,
                DisplayName=f"Tienda {environment.name}",
                Subscription=[Subscription(Protocol="email", Endpoint=environment.alarm_email)],
                Tags=tags(environment, "alarms"),
                Metadata=checkov_skip(
                    CKV_AWS_26="CloudWatch may not use AWS's own key for SNS, and an alarm names"
                    " nobody: figures and names of machines"
                ),
            )
        )

    def add(
        self,
        title: str,
        description: str,
        *,
        namespace: str,
        metric: str,
        dimensions: Mapping[str, Any],
        statistic: str,
        minutes: int,
        above: float | None = None,
        below: float | None = None,
        missing_is_breaching: bool = False,
    ) -> None:
        """Add an alarm on a metric that is `above` or `below` a threshold for `minutes`."""
        key = "ExtendedStatistic" if statistic.startswith("p") else "Statistic"
        is_above = above is not None
        self._template.add_resource(
            Alarm(
                title,
                AlarmName=f"{self._prefix}-{title}",
                AlarmDescription=description,
                Namespace=namespace,
                MetricName=metric,
                Dimensions=[
                    MetricDimension(Name=name, Value=value) for name, value in dimensions.items()
                ],
                Period=60,
                EvaluationPeriods=minutes,
                ComparisonOperator="GreaterThanThreshold" if is_above else "LessThanThreshold",
                Threshold=above if is_above else below,
                TreatMissingData="breaching" if missing_is_breaching else "notBreaching",
                AlarmActions=[Ref(TOPIC)],
                OKActions=[Ref(TOPIC)],
                **{key: statistic},
            )
        )
