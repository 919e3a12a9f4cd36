"""Change sets: what a deployment would change in one stack, before it changes it."""

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.deployment.stack_state import StackFailed, StackState
from cloudformation.deployment.validation_events import validation_errors

DATA_TYPES = (
    "AWS::RDS::DBInstance",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
    "AWS::SQS::Queue",
)
"""Types of resources whose removal loses data."""
_VERBS = {"Add": "make", "Modify": "change", "Remove": "remove", "Import": "take in"}
_NO_CHANGES = ("didn't contain changes", "No updates are to be performed")
_sequence = itertools.count(1)


@dataclass(frozen=True)
class ResourceChange:
    """What a change set would do to one resource."""

    logical_id: str
    resource_type: str
    action: str
    """Add, Modify, Remove or Import."""
    replacement: str
    """True, False, Conditional, or "" where CloudFormation does not say."""
    properties: Sequence[str]

    @property
    def loses_data(self) -> bool:
        """Whether the data in the resource is lost."""
        is_removed = self.action == "Remove" or self.replacement == "True"
        return self.resource_type in DATA_TYPES and is_removed

    @property
    def is_policy_alone(self) -> bool:
        """Whether it changes only how a later update goes, and nothing that runs."""
        return self.action == "Modify" and list(self.properties) == ["UpdatePolicy"]

    def __str__(self) -> str:
        verb = _VERBS.get(self.action, self.action.lower())
        replacements = {"True": " by replacing it", "Conditional": ", perhaps by replacing it"}
        replacement = replacements.get(self.replacement, "")
        properties = f" ({', '.join(self.properties)})" if self.properties else ""
        warning = "; WHAT IT HOLDS IS LOST" if self.loses_data else ""
        return f"{verb} {self.logical_id}{replacement}{properties}, {self.resource_type}{warning}"


@dataclass(frozen=True)
class ChangeSet:
    """A change set that CloudFormation has created for a stack and not executed."""

    state: StackState
    name: str
    is_new: bool
    """Whether it would create the stack."""
    changes: Sequence[ResourceChange]

    def delete(self) -> None:
        """Delete it, and the empty stack that CloudFormation has created for a new one."""
        self.state.client.delete_change_set(StackName=self.state.name, ChangeSetName=self.name)
        if self.is_new:
            self.state.client.delete_stack(StackName=self.state.name)

    def execute(self) -> None:
        """Execute it, and wait until the stack is complete. Raise StackFailed."""
        last_event = self.state.last_event_id()
        self.state.client.execute_change_set(StackName=self.state.name, ChangeSetName=self.name)
        expected = "CREATE_COMPLETE" if self.is_new else "UPDATE_COMPLETE"
        self.state.wait_for(last_event, expected)


def create_change_set(
    state: StackState,
    template: Mapping[str, str],
    parameters: Mapping[str, str],
    tags: Mapping[str, str],
    role: str | None,
    rollback: Mapping[str, Any] | None = None,
) -> ChangeSet | None:
    """Have CloudFormation create a change set; return None when nothing would change.

    `template` is TemplateBody or TemplateURL, `role` an ARN, `rollback` a RollbackConfiguration.
    Raise StackFailed.
    """
    is_new = state.status in {"", "REVIEW_IN_PROGRESS"}
    name = f"tienda-{int(time.time())}-{next(_sequence)}"
    arguments: dict[str, Any] = {**template, **({"RoleARN": role} if role else {})}
    if rollback is not None:
        arguments["RollbackConfiguration"] = rollback
    try:
        state.client.create_change_set(
            StackName=state.name,
            ChangeSetName=name,
            ChangeSetType="CREATE" if is_new else "UPDATE",
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            **arguments,
        )
    except ClientError as error:
        if _says_no_changes(str(error)):
            return None
        raise
    description = _wait_until_created(state, name)
    change_set = ChangeSet(state, name, is_new, list(_changes(state, name)))
    if description["Status"] == "FAILED":
        reason = description.get("StatusReason", "no change set")
        has_changes = not _says_no_changes(reason)
        # Read before the change set is deleted: its events go with it.
        details = validation_errors(state.client, state.name, name) if has_changes else []
        change_set.delete()
        if has_changes:
            raise StackFailed("\n  ".join((f"{state.name}: {reason}", *details)))
        return None
    if change_set.changes and all(change.is_policy_alone for change in change_set.changes):
        # A group has scaled since the last deployment, which is told to the next update anyway.
        change_set.delete()
        return None
    return change_set


def _says_no_changes(reason: str) -> bool:
    return any(phrase in reason for phrase in _NO_CHANGES)


def _wait_until_created(state: StackState, name: str) -> Mapping[str, Any]:
    while True:
        description: Mapping[str, Any] = state.client.describe_change_set(
            StackName=state.name, ChangeSetName=name
        )
        if not description["Status"].endswith(("_PENDING", "_IN_PROGRESS")):
            return description
        time.sleep(1)


def _changes(state: StackState, name: str) -> Iterator[ResourceChange]:
    page_token: dict[str, str] = {}
    while True:
        page = state.client.describe_change_set(
            StackName=state.name, ChangeSetName=name, **page_token
        )
        for change in page.get("Changes", ()):
            yield _resource_change(change["ResourceChange"])
        if "NextToken" not in page:
            return
        page_token = {"NextToken": page["NextToken"]}


def _resource_change(change: Mapping[str, Any]) -> ResourceChange:
    properties = {
        detail["Target"].get("Name") or detail["Target"].get("Attribute", "")
        for detail in change.get("Details", ())
    }
    return ResourceChange(
        change["LogicalResourceId"],
        change["ResourceType"],
        change["Action"],
        change.get("Replacement", ""),
        sorted(filter(None, properties)),
    )
