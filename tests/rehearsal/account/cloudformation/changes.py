"""What a change set would do to each resource."""

import threading
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

from tests.rehearsal.account.cloudformation.engine import Engine, active_resources, is_replaced
from tests.rehearsal.account.cloudformation.stack import Plan, Stack
from tests.rehearsal.account.cloudformation.template import Json, Made, dependencies


class _Unknown:
    """A value that is known only once the change is made."""

    def __str__(self) -> str:
        return "{{changeSet:KNOWN_AFTER_APPLY}}"


class _AllUnknown(Mapping[str, Any]):
    """Attributes of a resource that does not exist yet."""

    def __getitem__(self, name: str) -> Any:
        return _Unknown()

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, name: object) -> bool:
        return True


_NEW = Made("", str(_Unknown()), _AllUnknown())
VOLATILE = ("LatestVersionNumber",)
"""Attributes that another change of the same resource changes."""


def changes(engine: Engine, stack: Stack, plan: Plan) -> list[Json]:
    """Return the changes in the form of DescribeChangeSet."""
    made = {title: held.made for title, held in stack.held.items()}
    scope = engine.scope(stack, plan, made)
    resources = active_resources(plan.template, scope)
    found = []
    for title in TopologicalSorter(dependencies(resources)).static_order():
        scope = engine.scope(stack, plan, made)
        wanted = engine.wanted(stack, plan, title, resources[title], scope, threading.Event())
        held = stack.held.get(title)
        if held is None:
            made[title] = _NEW
            found.append(_change("Add", title, wanted.type))
            continue
        is_same = held.wanted.is_as(wanted)
        has_same_policy = held.wanted.update_policy == wanted.update_policy
        if is_same and has_same_policy:
            continue
        names = sorted(
            name
            for name in {*wanted.properties, *held.wanted.properties}
            if wanted.properties.get(name) != held.wanted.properties.get(name)
        )
        replaces = is_replaced(engine.handler(wanted.type), wanted, held.wanted)
        if replaces:
            made[title] = _NEW
        else:
            unknown = {name: _Unknown() for name in VOLATILE if name in held.made.attributes}
            old = held.made
            made[title] = Made(old.physical_id, old.ref, {**old.attributes, **unknown})
        change = _change("Modify", title, wanted.type, held.made.physical_id)
        change["ResourceChange"]["Replacement"] = "True" if replaces else "False"
        details = [{"Target": {"Attribute": "Properties", "Name": name}} for name in names]
        if not has_same_policy:
            details.append({"Target": {"Attribute": "UpdatePolicy"}})
        change["ResourceChange"]["Details"] = details or [{"Target": {"Attribute": "Tags"}}]
        found.append(change)
    gone = [title for title in stack.held if title not in resources]
    for title in gone:
        held = stack.held[title]
        found.append(_change("Remove", title, held.wanted.type, held.made.physical_id))
    return found


def _change(action: str, title: str, kind: str, physical_id: str = "") -> Json:
    change = {"Action": action, "LogicalResourceId": title, "ResourceType": kind}
    if physical_id:
        change["PhysicalResourceId"] = physical_id
    return {"Type": "Resource", "ResourceChange": change}
