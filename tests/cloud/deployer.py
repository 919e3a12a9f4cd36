"""Every call that whoever deploys makes to AWS, and what IAM must allow to GitHub's role for it.

`test_deployer.py` has the code make them and compares.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.cloud.account import ACCOUNT

REGIONS = {"edge": "us-east-1"}
DATA = ("network", "data", "storage")
REST = ("messaging", "keeper", "services", "edge", "observability")
MAKER = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-pipeline-MakerRole-1A2B3C"
KEEPER_ROLE = f"arn:aws:iam::{ACCOUNT}:role/tienda-demo-keeper-KeeperRole-1A2B3C"
KEEPER = {"aws:ResourceTag/Store": "demo", "aws:ResourceTag/Process": "keeper"}
OF_TEMPLATE = {"ec2:IsLaunchTemplateResource": "true"}
BY_MAKER = {"cloudformation:RoleArn": MAKER}
HERE = f"arn:aws:ec2:eu-west-1:{ACCOUNT}"
LOGS = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group"
RELEASES = "arn:aws:s3:::tienda-demo-storage-releasesbucket-1"
WEB = "arn:aws:s3:::tienda-demo-storage-webbucket-1"


@dataclass(frozen=True)
class Need:
    """What one operation needs of IAM."""

    operation: str
    """As botocore names it, "s3.PutObject"."""
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)


def stack(name: str) -> str:
    region = REGIONS.get(name, "eu-west-1")
    return f"arn:aws:cloudformation:{region}:{ACCOUNT}:stack/tienda-demo-{name}/1"


def needs() -> Iterator[Need]:
    """Yield what deploying, looking and starting anew take, for a store that is there."""
    for name in (*DATA, *REST):
        for operation in ("CreateChangeSet", "ContinueUpdateRollback"):
            action = f"cloudformation:{operation}"
            yield Need(f"cloudformation.{operation}", action, stack(name), BY_MAKER)
        for operation in (
            "DeleteChangeSet",
            "DescribeChangeSet",
            "DescribeStackEvents",
            "DescribeStacks",
            "ExecuteChangeSet",
        ):
            action = f"cloudformation:{operation}"
            yield Need(f"cloudformation.{operation}", action, stack(name))
        # Its stacks have tags.
        yield Need("cloudformation.CreateChangeSet", "cloudformation:TagResource", stack(name))
    yield Need("cloudformation.DescribeStacks", "cloudformation:DescribeStacks", stack("pipeline"))
    for name in REST:
        yield Need("cloudformation.DeleteStack", "cloudformation:DeleteStack", stack(name))
    to_cloudformation = {"iam:PassedToService": "cloudformation.amazonaws.com"}
    yield Need("cloudformation.CreateChangeSet", "iam:PassRole", MAKER, to_cloudformation)
    yield from _uploads()
    yield from _keeping()
    for operation, action in (
        ("ec2.DescribeManagedPrefixLists", "ec2:DescribeManagedPrefixLists"),
        ("autoscaling.DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingGroups"),
    ):
        yield Need(operation, action, "*")


def _uploads() -> Iterator[Need]:
    yield Need("s3.ListObjectsV2", "s3:ListBucket", RELEASES)
    yield Need("s3.PutObject", "s3:PutObject", f"{RELEASES}/releases/{'ab' * 32}.tar")
    yield Need("s3.PutObject", "s3:PutObject", f"{RELEASES}/templates/services.json")
    # CloudFormation reads a template in the name of who proposes it.
    yield Need("cloudformation.CreateChangeSet", "s3:GetObject", f"{RELEASES}/templates/x.json")
    yield Need("s3.HeadObject", "s3:GetObject", f"{RELEASES}/releases/{'ab' * 32}.tar")
    yield Need("s3.GetObject", "s3:GetObject", f"{RELEASES}/releases/{'ab' * 32}.tar")
    yield Need("s3.PutObject", "s3:PutObject", f"{WEB}/index.html")
    distribution = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"
    yield Need("cloudfront.CreateInvalidation", "cloudfront:CreateInvalidation", distribution)


def _keeping() -> Iterator[Need]:
    run, action = "ec2.RunInstances", "ec2:RunInstances"
    yield Need(run, action, f"{HERE}:launch-template/lt-1", KEEPER)
    for kind in ("instance", "network-interface", "volume"):
        yield Need(run, action, f"{HERE}:{kind}/*", OF_TEMPLATE)
    for kind in ("security-group", "subnet"):
        yield Need(run, action, f"{HERE}:{kind}/1", OF_TEMPLATE)
    yield Need(run, action, "arn:aws:ec2:eu-west-1::image/ami-1", OF_TEMPLATE)
    yield Need(run, "ec2:CreateTags", f"{HERE}:instance/*", {"ec2:CreateAction": "RunInstances"})
    to_ec2 = {"iam:PassedToService": "ec2.amazonaws.com"}
    yield Need(run, "iam:PassRole", KEEPER_ROLE, to_ec2)
    yield Need("ec2.TerminateInstances", "ec2:TerminateInstances", f"{HERE}:instance/i-1", KEEPER)
    yield Need("ec2.GetConsoleOutput", "ec2:GetConsoleOutput", f"{HERE}:instance/i-1", KEEPER)
    log = f"{LOGS}:/tienda/demo/keeper:log-stream:i-1"
    yield Need("logs.GetLogEvents", "logs:GetLogEvents", log)
