"""Two stores in one account, shop and shop-prod: neither's roles reach what is the other's."""

import json
from collections.abc import Iterator
from typing import Any

from tests.cloud.resolved_stacks import (
    ACCOUNT,
    ResolvedStack,
    build_environment,
    resolve_stacks,
)
from tests.cloud.test_iam import node, pytestmark  # noqa: F401 (needs the same tool)

Stacks = dict[str, ResolvedStack]
Request = tuple[str, str, dict[str, str]]
OWN, OTHER = "shop", "shop-prod"


def stacks_of(name: str) -> Stacks:
    return resolve_stacks(build_environment(name=name, github_repository="example/tienda"))


def allowed(document: Any, requests: list[Request]) -> list[Request]:
    """Return the requests, each an action, a resource and a context, that a policy allows."""
    results = node(
        stdin=json.dumps(
            [
                {
                    "request": {
                        "principal": f"arn:aws:iam::{ACCOUNT}:role/x",
                        "action": action,
                        "resource": {"resource": resource, "accountId": ACCOUNT},
                        "contextVariables": context,
                    },
                    "identityPolicies": [{"name": "x", "policy": document}],
                    "serviceControlPolicies": [],
                    "resourceControlPolicies": [],
                }
                for action, resource, context in requests
            ]
        )
    )
    assert not [result for result in results if "error" in result]
    return [
        request
        for request, result in zip(requests, results, strict=True)
        if result["result"] == "Allowed"
    ]


def policy(stacks: Stacks, title: str) -> Any:
    (own,) = stacks["pipeline"].resources[title]["Properties"]["Policies"]
    return own["PolicyDocument"]


def arns(stacks: Stacks, resource_type: str) -> Iterator[str]:
    for stack in stacks.values():
        for title in stack.of_type(resource_type):
            yield str(stack.resolve({"Fn::GetAtt": [title, "Arn"]}))


def role_requests(stacks: Stacks, name: str) -> list[Request]:
    """Return what CloudFormation does to a store's roles, and to its instance profiles."""
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/tienda-{OWN}-boundary"
    context = {"iam:PermissionsBoundary": boundary, "aws:ResourceTag/Store": name}
    actions = ("CreateRole", "DeleteRole", "PutRolePolicy", "UpdateAssumeRolePolicy")
    return [
        *(
            (f"iam:{action}", role, context)
            for role in arns(stacks, "AWS::IAM::Role")
            for action in actions
        ),
        # PassRole knows no tags.
        *(("iam:PassRole", role, {}) for role in arns(stacks, "AWS::IAM::Role")),
        *(
            (f"iam:{action}InstanceProfile", profile, {})
            for profile in arns(stacks, "AWS::IAM::InstanceProfile")
            for action in ("Delete", "AddRoleTo")
        ),
    ]


def test_cloudformation_changes_and_passes_its_own_stores_roles_alone() -> None:
    own, other = stacks_of(OWN), stacks_of(OTHER)
    document = policy(own, "MakerRole")
    pipeline = ("MakerRole", "DeployerRole")
    requests = [
        request
        for request in role_requests(own, OWN)
        if not request[1].split("-")[-2].endswith(pipeline)
    ]
    assert len(requests) > 40
    assert allowed(document, requests) == requests
    foreign = role_requests(other, OTHER)
    assert any("pipeline-MakerRole" in resource for _, resource, _ in foreign)
    assert allowed(document, foreign) == []


def test_roles_of_an_earlier_release_without_a_path_go_with_their_own_store_alone() -> None:
    document = policy(stacks_of(OWN), "MakerRole")
    role = f"arn:aws:iam::{ACCOUNT}:role/tienda-{{}}-services-OrdersRole-1A2B3C"
    tag = "aws:ResourceTag/Store"
    mine: Request = ("iam:DeleteRole", role.format(OWN), {tag: OWN})
    back: Request = ("iam:PassRole", role.format(OWN), {})
    profile = f"arn:aws:iam::{ACCOUNT}:instance-profile/tienda-{{}}-services-OrdersProfile-1A2B"
    old: Request = ("iam:DeleteInstanceProfile", profile.format(OWN), {})
    foreign: list[Request] = [
        ("iam:DeleteRole", role.format(OTHER), {tag: OTHER}),
        ("iam:DeleteRole", role.format(OTHER), {}),
        ("iam:PassRole", role.format(OTHER), {}),
        ("iam:PutRolePolicy", role.format(OWN), {tag: OWN}),
        ("iam:DeleteInstanceProfile", profile.format(OTHER), {}),
    ]
    assert allowed(document, [mine, back, old, *foreign]) == [mine, back, old]


def test_cloudformation_changes_no_resource_with_another_stores_tag() -> None:
    document = policy(stacks_of(OWN), "MakerRole")
    here = f"eu-west-1:{ACCOUNT}"
    resources = {
        "rds:DeleteDBInstance": f"arn:aws:rds:{here}:db:tienda-shop-prod-database",
        "ec2:TerminateInstances": f"arn:aws:ec2:{here}:instance/i-1",
        "secretsmanager:DeleteSecret": f"arn:aws:secretsmanager:{here}:secret:x-AbCdEf",
        "sqs:DeleteQueue": f"arn:aws:sqs:{here}:x",
    }
    for action, resource in resources.items():
        contexts = [{"aws:ResourceTag/Store": name} for name in (OWN, OTHER)]
        requests: list[Request] = [(action, resource, context) for context in (*contexts, {})]
        assert allowed(document, requests) == [requests[0], requests[2]], action


def test_githubs_role_and_the_boundary_name_their_own_store_alone() -> None:
    own, other = stacks_of(OWN), stacks_of(OTHER)
    maker = f"arn:aws:iam::{ACCOUNT}:role/tienda-shop-pipeline-MakerRole-1A2B3C"
    stack = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/tienda-{{}}-services/1"
    deploy: list[Request] = [
        ("cloudformation:ExecuteChangeSet", stack.format(name), {}) for name in (OWN, OTHER)
    ]
    proposals: list[Request] = [
        ("cloudformation:CreateChangeSet", stack.format(name), {"cloudformation:RoleArn": maker})
        for name in (OWN, OTHER)
    ]
    document = policy(own, "DeployerRole")
    assert allowed(document, [*deploy, *proposals]) == [deploy[0], proposals[0]]
    boundary = own["pipeline"].resources["Boundary"]["Properties"]["PolicyDocument"]
    foreign = [*within_boundary(other, OTHER)]
    mine = [*within_boundary(own, OWN)]
    assert len(mine) > 8
    assert allowed(boundary, mine) == mine
    assert allowed(boundary, foreign) == []


def within_boundary(stacks: Stacks, name: str) -> Iterator[Request]:
    """Yield what roles of a store do to what is the store's, by its name."""
    parameters = stacks["services"].parameters
    for bucket in ("MediaBucket", "ReceiptsBucket", "ReleaseBucket"):
        yield "s3:PutObject", f"arn:aws:s3:::{parameters[bucket]}/1", {}
    yield "sns:Subscribe", parameters["OrderEventsTopicArn"], {}
    yield "sqs:ReceiveMessage", parameters["AvailabilityQueueArn"], {}
    for service in ("bff", "orders"):
        group = f"autoScalingGroup:1:autoScalingGroupName/tienda-{name}-{service}"
        arn = f"arn:aws:autoscaling:eu-west-1:{ACCOUNT}:{group}"
        yield "autoscaling:CompleteLifecycleAction", arn, {}
    for stack in ("services", "keeper"):
        arn = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/tienda-{name}-{stack}/1"
        yield "cloudformation:SignalResource", arn, {}
    yield "secretsmanager:GetSecretValue", parameters["SigningKeyArn"], {}
