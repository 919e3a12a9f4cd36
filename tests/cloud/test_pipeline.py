"""CloudFormation's role and GitHub's role stay within their limits."""

import json

from tests.cloud.resolved_stacks import ACCOUNT, build_environment, resolve_stacks
from tests.cloud.test_iam import node, pytestmark  # noqa: F401 (needs the same tool)

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/tienda-demo-boundary"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/tienda/demo/tienda-demo-services-OrdersRole-1"
PIPELINE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-pipeline-MakerRole-1"
SERVICE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-pipeline-MakerRole-1A2B3C"
WITH_BOUNDARY = {"iam:PermissionsBoundary": BOUNDARY}


def test_cloudformation_creates_no_role_without_the_boundary() -> None:
    compare(
        "MakerRole",
        ("iam:CreateRole", ROLE, WITH_BOUNDARY, True),
        ("iam:PutRolePolicy", ROLE, WITH_BOUNDARY, True),
        ("iam:CreateRole", ROLE, {}, False),
        ("iam:PutRolePolicy", ROLE, {"iam:PermissionsBoundary": "arn:aws:iam::1:policy/x"}, False),
        ("iam:DeleteRolePermissionsBoundary", ROLE, WITH_BOUNDARY, False),
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/admin", WITH_BOUNDARY, False),
        ("iam:PutRolePolicy", PIPELINE_ROLE, WITH_BOUNDARY, False),
        ("iam:UpdateAssumeRolePolicy", PIPELINE_ROLE, {}, False),
        ("iam:CreatePolicyVersion", BOUNDARY, {}, False),
        ("iam:DeletePolicy", BOUNDARY, {}, False),
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/x", {}, False),
    )


STACK = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/tienda-demo"


def test_github_creates_change_sets_only_with_cloudformations_role() -> None:
    request = ("cloudformation:CreateChangeSet", f"{STACK}-services/1")
    compare(
        "DeployerRole",
        (*request, {"cloudformation:RoleArn": SERVICE_ROLE}, True),
        (*request, {"cloudformation:RoleArn": ROLE}, False),
        (*request, {}, False),
    )


def test_github_deploys_and_does_no_more() -> None:
    compare(
        "DeployerRole",
        ("cloudformation:ExecuteChangeSet", f"{STACK}-services/1", {}, True),
        ("cloudformation:ExecuteChangeSet", f"{STACK}-pipeline/1", {}, False),
        ("cloudformation:DeleteStack", f"{STACK}-data/1", {}, False),
        ("s3:PutObject", "arn:aws:s3:::tienda-demo-storage-webbucket-1/index.html", {}, True),
        ("s3:GetObject", "arn:aws:s3:::tienda-demo-storage-receiptsbucket-1/1.pdf", {}, False),
        (
            "rds:DeleteDBInstance",
            f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:tienda-demo-database",
            {},
            False,
        ),
    )


IS_DATABASE_SETUP = {"aws:ResourceTag/Store": "demo", "aws:ResourceTag/Process": "keeper"}
IS_ORDERS = {"aws:ResourceTag/Store": "demo", "aws:ResourceTag/Process": "orders"}
FROM_TEMPLATE = {"ec2:IsLaunchTemplateResource": "true"}
TO_EC2 = {"iam:PassedToService": "ec2.amazonaws.com"}
DATABASE_SETUP_ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/tienda/demo/tienda-demo-keeper-KeeperRole-1A2B3C"
)
HERE = f"arn:aws:ec2:eu-west-1:{ACCOUNT}"
IMAGE = "arn:aws:ec2:eu-west-1::image/ami-1"
LOGS = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group"


def test_github_runs_the_database_setup_and_no_other_instance() -> None:
    compare(
        "DeployerRole",
        ("ec2:RunInstances", f"{HERE}:launch-template/lt-1", IS_DATABASE_SETUP, True),
        ("ec2:RunInstances", f"{HERE}:launch-template/lt-1", IS_ORDERS, False),
        ("ec2:RunInstances", f"{HERE}:launch-template/lt-1", {}, False),
        *(
            ("ec2:RunInstances", resource, context, bool(context))
            for resource in (
                IMAGE,
                *(f"{HERE}:{kind}/*" for kind in ("instance", "network-interface", "volume")),
                *(f"{HERE}:{kind}/1" for kind in ("security-group", "subnet")),
            )
            for context in (FROM_TEMPLATE, {})
        ),
        ("ec2:CreateTags", f"{HERE}:instance/*", {"ec2:CreateAction": "RunInstances"}, True),
        ("ec2:CreateTags", f"{HERE}:instance/i-1", {}, False),
        ("ec2:TerminateInstances", f"{HERE}:instance/i-1", IS_DATABASE_SETUP, True),
        ("ec2:TerminateInstances", f"{HERE}:instance/i-1", IS_ORDERS, False),
        ("ec2:GetConsoleOutput", f"{HERE}:instance/i-1", IS_DATABASE_SETUP, True),
        ("ec2:GetConsoleOutput", f"{HERE}:instance/i-1", IS_ORDERS, False),
        ("iam:PassRole", DATABASE_SETUP_ROLE, TO_EC2, True),
        (
            "iam:PassRole",
            DATABASE_SETUP_ROLE,
            {"iam:PassedToService": "lambda.amazonaws.com"},
            False,
        ),
        ("iam:PassRole", ROLE, TO_EC2, False),
        ("iam:PassRole", SERVICE_ROLE, TO_EC2, False),
        ("logs:GetLogEvents", f"{LOGS}:/tienda/demo/keeper:log-stream:i-1", {}, True),
        ("logs:GetLogEvents", f"{LOGS}:/tienda/demo/orders:log-stream:i-1", {}, False),
    )


def test_the_database_setup_has_its_tags_and_its_subnet_in_the_launch_template() -> None:
    stacks = resolve_stacks(build_environment(github_repository="example/tienda"))
    launch_template = stacks["keeper"].resources["KeeperLaunchTemplate"]["Properties"]
    instance = launch_template["LaunchTemplateData"]
    for specification in (*launch_template["TagSpecifications"], *instance["TagSpecifications"]):
        tags = {tag["Key"]: tag["Value"] for tag in specification["Tags"]}
        assert (tags["Store"], tags["Process"]) == ("demo", "keeper"), specification["ResourceType"]
    (interface,) = instance["NetworkInterfaces"]
    assert interface["SubnetId"] in stacks["network"].outputs["ApplicationSubnets"].split(",")


def test_one_branch_of_one_repository_may_assume_the_role() -> None:
    stacks = resolve_stacks(build_environment(github_repository="example/tienda"))
    role = stacks["pipeline"].resources["DeployerRole"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    values = trust["Condition"]["StringEquals"].values()
    assert set(values) == {"sts.amazonaws.com", "repo:example/tienda:ref:refs/heads/main"}


Case = tuple[str, str, dict[str, str], bool]


def compare(title: str, *cases: Case) -> None:
    """Compare IAM's decision on an action, a resource and a context with the expected one."""
    # In one call: the start of Node takes most of the time.
    stacks = resolve_stacks(build_environment(github_repository="example/tienda"))
    (policy,) = stacks["pipeline"].resources[title]["Properties"]["Policies"]
    requests = [
        {
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
        for action, resource, context, _ in cases
    ]
    results = node(stdin=json.dumps(requests))
    assert not [result for result in results if "error" in result]
    decisions = [
        (*case[:3], result["result"] == "Allowed")
        for case, result in zip(cases, results, strict=True)
    ]
    assert decisions == list(cases)
