"""What CloudFormation watches while a release comes to the machines, and what took it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.stacks.observability.release_alarms import OUTPUT

_DENIED = {"AccessDenied", "AccessDeniedException"}
_SOUNDING = "ALARM"


@dataclass(frozen=True, slots=True)
class ReleaseWatch:
    """The alarms that are watched during an update of the services, and for how long after it."""

    alarms: Sequence[str]
    """Their ARNs."""
    minutes: int
    notes: Sequence[str]
    """What an operator is to know of it."""

    @property
    def rollback_configuration(self) -> Mapping[str, Any]:
        """The RollbackConfiguration of a change set.

        It is never left out: CloudFormation would take that of the last update, and fail if one of
        its alarms has gone.
        """
        return {
            "RollbackTriggers": [
                {"Arn": alarm, "Type": "AWS::CloudWatch::Alarm"} for alarm in self.alarms
            ],
            "MonitoringTimeInMinutes": self.minutes if self.alarms else 0,
        }


def watch_release(account: Account) -> ReleaseWatch:
    """Return the watch for an update of the services.

    An alarm that sounds already is left out: it would take back the very release that mends what it
    sounds for.
    """
    known = account.state_of("observability").outputs.get(OUTPUT, "")
    minutes = account.environment.release_watch_minutes
    if not known:
        return ReleaseWatch((), minutes, ["not watched: the alarms for it are made after this"])
    try:
        states = _read_states(account, known.split(","))
    except ClientError as error:
        if error.response["Error"]["Code"] not in _DENIED:
            raise
        # From GitHub, with the rights of an earlier pipeline stack.
        note = "not watched: alarms may not be read; a person must deploy once"
        return ReleaseWatch((), minutes, [note])
    sounding = [arn for arn, alarm in states.items() if alarm["StateValue"] == _SOUNDING]
    watched = [arn for arn in states if arn not in sounding]
    names = ", ".join(states[arn]["AlarmName"] for arn in watched) or "nothing"
    notes = [f"not watched, it sounds already: {_described(states[arn])}" for arn in sounding]
    return ReleaseWatch(watched, minutes, [*notes, f"watched, {minutes} minutes longer: {names}"])


def explain_rollback(account: Account, watch: ReleaseWatch, reason: str) -> Sequence[str]:
    """Return a line for each watched alarm that took a release back, or else that sounds now.

    `reason` is what CloudFormation says.
    """
    states = _read_states(account, watch.alarms)
    named = [alarm for arn, alarm in states.items() if arn.rpartition(":")[2] in reason]
    if named:
        return [f"the release was taken back by the alarm {_described(alarm)}" for alarm in named]
    return [
        f"an alarm sounds: {_described(alarm)}"
        for alarm in states.values()
        if alarm["StateValue"] == _SOUNDING
    ]


def _read_states(account: Account, arns: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return the alarms that exist, by ARN. Raise ClientError."""
    if not arns:
        return {}
    names = [arn.rpartition(":")[2] for arn in arns]
    response = account.client("cloudwatch").describe_alarms(AlarmNames=names)
    states = {alarm["AlarmArn"]: alarm for alarm in response["MetricAlarms"]}
    return {arn: states[arn] for arn in arns if arn in states}


def _described(alarm: Mapping[str, Any]) -> str:
    return f"{alarm['AlarmName']}: {alarm['AlarmDescription']}"
