"""The alarms of the stack `observability`. docs/operations.md says what to do about each."""

from typing import Any

from troposphere import Ref, Template
from troposphere.logs import MetricFilter, MetricTransformation

from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.config.sizes import DATABASE_MEMORY, MAX_CONNECTIONS
from cloudformation.stacks.observability.alarm_builder import AlarmBuilder
from cloudformation.stacks.observability.dashboard import target_group_dimensions

GIB = 1024**3
MIN_DATABASE_MEMORY = 128 * 1024**2
"""Bytes: what a dozen connections of PostgreSQL take."""


def add(template: Template, environment: Environment) -> None:
    """Add the alarms, their topic, and the metrics that they need."""
    builder = AlarmBuilder(template, environment)
    _add_load_balancer_alarms(builder)
    _add_outbox_alarms(template, environment, builder)
    _add_queue_alarms(builder)
    _add_database_alarms(builder, environment)
    _add_instance_alarms(builder)


def _add_load_balancer_alarms(builder: AlarmBuilder) -> None:
    public = {"LoadBalancer": Ref("PublicLoadBalancer")}
    builder.add(
        "Errors",
        "The bff responds to shoppers with 5xx",
        namespace="AWS/ApplicationELB",
        metric="HTTPCode_Target_5XX_Count",
        dimensions=public,
        statistic="Sum",
        above=10,
        minutes=3,
    )
    builder.add(
        "NobodyAnswers",
        "The public load balancer has no healthy target, or none that responds",
        namespace="AWS/ApplicationELB",
        metric="HTTPCode_ELB_5XX_Count",
        dimensions=public,
        statistic="Sum",
        above=5,
        minutes=3,
    )
    builder.add(
        "Slow",
        "One in a hundred shoppers waits for more than two seconds",
        namespace="AWS/ApplicationELB",
        metric="TargetResponseTime",
        dimensions=public,
        statistic="p99",
        above=2,
        minutes=5,
    )
    for service in SERVICES:
        builder.add(
            f"{service.title()}Unhealthy",
            f"An instance of {service} fails its health check",
            namespace="AWS/ApplicationELB",
            metric="UnHealthyHostCount",
            dimensions=target_group_dimensions(service),
            statistic="Maximum",
            above=0,
            minutes=5,
        )


def _add_outbox_alarms(template: Template, environment: Environment, builder: AlarmBuilder) -> None:
    """Add metrics of what the worker logs each minute (chassis/outbox/monitor.py), and alarms."""
    namespace = f"Tienda/{environment.name}"
    for title, field in (("OutboxAge", "oldest_seconds"), ("OutboxParked", "parked")):
        template.add_resource(
            MetricFilter(
                f"{title}Filter",
                LogGroupName=environment.log_group("orders"),
                FilterPattern='{ $.message = "outbox" }',
                MetricTransformations=[
                    MetricTransformation(
                        MetricName=title, MetricNamespace=namespace, MetricValue=f"$.{field}"
                    )
                ],
            )
        )
    common: dict[str, Any] = {"namespace": namespace, "dimensions": {}, "statistic": "Maximum"}
    builder.add(
        "OutboxLate",
        "An outbox message of orders has waited for five minutes, or no worker reports the backlog",
        metric="OutboxAge",
        above=300,
        minutes=5,
        missing_is_breaching=True,
        **common,
    )
    builder.add(
        "OutboxStuck",
        "An outbox message of orders is parked: see python -m orders.outbox list",
        metric="OutboxParked",
        above=0,
        minutes=1,
        **common,
    )


def _add_queue_alarms(builder: AlarmBuilder) -> None:
    builder.add(
        "DeadLetters",
        "catalog could not process a message",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions={"QueueName": Ref("AvailabilityDeadLettersName")},
        statistic="Maximum",
        above=0,
        minutes=1,
    )
    builder.add(
        "QueueLate",
        "A message for catalog has waited in the queue for five minutes",
        namespace="AWS/SQS",
        metric="ApproximateAgeOfOldestMessage",
        dimensions={"QueueName": Ref("AvailabilityQueueName")},
        statistic="Maximum",
        above=300,
        minutes=5,
    )


def _add_database_alarms(builder: AlarmBuilder, environment: Environment) -> None:
    common: dict[str, Any] = {
        "namespace": "AWS/RDS",
        "dimensions": {"DBInstanceIdentifier": Ref("DatabaseIdentifier")},
    }
    builder.add(
        "DatabaseCpu",
        "The database has been above 80 % CPU for 10 minutes",
        metric="CPUUtilization",
        statistic="Average",
        above=80,
        minutes=10,
        **common,
    )
    builder.add(
        "DatabaseStorage",
        "The database has less than a tenth of its storage left; RDS adds some, up to a limit",
        metric="FreeStorageSpace",
        statistic="Minimum",
        below=environment.database_storage * GIB // 10,
        minutes=5,
        **common,
    )
    builder.add(
        "DatabaseMemory",
        "The database is short of memory, and then fails to check the tokens of its users",
        metric="FreeableMemory",
        statistic="Minimum",
        below=max(MIN_DATABASE_MEMORY, DATABASE_MEMORY[environment.database_class] * GIB // 20),
        minutes=5,
        **common,
    )
    builder.add(
        "DatabaseConnections",
        "More than 80 % of the connections that the database allows are open",
        metric="DatabaseConnections",
        statistic="Maximum",
        above=MAX_CONNECTIONS[environment.database_class] * 8 // 10,
        minutes=5,
        **common,
    )


def _add_instance_alarms(builder: AlarmBuilder) -> None:
    for service in SERVICES:
        builder.add(
            f"{service.title()}Cpu",
            f"The instances of {service} have been above 85 % CPU for 15 minutes, although scaling"
            " is on",
            namespace="AWS/EC2",
            metric="CPUUtilization",
            dimensions={"AutoScalingGroupName": Ref(f"{service.title()}Group")},
            statistic="Average",
            above=85,
            minutes=15,
        )
