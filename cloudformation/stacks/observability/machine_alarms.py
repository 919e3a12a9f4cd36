"""The alarms on machines: healthy ones, processor, memory, disk, and boots that fail."""

from troposphere import Ref, Template

from cloudformation.config.environment import Environment
from cloudformation.config.settings import BOOTS, SERVICES
from cloudformation.config.sizes import credits_an_hour
from cloudformation.stacks.observability import log_metrics
from cloudformation.stacks.observability.alarm_builder import AlarmBuilder
from cloudformation.stacks.observability.dashboard import target_group_dimensions

MAX_MEMORY, MAX_DISK = 90, 85
"""Per cent in use."""
CREDIT_HOURS = 6
"""AWS takes money for what a machine has borrowed beyond what it earns in 24 hours."""


def add(template: Template, environment: Environment, builder: AlarmBuilder) -> None:
    """Add the alarms, and the metrics that they need."""
    for service in SERVICES:
        _add_group_alarms(environment, builder, service)
    _add_usage_alarms(template, environment, builder)
    log_metrics.add(template, environment, "FailedBoots", BOOTS, "")
    builder.add(
        "FailedBoots",
        "A machine could not start, and has been or will be replaced by another",
        f"Its log {environment.log_group(BOOTS)}, or the saved query 'boots that failed', has what"
        " it printed; deploy or roll back: with the same release the next one fails too",
        namespace=log_metrics.namespace(environment),
        metric="FailedBoots",
        dimensions={},
        statistic="Sum",
        above=0,
        # Longer than from one failure to that of the next machine.
        period=900,
        periods=1,
    )


def _add_group_alarms(environment: Environment, builder: AlarmBuilder, service: str) -> None:
    title = service.title()
    fleet = environment.fleet(service)
    # Not the unhealthy ones: during a release there is always one, which still starts.
    builder.add(
        f"{title}Unhealthy",
        f"{service} has fewer healthy machines than its least, {fleet.least}",
        "The group replaces the machine; if the next one is no better, read its log and that of"
        f" failed boots: aws autoscaling describe-scaling-activities of {environment.prefix}-"
        f"{service} says why there is none",
        namespace="AWS/ApplicationELB",
        metric="HealthyHostCount",
        dimensions=target_group_dimensions(service),
        statistic="Maximum",
        below=fleet.least,
        periods=5,
        missing_is_breaching=True,
    )
    group = {"AutoScalingGroupName": Ref(f"{title}Group")}
    builder.add(
        f"{title}Cpu",
        f"The instances of {service} have been above 85 % CPU for 15 minutes, although scaling is"
        " on",
        "Raise the fleet's most",
        namespace="AWS/EC2",
        metric="CPUUtilization",
        dimensions=group,
        statistic="Average",
        above=85,
        periods=15,
    )
    if earned := credits_an_hour(fleet.instance_type):
        builder.add(
            f"{title}Credits",
            f"A machine of {service} has borrowed the CPU credits of {CREDIT_HOURS} hours: soon AWS"
            " takes money for each more",
            "Lower the fleet's target_cpu, or choose an instance_type that is not of the family"
            " t4g; t4g machines are not slowed down",
            namespace="AWS/EC2",
            metric="CPUSurplusCreditBalance",
            dimensions=group,
            statistic="Maximum",
            above=CREDIT_HOURS * earned,
            # These figures come every five minutes.
            period=300,
            periods=3,
        )


def _add_usage_alarms(template: Template, environment: Environment, builder: AlarmBuilder) -> None:
    """Add metrics of what machines log each minute (machine/usage.py), and alarms."""
    for metric, field in (("MachineMemory", "memory_used"), ("MachineDisk", "disk_used")):
        for service in SERVICES:
            log_metrics.add(
                template,
                environment,
                metric,
                service,
                '{ $.message = "machine" }',
                title=f"{service.title()}{metric}",
                value=f"$.{field}",
            )
    for service in SERVICES:
        log_metrics.add(
            template,
            environment,
            "MachineLines",
            service,
            '{ $.message = "machine" }',
            title=f"{service.title()}MachineLines",
        )
    machines = sum(fleet.least for fleet in environment.fleets.values())
    builder.add(
        "LogsMissing",
        "The logs of most machines do not come: the alarms that count in them are blind",
        "On a machine, journalctl -u tienda-logs says why; log in through Session Manager",
        namespace=log_metrics.namespace(environment),
        metric="MachineLines",
        dimensions={},
        statistic="Sum",
        # Each sends a line a minute.
        below=5 * machines / 2,
        period=300,
        periods=3,
        missing_is_breaching=True,
    )
    for metric, limit, answer in (
        (
            "MachineMemory",
            MAX_MEMORY,
            "end it, so that the group starts a new one, or choose a larger instance_type",
        ),
        (
            "MachineDisk",
            MAX_DISK,
            "see what grew, then end it, so that the group starts a new one",
        ),
    ):
        what = metric.removeprefix("Machine").lower()
        builder.add(
            metric,
            f"A machine uses more than {limit} % of its {what}",
            f"The saved query 'memory and disk of machines' names it: {answer}",
            namespace=log_metrics.namespace(environment),
            metric=metric,
            dimensions={},
            statistic="Maximum",
            above=limit,
            periods=10,
        )
