"""The alarms that take a release back: CloudFormation watches them while it updates `services`.

They are quicker than those for people (alarms.py), count shares instead of numbers where a shop may
be small, and do not sound because of the update itself: a machine that still starts is unhealthy
and gets no request, so it is not the unhealthy machines that count but the healthy ones.

CloudFormation watches five alarms at most. They send no mail: `deploy` says which has sounded.
"""

from collections.abc import Mapping
from typing import Any

from troposphere import Join, Ref, Template
from troposphere.cloudwatch import Alarm, MetricDataQuery

from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.stacks.observability import log_metrics
from cloudformation.stacks.observability.dashboard import target_group_dimensions
from cloudformation.stacks.observability.metric_math import expression, metric_dimensions, query
from cloudformation.stacks.observability.promises import FAILED_ORDERS
from cloudformation.stacks.resources import account_arn, add_outputs

OUTPUT = "ReleaseAlarms"
"""The output with the alarms' ARNs, with commas between."""
MAX_ALARMS = 5
"""How many rollback triggers CloudFormation takes."""
MAX_ERRORS = 1
"""Per cent of a service's responses in a minute that may be 5xx."""
MIN_ERRORS = 5
"""Fewer errors in a minute are no reason: one of ten requests is no share."""
MAX_SECONDS = 2
"""The slowest of a hundred requests may take as long."""
_BALANCER = "AWS/ApplicationELB"


def add(template: Template, environment: Environment) -> None:
    """Add the alarms, and the output with which `deploy` finds them."""
    alarms = (
        _errors(environment),
        _slow(environment),
        _failed_orders(template, environment),
        _unhealthy(environment),
    )
    for alarm in alarms:
        template.add_resource(alarm)
    arns = [account_arn(f"cloudwatch::alarm:{alarm.AlarmName}") for alarm in alarms]
    add_outputs(template, {OUTPUT: Join(",", arns)})


def _errors(environment: Environment) -> Alarm:
    # What the load balancer itself answers for the bff, such as 502 for a connection that broke.
    balancer = {"LoadBalancer": Ref("PublicLoadBalancer")}
    queries = [_balancer_query("balancer_errors", "HTTPCode_ELB_5XX_Count", balancer, "Sum")]
    shares = []
    for service in SERVICES:
        errors, requests = f"{service}_errors", f"{service}_requests"
        dimensions = target_group_dimensions(service)
        for name, metric in ((errors, "HTTPCode_Target_5XX_Count"), (requests, "RequestCount")):
            queries.append(_balancer_query(name, metric, dimensions, "Sum"))
        # A load balancer sends no figure for none.
        count = f"FILL({errors}, 0)"
        if service == "bff":
            count = f"({count} + FILL(balancer_errors, 0))"
        shares.append(f"IF({count} >= {MIN_ERRORS}, 100 * {count} / FILL({requests}, 1), 0)")
    return _alarm(
        environment,
        "ReleaseErrors",
        f"More than {MAX_ERRORS} % of the responses of a service have been 5xx for two minutes",
        above=MAX_ERRORS,
        minutes=2,
        Metrics=[*queries, expression(f"MAX([{', '.join(shares)}])", "5xx of a service (%)")],
    )


def _slow(environment: Environment) -> Alarm:
    return _alarm(
        environment,
        "ReleaseSlow",
        f"One in a hundred requests has taken more than {MAX_SECONDS} s for three minutes",
        above=MAX_SECONDS,
        minutes=3,
        Namespace=_BALANCER,
        MetricName="TargetResponseTime",
        Dimensions=metric_dimensions(target_group_dimensions("bff")),
        Period=60,
        ExtendedStatistic="p99",
        # At night the slowest of a hundred is the slowest of three.
        EvaluateLowSampleCountPercentile="ignore",
    )


def _failed_orders(template: Template, environment: Environment) -> Alarm:
    """Return the alarm on orders that the bff answers with 5xx; add their metric."""
    log_metrics.add(
        template,
        environment,
        FAILED_ORDERS,
        "bff",
        '{ $.message = "request" && $.method = "POST" && $.route = "/orders" && $.status >= 500 }',
    )
    return _alarm(
        environment,
        "ReleaseOrders",
        "In two of the last five minutes an order has failed by an error of the store",
        above=0,
        minutes=5,
        DatapointsToAlarm=2,
        Namespace=log_metrics.namespace(environment),
        MetricName=FAILED_ORDERS,
        Period=60,
        Statistic="Sum",
    )


def _unhealthy(environment: Environment) -> Alarm:
    queries, lacks = [], []
    for service in SERVICES:
        healthy = f"{service}_healthy"
        dimensions = target_group_dimensions(service)
        queries.append(_balancer_query(healthy, "HealthyHostCount", dimensions, "Maximum"))
        lacks.append(f"IF({healthy} < {environment.fleet(service).least}, 1, 0)")
    return _alarm(
        environment,
        "ReleaseUnhealthy",
        "A service has had fewer healthy machines than its `least` for two minutes",
        above=0,
        minutes=2,
        Metrics=[*queries, expression(f"MAX([{', '.join(lacks)}])", "services without `least`")],
    )


def _alarm(
    environment: Environment,
    title: str,
    description: str,
    *,
    above: float,
    minutes: int,
    **properties: Any,
) -> Alarm:
    return Alarm(
        title,
        AlarmName=f"{environment.prefix}-{title}",
        AlarmDescription=description,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=above,
        EvaluationPeriods=minutes,
        # Without requests there are no figures, and nothing is wrong.
        TreatMissingData="notBreaching",
        **properties,
    )


def _balancer_query(
    name: str, metric: str, dimensions: Mapping[str, Any], statistic: str
) -> MetricDataQuery:
    return query(name, _BALANCER, metric, dimensions, statistic)
