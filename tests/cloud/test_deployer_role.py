"""GitHub's role may make the calls of a deployment, and no similar ones."""

import dataclasses
import json
import time
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from deployer_calls import DATA_STACKS, OTHER_STACKS, Permission, required_permissions, stack_arn
from moto.cloudformation.models import cloudformation_backends
from small_store import Store, build_bundle, topics
from test_database_setup import GROUP, RELEASE, writes_to_log

from cloudformation import diff, status
from cloudformation.deployment import deploy_store
from cloudformation.deployment.database_setup import set_up_databases
from cloudformation.deployment.deploy_store import deploy
from cloudformation.deployment.failed_boots import failed_boots
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.deployment.validation_events import validation_errors
from cloudformation.stacks.pipeline.deployer_role import DELETABLE_STACKS
from cloudformation.stacks.pipeline.preflight_rights import ACTIONS
from cloudformation.stacks.registry import RETAINED_STACKS, STACKS, PrefixList
from cloudformation.stacks.services.launch_templates import LATEST_IMAGE
from tests.cloud.resolved_stacks import ACCOUNT, build_environment, resolve_stacks
from tests.cloud.test_iam import node, pytestmark  # noqa: F401 (needs the same tool)


@pytest.fixture
def seen(small_store: Store) -> set[str]:
    """Return a set that gets the name of each operation when it is called."""
    recorded: set[str] = set()

    def record(model: object, **_: object) -> None:
        service = model.service_model.service_name  # type: ignore[attr-defined]
        recorded.add(f"{service}.{model.name}")  # type: ignore[attr-defined]

    small_store.session.events.register("before-call", record)
    return recorded


@pytest.mark.cloud
def test_the_listed_calls_are_those_that_deploying_makes(
    small_store: Store, seen: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = small_store.account
    boto3.client("logs", "eu-west-1").create_log_group(logGroupName=GROUP)
    account.report = writes_to_log(f"SUCCESS {RELEASE}")
    monkeypatch.setattr(deploy_store, "set_up_databases", lambda *_: None)
    release = build_bundle(tmp_path, b"<title>one</title>")
    # moto has no distribution of that id, but the call is recorded.
    for deployed in (release, release.key):
        with suppress(ClientError):
            deploy(account, deployed)
    set_up_databases(account, RELEASE)
    account.report = writes_to_log()
    with pytest.raises(StackFailed):
        set_up_databases(account, RELEASE, timeout=0.0)
    assert failed_boots(account, time.time()) == []
    small_store.network_topics[:] = topics("Other")
    diff.show_changes(account, None)
    status.show_status(account)
    _recover_stack(small_store, "UPDATE_ROLLBACK_FAILED")
    _recover_stack(small_store, "ROLLBACK_COMPLETE")
    with suppress(NotImplementedError):  # moto has no such events
        validation_errors(account.client("cloudformation"), "tienda-demo-network", "none")
    account._prefix_list_id(PrefixList("com.amazonaws.eu-west-1.s3"))  # noqa: SLF001 (the small store has none)
    assert seen == {permission.operation for permission in required_permissions()}


def _recover_stack(store: Store, status: str) -> None:
    """Recover a stack that an earlier deployment has left in this status."""
    state = store.account.state_of("services")
    backend = cloudformation_backends[ACCOUNT]["eu-west-1"]
    moto_stack = next(stack for stack in backend.stacks.values() if stack.name == state.name)
    moto_stack.status = status
    stack = next(stack for stack in store.stacks if stack.name == "services")
    with suppress(ClientError, NotImplementedError, StackFailed):
        deploy_store._recover_stack(store.account, stack, state)  # noqa: SLF001 (moto gets no further)


def are_allowed(permissions: list[Permission]) -> list[bool]:
    """Return whether GitHub's role has each of the permissions."""
    pipeline = resolve_stacks(build_environment(github_repository="example/tienda"))["pipeline"]
    (policy,) = pipeline.resources["DeployerRole"]["Properties"]["Policies"]
    policies = {
        "identityPolicies": [{"name": "deploy", "policy": policy["PolicyDocument"]}],
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
    }
    results = node(
        stdin=json.dumps(
            [
                {
                    "request": {
                        "principal": f"arn:aws:iam::{ACCOUNT}:role/DeployerRole",
                        "action": permission.action,
                        "resource": {"resource": permission.resource, "accountId": ACCOUNT},
                        "contextVariables": dict(permission.context),
                    },
                    **policies,
                }
                for permission in permissions
            ]
        )
    )
    assert not [result for result in results if "error" in result]
    return [result["result"] == "Allowed" for result in results]


def test_every_call_of_a_deployment_is_allowed() -> None:
    permissions = list(required_permissions())
    assert len(permissions) > 80
    allowed = are_allowed(permissions)
    assert [one for one, may in zip(permissions, allowed, strict=True) if not may] == []


def test_no_call_is_allowed_with_another_context_or_resource() -> None:
    without_context = [
        dataclasses.replace(permission, context={})
        for permission in required_permissions()
        if permission.context
    ]
    elsewhere = [
        dataclasses.replace(permission, resource=other)
        for permission in required_permissions()
        if permission.action.startswith("cloudformation:")
        and not permission.action.endswith("DescribeStacks")
        for other in (
            permission.resource.replace("tienda-demo", "tienda-other"),
            *([stack_arn("pipeline")] if permission.action in CHANGES else []),
        )
    ]
    data = [
        Permission("", "cloudformation:DeleteStack", stack_arn(name))
        for name in (*DATA_STACKS, "pipeline")
    ]
    refused = [*without_context, *elsewhere, *data]
    assert [one for one, may in zip(refused, are_allowed(refused), strict=True) if may] == []


CHANGES = {
    f"cloudformation:{name}"
    for name in ("ContinueUpdateRollback", "CreateChangeSet", "DeleteStack", "ExecuteChangeSet")
}


def test_github_reads_amazons_images_and_no_other_parameter() -> None:
    parameters = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter"
    names = ("shop/password", "aws/service/eks/optimized-ami", "aws/reference/secretsmanager/x")
    others = [Permission("", "ssm:GetParameters", f"{parameters}/{name}") for name in names]
    assert are_allowed(others) == [False] * 3
    pipeline = resolve_stacks(build_environment(github_repository="example/tienda"))["pipeline"]
    (policy,) = pipeline.resources["DeployerRole"]["Properties"]["Policies"]
    [arn] = [
        one["Resource"]
        for one in policy["PolicyDocument"]["Statement"]
        if one.get("Sid") == "FindTheImage"
    ]
    services = resolve_stacks(build_environment())["services"].source["Parameters"]
    assert fnmatchcase(f"arn:aws:ssm:eu-west-1::parameter{services['ImageId']['Default']}", arn)


def test_github_may_look_before_it_deploys() -> None:
    here = f"eu-west-1:{ACCOUNT}"
    resources = {
        "cloudformation:ListStackResources": stack_arn("services"),
        "elasticloadbalancing:DescribeLoadBalancers": "*",
        "iam:ListOpenIDConnectProviders": "*",
        "rds:DescribeDBInstances": f"arn:aws:rds:{here}:db:x",
        "rds:DescribeDBEngineVersions": "*",
        "rds:DescribeEngineDefaultParameters": "*",
        "route53:GetHostedZone": "arn:aws:route53:::hostedzone/Z1",
        "route53:ListResourceRecordSets": "arn:aws:route53:::hostedzone/Z1",
        "ses:GetEmailIdentity": f"arn:aws:ses:{here}:identity/shop.example",
        "ssm:GetParameters": f"arn:aws:ssm:{here}:parameter{LATEST_IMAGE}",
        "wafv2:ListWebACLs": "*",
    }
    looks = [Permission("", action, resources.get(action, "*")) for action in ACTIONS]
    allowed = are_allowed(looks)
    assert [one for one, may in zip(looks, allowed, strict=True) if not may] == []


def test_a_stack_that_github_may_delete_has_no_data() -> None:
    assert (
        set(DELETABLE_STACKS)
        == {stack.name for stack in STACKS} - set(RETAINED_STACKS)
        == set(OTHER_STACKS)
    )
