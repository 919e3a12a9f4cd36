"""Who may deploy: a role for one branch of one repository on GitHub, and the boundary of all roles.

Made first, by a person. What it lets in cannot change it: neither its roles nor the boundary.
"""

from typing import Any

from troposphere import Ref, Sub, Template
from troposphere.iam import ManagedPolicy, OIDCProvider, Policy, Role

from cloudformation.boundary import boundary_statements
from cloudformation.environment import Environment
from cloudformation.parts import (
    add_outputs,
    arn,
    assumed_by,
    document,
    new_template,
    own_arn,
    skip,
    statement,
    tags,
)

GITHUB = "token.actions.githubusercontent.com"
MADE_BY_STACKS = (
    "acm",
    "autoscaling",
    "budgets",
    "cloudfront",
    "cloudwatch",
    "ec2",
    "elasticloadbalancing",
    "lambda",
    "logs",
    "rds",
    "route53",
    "s3",
    "secretsmanager",
    "ses",
    "sns",
    "sqs",
    "wafv2",
)
"""What the stacks have resources of, IAM aside."""
_ROLE_CHANGES = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DetachRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
)
"""Which of them IAM can bind to the boundary."""


def template(environment: Environment) -> Template:
    """Answer the stack's template."""
    built = new_template(environment, "permissions boundary, and GitHub's role")
    boundary = built.add_resource(
        ManagedPolicy(
            "Boundary",
            ManagedPolicyName=f"{environment.prefix}-boundary",
            Description="The most that any role of this store may ever do",
            PolicyDocument=document(*boundary_statements(environment)),
            Metadata=skip(
                CKV_AWS_111="it allows nobody anything by itself; actions without a resource are"
                " those for which IAM knows none"
            ),
        )
    )
    maker = built.add_resource(_maker(environment, boundary))
    add_outputs(built, {"BoundaryArn": Ref(boundary), "MakerRoleArn": arn(maker)})
    if environment.github_repository:
        deployer = _add_deployer(built, environment, maker)
        add_outputs(built, {"DeployerRoleArn": arn(deployer)})
    return built


def _maker(environment: Environment, boundary: ManagedPolicy) -> Role:
    """Answer the role that CloudFormation makes the stacks with; nobody else can take it on.

    It must be able to make and change whatever the stacks have, so within their services it may do
    everything. What it may not is to make a role that the boundary does not hold, or to change what
    holds it.
    """
    roles = _iam(f"role/{environment.prefix}-*")
    profiles = _iam(f"instance-profile/{environment.prefix}-*")
    here = [
        statement([f"{service}:*" for service in MADE_BY_STACKS], "*", sid="MakeTheStore"),
        statement(["kms:DescribeKey", "ssm:GetParameters"], "*", sid="FindKeysAndImages"),
        statement(
            _ROLE_CHANGES,
            roles,
            sid="RolesWithinTheBoundary",
            Condition={"StringEquals": {"iam:PermissionsBoundary": Ref(boundary)}},
        ),
        statement(
            [
                "iam:DeleteRole",
                "iam:GetRole",
                "iam:GetRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:ListRolePolicies",
                "iam:PassRole",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
                "iam:UpdateRoleDescription",
            ],
            roles,
            sid="Roles",
        ),
        statement(
            [
                "iam:AddRoleToInstanceProfile",
                "iam:CreateInstanceProfile",
                "iam:DeleteInstanceProfile",
                "iam:GetInstanceProfile",
                "iam:RemoveRoleFromInstanceProfile",
            ],
            profiles,
            sid="InstanceProfiles",
        ),
        statement(
            ["iam:CreateServiceLinkedRole"],
            _iam("role/aws-service-role/*"),
            sid="RolesOfAwsItself",
        ),
        statement(
            ["iam:*"], _iam(f"role/{environment.prefix}-pipeline-*"), effect="Deny", sid="NotItself"
        ),
    ]
    return Role(
        "MakerRole",
        Description="CloudFormation makes the stacks with it",
        AssumeRolePolicyDocument=assumed_by("cloudformation.amazonaws.com"),
        Policies=[Policy(PolicyName="make", PolicyDocument=document(*here))],
        Tags=tags(environment, "maker"),
        Metadata=skip(
            CKV_AWS_107="the stacks have secrets, which it must make",
            CKV_AWS_108="the stacks have buckets and databases, which it must make",
            CKV_AWS_109="bound by the boundary: tests/cloud/test_iam.py",
            CKV_AWS_110="bound by the boundary: tests/cloud/test_iam.py",
            CKV_AWS_111="what it makes has no names before it is made",
        ),
    )


def _add_deployer(built: Template, environment: Environment, maker: Role) -> Role:
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
            MaxSessionDuration=3600,
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
    stacks = Sub(
        "arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}"
        f":stack/{environment.prefix}-*/*"
    )
    own = Sub(
        "arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}"
        f":stack/{environment.prefix}-pipeline/*"
    )
    buckets = f"arn:${{AWS::Partition}}:s3:::{environment.prefix}-storage-"
    changes = (
        "cloudformation:CreateChangeSet",
        "cloudformation:DeleteChangeSet",
        "cloudformation:ExecuteChangeSet",
    )
    return [
        # Whatever is changed is changed by the maker, and so within its bounds.
        statement(
            ["cloudformation:CreateChangeSet"],
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
                "cloudformation:GetTemplate",
            ],
            stacks,
            sid="Deploy",
        ),
        statement(changes, own, effect="Deny", sid="NotWhatHoldsIt"),
        statement(["ec2:DescribeManagedPrefixLists"], "*", sid="FindCloudFront"),
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
            [Sub(f"{buckets}releasesbucket-*"), Sub(f"{buckets}webbucket-*")],
            sid="SeeWhatIsUploaded",
        ),
        statement(
            ["cloudfront:CreateInvalidation"],
            Sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/*"),
            sid="ShowTheNewFront",
        ),
        *_keeping(environment),
    ]


def _keeping(environment: Environment) -> list[dict[str, Any]]:
    """Answer what `keeping.py` does: it starts the keeper, reads its log, and may end it.

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
            _iam(f"role/{environment.prefix}-keeper-KeeperRole-*"),
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


def _iam(rest: str) -> Sub:
    return Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:{rest}")
