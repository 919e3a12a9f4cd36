"""The stack `observability`: alarms, saved queries, the dashboard and the budget."""

from troposphere import Template
from troposphere.budgets import Budget, BudgetData, NotificationWithSubscribers, Spend, Subscriber
from troposphere.budgets import Notification as BudgetNotification

from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.stacks.observability import alarms, dashboard, queries, release_alarms
from cloudformation.stacks.resources import add_parameters, new_template

_PARAMETERS = {
    name: ("String", description)
    for name, description in {
        "DatabaseIdentifier": "The database",
        "AvailabilityQueueName": "The queue of stock events for catalog",
        "AvailabilityDeadLettersName": "The queue of messages that catalog could not process",
        "PublicLoadBalancer": "The public load balancer, as CloudWatch names it",
        "InternalLoadBalancer": "The internal load balancer, as CloudWatch names it",
        **{
            f"{service.title()}TargetGroup": f"The target group of {service}"
            for service in SERVICES
        },
        **{
            f"{service.title()}Group": f"The Auto Scaling group of {service}"
            for service in SERVICES
        },
    }.items()
}


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "alarms, dashboard, budget")
    add_parameters(template, _PARAMETERS)
    alarms.add(template, environment)
    release_alarms.add(template, environment)
    queries.add(template, environment)
    template.add_resource(dashboard.dashboard(environment))
    _add_budget(template, environment)
    return template


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
