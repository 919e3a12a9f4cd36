"""Who may deploy cannot get out of what holds it."""

import json

from tests.cloud.account import ACCOUNT, environment, made
from tests.cloud.test_iam import node, pytestmark  # noqa: F401 (needs the same tool)

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/tienda-demo-boundary"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-services-OrdersRole-1"
PIPELINE = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-pipeline-MakerRole-1"
MAKER = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-pipeline-MakerRole-1A2B3C"
WITHIN = {"iam:PermissionsBoundary": BOUNDARY}


def test_cloudformation_makes_no_role_past_the_boundary() -> None:
    compare(
        "MakerRole",
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
    )


STACK = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/tienda-demo"


def test_github_proposes_only_what_cloudformations_own_role_makes() -> None:
    asked = ("cloudformation:CreateChangeSet", f"{STACK}-services/1")
    compare(
        "DeployerRole",
        (*asked, {"cloudformation:RoleArn": MAKER}, True),
        (*asked, {"cloudformation:RoleArn": ROLE}, False),
        (*asked, {}, False),
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


KEEPER = {"aws:ResourceTag/Store": "demo", "aws:ResourceTag/Process": "keeper"}
OTHER = {"aws:ResourceTag/Store": "demo", "aws:ResourceTag/Process": "orders"}
OF_TEMPLATE = {"ec2:IsLaunchTemplateResource": "true"}
EC2 = {"iam:PassedToService": "ec2.amazonaws.com"}
KEEPER_ROLE = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-keeper-KeeperRole-1A2B3C"
HERE = f"arn:aws:ec2:eu-west-1:{ACCOUNT}"
IMAGE = "arn:aws:ec2:eu-west-1::image/ami-1"
LOGS = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group"


def test_github_starts_the_keeper_and_no_other_machine() -> None:
    compare(
        "DeployerRole",
        ("ec2:RunInstances", f"{HERE}:launch-template/lt-1", KEEPER, True),
        ("ec2:RunInstances", f"{HERE}:launch-template/lt-1", OTHER, False),
        ("ec2:RunInstances", f"{HERE}:launch-template/lt-1", {}, False),
        *(
            ("ec2:RunInstances", resource, context, bool(context))
            for resource in (
                IMAGE,
                *(f"{HERE}:{kind}/*" for kind in ("instance", "network-interface", "volume")),
                *(f"{HERE}:{kind}/1" for kind in ("security-group", "subnet")),
            )
            for context in (OF_TEMPLATE, {})
        ),
        ("ec2:CreateTags", f"{HERE}:instance/*", {"ec2:CreateAction": "RunInstances"}, True),
        ("ec2:CreateTags", f"{HERE}:instance/i-1", {}, False),
        ("ec2:TerminateInstances", f"{HERE}:instance/i-1", KEEPER, True),
        ("ec2:TerminateInstances", f"{HERE}:instance/i-1", OTHER, False),
        ("ec2:GetConsoleOutput", f"{HERE}:instance/i-1", KEEPER, True),
        ("ec2:GetConsoleOutput", f"{HERE}:instance/i-1", OTHER, False),
        ("iam:PassRole", KEEPER_ROLE, EC2, True),
        ("iam:PassRole", KEEPER_ROLE, {"iam:PassedToService": "lambda.amazonaws.com"}, False),
        ("iam:PassRole", ROLE, EC2, False),
        ("iam:PassRole", MAKER, EC2, False),
        ("logs:GetLogEvents", f"{LOGS}:/tienda/demo/keeper:log-stream:i-1", {}, True),
        ("logs:GetLogEvents", f"{LOGS}:/tienda/demo/orders:log-stream:i-1", {}, False),
    )


def test_the_keeper_is_known_by_its_tags_and_starts_where_its_template_says() -> None:
    stacks = made(environment(github_repository="example/tienda"))
    shape = stacks["keeper"].resources["KeeperLaunchTemplate"]["Properties"]
    start = shape["LaunchTemplateData"]
    for one in (*shape["TagSpecifications"], *start["TagSpecifications"]):
        tagged = {tag["Key"]: tag["Value"] for tag in one["Tags"]}
        assert (tagged["Store"], tagged["Process"]) == ("demo", "keeper"), one["ResourceType"]
    (card,) = start["NetworkInterfaces"]
    assert card["SubnetId"] in stacks["network"].outputs["ApplicationSubnets"].split(",")


def test_one_branch_of_one_repository_is_let_in() -> None:
    stacks = made(environment(github_repository="example/tienda"))
    role = stacks["pipeline"].resources["DeployerRole"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    told = trust["Condition"]["StringEquals"].values()
    assert set(told) == {"sts.amazonaws.com", "repo:example/tienda:ref:refs/heads/main"}


Case = tuple[str, str, dict[str, str], bool]


def compare(title: str, *cases: Case) -> None:
    """Compare what IAM says of an action, a resource and a context with whether it may be."""
    # All at once: most of the time goes into starting Node.
    stacks = made(environment(github_repository="example/tienda"))
    (policy,) = stacks["pipeline"].resources[title]["Properties"]["Policies"]
    asked = [
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
    told = node(said=json.dumps(asked))
    assert not [one for one in told if "error" in one]
    found = [(*one[:3], told["result"] == "Allowed") for one, told in zip(cases, told, strict=True)]
    assert found == list(cases)
