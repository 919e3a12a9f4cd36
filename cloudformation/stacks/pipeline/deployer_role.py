"""GitHub's role: one branch of one repository may deploy.

It may make the calls of `cloudformation/deployment/`, `diff.py` and `status.py`, which
`tests/cloud/deployer_calls.py` lists.
"""

from typing import Any

from troposphere import Ref, Sub, Template
from troposphere.iam import OIDCProvider, Policy, Role

from cloudformation.config.environment import Environment
from cloudformation.config.settings import BOOTS, DATABASE_SETUP
from cloudformation.stacks.pipeline.preflight_rights import ACTIONS
from cloudformation.stacks.resources import (
    account_arn,
    arn,
    iam_arn,
    policy_document,
    statement,
    tags,
)
from cloudformation.stacks.services.launch_templates import IMAGE_PATH

GITHUB = "token.actions.githubusercontent.com"
DELETABLE_STACKS = ("edge", DATABASE_SETUP, "messaging", "observability", "services")
"""The stacks without data, which may be deleted when their creation has failed."""
_NARROWER = ("cloudformation:ListStackResources", "ssm:GetParameters")
"""Actions of the preflight that other statements allow, on resources."""
_WITH_RESOURCES = (
    "rds:DescribeDBInstances",
    "route53:GetHostedZone",
    "route53:ListResourceRecordSets",
    "ses:GetEmailIdentity",
)
"""Actions of the preflight for which IAM knows resources."""
STACK_NAMES = ("pipeline", "network", "data", "storage", *DELETABLE_STACKS)
"""Every stack."""


def add(template: Template, environment: Environment, service_role: Role) -> Role:
    """Add the role, which has CloudFormation change the stacks and uploads releases."""
    provider: Any = environment.github_oidc_provider
    if provider is None:
        provider = Ref(
            template.add_resource(
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
    role: Role = template.add_resource(
        Role(
            "DeployerRole",
            Description=f"{environment.github_repository}, {environment.github_branch}: deploys",
            AssumeRolePolicyDocument=policy_document(trust),
            # Seconds. A release replaces dozens of instances one after another.
            MaxSessionDuration=14400,
            Policies=[
                Policy(
                    PolicyName="deploy",
                    PolicyDocument=policy_document(*_deploy_statements(environment, service_role)),
                )
            ],
            Tags=tags(environment, "deployer"),
        )
    )
    return role


def _deploy_statements(environment: Environment, service_role: Role) -> list[dict[str, Any]]:
    # Changes of the pipeline stack are denied below. By name: the stacks of the store shop-prod
    # begin as those of the store shop do.
    stacks = [_stack_arn(environment, name) for name in STACK_NAMES]
    buckets = f"arn:${{AWS::Partition}}:s3:::{environment.prefix}-storage-"
    changes = (
        "cloudformation:ContinueUpdateRollback",
        "cloudformation:CreateChangeSet",
        "cloudformation:DeleteChangeSet",
        "cloudformation:DeleteStack",
        "cloudformation:ExecuteChangeSet",
    )
    return [
        # Only CloudFormation's role changes resources, within its own limits.
        statement(
            ["cloudformation:ContinueUpdateRollback", "cloudformation:CreateChangeSet"],
            stacks,
            sid="Propose",
            Condition={"ArnEquals": {"cloudformation:RoleArn": arn(service_role)}},
        ),
        statement(
            [
                "cloudformation:DeleteChangeSet",
                "cloudformation:DescribeChangeSet",
                "cloudformation:DescribeEvents",
                "cloudformation:DescribeStackEvents",
                "cloudformation:DescribeStacks",
                "cloudformation:ExecuteChangeSet",
                "cloudformation:ListStackResources",
                # CreateChangeSet with tags needs this too.
                "cloudformation:TagResource",
            ],
            stacks,
            sid="Deploy",
        ),
        # A stack whose creation failed must be deleted before it can be created again. IAM cannot
        # tell such stacks from others.
        statement(
            ["cloudformation:DeleteStack"],
            [_stack_arn(environment, name) for name in DELETABLE_STACKS],
            sid="BeginAnew",
        ),
        statement(
            changes, _stack_arn(environment, "pipeline"), effect="Deny", sid="NotWhatHoldsIt"
        ),
        # IAM knows no resources for these actions.
        statement(
            [
                "autoscaling:DescribeAutoScalingGroups",
                "ec2:DescribeManagedPrefixLists",
            ],
            "*",
            sid="FindCloudFrontAndWhoIsWell",
        ),
        # For the alarms that take a release back. Whether CloudFormation reads them with the rights
        # of its caller or of its role is not documented; both may.
        statement(["cloudwatch:DescribeAlarms"], _any("cloudwatch", "alarm:*"), sid="ReadAlarms"),
        *_parameter_statements(),
        # IAM knows no resources for these actions.
        statement(
            [action for action in ACTIONS if action not in (*_NARROWER, *_WITH_RESOURCES)],
            "*",
            sid="LookBefore",
        ),
        statement(
            list(_WITH_RESOURCES),
            [
                _any("rds", "db:*"),
                _any("ses", "identity/*"),
                Sub("arn:${AWS::Partition}:route53:::hostedzone/*"),
            ],
            sid="LookBeforeAtWhatThereIs",
        ),
        statement(
            ["iam:PassRole"],
            arn(service_role),
            sid="HandOverTheMaker",
            Condition={"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}},
        ),
        statement(
            ["s3:GetObject", "s3:PutObject"],
            [Sub(f"{buckets}releasesbucket-*/*"), Sub(f"{buckets}webbucket-*/*")],
            sid="Upload",
        ),
        statement(
            ["s3:PutObjectTagging"],
            Sub(f"{buckets}releasesbucket-*/releases/*"),
            sid="LetOldReleasesExpire",
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
        *_database_setup_statements(environment),
    ]


def _parameter_statements() -> list[dict[str, Any]]:
    """Return the statements to read what the types of the stacks' parameters refer to.

    CloudFormation reads them with the rights of who creates a change set, not with its role's:
    the image that a parameter of Systems Manager names, and whether subnets, groups, VPC and image
    exist.
    """
    return [
        statement(
            ["ssm:GetParameters"],
            # AWS's own parameters have no account in their ARN. Nobody else's begin with `aws`.
            Sub(f"arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:*:parameter{IMAGE_PATH}/*"),
            sid="FindTheImage",
        ),
        # IAM knows no resources for these actions.
        statement(
            [
                "ec2:DescribeImages",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
            ],
            "*",
            sid="CheckParameters",
        ),
    ]


def _any(service: str, resource: str) -> Sub:
    """Return the ARN of the account's resources in any region."""
    return Sub(f"arn:${{AWS::Partition}}:{service}:*:${{AWS::AccountId}}:{resource}")


def _stack_arn(environment: Environment, name: str) -> Sub:
    # In any region: the edge stack is in CloudFront's.
    return _any("cloudformation", f"stack/{environment.prefix}-{name}/*")


def _database_setup_statements(environment: Environment) -> list[dict[str, Any]]:
    """Return the statements to run the database setup instance, read its log and terminate it.

    Whoever may run it can use its role, by giving it other user data. That is no more than what a
    release can do, which this role uploads and that instance runs.
    """
    is_database_setup = {
        "StringEquals": {
            "aws:ResourceTag/Store": environment.name,
            "aws:ResourceTag/Process": DATABASE_SETUP,
        }
    }
    from_template = {"Bool": {"ec2:IsLaunchTemplateResource": "true"}}
    created = [
        account_arn(f"ec2::{kind}/*") for kind in ("instance", "network-interface", "volume")
    ]
    existing = [account_arn(f"ec2::{kind}/*") for kind in ("security-group", "subnet")]
    images = Sub("arn:${AWS::Partition}:ec2:${AWS::Region}::image/*")
    on_run = {"StringEquals": {"ec2:CreateAction": "RunInstances"}}
    return [
        statement(
            ["ec2:RunInstances"],
            account_arn("ec2::launch-template/*"),
            sid="StartTheKeeper",
            Condition=is_database_setup,
        ),
        statement(
            ["ec2:RunInstances"],
            [*created, *existing, images],
            sid="AsItsTemplateSays",
            Condition=from_template,
        ),
        statement(
            ["ec2:CreateTags"],
            [account_arn("ec2::instance/*"), account_arn("ec2::volume/*")],
            sid="AndWithItsTags",
            Condition=on_run,
        ),
        statement(
            ["iam:PassRole"],
            iam_arn(f"role{environment.role_path}{environment.prefix}-keeper-KeeperRole-*"),
            sid="WithItsRole",
            Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        ),
        statement(
            ["ec2:GetConsoleOutput", "ec2:TerminateInstances"],
            account_arn("ec2::instance/*"),
            sid="LookAtItAndEndIt",
            Condition=is_database_setup,
        ),
        statement(
            ["logs:GetLogEvents"],
            account_arn(f"logs::log-group:{environment.log_group(DATABASE_SETUP)}:log-stream:*"),
            sid="HearHowItWent",
        ),
        statement(
            ["logs:FilterLogEvents"],
            account_arn(f"logs::log-group:{environment.log_group(BOOTS)}:*"),
            sid="ReadWhyABootFailed",
        ),
    ]
