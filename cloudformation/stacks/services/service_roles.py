"""The rights of each service on AWS: those that its code needs, and no others.

`tests/cloud/aws_calls.py` lists the calls that the code makes.
"""

from typing import Any

from troposphere import Ref, Sub

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import TRACE_ACTIONS, account_arn, statement
from cloudformation.stacks.services.launch_templates import (
    bucket_arn,
    database_login_statement,
    objects_arn,
)


def service_statements(environment: Environment, service: str) -> list[dict[str, Any]]:
    """Return the statements of a service, besides those of every instance."""
    builders = {"bff": _bff, "catalog": _catalog, "orders": _orders, "users": _users}
    return [*builders[service](environment), *_telemetry(environment)]


def _telemetry(environment: Environment) -> list[dict[str, Any]]:
    allowed = []
    if environment.telemetry_headers:
        # Secrets Manager adds six characters to the name.
        secret = account_arn(f"secretsmanager::secret:{environment.telemetry_secret}-??????")
        allowed.append(
            statement(["secretsmanager:GetSecretValue"], secret, sid="ReadTelemetrysHeaders")
        )
    if environment.telemetry_to_aws:
        allowed.append(statement(TRACE_ACTIONS, "*", sid="SendTraces"))
    return allowed


def _bff(_: Environment) -> list[dict[str, Any]]:
    """Return none: the bff calls the services alone, and X-Ray where that is set."""
    return []


def _catalog(_: Environment) -> list[dict[str, Any]]:
    return [
        database_login_statement("catalog"),
        # catalog/images/bucket.py: pictures, whose keys are hashes of their contents.
        statement(["s3:PutObject"], objects_arn("MediaBucket", "products/"), sid="PutPictures"),
        # catalog/sync/sqs_queue.py, in catalog.worker.
        statement(
            ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
            Ref("AvailabilityQueueArn"),
            sid="TakeFromItsQueue",
        ),
    ]


def _orders(environment: Environment) -> list[dict[str, Any]]:
    allowed = [
        database_login_statement("orders"),
        # orders/receipts/bucket.py. Without ListBucket, S3 answers 403 for a missing object.
        statement(
            ["s3:GetObject", "s3:PutObject"], objects_arn("ReceiptsBucket"), sid="KeepReceipts"
        ),
        statement(["s3:ListBucket"], bucket_arn("ReceiptsBucket"), sid="FindReceipts"),
        # orders/notifications/sns_batcher.py.
        statement(["sns:Publish"], Ref("OrderEventsTopicArn"), sid="TellEvents"),
        # orders/notifications/channels.py: an SMS goes to a phone number, which has no ARN, so the
        # statement allows everything that has no ARN of SNS.
        {
            "Sid": "SendSms",
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "NotResource": Sub("arn:${AWS::Partition}:sns:*:*:*"),
        },
    ]
    if environment.order_email == "ses":
        return [*allowed, _send_mail_statement(environment)]
    email_only = {"StringEquals": {"sns:Protocol": "email"}}
    topic = Ref("OrderEventsTopicArn")
    return [
        *allowed,
        statement(["sns:Subscribe"], topic, sid="SubscribeBuyers", Condition=email_only),
    ]


def _users(environment: Environment) -> list[dict[str, Any]]:
    allowed = [
        database_login_statement("users"),
        statement(["secretsmanager:GetSecretValue"], Ref("SigningKeyArn"), sid="ReadItsSigningKey"),
    ]
    if environment.notify_sender:
        # users/notifications/outbox_worker.py.
        allowed.append(_send_mail_statement(environment))
    return allowed


def _send_mail_statement(environment: Environment) -> dict[str, Any]:
    """Return a statement that allows e-mail by SES from the shop's sender, and from no other.

    SES asks for the right to the sender's identity and its configuration set. While the account is
    in the sandbox it asks for the right to the recipient's identity as well.
    """
    sender = {"StringEquals": {"ses:FromAddress": environment.notify_sender}}
    resources = [
        account_arn("ses::identity/*"),
        account_arn(f"ses::configuration-set/{environment.prefix}"),
    ]
    return statement(["ses:SendEmail"], resources, sid="SendMail", Condition=sender)
