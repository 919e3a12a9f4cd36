"""Messages: the topic of events, catalog's queue, what SMS may cost, the sender of e-mail."""

from typing import Any

from troposphere import GetAtt, Ref, Sub, Template
from troposphere.route53 import RecordSetType
from troposphere.ses import DkimAttributes, EmailIdentity
from troposphere.sns import SubscriptionResource, Topic, TopicPolicy
from troposphere.sqs import Queue, QueuePolicy, RedrivePolicy

from cloudformation.config.environment import Environment
from cloudformation.stacks.messaging import custom_resource, custom_resource_handler
from cloudformation.stacks.resources import (
    BOUNDARY,
    OWN_KEY,
    add_outputs,
    add_parameters,
    arn,
    assumed_by,
    bounded_role,
    document,
    from_this_account,
    log_group,
    new_template,
    skip,
    statement,
    tags,
)

TRIES = 5
"""How often a message is received and left before it is put aside."""
KEPT = 14 * 24 * 3600
"""Seconds, the most that SQS keeps anything."""


def template(environment: Environment) -> Template:
    """Return the stack's template."""
    built = new_template(environment, "SNS topic, SQS queue, SMS, e-mail")
    add_parameters(built, {BOUNDARY: ("String", "The permissions boundary of every role")})
    topic = built.add_resource(
        Topic(
            "OrderEvents",
            DisplayName=environment.shop_name,
            # AWS's own key for SNS: who may publish may use it, and nobody pays for it.
            KmsMasterKeyId="alias/aws/sns",
            Tags=tags(environment, "order-events"),
        )
    )
    built.add_resource(
        TopicPolicy(
            "OrderEventsPolicy", Topics=[Ref(topic)], PolicyDocument=_tls_only(topic, "sns:Publish")
        )
    )
    queue, aside = _add_queue(built, environment, topic)
    if environment.sms_settings:
        _add_sms(built, environment)
    if environment.notify_sender:
        _add_sender(built, environment)
    add_outputs(
        built,
        {
            "OrderEventsTopicArn": Ref(topic),
            "AvailabilityQueueUrl": Ref(queue),
            "AvailabilityQueueArn": arn(queue),
            "AvailabilityQueueName": GetAtt(queue, "QueueName"),
            "AvailabilityDeadLettersName": GetAtt(aside, "QueueName"),
        },
    )
    return built


def _add_queue(built: Template, environment: Environment, topic: Topic) -> tuple[Queue, Queue]:
    aside = built.add_resource(
        Queue(
            "AvailabilityDeadLetters",
            SqsManagedSseEnabled=True,
            MessageRetentionPeriod=KEPT,
            Tags=tags(environment, "availability-dead-letters"),
            Metadata=skip(CKV_AWS_27=OWN_KEY),
        )
    )
    queue = built.add_resource(
        Queue(
            "Availability",
            SqsManagedSseEnabled=True,
            MessageRetentionPeriod=KEPT,
            VisibilityTimeout=30,
            RedrivePolicy=RedrivePolicy(deadLetterTargetArn=arn(aside), maxReceiveCount=TRIES),
            Tags=tags(environment, "availability"),
            Metadata=skip(CKV_AWS_27=OWN_KEY),
        )
    )
    comes_from_topic = {
        "Sid": "FromTheTopic",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn(queue),
        "Condition": {"ArnEquals": {"aws:SourceArn": Ref(topic)}},
    }
    built.add_resource(
        QueuePolicy(
            "AvailabilityPolicy", Queues=[Ref(queue)], PolicyDocument=document(comes_from_topic)
        )
    )
    built.add_resource(
        SubscriptionResource(
            "AvailabilitySubscription",
            TopicArn=Ref(topic),
            Protocol="sqs",
            Endpoint=arn(queue),
            FilterPolicy={"type": ["stock.changed"]},
            RawMessageDelivery=True,
        )
    )
    return queue, aside


def _tls_only(topic: Topic, action: str) -> dict[str, Any]:
    return document(
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": action,
            "Resource": Ref(topic),
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )


def _add_sms(built: Template, environment: Environment) -> None:
    """Have SMS cost no more than they may, and told of: one of ten that came, each that did not.

    The settings are the account's in this region: two stores there share them.
    """
    name = "sns/${AWS::Region}/${AWS::AccountId}/DirectPublishToPhoneNumber"
    sent = built.add_resource(log_group("SmsLogGroup", Sub(name), environment))
    failed = built.add_resource(
        log_group("SmsFailureLogGroup", Sub(f"{name}/Failure"), environment)
    )
    role = built.add_resource(
        bounded_role(
            "SmsLogRole",
            assumed_by("sns.amazonaws.com", **from_this_account()),
            [statement(["logs:CreateLogStream", "logs:PutLogEvents"], [arn(sent), arn(failed)])],
            "Lets SNS write what became of SMS",
        )
    )
    custom_resource.add(
        built,
        environment,
        "SmsSettings",
        custom_resource_handler.SMS_SETTINGS,
        statements=[
            # The settings are the account's: there is no resource to name.
            statement(["sns:SetSMSAttributes"], "*"),
            statement(
                ["iam:PassRole"],
                arn(role),
                Condition={"StringEquals": {"iam:PassedToService": "sns.amazonaws.com"}},
            ),
        ],
        properties={
            "MonthlySpendLimit": str(environment.sms_monthly_limit),
            "DeliveryStatusIAMRole": arn(role),
            "DeliveryStatusSuccessSamplingRate": "10",
        },
    )


def _add_sender(built: Template, environment: Environment) -> None:
    """Let SES send for the domain, and tell the world so by DKIM."""
    identity = built.add_resource(
        EmailIdentity(
            "Sender",
            EmailIdentity=environment.domain,
            DkimAttributes=DkimAttributes(SigningEnabled=True),
        )
    )
    for number in (1, 2, 3):
        built.add_resource(
            RecordSetType(
                f"SenderDkim{number}",
                HostedZoneId=environment.hosted_zone_id,
                Name=GetAtt(identity, f"DkimDNSTokenName{number}"),
                Type="CNAME",
                TTL="3600",
                ResourceRecords=[GetAtt(identity, f"DkimDNSTokenValue{number}")],
            )
        )
