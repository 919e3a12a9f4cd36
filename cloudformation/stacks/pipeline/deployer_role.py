"""GitHub's role: one branch of one repository has CloudFormation act, and uploads releases.

It may do what `deploying.py`, `keeping.py`, `diff.py` and `status.py` call: tests/cloud/deployer.py
is the same list from the other side, recorded from them.
"""

from typing import Any

from troposphere import Ref, Sub, Template
from troposphere.iam import OIDCProvider, Policy, Role

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import arn, document, iam_arn, own_arn, statement, tags

GITHUB = "token.actions.githubusercontent.com"
REPLACEABLE = ("edge", "keeper", "messaging", "observability", "services")
"""The stacks that may be deleted when they were never made; no other holds less than data."""


def add(built: Template, environment: Environment, maker: Role) -> Role:
    """Add the role of one branch on GitHub, which has CloudFormation act, and uploads releases."""
    provider: Any = environment.github_oidc_provider
    if provider is None:
        provider = Ref(
            built.add_resource(
                OIDCProvider(
                    "GitHub",
                    Url=f"https://{GITHUB}",
                    ClientIdList=["sts.amazonaws.com"],
                    Tags=tags(environment, "github"),
                )
            )
        )
    branch = f"repo:{environment.github_repository}:ref:refs/heads/{environment.github_branch}"
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com", f"{GITHUB}:sub": branch}
        },
    }
    role: Role = built.add_resource(
        Role(
            "DeployerRole",
            Description=f"{environment.github_repository}, {environment.github_branch}: deploys",
            AssumeRolePolicyDocument=document(trust),
            # A dozen machines are rolled one after another.
            MaxSessionDuration=7200,
            Policies=[
                Policy(
                    PolicyName="deploy",
                    PolicyDocument=document(*_deploying(environment, maker)),
                )
            ],
            Tags=tags(environment, "deployer"),
        )
    )
    return role


def _deploying(environment: Environment, maker: Role) -> list[dict[str, Any]]:
    # Its own stack is not among them.
    stacks = _stack(environment, "*")
    buckets = f"arn:${{AWS::Partition}}:s3:::{environment.prefix}-storage-"
    changes = (
        "cloudformation:ContinueUpdateRollback",
        "cloudformation:CreateChangeSet",
        "cloudformation:DeleteChangeSet",
        "cloudformation:DeleteStack",
        "cloudformation:ExecuteChangeSet",
    )
    return [
        # Whatever is changed is changed by the maker, and so within its bounds.
        statement(
            ["cloudformation:ContinueUpdateRollback", "cloudformation:CreateChangeSet"],
            stacks,
            sid="Propose",
            Condition={"ArnEquals": {"cloudformation:RoleArn": arn(maker)}},
        ),
        statement(
            [
                "cloudformation:DeleteChangeSet",
                "cloudformation:DescribeChangeSet",
                "cloudformation:DescribeStackEvents",
                "cloudformation:DescribeStacks",
                "cloudformation:ExecuteChangeSet",
                # What CreateChangeSet wants besides where it brings tags.
                "cloudformation:TagResource",
            ],
            stacks,
            sid="Deploy",
        ),
        # One that was never made must go before it can be made. IAM does not see which those are.
        statement(
            ["cloudformation:DeleteStack"],
            [_stack(environment, name) for name in REPLACEABLE],
            sid="BeginAnew",
        ),
        statement(changes, _stack(environment, "pipeline"), effect="Deny", sid="NotWhatHoldsIt"),
        # These name no resource in IAM.
        statement(
            ["autoscaling:DescribeAutoScalingGroups", "ec2:DescribeManagedPrefixLists"],
            "*",
            sid="FindCloudFrontAndWhoIsWell",
        ),
        statement(
            ["iam:PassRole"],
            arn(maker),
            sid="HandOverTheMaker",
            Condition={"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}},
        ),
        statement(
            ["s3:GetObject", "s3:PutObject"],
            [Sub(f"{buckets}releasesbucket-*/*"), Sub(f"{buckets}webbucket-*/*")],
            sid="Upload",
        ),
        statement(
            ["s3:ListBucket"],
            Sub(f"{buckets}releasesbucket-*"),
            sid="SeeWhatIsUploaded",
        ),
        statement(
            ["cloudfront:CreateInvalidation"],
            Sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/*"),
            sid="ShowTheNewFront",
        ),
        *_keeping(environment),
    ]


def _stack(environment: Environment, name: str) -> Sub:
    # In any region: the one at the edge is elsewhere.
    return Sub(
        "arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}"
        f":stack/{environment.prefix}-{name}/*"
    )


def _keeping(environment: Environment) -> list[dict[str, Any]]:
    """Return what `keeping.py` does: it starts the keeper, reads its log, and may end it.

    Whoever does so can have its role, by other user data. That is no more than by a release, which
    is this role's to upload, and the keeper runs.
    """
    keepers = {
        "StringEquals": {
            "aws:ResourceTag/Store": environment.name,
            "aws:ResourceTag/Process": "keeper",
        }
    }
    of_template = {"Bool": {"ec2:IsLaunchTemplateResource": "true"}}
    made = [own_arn(f"ec2::{kind}/*") for kind in ("instance", "network-interface", "volume")]
    there = [own_arn(f"ec2::{kind}/*") for kind in ("security-group", "subnet")]
    images = Sub("arn:${AWS::Partition}:ec2:${AWS::Region}::image/*")
    starts = {"StringEquals": {"ec2:CreateAction": "RunInstances"}}
    return [
        statement(
            ["ec2:RunInstances"],
            own_arn("ec2::launch-template/*"),
            sid="StartTheKeeper",
            Condition=keepers,
        ),
        statement(
            ["ec2:RunInstances"],
            [*made, *there, images],
            sid="AsItsTemplateSays",
            Condition=of_template,
        ),
        statement(
            ["ec2:CreateTags"],
            [own_arn("ec2::instance/*"), own_arn("ec2::volume/*")],
            sid="AndWithItsTags",
            Condition=starts,
        ),
        statement(
            ["iam:PassRole"],
            iam_arn(f"role/{environment.prefix}-keeper-KeeperRole-*"),
            sid="WithItsRole",
            Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        ),
        statement(
            ["ec2:GetConsoleOutput", "ec2:TerminateInstances"],
            own_arn("ec2::instance/*"),
            sid="LookAtItAndEndIt",
            Condition=keepers,
        ),
        statement(
            ["logs:GetLogEvents"],
            own_arn(f"logs::log-group:{environment.log_group('keeper')}:log-stream:*"),
            sid="HearHowItWent",
        ),
    ]
