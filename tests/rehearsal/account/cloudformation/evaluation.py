"""A stack's plan, resolved: what its functions name, and the resources that it asks for."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from tests.rehearsal.account import ACCOUNT, PARTITION, SUFFIX
from tests.rehearsal.account.cloudformation.stack import Plan, Stack, Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made, Scope


def scope_of(
    stack: Stack,
    plan: Plan,
    read_parameter: Callable[[str, str], str],
    made: Mapping[str, Made] | None = None,
) -> Scope:
    """Return what the functions of a plan's template may name."""
    declared = plan.template.get("Parameters", {})
    values: dict[str, Any] = {}
    for name, text in plan.parameters.items():
        kind = declared[name]["Type"]
        value = text
        if kind.startswith("AWS::SSM::Parameter::Value"):
            value = read_parameter(stack.region, text)
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


def wanted_resource(
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


def active_resources(template: Json, scope: Scope) -> dict[str, Json]:
    """Return the resources whose conditions hold."""
    return {
        title: resource
        for title, resource in template["Resources"].items()
        if "Condition" not in resource or scope.holds({"Condition": resource["Condition"]})
    }
