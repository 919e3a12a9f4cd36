"""Every call to AWS that a deployment makes, and what IAM must allow GitHub's role for it.

`test_deployer_role.py` compares the list with the calls that the code makes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.cloud.resolved_stacks import ACCOUNT, build_environment, resolve_stacks

REGIONS = {"edge": "us-east-1"}
DATA_STACKS = ("network", "data", "storage")
OTHER_STACKS = ("messaging", "keeper", "services", "edge", "observability")
SERVICE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-pipeline-MakerRole-1A2B3C"
DATABASE_SETUP_ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/tienda/demo/tienda-demo-keeper-KeeperRole-1A2B3C"
)
IS_DATABASE_SETUP = {"aws:ResourceTag/Store": "demo", "aws:ResourceTag/Process": "keeper"}
FROM_TEMPLATE = {"ec2:IsLaunchTemplateResource": "true"}
WITH_SERVICE_ROLE = {"cloudformation:RoleArn": SERVICE_ROLE}
HERE = f"arn:aws:ec2:eu-west-1:{ACCOUNT}"
LOGS = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group"
RELEASES = "arn:aws:s3:::tienda-demo-storage-releasesbucket-1"
WEB = "arn:aws:s3:::tienda-demo-storage-webbucket-1"


@dataclass(frozen=True)
class Permission:
    """A permission that one operation needs."""

    operation: str
    """botocore's name, "s3.PutObject"."""
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)


def stack_arn(name: str) -> str:
    region = REGIONS.get(name, "eu-west-1")
    return f"arn:aws:cloudformation:{region}:{ACCOUNT}:stack/tienda-demo-{name}/1"


def required_permissions() -> Iterator[Permission]:
    """Yield the permissions that deploy, diff and status need, for a store that exists."""
    for name in (*DATA_STACKS, *OTHER_STACKS):
        for operation in ("CreateChangeSet", "ContinueUpdateRollback"):
            action = f"cloudformation:{operation}"
            yield Permission(
                f"cloudformation.{operation}", action, stack_arn(name), WITH_SERVICE_ROLE
            )
        for operation in (
            "DeleteChangeSet",
            "DescribeChangeSet",
            "DescribeEvents",
            "DescribeStackEvents",
            "DescribeStacks",
            "ExecuteChangeSet",
        ):
            action = f"cloudformation:{operation}"
            yield Permission(f"cloudformation.{operation}", action, stack_arn(name))
        # The stacks have tags.
        yield Permission(
            "cloudformation.CreateChangeSet", "cloudformation:TagResource", stack_arn(name)
        )
    yield Permission(
        "cloudformation.DescribeStacks", "cloudformation:DescribeStacks", stack_arn("pipeline")
    )
    for name in OTHER_STACKS:
        yield Permission(
            "cloudformation.DeleteStack", "cloudformation:DeleteStack", stack_arn(name)
        )
    to_cloudformation = {"iam:PassedToService": "cloudformation.amazonaws.com"}
    yield Permission(
        "cloudformation.CreateChangeSet", "iam:PassRole", SERVICE_ROLE, to_cloudformation
    )
    yield from _parameters()
    yield from _uploads()
    yield from _database_setup()
    # CreateChangeSet with rollback triggers may need it too.
    alarm = f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:shop-BffErrors"
    for operation in ("cloudformation.CreateChangeSet", "cloudwatch.DescribeAlarms"):
        yield Permission(operation, "cloudwatch:DescribeAlarms", alarm)
    for operation, action in (
        ("ec2.DescribeManagedPrefixLists", "ec2:DescribeManagedPrefixLists"),
        ("autoscaling.DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingGroups"),
    ):
        yield Permission(operation, action, "*")


PARAMETER_TYPES = {
    "AWS::EC2::Image::Id": "ec2:DescribeImages",
    "AWS::EC2::SecurityGroup::Id": "ec2:DescribeSecurityGroups",
    "AWS::EC2::Subnet::Id": "ec2:DescribeSubnets",
    "AWS::EC2::VPC::Id": "ec2:DescribeVpcs",
}
"""What CloudFormation calls to check a parameter of a type, with its caller's rights."""


def _parameters() -> Iterator[Permission]:
    """Yield what CreateChangeSet reads, with the caller's rights, for the templates' parameters."""
    for stack in resolve_stacks(build_environment()).values():
        for parameter in stack.source.get("Parameters", {}).values():
            kind, _, rest = parameter["Type"].partition("<")
            if kind == "AWS::SSM::Parameter::Value":
                # AWS's parameters have no account in their ARN, which the evaluator does not know.
                image = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter{parameter['Default']}"
                yield Permission("cloudformation.CreateChangeSet", "ssm:GetParameters", image)
            value_type = rest.removesuffix(">") or kind
            if value_type not in {"String", "Number"}:
                action = PARAMETER_TYPES[value_type]
                yield Permission("cloudformation.CreateChangeSet", action, "*")


def _uploads() -> Iterator[Permission]:
    yield Permission("s3.ListObjectsV2", "s3:ListBucket", RELEASES)
    yield Permission("s3.PutObject", "s3:PutObject", f"{RELEASES}/releases/{'ab' * 32}.tar")
    yield Permission("s3.PutObject", "s3:PutObject", f"{RELEASES}/templates/services.json")
    # CloudFormation reads a template with the rights of who creates the change set.
    yield Permission(
        "cloudformation.CreateChangeSet", "s3:GetObject", f"{RELEASES}/templates/x.json"
    )
    yield Permission(
        "s3.PutObjectTagging", "s3:PutObjectTagging", f"{RELEASES}/releases/{'cd' * 32}.tar"
    )
    yield Permission("s3.HeadObject", "s3:GetObject", f"{RELEASES}/releases/{'ab' * 32}.tar")
    yield Permission("s3.GetObject", "s3:GetObject", f"{RELEASES}/releases/{'ab' * 32}.tar")
    yield Permission("s3.PutObject", "s3:PutObject", f"{WEB}/index.html")
    distribution = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"
    yield Permission("cloudfront.CreateInvalidation", "cloudfront:CreateInvalidation", distribution)


def _database_setup() -> Iterator[Permission]:
    run, action = "ec2.RunInstances", "ec2:RunInstances"
    yield Permission(run, action, f"{HERE}:launch-template/lt-1", IS_DATABASE_SETUP)
    for kind in ("instance", "network-interface", "volume"):
        yield Permission(run, action, f"{HERE}:{kind}/*", FROM_TEMPLATE)
    for kind in ("security-group", "subnet"):
        yield Permission(run, action, f"{HERE}:{kind}/1", FROM_TEMPLATE)
    yield Permission(run, action, "arn:aws:ec2:eu-west-1::image/ami-1", FROM_TEMPLATE)
    yield Permission(
        run, "ec2:CreateTags", f"{HERE}:instance/*", {"ec2:CreateAction": "RunInstances"}
    )
    to_ec2 = {"iam:PassedToService": "ec2.amazonaws.com"}
    yield Permission(run, "iam:PassRole", DATABASE_SETUP_ROLE, to_ec2)
    yield Permission(
        "ec2.TerminateInstances",
        "ec2:TerminateInstances",
        f"{HERE}:instance/i-1",
        IS_DATABASE_SETUP,
    )
    yield Permission(
        "ec2.GetConsoleOutput", "ec2:GetConsoleOutput", f"{HERE}:instance/i-1", IS_DATABASE_SETUP
    )
    log = f"{LOGS}:/tienda/demo/keeper:log-stream:i-1"
    yield Permission("logs.GetLogEvents", "logs:GetLogEvents", log)
    boots = f"{LOGS}:/tienda/demo/boots:log-stream:"
    yield Permission("logs.FilterLogEvents", "logs:FilterLogEvents", boots)
