"""Change sets: what a deployment would do to one stack, in plain words, before it does it."""

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.deployment.stack_state import StackFailed, StackState

HOLDS_DATA = (
    "AWS::RDS::DBInstance",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
    "AWS::SQS::Queue",
)
"""What is lost with what is in it."""
_VERBS = {"Add": "make", "Modify": "change", "Remove": "remove", "Import": "take in"}
_NOTHING = ("didn't contain changes", "No updates are to be performed")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Change:
    """What would happen to one resource."""

    title: str
    kind: str
    action: str
    replaced: str
    properties: Sequence[str]

    @property
    def endangers_data(self) -> bool:
        """Whether what a resource holds goes with it."""
        gone = self.action == "Remove" or self.replaced == "True"
        return self.kind in HOLDS_DATA and gone

    def __str__(self) -> str:
        verb = _VERBS.get(self.action, self.action.lower())
        anew = {"True": " by making it anew", "Conditional": ", perhaps by making it anew"}
        how = anew.get(self.replaced, "")
        what = f" ({', '.join(self.properties)})" if self.properties else ""
        danger = "; WHAT IT HOLDS IS LOST" if self.endangers_data else ""
        return f"{verb} {self.title}{how}{what}, {self.kind}{danger}"


@dataclass(frozen=True)
class Proposal:
    """A change set that CloudFormation has worked out."""

    state: StackState
    name: str
    is_new: bool
    changes: Sequence[Change]

    def drop(self) -> None:
        """Forget it; a stack that was only ever proposed goes with it."""
        self.state.client.delete_change_set(StackName=self.state.name, ChangeSetName=self.name)
        if self.is_new:
            self.state.client.delete_stack(StackName=self.state.name)

    def carry_out(self) -> None:
        """Do it, and wait. Raise StackFailed."""
        since = self.state.newest_event()
        self.state.client.execute_change_set(StackName=self.state.name, ChangeSetName=self.name)
        wanted = "CREATE_COMPLETE" if self.is_new else "UPDATE_COMPLETE"
        self.state.must_have(since, wanted)


def propose(
    state: StackState,
    template: Mapping[str, str],
    parameters: Mapping[str, str],
    tags: Mapping[str, str],
    role: str | None,
) -> Proposal | None:
    """Have CloudFormation work out a change; None when there is nothing to do.

    `template` is TemplateBody or TemplateURL. Raise StackFailed.
    """
    is_new = state.status in {"", "REVIEW_IN_PROGRESS"}
    name = f"tienda-{int(time.time())}-{next(_numbers)}"
    about: dict[str, Any] = {**template, **({"RoleARN": role} if role else {})}
    try:
        _ask(state, name, about, parameters, tags, is_new=is_new)
    except ClientError as error:
        if _says_nothing(str(error)):
            return None
        raise
    told = _worked_out(state, name)
    proposal = Proposal(state, name, is_new, list(_changes(state, name)))
    if told["Status"] == "FAILED":
        proposal.drop()
        if _says_nothing(told.get("StatusReason", "")):
            return None
        raise StackFailed(f"{state.name}: {told.get('StatusReason', 'no change set')}")
    return proposal


def _ask(
    state: StackState,
    name: str,
    about: Mapping[str, Any],
    parameters: Mapping[str, str],
    tags: Mapping[str, str],
    *,
    is_new: bool,
) -> None:
    state.client.create_change_set(
        StackName=state.name,
        ChangeSetName=name,
        ChangeSetType="CREATE" if is_new else "UPDATE",
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        **about,
    )


def _says_nothing(reason: str) -> bool:
    return any(part in reason for part in _NOTHING)


def _worked_out(state: StackState, name: str) -> Mapping[str, Any]:
    while True:
        told: Mapping[str, Any] = state.client.describe_change_set(
            StackName=state.name, ChangeSetName=name
        )
        if not told["Status"].endswith(("_PENDING", "_IN_PROGRESS")):
            return told
        time.sleep(1)


def _changes(state: StackState, name: str) -> Iterator[Change]:
    more: dict[str, str] = {}
    while True:
        told = state.client.describe_change_set(StackName=state.name, ChangeSetName=name, **more)
        for one in told.get("Changes", ()):
            about = one["ResourceChange"]
            properties = {
                detail["Target"].get("Name") or detail["Target"].get("Attribute", "")
                for detail in about.get("Details", ())
            }
            yield Change(
                about["LogicalResourceId"],
                about["ResourceType"],
                about["Action"],
                about.get("Replacement", ""),
                sorted(filter(None, properties)),
            )
        if "NextToken" not in told:
            return
        more = {"NextToken": told["NextToken"]}
