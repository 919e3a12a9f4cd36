"""Who may deploy cannot get out of what holds it."""

import json
from typing import Any

import pytest

from tests.cloud.account import ACCOUNT, environment, made
from tests.cloud.test_iam import node, pytestmark  # noqa: F401 (needs the same tool)

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/tienda-demo-boundary"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-services-OrdersRole-1"
PIPELINE = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-pipeline-MakerRole-1"
MAKER = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-pipeline-MakerRole-1A2B3C"
WITHIN = {"iam:PermissionsBoundary": BOUNDARY}


@pytest.mark.parametrize(
    ("action", "resource", "context", "may"),
    [
        ("iam:CreateRole", ROLE, WITHIN, True),
        ("iam:PutRolePolicy", ROLE, WITHIN, True),
        ("iam:CreateRole", ROLE, {}, False),
        ("iam:PutRolePolicy", ROLE, {"iam:PermissionsBoundary": "arn:aws:iam::1:policy/x"}, False),
        ("iam:DeleteRolePermissionsBoundary", ROLE, WITHIN, False),
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/admin", WITHIN, False),
        ("iam:PutRolePolicy", PIPELINE, WITHIN, False),
        ("iam:UpdateAssumeRolePolicy", PIPELINE, {}, False),
        ("iam:CreatePolicyVersion", BOUNDARY, {}, False),
        ("iam:DeletePolicy", BOUNDARY, {}, False),
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/x", {}, False),
    ],
)
def test_cloudformation_makes_no_role_past_the_boundary(
    action: str, resource: str, context: dict[str, str], may: bool
) -> None:
    stacks = made(environment(github_repository="example/tienda"))
    assert decide(stacks["pipeline"].resources, "MakerRole", action, resource, context) is may


STACK = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/tienda-demo"


def test_github_proposes_only_what_cloudformations_own_role_makes() -> None:
    resources = made(environment(github_repository="example/tienda"))["pipeline"].resources
    asked = (resources, "DeployerRole", "cloudformation:CreateChangeSet", f"{STACK}-services/1")
    assert decide(*asked, {"cloudformation:RoleArn": MAKER})
    assert not decide(*asked, {"cloudformation:RoleArn": ROLE})
    assert not decide(*asked, {})


@pytest.mark.parametrize(
    ("action", "resource", "may"),
    [
        ("cloudformation:ExecuteChangeSet", f"{STACK}-services/1", True),
        ("cloudformation:ExecuteChangeSet", f"{STACK}-pipeline/1", False),
        ("cloudformation:DeleteStack", f"{STACK}-data/1", False),
        ("s3:PutObject", "arn:aws:s3:::tienda-demo-storage-webbucket-1/index.html", True),
        ("s3:GetObject", "arn:aws:s3:::tienda-demo-storage-receiptsbucket-1/1.pdf", False),
        ("rds:DeleteDBInstance", f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:tienda-demo-database", False),
    ],
)
def test_github_deploys_and_does_no_more(action: str, resource: str, may: bool) -> None:
    stacks = made(environment(github_repository="example/tienda"))
    assert decide(stacks["pipeline"].resources, "DeployerRole", action, resource, {}) is may


def test_one_branch_of_one_repository_is_let_in() -> None:
    stacks = made(environment(github_repository="example/tienda"))
    role = stacks["pipeline"].resources["DeployerRole"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    told = trust["Condition"]["StringEquals"].values()
    assert set(told) == {"sts.amazonaws.com", "repo:example/tienda:ref:refs/heads/main"}


def decide(
    resources: dict[str, Any], title: str, action: str, resource: str, context: dict[str, str]
) -> bool:
    (policy,) = resources[title]["Properties"]["Policies"]
    asked = {
        "request": {
            "principal": f"arn:aws:iam::{ACCOUNT}:role/{title}",
            "action": action,
            "resource": {"resource": resource, "accountId": ACCOUNT},
            "contextVariables": context,
        },
        "identityPolicies": [{"name": title, "policy": policy["PolicyDocument"]}],
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
    }
    (told,) = node(said=json.dumps([asked]))
    assert "error" not in told, told
    return bool(told["result"] == "Allowed")
