"""Waiting for stacks and deleting them, with a CloudFormation in memory that takes its time."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from small_store import STORE

from cloudformation.deployment.account import Account
from cloudformation.deployment.change_set import ChangeSet
from cloudformation.deployment.deploy_store import _recover_stack
from cloudformation.deployment.stack_state import StackFailed, StackState
from cloudformation.stacks.registry import get_stack

NAME = "tienda-demo-services"
LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


class SlowStack:
    """One stack, the statuses that it will go through, and its events, oldest first.

    It stands for the load balancers' API too: a stack with a protected one cannot be deleted.
    """

    def __init__(self, status: str, *coming: str) -> None:
        self.status = status
        self.coming = list(coming)
        self.events = [status]
        self.is_protected = False
        self.describe_calls = 0

    def describe_stacks(self, **_: object) -> dict[str, Any]:
        self.describe_calls += 1
        # A requested change is not visible in the first moments.
        if self.coming and self.describe_calls % 4 == 0:
            self.events.append(self.coming.pop(0))
            if self.events[-1] != "UPDATE_FAILED":  # the status of a resource
                self.status = self.events[-1]
        self._require_existence()
        return {"Stacks": [{"StackName": NAME, "StackStatus": self.status}]}

    def describe_stack_events(self) -> dict[str, Any]:
        if self.coming == ["GONE"]:
            # The stack is deleted between two calls.
            self.status = self.coming.pop()
        self._require_existence()
        return {"StackEvents": [*map(self._event, reversed(range(len(self.events))))]}

    def _require_existence(self) -> None:
        if self.status == "GONE":
            raise ClientError({"Error": {"Message": f"{NAME} does not exist"}}, "DescribeStacks")

    def _event(self, place: int) -> dict[str, Any]:
        status = self.events[place]
        resource = {"LogicalResourceId": "PublicLoadBalancer", "ResourceType": LOAD_BALANCER}
        # Nobody requests a rollback.
        reason = "User Initiated" if status.endswith("E_IN_PROGRESS") else f"reason {place}"
        return {
            **resource,
            "EventId": str(place),
            "ResourceStatus": status,
            "ResourceStatusReason": reason,
            "Timestamp": MOMENT,
        }

    def get_paginator(self, operation: str) -> "SlowStack":
        self.listed = operation
        return self

    def paginate(self, **_: object) -> Iterator[dict[str, Any]]:
        if self.listed == "describe_stack_events":
            yield self.describe_stack_events()
        else:
            summary = {"PhysicalResourceId": "arn:public", "ResourceType": LOAD_BALANCER}
            yield {"StackResourceSummaries": [summary]}

    def execute_change_set(self, **_: object) -> None:
        pass

    def delete_stack(self, **_: object) -> None:
        ended = "DELETE_FAILED" if self.is_protected else "GONE"
        self.coming = ["DELETE_IN_PROGRESS", ended]

    def modify_load_balancer_attributes(self, **_: object) -> None:
        self.is_protected = False


class MOMENT:
    """Stands for a datetime."""

    @staticmethod
    def strftime(_: str) -> str:
        return "12:00:00"


class Session:
    def __init__(self, slow: SlowStack) -> None:
        self.slow = slow

    def client(self, service: str, *, region_name: str) -> SlowStack:
        assert (service, region_name) in {
            (name, "eu-west-1") for name in ("cloudformation", "elbv2")
        }
        return self.slow


def recover(slow: SlowStack, name: str = "services") -> list[str]:
    reported: list[str] = []
    account = Account(Session(slow), STORE, reported.append, 0.0)
    _recover_stack(account, get_stack(name), account.state_of(name))
    return reported


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ("REVIEW_IN_PROGRESS", ("CREATE_IN_PROGRESS", "CREATE_COMPLETE")),
        ("UPDATE_COMPLETE", ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")),
    ],
)
def test_a_change_that_has_no_events_yet_is_waited_for(before: str, then: tuple[str, ...]) -> None:
    slow = SlowStack(before, *then)
    state = StackState(slow, NAME, lambda _: None, 0.0)
    ChangeSet(state, "one", before == "REVIEW_IN_PROGRESS", []).execute()
    assert not slow.coming


def test_a_failed_change_is_raised_though_the_stack_is_complete_again() -> None:
    state = StackState(
        SlowStack(
            "UPDATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_ROLLBACK_COMPLETE"
        ),
        NAME,
        lambda _: None,
        0.0,
    )
    with pytest.raises(StackFailed, match=r"is UPDATE_ROLLBACK_COMPLETE: .* reason 2"):
        ChangeSet(state, "one", is_new=False, changes=[]).execute()


def test_the_failure_reason_is_that_of_the_last_change() -> None:
    slow = SlowStack("CREATE_IN_PROGRESS")
    slow.events += ["CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_FAILED"]
    slow.events += ["UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"]
    slow.events += ["UPDATE_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_FAILED"]
    state = StackState(slow, NAME, lambda _: None, 0.0)
    assert state.failure_reason() == f"PublicLoadBalancer ({LOAD_BALANCER}): reason 7"


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"])
@pytest.mark.parametrize("is_protected", [False, True])
def test_a_stack_whose_creation_failed_is_deleted_though_it_is_protected(
    status: str, *, is_protected: bool
) -> None:
    slow = SlowStack(status)
    slow.is_protected = is_protected
    assert "  its creation failed: deleting what is left of it" in recover(slow)
    assert slow.status == "GONE"


def test_a_data_stack_that_somebody_began_to_delete_is_left_alone() -> None:
    slow = SlowStack("DELETE_FAILED")
    with pytest.raises(StackFailed, match="to finish the deletion: destroy --with-data"):
        recover(slow, "data")
    assert not slow.coming
