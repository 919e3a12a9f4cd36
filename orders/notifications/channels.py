"""Sends events, SMS and e-mail by SNS; `chassis.ses` sends e-mail by SES.

If AWS rejects a message, Refused is raised. If AWS is out of reach, throttles or fails,
AwsUnavailable is raised, and the message is retried for as long as it takes. The error is stored
with the message for operators to read, so it contains no address and no phone number.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.aws import call
from chassis.contact.ascii_email import ascii_email
from chassis.contact.emails import canonical_email
from orders.notifications.sns_batcher import SnsBatcher, string_attributes

MAX_SUBJECT_LENGTH = 100
"""Characters that SNS allows in a subject."""


class SnsEvents:
    """The SNS topic that events are published to."""

    def __init__(self, batcher: SnsBatcher) -> None:
        self._batcher = batcher

    async def publish(self, event: Mapping[str, Any]) -> None:
        """Publish an event; subscribers may filter by the attribute `type`."""
        attributes = {"type": event["type"], "event_id": event["id"]}
        await self._batcher.publish(json.dumps(event, ensure_ascii=False), attributes)


class SnsSms:
    """SMS by SNS."""

    def __init__(self, sns: Any) -> None:
        self._sns = sns

    async def send_sms(self, event_id: UUID, to: str, text: str) -> None:
        """Send one SMS to a number in E.164."""
        attributes = {"AWS.SNS.SMS.SMSType": "Transactional", "event_id": str(event_id)}
        await call(
            self._sns.publish,
            PhoneNumber=to,
            Message=text,
            MessageAttributes=string_attributes(attributes),
        )


class SnsEmail:
    """E-mail by an SNS subscription for each buyer, which AWS asks them to confirm once.

    A filter policy limits a buyer's subscription to their own messages. SNS allows 200 filter
    policies per topic unless AWS raises the quota, so this is for small shops; SES is for the rest.
    """

    def __init__(self, sns: Any, batcher: SnsBatcher) -> None:
        self._sns = sns
        self._batcher = batcher

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Subscribe the buyer, which is idempotent, and publish to them.

        The endpoint and the recipient are of one form of the address: each inbox has one
        subscription, whose policy no other inbox shares.
        """
        inbox = canonical_email(to)
        recipient = hashlib.sha256(inbox.encode()).hexdigest()
        await call(
            self._sns.subscribe,
            TopicArn=self._batcher.topic_arn,
            Protocol="email",
            Endpoint=ascii_email(inbox),
            Attributes={"FilterPolicy": json.dumps({"recipient": [recipient]})},
        )
        attributes = {"type": "buyer.message", "recipient": recipient, "event_id": str(event_id)}
        await self._batcher.publish(text, attributes, subject=subject[:MAX_SUBJECT_LENGTH])
