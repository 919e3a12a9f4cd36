"""The permissions boundary of all roles of the store.

A role may do what both its own policy and the boundary allow. So a deployment, which can create
roles, cannot create one with rights outside the store.
"""

from typing import Any

from troposphere import Sub

from cloudformation.config.environment import Environment
from cloudformation.config.settings import DATABASE_SETUP, SERVICES
from cloudformation.stacks.resources import (
    LOAD_BALANCER_CHANGES,
    TRACE_ACTIONS,
    account_arn,
    iam_arn,
    statement,
)


def boundary_statements(environment: Environment) -> list[dict[str, Any]]:
    """Return the boundary's statements; generated names begin with the name of their stack."""
    prefix = environment.prefix
    return [
        statement(LOAD_BALANCER_CHANGES, "*", effect="Deny", sid="NeverChangeALoadBalancer"),
        statement(["rds-db:connect"], account_arn("rds-db::dbuser:*/*"), sid="Databases"),
        statement(
            ["s3:GetObject", "s3:ListBucket", "s3:PutObject"],
            # Each pattern ends in the name of a resource: those of the store shop-prod begin as
            # those of the store shop do.
            [
                Sub(f"arn:${{AWS::Partition}}:s3:::{prefix}-storage-{name}bucket-*")
                for name in ("media", "receipts", "releases")
            ],
            sid="Buckets",
        ),
        statement(
            ["sns:Publish", "sns:Subscribe"],
            account_arn(f"sns::{prefix}-messaging-OrderEvents-*"),
            sid="Topics",
        ),
        {
            "Sid": "Sms",
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "NotResource": Sub("arn:${AWS::Partition}:sns:*:*:*"),
        },
        statement(
            ["sqs:DeleteMessage", "sqs:ReceiveMessage"],
            account_arn(f"sqs::{prefix}-messaging-Availability-*"),
            sid="Queues",
        ),
        # Roles say from which sender (service_roles.py).
        statement(
            ["ses:SendEmail"],
            [
                account_arn("ses::identity/*"),
                account_arn(f"ses::configuration-set/{environment.prefix}"),
            ],
            sid="Email",
        ),
        statement(
            ["secretsmanager:GetSecretValue"],
            [
                account_arn(f"secretsmanager::secret:tienda/{environment.name}/*"),
                # The name that RDS gives the master user's secret.
                account_arn("secretsmanager::secret:rds!db-*"),
            ],
            sid="Secrets",
        ),
        statement(
            ["cloudformation:SignalResource"],
            [
                account_arn(f"cloudformation::stack/{prefix}-{stack}/*")
                for stack in ("services", DATABASE_SETUP)
            ],
            sid="Signals",
        ),
        statement(
            [
                "autoscaling:CompleteLifecycleAction",
                "autoscaling:RecordLifecycleActionHeartbeat",
            ],
            [
                account_arn(f"autoscaling::autoScalingGroup:*:autoScalingGroupName/{prefix}-{name}")
                for name in SERVICES
            ],
            sid="Hooks",
        ),
        statement(["ssm:UpdateInstanceInformation"], account_arn("ec2::instance/*"), sid="Known"),
        statement(
            [
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            "*",
            sid="SystemsManager",
        ),
        statement(TRACE_ACTIONS, "*", sid="Traces"),
        *_other_role_statements(environment),
    ]


def _other_role_statements(environment: Environment) -> list[dict[str, Any]]:
    """Return the statements for roles that no instance has: flow logs, RDS, SNS, Lambda."""
    groups = [
        account_arn(f"logs::log-group:{name}*")
        for name in (
            environment.log_group(""),
            "RDSOSMetrics",
            "sns/",
        )
    ]
    return [
        statement(
            [
                "logs:CreateLogGroup",
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:GetLogEvents",
                "logs:PutLogEvents",
                "logs:PutRetentionPolicy",
            ],
            groups,
            sid="Logs",
        ),
        statement(["logs:DescribeLogGroups"], "*", sid="FindLogs"),
        statement(["ec2:DescribeSecurityGroupRules"], "*", sid="FindRules"),
        statement(
            ["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
            account_arn("ec2::security-group/*"),
            sid="EmptyAGroup",
        ),
        statement(["sns:SetSMSAttributes"], "*", sid="SmsSettings"),
        statement(
            ["iam:PassRole"],
            iam_arn(f"role{environment.role_path}{environment.prefix}-messaging-SmsLogRole-*"),
            sid="HandOverTheSmsRole",
            Condition={"StringEquals": {"iam:PassedToService": "sns.amazonaws.com"}},
        ),
    ]
