"""CloudFormation's rolling update of a group: new instances, signal by signal."""

from tests.rehearsal.account.cloudformation.durations import seconds
from tests.rehearsal.account.cloudformation.stack import Cancelled, Failed, Wanted
from tests.rehearsal.account.cloudformation.template import Json
from tests.rehearsal.account.scaling.group import Group, Member

SUSPENDED = {"Launch", "Terminate"}
"""What the update itself does meanwhile."""


def roll(group: Group, wanted: Wanted, policy: Json) -> None:
    """Replace the instances of earlier versions. Raise Failed.

    While fewer than `MinInstancesInService` would be left, the group grows by a batch first.
    """
    batch = int(policy.get("MaxBatchSize", 1))
    least = int(policy.get("MinInstancesInService", 0))
    if least >= group.settings.most:
        raise Failed(
            f"MinInstancesInService ({least}) must be less than the group's MaxSize"
            f" ({group.settings.most})"
        )
    suspended = set(policy.get("SuspendProcesses", ()))
    before = set(group.suspended)
    group.suspended |= suspended | SUSPENDED
    try:
        while old := [each for each in group.serving() if each.version != group.settings.version]:
            if wanted.cancelled.is_set():
                raise Cancelled("Resource update cancelled")
            count = min(batch, len(old))
            spare = len(group.serving()) - least
            if spare > 0:
                # CloudFormation counts by the least, not by how many there are.
                gone = old[: min(count, spare)]
                for member in gone:
                    group.end(member)
                missing = max(0, group.desired - len(group.serving()))
                _wait_signals(group, wanted, policy, group.launch(missing))
            else:
                new = group.launch(min(count, max(1, group.settings.most - len(group.serving()))))
                _wait_signals(group, wanted, policy, new)
                # It goes by signals alone: a load balancer may not have found them healthy yet.
                for member in old[: len(new)]:
                    group.end(member)
        _trim(group)
    finally:
        group.suspended = before


def _wait_signals(group: Group, wanted: Wanted, policy: Json, new: list[Member]) -> None:
    if policy.get("WaitOnResourceSignals") not in {True, "true"} or not new:
        return
    wanted.stack.signals.wait(
        wanted.logical_id,
        len(new),
        seconds(policy.get("PauseTime", "PT5M")),
        wanted.cancelled,
        {member.id for member in new},
    )


def _trim(group: Group) -> None:
    """Leave as many instances as are desired."""
    surplus = len(group.serving()) - group.desired
    for member in group.serving()[: max(0, surplus)]:
        group.end(member)
