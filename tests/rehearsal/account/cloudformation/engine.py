"""Makes stacks what their templates say, and takes back a change that fails."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from tests.rehearsal.account import ACCOUNT, PARTITION, SUFFIX
from tests.rehearsal.account.cloudformation.durations import seconds
from tests.rehearsal.account.cloudformation.schedule import reversed_order, run_in_order
from tests.rehearsal.account.cloudformation.stack import (
    Cancelled,
    Failed,
    Held,
    Plan,
    Stack,
    Wanted,
)
from tests.rehearsal.account.cloudformation.template import (
    Json,
    Made,
    Scope,
    dependencies,
    resolve_dynamic,
)

_log = logging.getLogger(__name__)
_ALARM_INTERVAL = 0.5
"""Seconds between two looks at the alarms of a change."""


class Handler(Protocol):
    """Makes resources of one type."""

    replaced_by: frozenset[str]
    """Properties whose change makes another resource."""

    def create(self, wanted: Wanted) -> Made: ...

    def update(self, wanted: Wanted, made: Made, before: Wanted) -> Made: ...

    def delete(self, wanted: Wanted, made: Made) -> None: ...


@dataclass(frozen=True, slots=True)
class Monitoring:
    """A change set's RollbackConfiguration."""

    seconds: float
    alarms: tuple[str, ...]
    """ARNs."""


class Engine:
    """CloudFormation's workers."""

    def __init__(
        self,
        handler: Callable[[str], Handler],
        read_secret: Callable[[str], Callable[[str, str], str]],
        read_parameter: Callable[[str, str], str],
        alarm_in: Callable[[tuple[str, ...]], str],
    ) -> None:
        """`read_secret` gives, for a region, what reads dynamic references."""
        self.handler = handler
        self._read_secret = read_secret
        self._read_parameter = read_parameter
        self._alarm_in = alarm_in

    # The changes of a stack, each in a thread of its own.

    def create(self, stack: Stack, plan: Plan) -> None:
        stack.plan = plan
        stack.report("CREATE_IN_PROGRESS", "User Initiated")
        failed = self._apply(stack, plan)
        if not failed:
            stack.report("CREATE_COMPLETE")
            return
        stack.report("ROLLBACK_IN_PROGRESS", _names(failed, "create"))
        left = self._delete(stack, list(stack.held), is_creation=True)
        stack.report("ROLLBACK_FAILED" if left else "ROLLBACK_COMPLETE", _names(left, "delete"))

    def update(self, stack: Stack, plan: Plan, monitoring: Monitoring | None = None) -> None:
        stack.before, stack.plan = stack.plan, plan
        stack.report("UPDATE_IN_PROGRESS", "User Initiated")
        made_before = dict(stack.held)
        reason = self._update_watched(stack, plan, monitoring)
        if not reason:
            stack.report("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
            gone = [title for title in stack.held if title not in plan.template["Resources"]]
            self._delete(stack, gone)
            self._delete_replaced(stack, made_before)
            stack.report("UPDATE_COMPLETE")
            return
        self.roll_back(stack, reason, made_before)

    def roll_back(
        self, stack: Stack, reason: str, made_before: Mapping[str, Held] | None = None
    ) -> None:
        """Bring a stack back to what it was before."""
        before = stack.before
        assert before is not None
        stack.report("UPDATE_ROLLBACK_IN_PROGRESS", reason)
        extra = _restore_replaced(stack, made_before or {})
        failed = self._apply(stack, before)
        if failed:
            stack.report("UPDATE_ROLLBACK_FAILED", _names(failed, "update"))
            return
        stack.plan = before
        stack.report("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        added = [title for title in stack.held if title not in before.template["Resources"]]
        self._delete(stack, added)
        for title, held in extra.items():
            self._delete_one(stack, title, held)
        stack.report("UPDATE_ROLLBACK_COMPLETE")

    def delete(self, stack: Stack) -> None:
        stack.report("DELETE_IN_PROGRESS", "User Initiated")
        left = self._delete(stack, list(stack.held))
        stack.report("DELETE_FAILED" if left else "DELETE_COMPLETE", _names(left, "delete"))

    def _update_watched(self, stack: Stack, plan: Plan, monitoring: Monitoring | None) -> str:
        """Update, and watch the alarms until the monitoring time is over; return why it failed."""
        cancel, ended = threading.Event(), threading.Event()
        watched = monitoring or Monitoring(0.0, ())
        alarms: list[str] = []
        failed: dict[str, Exception] = {}

        def watch() -> None:
            deadline = float("inf")
            while not alarms and time.monotonic() < deadline:
                if alarm := self._alarm_in(watched.alarms):
                    alarms.append(alarm)
                    cancel.set()
                elif ended.is_set() and deadline == float("inf"):
                    # Once something has failed, nothing is watched any more.
                    deadline = time.monotonic() + (0.0 if failed else watched.seconds)
                time.sleep(_ALARM_INTERVAL)

        watcher = threading.Thread(target=watch, daemon=True)
        if watched.alarms:
            watcher.start()
        failed.update(self._apply(stack, plan, cancel))
        ended.set()
        if watched.alarms:
            watcher.join()
        return f"Rollback triggered by alarm {alarms[0]}" if alarms else _names(failed, "update")

    def _apply(
        self, stack: Stack, plan: Plan, cancel: threading.Event | None = None
    ) -> dict[str, Exception]:
        """Create and update what a plan asks for; return what failed."""
        cancel = cancel or threading.Event()
        try:
            scope = self.scope(stack, plan)
            resources = active_resources(plan.template, scope)
        except LookupError as error:
            return {stack.name: error}
        waits = dependencies(resources)

        def make(title: str) -> None:
            self._make(stack, plan, title, resources[title], cancel)

        failed = run_in_order(waits, make, cancel)
        if not failed:
            scope = self.scope(stack, plan)
            outputs = plan.template.get("Outputs", {})
            stack.outputs = {
                name: str(scope.resolve(output["Value"]))
                for name, output in outputs.items()
                if "Condition" not in output or scope.holds(output)
            }
        first = {title: each for title, each in failed.items() if not isinstance(each, Cancelled)}
        return first or failed

    def scope(self, stack: Stack, plan: Plan, made: Mapping[str, Made] | None = None) -> Scope:
        """Return what the functions of a plan's template may name."""
        declared = plan.template.get("Parameters", {})
        values: dict[str, Any] = {}
        for name, text in plan.parameters.items():
            kind = declared[name]["Type"]
            value = text
            if kind.startswith("AWS::SSM::Parameter::Value"):
                value = self._read_parameter(stack.region, text)
            is_list = kind.startswith("List<") or kind == "CommaDelimitedList"
            values[name] = value.split(",") if is_list else value
        own = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Region": stack.region,
            "AWS::Partition": PARTITION,
            "AWS::URLSuffix": SUFFIX,
            "AWS::StackName": stack.name,
            "AWS::StackId": stack.id,
        }
        with stack.lock:
            held = {title: each.made for title, each in stack.held.items()}
        return Scope(
            {**own, **values},
            held if made is None else made,
            tuple(f"{stack.region}{letter}" for letter in "abc"),
            plan.template.get("Conditions", {}),
            plan.template.get("Mappings", {}),
        )

    def wanted(
        self,
        stack: Stack,
        plan: Plan,
        title: str,
        resource: Json,
        scope: Scope,
        cancel: threading.Event,
    ) -> Wanted:
        """Return a resource with its functions resolved."""
        return Wanted(
            stack=stack,
            logical_id=title,
            type=resource["Type"],
            properties=scope.resolve(resource.get("Properties", {})),
            creation_policy=scope.resolve(resource.get("CreationPolicy", {})),
            update_policy=scope.resolve(resource.get("UpdatePolicy", {})),
            tags=plan.tags,
            cancelled=cancel,
        )

    def _make(
        self, stack: Stack, plan: Plan, title: str, resource: Json, cancel: threading.Event
    ) -> None:
        kind = resource["Type"]
        held = stack.held.get(title)
        verb = "CREATE"
        physical_id = held.made.physical_id if held else ""
        try:
            wanted = self.wanted(stack, plan, title, resource, self.scope(stack, plan), cancel)
            handler = self.handler(kind)
            if held and held.wanted.is_as(wanted) and held.status.endswith("_COMPLETE"):
                return
            _require_going(cancel)
            is_new = held is None or is_replaced(handler, wanted, held.wanted)
            verb = "CREATE" if held is None else "UPDATE"
            stack.record(title, physical_id, kind, f"{verb}_IN_PROGRESS")
            applied = self._with_secrets(wanted)
            policy = resource.get("DeletionPolicy", "Delete")
            if is_new:
                made = handler.create(applied)
                status = f"{verb}_COMPLETE"
                self._hold(stack, title, Held(wanted, made, applied, policy, "CREATE_IN_PROGRESS"))
                physical_id = made.physical_id
                initiated = "Resource creation Initiated"
                stack.record(title, physical_id, kind, f"{verb}_IN_PROGRESS", initiated)
                self._await_signals(wanted)
            else:
                assert held is not None
                held.status = "UPDATE_IN_PROGRESS"
                before = held.applied
                # If it fails half-way, a rollback changes it back.
                self._hold(stack, title, replace(held, wanted=wanted, applied=applied))
                made = handler.update(applied, held.made, before)
                status = "UPDATE_COMPLETE"
            self._hold(stack, title, Held(wanted, made, applied, policy, status))
            stack.record(title, made.physical_id, kind, status)
        except Exception as error:
            reason = _reason(error)
            with stack.lock:
                if title in stack.held:
                    stack.held[title].status = f"{verb}_FAILED"
            stack.record(title, physical_id, kind, f"{verb}_FAILED", reason)
            raise

    def _hold(self, stack: Stack, title: str, held: Held) -> None:
        with stack.lock:
            stack.held[title] = held

    def _with_secrets(self, wanted: Wanted) -> Wanted:
        read = self._read_secret(wanted.stack.region)
        return replace(wanted, properties=resolve_dynamic(wanted.properties, read))

    def _await_signals(self, wanted: Wanted) -> None:
        if signal := wanted.creation_policy.get("ResourceSignal"):
            wanted.stack.signals.wait(
                wanted.logical_id,
                int(signal.get("Count", 1)),
                seconds(signal.get("Timeout", "PT5M")),
                wanted.cancelled,
            )

    def _delete(
        self, stack: Stack, titles: list[str], *, is_creation: bool = False
    ) -> dict[str, Exception]:
        """Delete resources of a stack, the last first; return what failed."""
        plan = stack.plan
        everything = {
            **(stack.before.template["Resources"] if stack.before else {}),
            **(plan.template["Resources"] if plan else {}),
        }
        known = {title: everything[title] for title in titles if title in everything}
        order = reversed_order({**{title: set() for title in titles}, **dependencies(known)})

        def delete(title: str) -> None:
            self._delete_one(stack, title, stack.held[title], is_creation=is_creation)
            with stack.lock:
                del stack.held[title]

        return run_in_order(order, delete, threading.Event())

    def _delete_replaced(self, stack: Stack, made_before: Mapping[str, Held]) -> None:
        for title, old in made_before.items():
            now = stack.held.get(title)
            if now is not None and now.made.physical_id != old.made.physical_id:
                self._delete_one(stack, title, old)

    def _delete_one(
        self, stack: Stack, title: str, held: Held, *, is_creation: bool = False
    ) -> None:
        made, kind = held.made, held.wanted.type
        keeps = held.deletion_policy == "Retain" or (
            held.deletion_policy == "RetainExceptOnCreate" and not is_creation
        )
        if keeps:
            stack.record(title, made.physical_id, kind, "DELETE_SKIPPED")
            return
        stack.record(title, made.physical_id, kind, "DELETE_IN_PROGRESS")
        try:
            self.handler(kind).delete(held.applied, made)
        except Exception as error:
            stack.record(title, made.physical_id, kind, "DELETE_FAILED", _reason(error))
            raise
        stack.record(title, made.physical_id, kind, "DELETE_COMPLETE")


def _restore_replaced(stack: Stack, made_before: Mapping[str, Held]) -> dict[str, Held]:
    """Put back what was replaced and not deleted yet; return what had replaced it."""
    extra = {}
    for title, old in made_before.items():
        now = stack.held.get(title)
        if now is not None and now.made.physical_id != old.made.physical_id:
            extra[title] = now
            stack.held[title] = old
    return extra


def active_resources(template: Json, scope: Scope) -> dict[str, Json]:
    """Return the resources whose conditions hold."""
    return {
        title: resource
        for title, resource in template["Resources"].items()
        if "Condition" not in resource or scope.holds({"Condition": resource["Condition"]})
    }


def is_replaced(handler: Handler, wanted: Wanted, before: Wanted) -> bool:
    """Whether a change makes another resource."""
    return wanted.type != before.type or any(
        wanted.properties.get(name) != before.properties.get(name) for name in handler.replaced_by
    )


def _require_going(cancel: threading.Event) -> None:
    if cancel.is_set():
        raise Cancelled("Resource creation cancelled")


def _names(failed: Mapping[str, Exception], verb: str) -> str:
    if not failed:
        return ""
    return f"The following resource(s) failed to {verb}: [{', '.join(failed)}]. "


def _reason(error: Exception) -> str:
    if not isinstance(error, Failed | LookupError | ClientError | BotoCoreError):
        _log.exception("a handler failed", exc_info=error)
    text = error.args[0] if isinstance(error, KeyError) and error.args else str(error)
    return str(text) or type(error).__name__
