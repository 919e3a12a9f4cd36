"""The signing key is replaced in steps, and at each of them two keys are good."""

from typing import Any

import boto3
import pytest
from small_store import STORE, Store

from cloudformation.deployment.account import Account
from cloudformation.deployment.rotate_keys import rotate
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.machine.tend import key_seeds

pytestmark = pytest.mark.cloud

SECRET = STORE.signing_key_secret


class Groups:
    """Auto Scaling, whose machines read the secret once they are new."""

    def __init__(self) -> None:
        self.secrets = boto3.client("secretsmanager", "eu-west-1")
        self.knows: list[list[str]] = []
        self.states = ["Pending", "InProgress", "Successful"]
        self.left: list[str] = []

    def start_instance_refresh(self, **asked: Any) -> dict[str, str]:
        assert not self.left, "AWS replaces machines once at a time"
        assert asked["AutoScalingGroupName"] == "tienda-demo-users"
        assert asked["Preferences"]["MinHealthyPercentage"] == 100
        self.left = list(self.states)
        self.knows.append(list(key_seeds(self, SECRET)))  # type: ignore[arg-type]
        return {"InstanceRefreshId": "one"}

    def describe_instance_refreshes(self, **asked: Any) -> dict[str, Any]:
        if "InstanceRefreshIds" in asked:
            told = {"Status": self.left.pop(0), "StatusReason": "no room"}
        else:
            told = {"Status": self.left[0] if self.left else "Failed", "InstanceRefreshId": "one"}
        return {"InstanceRefreshes": [told]}

    def secret(self, name: str, stage: str) -> str:
        try:
            told = self.secrets.get_secret_value(SecretId=name, VersionStage=stage)
        except self.secrets.exceptions.ResourceNotFoundException as error:
            raise LookupError from error
        return str(told["SecretString"])


@pytest.fixture
def groups(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> Groups:
    boto3.client("secretsmanager", "eu-west-1").create_secret(Name=SECRET, SecretString="ab" * 32)
    groups = Groups()
    client = small_store.account.client
    monkeypatch.setattr(
        small_store.account,
        "client",
        lambda service, region=None: (
            groups if service == "autoscaling" else client(service, region)
        ),
    )
    monkeypatch.setattr(Account, "output", lambda *_: "tienda-demo-users")
    return groups


def test_two_keys_are_good_at_each_step_and_one_at_the_end(
    small_store: Store, groups: Groups
) -> None:
    for step in ("next", "swap", "end"):
        rotate(small_store.account, step)
    (old, new), swapped, ended = groups.knows
    assert old == "ab" * 32
    assert len(bytes.fromhex(new)) == 32
    assert (swapped, ended) == ([new, old], [new])
    rotate(small_store.account, "next")
    assert groups.knows[-1][0] == new


@pytest.mark.parametrize(
    ("done", "step", "why"),
    [
        ([], "swap", "next comes first"),
        (["next"], "end", "swap comes first"),
        (["next", "swap", "end"], "swap", "next comes first"),
    ],
)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(
    small_store: Store, groups: Groups, done: list[str], step: str, why: str
) -> None:
    for one in done:
        rotate(small_store.account, one)
    before = list(key_seeds(groups, SECRET))  # type: ignore[arg-type]
    with pytest.raises(StackFailed, match=why):
        rotate(small_store.account, step)
    assert list(key_seeds(groups, SECRET)) == before  # type: ignore[arg-type]
    assert len(groups.knows) == len(done)


def test_machines_that_do_not_come_up_are_told(small_store: Store, groups: Groups) -> None:
    groups.states = ["InProgress", "Failed"]
    with pytest.raises(StackFailed, match="tienda-demo-users: Failed: no room"):
        rotate(small_store.account, "next")


def test_a_step_that_was_ended_in_the_middle_is_done_again(
    small_store: Store, groups: Groups
) -> None:
    account = small_store.account
    for step in ("next", "swap", "end"):
        # The secret is changed, and the machines are still being replaced.
        groups.states = ["InProgress", "Failed"]
        with pytest.raises(StackFailed):
            rotate(account, step)
        groups.left = ["InProgress", "Successful"]
        groups.states = ["Successful"]
        rotate(account, step)
        assert groups.knows[-1] == groups.knows[-2]
    assert "  the next key is there already" in small_store.told
    assert "  the last key is gone already" in small_store.told
    assert small_store.told.count("  tienda-demo-users: is being replaced; that ends first") == 3


def test_a_swap_that_was_ended_between_its_two_moves_is_done_again(
    small_store: Store, groups: Groups
) -> None:
    rotate(small_store.account, "next")
    versions = groups.secrets.list_secret_version_ids(SecretId=SECRET)["Versions"]
    stage = {one: told["VersionId"] for told in versions for one in told["VersionStages"]}
    groups.secrets.update_secret_version_stage(
        SecretId=SECRET,
        VersionStage="AWSCURRENT",
        RemoveFromVersionId=stage["AWSCURRENT"],
        MoveToVersionId=stage["AWSPENDING"],
    )
    rotate(small_store.account, "swap")
    assert groups.knows[-1] == groups.knows[-2][::-1]
