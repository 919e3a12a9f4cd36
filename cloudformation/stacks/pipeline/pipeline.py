"""Who may deploy: a role for one branch of one repository on GitHub, and the boundary of all roles.

Made first, by a person. What it lets in cannot change it: neither its roles nor the boundary.
"""

from troposphere import Ref, Template
from troposphere.iam import ManagedPolicy, Policy, Role

from cloudformation.config.environment import Environment
from cloudformation.stacks.pipeline import deployer_role
from cloudformation.stacks.pipeline.permissions_boundary import boundary_statements
from cloudformation.stacks.resources import (
    add_outputs,
    arn,
    assumed_by,
    document,
    iam_arn,
    new_template,
    skip,
    statement,
    tags,
)

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
    """Return the stack's template."""
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
        role = deployer_role.add(built, environment, maker)
        add_outputs(built, {"DeployerRoleArn": arn(role)})
    return built


def _maker(environment: Environment, boundary: ManagedPolicy) -> Role:
    """Return the role that CloudFormation makes the stacks with; nobody else can take it on.

    It must be able to make and change whatever the stacks have, so within their services it may do
    everything. What it may not is to make a role that the boundary does not hold, or to change what
    holds it.
    """
    roles = iam_arn(f"role/{environment.prefix}-*")
    profiles = iam_arn(f"instance-profile/{environment.prefix}-*")
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
            iam_arn("role/aws-service-role/*"),
            sid="RolesOfAwsItself",
        ),
        statement(
            ["iam:*"],
            iam_arn(f"role/{environment.prefix}-pipeline-*"),
            effect="Deny",
            sid="NotItself",
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
