"""The alarms on load balancers, calls, outbox and queues, each with what a person does.

docs/operations.md has them all. What sounds while machines are replaced as intended is no alarm.
"""

from troposphere import Ref, Template

from cloudformation.config.environment import GRPC_PORTS, Environment
from cloudformation.stacks.observability import (
    database_alarms,
    log_metrics,
    machine_alarms,
    promises,
)
from cloudformation.stacks.observability.alarm_builder import AlarmBuilder
from cloudformation.stacks.observability.dashboard import target_group_dimensions
from cloudformation.stacks.observability.metric_math import query

FAILED_STATUSES = ("INTERNAL", "UNKNOWN", "UNAVAILABLE", "DEADLINE_EXCEEDED", "DATA_LOSS")
"""Statuses of gRPC that are the store's fault. Each has the HTTP status 200."""
MAX_FAILED_CALLS = 1
"""Per cent of a service's calls."""
MIN_FAILED_CALLS = 5
"""Fewer a minute are no reason: one of ten calls is no share."""
_BALANCER = "AWS/ApplicationELB"


def add(template: Template, environment: Environment) -> None:
    """Add the alarms, their topic, and the metrics that they need."""
    builder = AlarmBuilder(template, environment)
    _add_load_balancer_alarms(builder)
    _add_call_alarms(template, environment, builder)
    _add_outbox_alarms(template, environment, builder)
    _add_queue_alarms(builder)
    database_alarms.add(builder, environment)
    machine_alarms.add(template, environment, builder)
    promises.add(template, environment, builder)


def _add_load_balancer_alarms(builder: AlarmBuilder) -> None:
    public = {"LoadBalancer": Ref("PublicLoadBalancer")}
    builder.add(
        "Errors",
        "The bff responds to shoppers with 5xx",
        "Run the saved query 'failed requests', then 'refusals and errors'; after a release, roll"
        " back",
        namespace=_BALANCER,
        metric="HTTPCode_Target_5XX_Count",
        dimensions=public,
        statistic="Sum",
        above=10,
        periods=3,
    )
    builder.add(
        "NobodyAnswers",
        "The public load balancer has no healthy machine of the bff, or none that responds",
        "Look at the alarms BffUnhealthy and FailedBoots, and at the logs of the bff",
        namespace=_BALANCER,
        metric="HTTPCode_ELB_5XX_Count",
        dimensions=public,
        statistic="Sum",
        above=5,
        periods=3,
    )
    internal = {"LoadBalancer": Ref("InternalLoadBalancer")}
    builder.add_calculated(
        "InternalErrors",
        "The internal load balancer answers 5xx for a service, or passes on those of its machines",
        "It has no healthy machine, or connections break: look at the alarms CatalogUnhealthy,"
        " OrdersUnhealthy and UsersUnhealthy, and at those of memory",
        metrics=[
            query("balancer", _BALANCER, "HTTPCode_ELB_5XX_Count", internal, "Sum"),
            query("machines", _BALANCER, "HTTPCode_Target_5XX_Count", internal, "Sum"),
        ],
        formula="FILL(balancer, 0) + FILL(machines, 0)",
        above=5,
        periods=3,
    )
    builder.add(
        "Slow",
        "One in a hundred shoppers waits for more than two seconds",
        "Run the saved query 'slow requests'; if all are slow, look at the processors and at the"
        " database",
        namespace=_BALANCER,
        metric="TargetResponseTime",
        dimensions=public,
        statistic="p99",
        above=2,
        periods=5,
    )


def _add_call_alarms(template: Template, environment: Environment, builder: AlarmBuilder) -> None:
    """Add metrics of what each service logs of its calls (chassis/rpc/interceptors.py), and alarms.

    The metric Calls has a dimension for each status but OK, for the dashboard.
    """
    namespace = log_metrics.namespace(environment)
    failed = " || ".join(f'$.status = "{status}"' for status in FAILED_STATUSES)
    for service in GRPC_PORTS:
        title = service.title()
        log_metrics.add(
            template,
            environment,
            "Calls",
            service,
            '{ $.message = "call" && $.status != "OK" }',
            title=f"{title}Calls",
            dimensions={"service": "$.service", "status": "$.status"},
        )
        log_metrics.add(
            template,
            environment,
            f"{title}FailedCalls",
            service,
            f'{{ $.message = "call" && ({failed}) }}',
        )
        requests = query(
            "requests", _BALANCER, "RequestCount", target_group_dimensions(service), "Sum"
        )
        builder.add_calculated(
            f"{title}CallsFail",
            f"More than {MAX_FAILED_CALLS} % of the calls of {service} fail by the store's fault",
            "Run the saved queries 'failed calls' and 'refusals and errors'; after a release, roll"
            " back",
            metrics=[query("failed", namespace, f"{title}FailedCalls", {}, "Sum"), requests],
            formula=f"IF(FILL(failed, 0) >= {MIN_FAILED_CALLS},"
            " 100 * FILL(failed, 0) / FILL(requests, 1), 0)",
            above=MAX_FAILED_CALLS,
            periods=3,
        )


def _add_outbox_alarms(template: Template, environment: Environment, builder: AlarmBuilder) -> None:
    """Add metrics of what workers log each minute (chassis/outbox/monitor.py), and alarms."""
    _add_late_alarm(template, environment, builder, "orders")
    if environment.notify_sender:
        # Nobody retries what users has parked: its links would have expired.
        _add_late_alarm(template, environment, builder, "users")
    _add_backlog_metric(template, environment, "OutboxParked", "orders", "parked")
    builder.add(
        "OutboxStuck",
        "An outbox message of orders is parked",
        "python -m orders.outbox list says what and why; remove the cause, then retry --all-parked",
        namespace=log_metrics.namespace(environment),
        metric="OutboxParked",
        dimensions={},
        statistic="Maximum",
        above=0,
        periods=1,
    )


def _add_late_alarm(
    template: Template, environment: Environment, builder: AlarmBuilder, service: str
) -> None:
    # The metric of orders had no other beside it at first.
    whose = "" if service == "orders" else service.title()
    _add_backlog_metric(template, environment, f"{whose}OutboxAge", service, "oldest_seconds")
    builder.add(
        f"{whose}OutboxLate",
        f"An outbox message of {service} has waited for five minutes, or no worker reports any",
        "Run the saved query 'not delivered': once the receiver that it names answers again, the"
        " worker catches up; a worker that has gone must be started",
        namespace=log_metrics.namespace(environment),
        metric=f"{whose}OutboxAge",
        dimensions={},
        statistic="Maximum",
        above=300,
        periods=5,
        missing_is_breaching=True,
    )


def _add_backlog_metric(
    template: Template, environment: Environment, metric: str, service: str, field: str
) -> None:
    lines = '{ $.message = "outbox" }'
    log_metrics.add(template, environment, metric, service, lines, value=f"$.{field}")


def _add_queue_alarms(builder: AlarmBuilder) -> None:
    builder.add(
        "DeadLetters",
        "catalog could not process a message",
        "Read one in the dead-letter queue, mend the cause, and redrive the queue",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions={"QueueName": Ref("AvailabilityDeadLettersName")},
        statistic="Maximum",
        above=0,
        periods=1,
    )
    builder.add(
        "QueueLate",
        "A message for catalog has waited in the queue for five minutes",
        "Read the log of catalog.worker; nobody can buy what the search shows meanwhile",
        namespace="AWS/SQS",
        metric="ApproximateAgeOfOldestMessage",
        dimensions={"QueueName": Ref("AvailabilityQueueName")},
        statistic="Maximum",
        above=300,
        periods=5,
    )
