"""How a release comes to the machines: one group after another, one machine at a time.

A new machine serves before an old one ends. The first of a release in each group signals late
(machine/first_machine.py), and until then CloudFormation replaces no other. It takes all of it back
when a machine does not serve, or when an alarm of `observability/release_alarms.py` sounds.
"""

from collections.abc import Sequence

from troposphere import Ref
from troposphere.policies import AutoScalingRollingUpdate, UpdatePolicy

START_TIMEOUT = "PT25M"
"""How long an instance has to signal: until it serves, and the time that it is watched as first."""

ORDER = ("users", "catalog", "orders", "bff")
"""The groups in the order of their updates: who is called comes before who calls."""


def live_machines(service: str) -> str:
    """Return the name of the parameter with the machines that an update keeps in service."""
    return f"{service.title()}LiveMachines"


def previous_group(service: str) -> Sequence[str]:
    """Return the logical id of the group that is updated before that of a service, if any."""
    place = ORDER.index(service)
    return [f"{other.title()}Group" for other in ORDER[:place][-1:]]


def update_policy(service: str) -> UpdatePolicy:
    """Return the UpdatePolicy of a service's group."""
    return UpdatePolicy(
        AutoScalingRollingUpdate=AutoScalingRollingUpdate(
            # Not the fleet's `least`: of a group that has scaled out, CloudFormation would end an
            # old machine before it starts a new one.
            MinInstancesInService=Ref(live_machines(service)),
            MaxBatchSize=1,
            WaitOnResourceSignals=True,
            PauseTime=START_TIMEOUT,
            SuspendProcesses=[
                "AZRebalance",
                "AlarmNotification",
                "HealthCheck",
                "ReplaceUnhealthy",
                "ScheduledActions",
            ],
        )
    )
