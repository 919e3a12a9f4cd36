"""What each service may do on AWS: what its code calls, and nothing else.

`tests/cloud/calls.py` is the same list from the other side, recorded from the code.
"""

from typing import Any

from troposphere import Ref, Sub

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import own_arn, statement
from cloudformation.stacks.services.launch_templates import bucket, database_login, objects


def permissions(environment: Environment, service: str) -> list[dict[str, Any]]:
    """Return the statements of a service's own."""
    return {"bff": _bff, "catalog": _catalog, "orders": _orders, "users": _users}[service](
        environment
    )


def _bff(_: Environment) -> list[dict[str, Any]]:
    """Nothing: it speaks to the services alone."""
    return []


def _catalog(_: Environment) -> list[dict[str, Any]]:
    return [
        database_login("catalog"),
        # catalog/images/bucket.py: pictures are put, under keys that their bytes give.
        statement(["s3:PutObject"], objects("MediaBucket", "products/"), sid="PutPictures"),
        # catalog/sync/sqs_queue.py, in catalog.worker.
        statement(
            ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
            Ref("AvailabilityQueueArn"),
            sid="TakeFromItsQueue",
        ),
    ]


def _orders(environment: Environment) -> list[dict[str, Any]]:
    allowed = [
        database_login("orders"),
        # orders/receipts/bucket.py. Without ListBucket, S3 does not say that an object is missing.
        statement(["s3:GetObject", "s3:PutObject"], objects("ReceiptsBucket"), sid="KeepReceipts"),
        statement(["s3:ListBucket"], bucket("ReceiptsBucket"), sid="FindReceipts"),
        # orders/notifications/sns_batcher.py.
        statement(["sns:Publish"], Ref("OrderEventsTopicArn"), sid="TellEvents"),
        # orders/notifications/channels.py: an SMS goes to a number, which has no ARN; so to all
        # that is none of SNS's own.
        {
            "Sid": "SendSms",
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "NotResource": Sub("arn:${AWS::Partition}:sns:*:*:*"),
        },
    ]
    if environment.notify_email == "ses":
        return [*allowed, _mail(environment)]
    by_mail = {"StringEquals": {"sns:Protocol": "email"}}
    topic = Ref("OrderEventsTopicArn")
    return [*allowed, statement(["sns:Subscribe"], topic, sid="SubscribeBuyers", Condition=by_mail)]


def _users(environment: Environment) -> list[dict[str, Any]]:
    allowed = [
        database_login("users"),
        statement(["secretsmanager:GetSecretValue"], Ref("SigningKeyArn"), sid="ReadItsSigningKey"),
    ]
    if environment.notify_sender:
        # users/notifications/outbox_worker.py.
        allowed.append(_mail(environment))
    return allowed


def _mail(environment: Environment) -> dict[str, Any]:
    """Return a statement that lets e-mail go out by SES, from the shop's own sender."""
    sender = {"StringEquals": {"ses:FromAddress": environment.notify_sender}}
    identity = own_arn(f"ses::identity/{environment.domain}")
    return statement(["ses:SendEmail"], identity, sid="SendMail", Condition=sender)
