"""The stack `messaging`: the order events topic, catalog's queue, SMS settings, e-mail sender."""

from typing import Any

from troposphere import GetAtt, Ref, Sub, Template
from troposphere.sns import SubscriptionResource, Topic, TopicPolicy
from troposphere.sqs import Queue, QueuePolicy, RedrivePolicy

from cloudformation.config.environment import Environment
from cloudformation.stacks.messaging import custom_resource, custom_resource_handler, mail
from cloudformation.stacks.resources import (
    AWS_KEY_REASON,
    BOUNDARY_PARAMETER,
    add_outputs,
    add_parameters,
    arn,
    bounded_role,
    checkov_skip,
    log_group,
    new_template,
    policy_document,
    source_account,
    statement,
    tags,
    trust_policy,
)

MAX_RECEIVE_COUNT = 5
"""How often a message is received before it goes to the dead-letter queue."""
RETENTION_SECONDS = 14 * 24 * 3600
"""The maximum of SQS."""


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "SNS topic, SQS queue, SMS, e-mail")
    add_parameters(
        template, {BOUNDARY_PARAMETER: ("String", "The permissions boundary of every role")}
    )
    topic = template.add_resource(
        Topic(
            "OrderEvents",
            DisplayName=environment.shop_name,
            # AWS's key for SNS: free, and whoever may publish may use it.
            KmsMasterKeyId="alias/aws/sns",
            Tags=tags(environment, "order-events"),
        )
    )
    template.add_resource(
        TopicPolicy(
            "OrderEventsPolicy", Topics=[Ref(topic)], PolicyDocument=_tls_only(topic, "sns:Publish")
        )
    )
    queue, dead_letters = _add_queue(template, environment, topic)
    if environment.sms_settings:
        _add_sms(template, environment)
    if environment.notify_sender:
        mail.add(template, environment)
    add_outputs(
        template,
        {
            "OrderEventsTopicArn": Ref(topic),
            "AvailabilityQueueUrl": Ref(queue),
            "AvailabilityQueueArn": arn(queue),
            "AvailabilityQueueName": GetAtt(queue, "QueueName"),
            "AvailabilityDeadLettersName": GetAtt(dead_letters, "QueueName"),
        },
    )
    return template


def _add_queue(template: Template, environment: Environment, topic: Topic) -> tuple[Queue, Queue]:
    """Add catalog's queue, subscribed to the topic; return it and its dead-letter queue."""
    dead_letters = template.add_resource(
        Queue(
            "AvailabilityDeadLetters",
            SqsManagedSseEnabled=True,
            MessageRetentionPeriod=RETENTION_SECONDS,
            Tags=tags(environment, "availability-dead-letters"),
            Metadata=checkov_skip(CKV_AWS_27=AWS_KEY_REASON),
        )
    )
    queue = template.add_resource(
        Queue(
            "Availability",
            SqsManagedSseEnabled=True,
            MessageRetentionPeriod=RETENTION_SECONDS,
            VisibilityTimeout=30,
            RedrivePolicy=RedrivePolicy(
                deadLetterTargetArn=arn(dead_letters), maxReceiveCount=MAX_RECEIVE_COUNT
            ),
            Tags=tags(environment, "availability"),
            Metadata=checkov_skip(CKV_AWS_27=AWS_KEY_REASON),
        )
    )
    topic_access = {
        "Sid": "FromTheTopic",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn(queue),
        "Condition": {"ArnEquals": {"aws:SourceArn": Ref(topic)}},
    }
    template.add_resource(
        QueuePolicy(
            "AvailabilityPolicy", Queues=[Ref(queue)], PolicyDocument=policy_document(topic_access)
        )
    )
    template.add_resource(
        SubscriptionResource(
            "AvailabilitySubscription",
            TopicArn=Ref(topic),
            Protocol="sqs",
            Endpoint=arn(queue),
            FilterPolicy={"type": ["stock.changed"]},
            RawMessageDelivery=True,
        )
    )
    return queue, dead_letters


def _tls_only(topic: Topic, action: str) -> dict[str, Any]:
    return policy_document(
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": action,
            "Resource": Ref(topic),
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )


def _add_sms(template: Template, environment: Environment) -> None:
    """Add the spending limit for SMS, and their log: every failure and a tenth of the successes.

    The settings are the account's in this region: stores there share them.
    """
    name = "sns/${AWS::Region}/${AWS::AccountId}/DirectPublishToPhoneNumber"
    success_logs = template.add_resource(log_group("SmsLogGroup", Sub(name), environment))
    failure_logs = template.add_resource(
        log_group("SmsFailureLogGroup", Sub(f"{name}/Failure"), environment)
    )
    role = template.add_resource(
        bounded_role(
            environment,
            "SmsLogRole",
            trust_policy("sns.amazonaws.com", **source_account()),
            [
                statement(
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    [arn(success_logs), arn(failure_logs)],
                )
            ],
            "Lets SNS write what became of SMS",
        )
    )
    settings = custom_resource.add(
        template,
        environment,
        "SmsSettings",
        custom_resource_handler.SMS_SETTINGS,
        statements=[
            # Account settings have no ARN.
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
            # Another value calls the function again, where an earlier one set the same.
            "Revision": "2",
        },
    )
    add_outputs(template, {"SmsWarning": GetAtt(settings, "Warning")})
