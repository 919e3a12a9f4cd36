"""The permissions boundary: the most that any role of the store could ever be given.

A role may do what both its own policy and this allow. So whoever can make roles for the store, as a
deployment can, still cannot make one that reaches past the store.
"""

from typing import Any

from troposphere import Sub

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import LOAD_BALANCER_CHANGES, own_arn, statement


def boundary_statements(environment: Environment) -> list[dict[str, Any]]:
    """Return its statements; what AWS generates names for begins with the stack's."""
    store = environment.prefix
    return [
        statement(LOAD_BALANCER_CHANGES, "*", effect="Deny", sid="NeverChangeALoadBalancer"),
        statement(["rds-db:connect"], own_arn("rds-db::dbuser:*/*"), sid="Databases"),
        statement(
            ["s3:GetObject", "s3:ListBucket", "s3:PutObject"],
            Sub(f"arn:${{AWS::Partition}}:s3:::{store}-*"),
            sid="Buckets",
        ),
        statement(["sns:Publish", "sns:Subscribe"], own_arn(f"sns::{store}-*"), sid="Topics"),
        {
            "Sid": "Sms",
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "NotResource": Sub("arn:${AWS::Partition}:sns:*:*:*"),
        },
        statement(
            ["sqs:DeleteMessage", "sqs:ReceiveMessage"], own_arn(f"sqs::{store}-*"), sid="Queues"
        ),
        statement(["ses:SendEmail"], own_arn(f"ses::identity/{environment.domain}"), sid="Email"),
        statement(
            ["secretsmanager:GetSecretValue"],
            [
                own_arn(f"secretsmanager::secret:tienda/{environment.name}/*"),
                # What RDS names itself.
                own_arn("secretsmanager::secret:rds!db-*"),
            ],
            sid="Secrets",
        ),
        statement(
            ["cloudformation:SignalResource"],
            own_arn(f"cloudformation::stack/{store}-*/*"),
            sid="Signals",
        ),
        statement(
            [
                "autoscaling:CompleteLifecycleAction",
                "autoscaling:RecordLifecycleActionHeartbeat",
            ],
            own_arn(f"autoscaling::autoScalingGroup:*:autoScalingGroupName/{store}-*"),
            sid="Hooks",
        ),
        statement(["ssm:UpdateInstanceInformation"], own_arn("ec2::instance/*"), sid="Known"),
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
        *_stacks_own(environment),
    ]


def _stacks_own(environment: Environment) -> list[dict[str, Any]]:
    """Return what roles that no machine has need: for logs, RDS, the function on Lambda."""
    groups = [
        own_arn(f"logs::log-group:{name}*")
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
            own_arn("ec2::security-group/*"),
            sid="EmptyAGroup",
        ),
        statement(["sns:SetSMSAttributes"], "*", sid="SmsSettings"),
        statement(
            ["iam:PassRole"],
            Sub(
                "arn:${AWS::Partition}:iam::${AWS::AccountId}"
                f":role/{environment.prefix}-messaging-SmsLogRole-*"
            ),
            sid="HandOverTheSmsRole",
            Condition={"StringEquals": {"iam:PassedToService": "sns.amazonaws.com"}},
        ),
    ]
