"""The signing key is rotated in steps, and two keys verify after each of the first two."""

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
    """Auto Scaling, whose new instances read the secret."""

    def __init__(self) -> None:
        self.secrets = boto3.client("secretsmanager", "eu-west-1")
        self.seeds_read: list[list[str]] = []
        self.statuses = ["Pending", "InProgress", "Successful"]
        self.statuses_left: list[str] = []

    def start_instance_refresh(self, **arguments: Any) -> dict[str, str]:
        assert not self.statuses_left, "AWS runs one refresh at a time"
        assert arguments["AutoScalingGroupName"] == "tienda-demo-users"
        assert arguments["Preferences"]["MinHealthyPercentage"] == 100
        self.statuses_left = list(self.statuses)
        self.seeds_read.append(list(key_seeds(self, SECRET)))  # type: ignore[arg-type]
        return {"InstanceRefreshId": "one"}

    def describe_instance_refreshes(self, **arguments: Any) -> dict[str, Any]:
        if "InstanceRefreshIds" in arguments:
            refresh = {"Status": self.statuses_left.pop(0), "StatusReason": "no room"}
        else:
            status = self.statuses_left[0] if self.statuses_left else "Failed"
            refresh = {"Status": status, "InstanceRefreshId": "one"}
        return {"InstanceRefreshes": [refresh]}

    def secret(self, name: str, stage: str) -> str:
        try:
            response = self.secrets.get_secret_value(SecretId=name, VersionStage=stage)
        except self.secrets.exceptions.ResourceNotFoundException as error:
            raise LookupError from error
        return str(response["SecretString"])


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


def test_two_keys_verify_after_each_step_and_one_at_the_end(
    small_store: Store, groups: Groups
) -> None:
    for step in ("next", "swap", "end"):
        rotate(small_store.account, step)
    (old, new), swapped, ended = groups.seeds_read
    assert old == "ab" * 32
    assert len(bytes.fromhex(new)) == 32
    assert (swapped, ended) == ([new, old], [new])
    rotate(small_store.account, "next")
    assert groups.seeds_read[-1][0] == new


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
    for previous in done:
        rotate(small_store.account, previous)
    before = list(key_seeds(groups, SECRET))  # type: ignore[arg-type]
    with pytest.raises(StackFailed, match=why):
        rotate(small_store.account, step)
    assert list(key_seeds(groups, SECRET)) == before  # type: ignore[arg-type]
    assert len(groups.seeds_read) == len(done)


def test_instances_that_do_not_come_up_are_reported(small_store: Store, groups: Groups) -> None:
    groups.statuses = ["InProgress", "Failed"]
    with pytest.raises(StackFailed, match="tienda-demo-users: Failed: no room"):
        rotate(small_store.account, "next")


def test_an_interrupted_step_is_repeated(small_store: Store, groups: Groups) -> None:
    account = small_store.account
    for step in ("next", "swap", "end"):
        # The secret is changed, and the instances are still being replaced.
        groups.statuses = ["InProgress", "Failed"]
        with pytest.raises(StackFailed):
            rotate(account, step)
        groups.statuses_left = ["InProgress", "Successful"]
        groups.statuses = ["Successful"]
        rotate(account, step)
        assert groups.seeds_read[-1] == groups.seeds_read[-2]
    assert "  the next key is there already" in small_store.reported
    assert "  the last key is gone already" in small_store.reported
    assert (
        small_store.reported.count(
            "  tienda-demo-users: waiting for the replacement that is running"
        )
        == 3
    )


def test_a_swap_interrupted_between_its_two_moves_is_repeated(
    small_store: Store, groups: Groups
) -> None:
    rotate(small_store.account, "next")
    versions = groups.secrets.list_secret_version_ids(SecretId=SECRET)["Versions"]
    version_of = {
        stage: version["VersionId"] for version in versions for stage in version["VersionStages"]
    }
    groups.secrets.update_secret_version_stage(
        SecretId=SECRET,
        VersionStage="AWSCURRENT",
        RemoveFromVersionId=version_of["AWSCURRENT"],
        MoveToVersionId=version_of["AWSPENDING"],
    )
    rotate(small_store.account, "swap")
    assert groups.seeds_read[-1] == groups.seeds_read[-2][::-1]
