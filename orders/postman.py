"""Carries messages out: events to the SNS topic, SMS by SNS, e-mail by SNS or SES.

boto3 blocks, so every call runs in a thread. A receiver that says no raises Refused; one that
throttles or fails raises Failing, one that is away what boto3 raises, and both are tried again for
as long as it takes. What is raised is kept with the letter for an operator to read, so it names no
address and no number.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import UUID

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError

from chassis.outbox import Refused

_TIMEOUTS = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
_SERVER_FAULT = 500
_MAY_PASS = {"Throttling", "ThrottlingException", "KMSThrottling", "RequestTimeout"}
SUBJECT_LIMIT = 100
"""Characters that SNS allows in a subject."""


class Failing(Exception):
    """The receiver was there and could not take the message now."""


class Mail(Protocol):
    """A way to send e-mail."""

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Send it. Raises Refused, Failing, or what boto3 raises."""


def aws_client(name: str) -> Any:
    """Make a boto3 client; region, credentials and endpoint come from the environment."""
    return boto3.client(name, config=_TIMEOUTS)


async def _call(operation: Callable[..., Any], **arguments: Any) -> Any:
    try:
        return await asyncio.to_thread(operation, **arguments)
    except ParamValidationError as error:
        # Its text has the value that is not valid.
        raise Refused(f"not valid for {operation.__name__}") from error
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", _SERVER_FAULT)
        code = error.response.get("Error", {}).get("Code", "")
        if status < _SERVER_FAULT and code not in _MAY_PASS:
            raise Refused(f"{code} at {error.operation_name}") from error
        raise Failing(f"{code} at {error.operation_name}") from error


class Topic:
    """The SNS topic that events go to, and SMS by the same service."""

    def __init__(self, sns: Any, arn: str) -> None:
        self._sns = sns
        self.arn = arn

    async def publish(self, event: Mapping[str, Any]) -> None:
        """Publish an event; subscribers may filter by the attribute `type`."""
        await _call(
            self._sns.publish,
            TopicArn=self.arn,
            Message=json.dumps(event, ensure_ascii=False),
            MessageAttributes=_attributes(type=event["type"], event_id=event["id"]),
        )

    async def send_sms(self, event_id: UUID, to: str, text: str) -> None:
        """Send one SMS to a number in E.164."""
        await _call(
            self._sns.publish,
            PhoneNumber=to,
            Message=text,
            MessageAttributes={
                "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
                **_attributes(event_id=str(event_id)),
            },
        )


class SnsMail:
    """E-mail by an SNS subscription of the buyer's own, which AWS asks them to confirm once.

    Each buyer's subscription lets through only what is addressed to them. SNS allows 200 filter
    policies a topic unless AWS raises it, so this is for small shops; SES is for the rest.
    """

    def __init__(self, sns: Any, topic_arn: str) -> None:
        self._sns = sns
        self._topic_arn = topic_arn

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Subscribe the buyer, which is the same subscription every time, and publish to them."""
        recipient = hashlib.sha256(to.casefold().encode()).hexdigest()
        await _call(
            self._sns.subscribe,
            TopicArn=self._topic_arn,
            Protocol="email",
            Endpoint=to,
            Attributes={"FilterPolicy": json.dumps({"recipient": [recipient]})},
        )
        await _call(
            self._sns.publish,
            TopicArn=self._topic_arn,
            Subject=subject[:SUBJECT_LIMIT],
            Message=text,
            MessageAttributes=_attributes(
                type="buyer.message", recipient=recipient, event_id=str(event_id)
            ),
        )


class SesMail:
    """E-mail by SES, from one verified sender."""

    def __init__(self, ses: Any, sender: str) -> None:
        self._ses = ses
        self._sender = sender

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Send it."""
        await _call(
            self._ses.send_email,
            Source=self._sender,
            Destination={"ToAddresses": [to]},
            Message={
                "Subject": {"Data": subject, "Charset": "UTF-8"},
                "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
            },
            Tags=[{"Name": "event_id", "Value": str(event_id)}],
        )


def _attributes(**values: str) -> dict[str, dict[str, str]]:
    return {name: {"DataType": "String", "StringValue": value} for name, value in values.items()}
