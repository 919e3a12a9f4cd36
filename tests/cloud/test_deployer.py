"""GitHub's role may make the calls that deploying makes, as recorded, and no more of that kind."""

import dataclasses
import json
from contextlib import suppress
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from deployer import DATA, REST, Need, needs, stack
from moto.cloudformation.models import cloudformation_backends
from small_store import Store, a_bundle, one_topic
from test_keeping import GROUP, RELEASE, says

from cloudformation import diff, status
from cloudformation.deployment import deploy_store
from cloudformation.deployment.database_setup import set_up_databases
from cloudformation.deployment.deploy_store import deploy
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.stacks.pipeline.deployer_role import DELETABLE_STACKS
from cloudformation.stacks.registry import RETAINED_STACKS, STACKS, PrefixList
from tests.cloud.account import ACCOUNT, environment, made
from tests.cloud.test_iam import node, pytestmark  # noqa: F401 (needs the same tool)


@pytest.fixture
def seen(small_store: Store) -> set[str]:
    """Return the operations that are asked of AWS, as they are."""
    noted: set[str] = set()

    def note(model: object, **_: object) -> None:
        service = model.service_model.service_name  # type: ignore[attr-defined]
        noted.add(f"{service}.{model.name}")  # type: ignore[attr-defined]

    small_store.session.events.register("before-call", note)
    return noted


@pytest.mark.cloud
def test_the_table_of_calls_is_what_deploying_calls(
    small_store: Store, seen: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = small_store.account
    boto3.client("logs", "eu-west-1").create_log_group(logGroupName=GROUP)
    account.report = says(f"SUCCESS {RELEASE}")
    monkeypatch.setattr(deploy_store, "set_up_databases", lambda *_: None)
    release = a_bundle(tmp_path, b"<title>one</title>")
    # moto has no distribution of that id: what counts is that it is asked.
    for one in (release, release.key):
        with suppress(ClientError):
            deploy(account, one)
    set_up_databases(account, RELEASE)
    account.report = says()
    with pytest.raises(StackFailed):
        set_up_databases(account, RELEASE, timeout=0.0)
    small_store.network_topics[:] = one_topic("Other")
    diff.show_changes(account, None)
    status.show_status(account)
    _recover_stack(small_store, "UPDATE_ROLLBACK_FAILED")
    _recover_stack(small_store, "ROLLBACK_COMPLETE")
    account._prefix_list_id(PrefixList("com.amazonaws.eu-west-1.s3"))  # noqa: SLF001 (the small store has none)
    assert seen == {one.operation for one in needs()}


def _recover_stack(store: Store, status: str) -> None:
    """Deploy a stack that an earlier deployment has left in this state."""
    state = store.account.state_of("services")
    backend = cloudformation_backends[ACCOUNT]["eu-west-1"]
    found = next(one for one in backend.stacks.values() if one.name == state.name)
    found.status = status
    one = next(one for one in store.stacks if one.name == "services")
    with suppress(ClientError, NotImplementedError, StackFailed):
        deploy_store._recover_stack(store.account, one, state)  # noqa: SLF001 (moto gets no further)


def decide(asked: list[Need]) -> list[bool]:
    pipeline = made(environment(github_repository="example/tienda"))["pipeline"]
    (policy,) = pipeline.resources["DeployerRole"]["Properties"]["Policies"]
    about = {
        "identityPolicies": [{"name": "deploy", "policy": policy["PolicyDocument"]}],
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
    }
    told = node(
        said=json.dumps(
            [
                {
                    "request": {
                        "principal": f"arn:aws:iam::{ACCOUNT}:role/DeployerRole",
                        "action": one.action,
                        "resource": {"resource": one.resource, "accountId": ACCOUNT},
                        "contextVariables": dict(one.context),
                    },
                    **about,
                }
                for one in asked
            ]
        )
    )
    assert not [one for one in told if "error" in one]
    return [one["result"] == "Allowed" for one in told]


def test_every_call_of_a_deployment_is_allowed() -> None:
    every = list(needs())
    assert len(every) > 80
    assert [one for one, may in zip(every, decide(every), strict=True) if not may] == []


def test_what_a_call_is_allowed_for_is_needed() -> None:
    without = [dataclasses.replace(one, context={}) for one in needs() if one.context]
    elsewhere = [
        dataclasses.replace(one, resource=there)
        for one in needs()
        if one.action.startswith("cloudformation:") and not one.action.endswith("DescribeStacks")
        for there in (
            one.resource.replace("tienda-demo", "tienda-other"),
            *([stack("pipeline")] if one.action in CHANGES else []),
        )
    ]
    data = [Need("", "cloudformation:DeleteStack", stack(name)) for name in (*DATA, "pipeline")]
    refused = [*without, *elsewhere, *data]
    assert [one for one, may in zip(refused, decide(refused), strict=True) if may] == []


CHANGES = {
    f"cloudformation:{name}"
    for name in ("ContinueUpdateRollback", "CreateChangeSet", "DeleteStack", "ExecuteChangeSet")
}


def test_a_stack_that_may_be_begun_anew_has_no_data() -> None:
    assert set(DELETABLE_STACKS) == {one.name for one in STACKS} - set(RETAINED_STACKS) == set(REST)
