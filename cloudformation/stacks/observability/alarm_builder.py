"""Builds the CloudWatch alarms of a stack, and the topic that sends them to a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import Ref, Template
from troposphere.cloudwatch import Alarm, CompositeAlarm, MetricDataQuery
from troposphere.sns import Subscription, Topic

from cloudformation.config.environment import Environment
from cloudformation.stacks.observability.metric_math import expression, metric_dimensions
from cloudformation.stacks.resources import checkov_skip, tags

TOPIC = "Alarms"


class AlarmBuilder:
    """Adds alarms to one stack. All notify the same topic when they go off and when they clear.

    Each has a description, which is in the mail: what has happened, and what a person does.
    """

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
        what: str,
        answer: str,
        *,
        namespace: str,
        metric: str,
        dimensions: Mapping[str, Any],
        statistic: str,
        periods: int,
        period: int = 60,
        above: float | None = None,
        below: float | None = None,
        missing_is_breaching: bool = False,
    ) -> None:
        """Add an alarm on a metric that is `above` or `below` a threshold in all of `periods`.

        A period has so many seconds.
        """
        key = "ExtendedStatistic" if statistic.startswith("p") else "Statistic"
        is_above = above is not None
        self._add(
            title,
            f"{what}. {answer}.",
            Namespace=namespace,
            MetricName=metric,
            Dimensions=metric_dimensions(dimensions),
            Period=period,
            EvaluationPeriods=periods,
            ComparisonOperator="GreaterThanThreshold" if is_above else "LessThanThreshold",
            Threshold=above if is_above else below,
            TreatMissingData="breaching" if missing_is_breaching else "notBreaching",
            **self._notify(),
            **{key: statistic},
        )

    def add_calculated(
        self,
        title: str,
        what: str,
        answer: str,
        *,
        metrics: Sequence[MetricDataQuery],
        formula: str,
        above: float,
        periods: int,
    ) -> None:
        """Add an alarm on a formula that is `above` a threshold in all of `periods`."""
        self._add(
            title,
            f"{what}. {answer}.",
            **_calculation(metrics, formula, title, above, periods),
            **self._notify(),
        )

    def add_part(
        self,
        title: str,
        what: str,
        *,
        metrics: Sequence[MetricDataQuery],
        formula: str,
        above: float,
    ) -> None:
        """Add an alarm that tells nobody: `combine` makes one of several."""
        self._add(title, f"{what}.", **_calculation(metrics, formula, title, above, 1))

    def combine(self, title: str, what: str, answer: str, groups: Sequence[Sequence[str]]) -> None:
        """Add an alarm that sounds while all alarms of any of the groups do, by their titles."""
        rules = [
            " AND ".join(f'ALARM("{self._prefix}-{part}")' for part in group) for group in groups
        ]
        self._template.add_resource(
            CompositeAlarm(
                title,
                AlarmName=f"{self._prefix}-{title}",
                AlarmDescription=f"{what}. {answer}.",
                AlarmRule=" OR ".join(f"({rule})" for rule in rules),
                DependsOn=[part for group in groups for part in group],
                **self._notify(),
            )
        )

    def _add(self, title: str, description: str, **properties: Any) -> None:
        self._template.add_resource(
            Alarm(
                title,
                AlarmName=f"{self._prefix}-{title}",
                AlarmDescription=description,
                **properties,
            )
        )

    @staticmethod
    def _notify() -> Mapping[str, Any]:
        return {"AlarmActions": [Ref(TOPIC)], "OKActions": [Ref(TOPIC)]}


def _calculation(
    metrics: Sequence[MetricDataQuery], formula: str, label: str, above: float, periods: int
) -> Mapping[str, Any]:
    return {
        "Metrics": [*metrics, expression(formula, label)],
        "EvaluationPeriods": periods,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": above,
        # Without requests there are no figures, and nothing is wrong.
        "TreatMissingData": "notBreaching",
    }
