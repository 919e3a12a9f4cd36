"""What a store's stacks would make, and what they have made already: that is in nobody's way."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from troposphere import Template

from cloudformation.config.environment import Environment
from cloudformation.deployment.account import Account
from cloudformation.stacks.registry import Stack


def owned_ids(account: Account, stack: str) -> list[str]:
    """Return the physical ids of a stack's resources, none where there is no such stack."""
    state = account.state_of(stack)
    if not state.status:
        return []
    pages = state.client.get_paginator("list_stack_resources").paginate(StackName=state.name)
    return [
        resource["PhysicalResourceId"]
        for page in pages
        for resource in page["StackResourceSummaries"]
        if "PhysicalResourceId" in resource
    ]


def resources(account: Account, stack: Stack) -> Mapping[str, Any]:
    """Return the resources of a stack's template, by their titles."""
    return _resources(stack.template, account.environment)


@lru_cache(maxsize=32)
def _resources(
    build: Callable[[Environment], Template], environment: Environment
) -> Mapping[str, Any]:
    built: Mapping[str, Any] = build(environment).to_dict()["Resources"]
    return built
