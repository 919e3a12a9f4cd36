"""The stack `pipeline`: the permissions boundary, CloudFormation's role and GitHub's role.

A person creates it first. GitHub's role cannot change it: neither its roles nor the boundary.
"""

from typing import Any

from troposphere import Ref, Template
from troposphere.iam import ManagedPolicy, Policy, Role

from cloudformation.config.environment import Environment
from cloudformation.config.settings import DATABASE_SETUP, SERVICES
from cloudformation.stacks.pipeline import deployer_role
from cloudformation.stacks.pipeline.permissions_boundary import boundary_statements
from cloudformation.stacks.resources import (
    add_outputs,
    arn,
    checkov_skip,
    iam_arn,
    new_template,
    policy_document,
    statement,
    tags,
    trust_policy,
)

STACK_SERVICES = (
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
"""The AWS services that the stacks have resources of, IAM aside."""
_BOUNDED_ROLE_ACTIONS = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DetachRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
)
"""The actions on roles that a condition can limit to roles with the boundary."""


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "permissions boundary, and GitHub's role")
    boundary = template.add_resource(
        ManagedPolicy(
            "Boundary",
            ManagedPolicyName=f"{environment.prefix}-boundary",
            Description="The most that any role of this store may ever do",
            PolicyDocument=policy_document(*boundary_statements(environment)),
            Metadata=checkov_skip(
                CKV_AWS_111="it allows nobody anything by itself; actions without a resource are"
                " those for which IAM knows none"
            ),
        )
    )
    service_role = template.add_resource(_service_role(environment, boundary))
    add_outputs(template, {"BoundaryArn": Ref(boundary), "MakerRoleArn": arn(service_role)})
    if environment.github_repository:
        role = deployer_role.add(template, environment, service_role)
        add_outputs(template, {"DeployerRoleArn": arn(role)})
    return template


def _service_role(environment: Environment, boundary: ManagedPolicy) -> Role:
    """Return the service role that CloudFormation works with; nobody else can assume it.

    It may do everything in the AWS services that the stacks use, since it creates and changes all
    their resources. It may not create a role without the boundary, nor change the boundary or the
    roles of its own stack.
    """
    # By path: the names of the store shop-prod begin as those of the store shop do.
    roles = iam_arn(f"role{environment.role_path}*")
    profiles = iam_arn(f"instance-profile{environment.role_path}*")
    statements = [
        statement([f"{service}:*" for service in STACK_SERVICES], "*", sid="MakeTheStore"),
        statement(["kms:DescribeKey", "ssm:GetParameters"], "*", sid="FindKeysAndImages"),
        statement(
            _BOUNDED_ROLE_ACTIONS,
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
        statement(
            [f"{service}:*" for service in ("iam", *STACK_SERVICES)],
            "*",
            effect="Deny",
            sid="NotAnotherStore",
            # CloudFormation tags what it makes by the tags of the stack (Account.tags).
            Condition={
                "StringNotEquals": {"aws:ResourceTag/Store": environment.name},
                "Null": {"aws:ResourceTag/Store": "false"},
            },
        ),
        *_without_path_statements(environment),
    ]
    return Role(
        "MakerRole",
        Description="CloudFormation makes the stacks with it",
        AssumeRolePolicyDocument=trust_policy("cloudformation.amazonaws.com"),
        Policies=[Policy(PolicyName="make", PolicyDocument=policy_document(*statements))],
        Tags=tags(environment, "maker"),
        Metadata=checkov_skip(
            CKV_AWS_107="the stacks have secrets, which it must make",
            CKV_AWS_108="the stacks have buckets and databases, which it must make",
            CKV_AWS_109="bound by the boundary: tests/cloud/test_iam.py",
            CKV_AWS_110="bound by the boundary: tests/cloud/test_iam.py",
            CKV_AWS_111="what it makes has no names before it is made",
        ),
    )


def _without_path_statements(environment: Environment) -> list[dict[str, Any]]:
    """Return the statements to replace roles that an earlier release made without a path.

    The new ones are made first; then CloudFormation deletes the old ones, or returns to them when
    the update fails. Only roles with this store's tag are deleted.
    """
    titles = [f"services-{service.title()}" for service in SERVICES]
    titles.append(f"{DATABASE_SETUP}-{DATABASE_SETUP.title()}")
    passed = [
        *(f"{title}Role" for title in titles),
        *("data-MonitoringRole", "messaging-SmsLogRole", "messaging-SmsSettingsRole"),
        *("network-FlowLogRole", "network-EmptyDefaultGroupRole"),
    ]
    return [
        statement(
            [
                "iam:DeleteRole",
                "iam:DeleteRolePolicy",
                "iam:DetachRolePolicy",
                "iam:GetRole",
                "iam:GetRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:ListRolePolicies",
            ],
            iam_arn(f"role/{environment.prefix}-*"),
            sid="OldRoles",
            Condition={"StringEquals": {"aws:ResourceTag/Store": environment.name}},
        ),
        statement(
            ["iam:PassRole"],
            [iam_arn(f"role/{environment.prefix}-{title}-*") for title in passed],
            sid="BackToOldRoles",
        ),
        statement(
            [
                "iam:DeleteInstanceProfile",
                "iam:GetInstanceProfile",
                "iam:RemoveRoleFromInstanceProfile",
            ],
            [
                iam_arn(f"instance-profile/{environment.prefix}-{title}Profile-*")
                for title in titles
            ],
            sid="OldInstanceProfiles",
        ),
    ]
