"""CloudFormation's operations."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.rehearsal.account import arn
from tests.rehearsal.account.cloudformation.changes import changes
from tests.rehearsal.account.cloudformation.engine import Engine, Monitoring
from tests.rehearsal.account.cloudformation.stack import Plan, Stack
from tests.rehearsal.account.cloudformation.template import Json
from tests.rehearsal.account.wire import Call, Operation, Refused

Authorize = Callable[[str, str, str, str], None]
"""Raises Refused unless a caller, by access key, may do an action to a resource in a region."""
NOTHING = "The submitted information didn't contain changes. Submit different information to"
_SSM = "AWS::SSM::Parameter::Value"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    id: str
    name: str
    plan: Plan
    changes: list[Json]
    monitoring: Monitoring | None
    failure: str
    """Why it cannot be executed; empty when it can."""


class CloudFormation:
    """The stacks of an account, and what is asked about them."""

    def __init__(self, engine: Engine, fetch: Callable[[str], str], authorize: Authorize) -> None:
        """`fetch` returns the template at a TemplateURL."""
        self.stacks: list[Stack] = []
        self._engine = engine
        self._fetch = fetch
        self._authorize = authorize
        self._change_sets: dict[tuple[str, str], ChangeSet] = {}
        self._threads: list[threading.Thread] = []

    def operations(self) -> Mapping[str, Operation]:
        return {
            "cloudformation.CreateChangeSet": self._create_change_set,
            "cloudformation.DescribeChangeSet": self._describe_change_set,
            "cloudformation.ExecuteChangeSet": self._execute_change_set,
            "cloudformation.DeleteChangeSet": self._delete_change_set,
            "cloudformation.DescribeStacks": self._describe_stacks,
            "cloudformation.DescribeStackEvents": self._describe_events,
            "cloudformation.DescribeEvents": lambda _: {"OperationEvents": []},
            "cloudformation.ListStackResources": self._list_resources,
            "cloudformation.DescribeStackResources": self._describe_resources,
            "cloudformation.GetTemplate": self._get_template,
            "cloudformation.DeleteStack": self._delete_stack,
            "cloudformation.ContinueUpdateRollback": self._continue_rollback,
            "cloudformation.SignalResource": self._signal,
        }

    def stack(self, name: str, region: str) -> Stack | None:
        """Return the stack with this name, which is not deleted, or with this ARN."""
        for stack in reversed(self.stacks):
            if stack.id == name:
                return stack
            is_gone = stack.status == "DELETE_COMPLETE"
            if stack.name == name and stack.region == region and not is_gone:
                return stack
        return None

    def join(self) -> None:
        """Wait for the end of all changes."""
        for thread in self._threads:
            thread.join()

    def _existing(self, call: Call) -> Stack:
        name = call.parameters["StackName"]
        if stack := self.stack(name, call.region):
            return stack
        raise Refused("ValidationError", f"Stack with id {name} does not exist")

    def _in_background(self, work: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    # Change sets

    def _create_change_set(self, call: Call) -> Json:
        wanted = call.parameters
        name, kind = wanted["StackName"], wanted.get("ChangeSetType", "UPDATE")
        stack = self.stack(name, call.region)
        tags = {tag["Key"]: tag["Value"] for tag in wanted.get("Tags", ())}
        if stack is None:
            if kind != "CREATE":
                raise Refused("ValidationError", f"Stack [{name}] does not exist")
            stack_id = arn("cloudformation", call.region, f"stack/{name}/{uuid4()}")
            stack = Stack(name, stack_id, call.region, tags, wanted.get("RoleARN"))
            stack.report("REVIEW_IN_PROGRESS", "User Initiated")
            self.stacks.append(stack)
        elif kind == "UPDATE" and not _may_update(stack.status):
            raise Refused(
                "ValidationError",
                f"Stack:{stack.id} is in {stack.status} state and can not be updated.",
            )
        if "RoleARN" in wanted:
            stack.role = wanted["RoleARN"]
        body = wanted.get("TemplateBody") or self._fetch(wanted["TemplateURL"])
        plan = Plan(json.loads(body), {}, tags)
        plan = Plan(plan.template, _parameters(plan.template, wanted, stack), tags)
        self._check_image(call, plan)
        what = changes(self._engine, stack, plan)
        failure = ""
        if not what and (
            stack.plan is None or stack.plan.template.get("Outputs") == plan.template.get("Outputs")
        ):
            failure = f"{NOTHING} create a change set."
        if "CAPABILITY_NAMED_IAM" not in wanted.get("Capabilities", ()):
            raise Refused(
                "InsufficientCapabilitiesException",
                "Requires capabilities : [CAPABILITY_NAMED_IAM]",
            )
        change_set_id = arn(
            "cloudformation", call.region, f"changeSet/{wanted['ChangeSetName']}/{uuid4()}"
        )
        change_set = ChangeSet(
            change_set_id, wanted["ChangeSetName"], plan, what, _monitoring(wanted), failure
        )
        self._change_sets[stack.id, change_set.name] = change_set
        return {"Id": change_set.id, "StackId": stack.id}

    def _check_image(self, call: Call, plan: Plan) -> None:
        """Read parameters of Systems Manager as the caller, as CreateChangeSet does."""
        for name, declared in plan.template.get("Parameters", {}).items():
            if declared["Type"].startswith(_SSM):
                path = plan.parameters[name]
                resource = f"arn:aws:ssm:{call.region}::parameter{path}"
                self._authorize(call.access_key, "ssm:GetParameters", resource, call.region)

    def _change_set(self, call: Call) -> tuple[Stack, ChangeSet]:
        stack = self._existing(call)
        name = call.parameters["ChangeSetName"]
        for (stack_id, key), change_set in self._change_sets.items():
            if stack_id == stack.id and name in {key, change_set.id}:
                return stack, change_set
        raise Refused("ChangeSetNotFound", f"ChangeSet [{name}] does not exist")

    def _describe_change_set(self, call: Call) -> Json:
        stack, change_set = self._change_set(call)
        answer: Json = {
            "ChangeSetName": change_set.name,
            "ChangeSetId": change_set.id,
            "StackId": stack.id,
            "StackName": stack.name,
            "Status": "FAILED" if change_set.failure else "CREATE_COMPLETE",
            "ExecutionStatus": "UNAVAILABLE" if change_set.failure else "AVAILABLE",
            "Changes": change_set.changes,
            "CreationTime": datetime.now(UTC),
        }
        if change_set.failure:
            answer["StatusReason"] = change_set.failure
        return answer

    def _delete_change_set(self, call: Call) -> Json:
        stack, change_set = self._change_set(call)
        del self._change_sets[stack.id, change_set.name]
        return {}

    def _execute_change_set(self, call: Call) -> Json:
        stack, change_set = self._change_set(call)
        if change_set.failure:
            raise Refused("InvalidChangeSetStatus", change_set.failure)
        del self._change_sets[stack.id, change_set.name]
        stack.tags = change_set.plan.tags
        if stack.status == "REVIEW_IN_PROGRESS":
            stack.status = "CREATE_IN_PROGRESS"
            self._in_background(self._engine.create, stack, change_set.plan)
        else:
            stack.status = "UPDATE_IN_PROGRESS"
            self._in_background(self._engine.update, stack, change_set.plan, change_set.monitoring)
        return {}

    # Stacks

    def _describe_stacks(self, call: Call) -> Json:
        if "StackName" in call.parameters:
            return {"Stacks": [_description(self._existing(call))]}
        alive = [each for each in self.stacks if each.status != "DELETE_COMPLETE"]
        return {"Stacks": [_description(each) for each in alive if each.region == call.region]}

    def _describe_events(self, call: Call) -> Json:
        stack = self._existing(call)
        with stack.lock:
            return {"StackEvents": stack.events[::-1]}

    def _resources(self, call: Call) -> list[Json]:
        stack = self._existing(call)
        with stack.lock:
            return [
                {
                    "LogicalResourceId": title,
                    "PhysicalResourceId": held.made.physical_id,
                    "ResourceType": held.wanted.type,
                    "ResourceStatus": held.status,
                    "LastUpdatedTimestamp": datetime.now(UTC),
                    "Timestamp": datetime.now(UTC),
                }
                for title, held in stack.held.items()
            ]

    def _list_resources(self, call: Call) -> Json:
        return {"StackResourceSummaries": self._resources(call)}

    def _describe_resources(self, call: Call) -> Json:
        title = call.parameters.get("LogicalResourceId")
        found = self._resources(call)
        return {
            "StackResources": [each for each in found if title in {None, each["LogicalResourceId"]}]
        }

    def _get_template(self, call: Call) -> Json:
        plan = self._existing(call).plan
        return {"TemplateBody": json.dumps(plan.template) if plan else ""}

    def _delete_stack(self, call: Call) -> Json:
        stack = self.stack(call.parameters["StackName"], call.region)
        if stack is not None and stack.status != "DELETE_COMPLETE":
            if stack.status == "REVIEW_IN_PROGRESS":
                stack.report("DELETE_COMPLETE", "User Initiated")
                return {}
            stack.status = "DELETE_IN_PROGRESS"
            self._in_background(self._engine.delete, stack)
        return {}

    def _continue_rollback(self, call: Call) -> Json:
        stack = self._existing(call)
        if stack.status != "UPDATE_ROLLBACK_FAILED":
            raise Refused("ValidationError", f"{stack.name} is in {stack.status} state")
        stack.status = "UPDATE_ROLLBACK_IN_PROGRESS"
        self._in_background(self._engine.roll_back, stack, "User Initiated")
        return {}

    def _signal(self, call: Call) -> Json:
        stack, wanted = self._existing(call), call.parameters
        title = wanted["LogicalResourceId"]
        if title not in stack.held and not stack.status.endswith("_IN_PROGRESS"):
            raise Refused(
                "ValidationError", f"Resource {title} does not exist for stack {stack.name}"
            )
        if not stack.status.endswith("_IN_PROGRESS"):
            raise Refused(
                "ValidationError",
                f"Stack {stack.id} is in {stack.status} state and can not be signaled",
            )
        stack.signals.receive(title, wanted["UniqueId"], wanted["Status"])
        return {}


def _may_update(status: str) -> bool:
    return status.endswith("_COMPLETE") and status not in {"ROLLBACK_COMPLETE", "DELETE_COMPLETE"}


def _parameters(template: Json, wanted: Mapping[str, Any], stack: Stack) -> dict[str, str]:
    declared = template.get("Parameters", {})
    values = {name: str(each["Default"]) for name, each in declared.items() if "Default" in each}
    old = stack.plan.parameters if stack.plan else {}
    for given in wanted.get("Parameters", ()):
        name = given["ParameterKey"]
        if name not in declared:
            raise Refused("ValidationError", f"Parameters: [{name}] do not exist in the template")
        is_kept = given.get("UsePreviousValue")
        values[name] = old[name] if is_kept else given["ParameterValue"]
    if missing := sorted(set(declared) - set(values)):
        raise Refused("ValidationError", f"Parameters: [{', '.join(missing)}] must have values")
    return values


def _monitoring(wanted: Mapping[str, Any]) -> Monitoring | None:
    settings = wanted.get("RollbackConfiguration", {})
    alarms = tuple(trigger["Arn"] for trigger in settings.get("RollbackTriggers", ()))
    if not alarms:
        return None
    return Monitoring(60.0 * int(settings.get("MonitoringTimeInMinutes", 0)), alarms)


def _description(stack: Stack) -> Json:
    parameters = stack.plan.parameters if stack.plan else {}
    last = next(
        (each for each in reversed(stack.events) if each["LogicalResourceId"] == stack.name), {}
    )
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "StackStatus": stack.status,
        "StackStatusReason": last.get("ResourceStatusReason", ""),
        "CreationTime": stack.events[0]["Timestamp"],
        "RoleARN": stack.role,
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
        ],
        "Outputs": [
            {"OutputKey": name, "OutputValue": value} for name, value in stack.outputs.items()
        ],
        "Tags": [{"Key": key, "Value": value} for key, value in stack.tags.items()],
    }
