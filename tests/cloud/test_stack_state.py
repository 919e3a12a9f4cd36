"""How stacks are waited for and taken away, with a CloudFormation in memory that takes its time."""

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
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


class Slow:
    """One stack, the statuses that it is still to go through, and its events, oldest first.

    It plays the load balancers too: until one is unlocked, what has it cannot be deleted.
    """

    def __init__(self, status: str, *coming: str) -> None:
        self.status = status
        self.coming = list(coming)
        self.events = [status]
        self.is_locked = False
        self.looks = 0

    def describe_stacks(self, **_: object) -> dict[str, Any]:
        self.looks += 1
        # Nothing is seen of what was asked for in the first moments.
        if self.coming and self.looks % 4 == 0:
            self.events.append(self.coming.pop(0))
            if self.events[-1] != "UPDATE_FAILED":  # which is a part of it
                self.status = self.events[-1]
        self._must_be_there()
        return {"Stacks": [{"StackName": NAME, "StackStatus": self.status}]}

    def describe_stack_events(self) -> dict[str, Any]:
        if self.coming == ["GONE"]:
            # Between one question and the next.
            self.status = self.coming.pop()
        self._must_be_there()
        return {"StackEvents": [*map(self._event, reversed(range(len(self.events))))]}

    def _must_be_there(self) -> None:
        if self.status == "GONE":
            raise ClientError({"Error": {"Message": f"{NAME} does not exist"}}, "DescribeStacks")

    def _event(self, place: int) -> dict[str, Any]:
        status = self.events[place]
        about = {"LogicalResourceId": "PublicLoadBalancer", "ResourceType": BALANCER}
        # A rollback is nobody's wish.
        why = "User Initiated" if status.endswith("E_IN_PROGRESS") else f"reason {place}"
        return {
            **about,
            "EventId": str(place),
            "ResourceStatus": status,
            "ResourceStatusReason": why,
            "Timestamp": MOMENT,
        }

    def get_paginator(self, operation: str) -> "Slow":
        self.listed = operation
        return self

    def paginate(self, **_: object) -> Iterator[dict[str, Any]]:
        if self.listed == "describe_stack_events":
            yield self.describe_stack_events()
        else:
            found = {"PhysicalResourceId": "arn:public", "ResourceType": BALANCER}
            yield {"StackResourceSummaries": [found]}

    def execute_change_set(self, **_: object) -> None:
        pass

    def delete_stack(self, **_: object) -> None:
        ended = "DELETE_FAILED" if self.is_locked else "GONE"
        self.coming = ["DELETE_IN_PROGRESS", ended]

    def modify_load_balancer_attributes(self, **_: object) -> None:
        self.is_locked = False


class MOMENT:
    """Stands for a moment."""

    @staticmethod
    def strftime(_: str) -> str:
        return "12:00:00"


class Session:
    def __init__(self, slow: Slow) -> None:
        self.slow = slow

    def client(self, service: str, *, region_name: str) -> Slow:
        assert (service, region_name) in {(one, "eu-west-1") for one in ("cloudformation", "elbv2")}
        return self.slow


def settle(slow: Slow, name: str = "services") -> list[str]:
    told: list[str] = []
    account = Account(Session(slow), STORE, told.append, 0.0)
    _recover_stack(account, get_stack(name), account.state_of(name))
    return told


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ("REVIEW_IN_PROGRESS", ("CREATE_IN_PROGRESS", "CREATE_COMPLETE")),
        ("UPDATE_COMPLETE", ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")),
    ],
)
def test_a_change_that_is_not_seen_yet_is_waited_for(before: str, then: tuple[str, ...]) -> None:
    slow = Slow(before, *then)
    state = StackState(slow, NAME, lambda _: None, 0.0)
    ChangeSet(state, "one", before == "REVIEW_IN_PROGRESS", []).execute()
    assert not slow.coming


def test_a_change_that_fails_is_told_though_the_stack_was_well_before() -> None:
    state = StackState(
        Slow("UPDATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_ROLLBACK_COMPLETE"),
        NAME,
        lambda _: None,
        0.0,
    )
    with pytest.raises(StackFailed, match=r"is UPDATE_ROLLBACK_COMPLETE: .* reason 2"):
        ChangeSet(state, "one", is_new=False, changes=[]).execute()


def test_the_reason_is_that_of_the_last_that_was_asked_and_not_of_years_ago() -> None:
    slow = Slow("CREATE_IN_PROGRESS")
    slow.events += ["CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_FAILED"]
    slow.events += ["UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"]
    slow.events += ["UPDATE_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_FAILED"]
    state = StackState(slow, NAME, lambda _: None, 0.0)
    assert state.failure_reason() == f"PublicLoadBalancer ({BALANCER}): reason 7"


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"])
@pytest.mark.parametrize("is_locked", [False, True])
def test_what_was_never_made_goes_first_though_it_protects_itself(
    status: str, *, is_locked: bool
) -> None:
    slow = Slow(status)
    slow.is_locked = is_locked
    assert "  was never made; what is left of it goes first" in settle(slow)
    assert slow.status == "GONE"


def test_data_that_somebody_has_begun_to_delete_is_left_alone() -> None:
    slow = Slow("DELETE_FAILED")
    with pytest.raises(StackFailed, match="destroy --with-data goes on with that"):
        settle(slow, "data")
    assert not slow.coming
