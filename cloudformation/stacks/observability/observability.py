"""The stack `observability`: alarms, the dashboard and the budget."""

from typing import Any

from troposphere import Ref, Template
from troposphere.budgets import Budget, BudgetData, NotificationWithSubscribers, Spend, Subscriber
from troposphere.budgets import Notification as BudgetNotification
from troposphere.logs import MetricFilter, MetricTransformation

from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.config.sizes import MAX_CONNECTIONS
from cloudformation.stacks.observability import dashboard
from cloudformation.stacks.observability.alarms import Alarms
from cloudformation.stacks.resources import add_parameters, new_template

GIB = 1024**3

_PARAMETERS = {
    name: ("String", description)
    for name, description in {
        "DatabaseIdentifier": "The database",
        "AvailabilityQueueName": "The queue that catalog hears of stock by",
        "AvailabilityDeadLettersName": "What catalog could not take in",
        "PublicLoadBalancer": "The public load balancer, as CloudWatch names it",
        "InternalLoadBalancer": "The internal one",
        **{f"{service.title()}TargetGroup": f"Where {service} is" for service in SERVICES},
        **{f"{service.title()}Group": f"The machines of {service}" for service in SERVICES},
    }.items()
}


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "alarms, dashboard, budget")
    add_parameters(template, _PARAMETERS)
    alarms = Alarms(template, environment)
    _add_load_balancer_alarms(alarms)
    _add_outbox_alarms(template, environment, alarms)
    _add_queue_alarms(alarms)
    _add_database_alarms(alarms, environment)
    _add_instance_alarms(alarms)
    template.add_resource(dashboard.dashboard(environment))
    _add_budget(template, environment)
    return template


def _add_load_balancer_alarms(alarms: Alarms) -> None:
    public = {"LoadBalancer": Ref("PublicLoadBalancer")}
    alarms.add(
        "Errors",
        "The bff fails: shoppers see 5xx",
        namespace="AWS/ApplicationELB",
        metric="HTTPCode_Target_5XX_Count",
        dimensions=public,
        statistic="Sum",
        above=10,
        minutes=3,
    )
    alarms.add(
        "NobodyAnswers",
        "The public load balancer finds nobody to answer",
        namespace="AWS/ApplicationELB",
        metric="HTTPCode_ELB_5XX_Count",
        dimensions=public,
        statistic="Sum",
        above=5,
        minutes=3,
    )
    alarms.add(
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
        alarms.add(
            f"{service.title()}Unhealthy",
            f"A machine of {service} does not answer",
            namespace="AWS/ApplicationELB",
            metric="UnHealthyHostCount",
            dimensions=dashboard.target_group_dimensions(service),
            statistic="Maximum",
            above=0,
            minutes=5,
        )


def _add_outbox_alarms(template: Template, environment: Environment, alarms: Alarms) -> None:
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
    alarms.add(
        "OutboxLate",
        "A letter of orders has waited for five minutes, or no worker tells how many wait",
        metric="OutboxAge",
        above=300,
        minutes=5,
        missing_is_breaching=True,
        **common,
    )
    alarms.add(
        "OutboxStuck",
        "A letter of orders is parked: python -m orders.outbox shows it",
        metric="OutboxParked",
        above=0,
        minutes=1,
        **common,
    )


def _add_queue_alarms(alarms: Alarms) -> None:
    alarms.add(
        "DeadLetters",
        "catalog could not take in a message",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions={"QueueName": Ref("AvailabilityDeadLettersName")},
        statistic="Maximum",
        above=0,
        minutes=1,
    )
    alarms.add(
        "QueueLate",
        "catalog has not taken in a message for five minutes",
        namespace="AWS/SQS",
        metric="ApproximateAgeOfOldestMessage",
        dimensions={"QueueName": Ref("AvailabilityQueueName")},
        statistic="Maximum",
        above=300,
        minutes=5,
    )


def _add_database_alarms(alarms: Alarms, environment: Environment) -> None:
    common: dict[str, Any] = {
        "namespace": "AWS/RDS",
        "dimensions": {"DBInstanceIdentifier": Ref("DatabaseIdentifier")},
    }
    alarms.add(
        "DatabaseCpu",
        "The database works at more than four fifths of what it can",
        metric="CPUUtilization",
        statistic="Average",
        above=80,
        minutes=10,
        **common,
    )
    alarms.add(
        "DatabaseStorage",
        "The database has less than a tenth of its storage left; RDS adds some, up to a limit",
        metric="FreeStorageSpace",
        statistic="Minimum",
        below=environment.database_storage * GIB // 10,
        minutes=5,
        **common,
    )
    alarms.add(
        "DatabaseConnections",
        "Four fifths of the connections that the database has room for are taken",
        metric="DatabaseConnections",
        statistic="Maximum",
        above=MAX_CONNECTIONS[environment.database_class] * 8 // 10,
        minutes=5,
        **common,
    )


def _add_instance_alarms(alarms: Alarms) -> None:
    for service in SERVICES:
        alarms.add(
            f"{service.title()}Cpu",
            f"The machines of {service} are at their limit, and no more come",
            namespace="AWS/EC2",
            metric="CPUUtilization",
            dimensions={"AutoScalingGroupName": Ref(f"{service.title()}Group")},
            statistic="Average",
            above=85,
            minutes=15,
        )


def _add_budget(template: Template, environment: Environment) -> None:
    """Add a budget that sends e-mail about the cost of the account.

    It is the whole account's: cost allocation tags would have to be activated by hand.
    """
    subscriber = Subscriber(SubscriptionType="EMAIL", Address=environment.alarm_email)
    template.add_resource(
        Budget(
            "Budget",
            Budget=BudgetData(
                BudgetName=environment.prefix,
                BudgetType="COST",
                TimeUnit="MONTHLY",
                BudgetLimit=Spend(Amount=environment.monthly_budget, Unit="USD"),
            ),
            NotificationsWithSubscribers=[
                NotificationWithSubscribers(
                    Notification=BudgetNotification(
                        NotificationType=notification_type,
                        ComparisonOperator="GREATER_THAN",
                        Threshold=per_cent,
                        ThresholdType="PERCENTAGE",
                    ),
                    Subscribers=[subscriber],
                )
                for notification_type, per_cent in (("ACTUAL", 80), ("FORECASTED", 100))
            ],
        )
    )
