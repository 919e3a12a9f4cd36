"""Carries messages out: events to the SNS topic, SMS by SNS, e-mail by SNS or SES.

A receiver that says no raises Refused; one that is away, throttles or fails raises OutOfReach, and
is tried again for as long as it takes. What is raised is kept with the message for an operator to
read, so it names no address and no number.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from chassis.contact.ascii_email import ascii_email
from orders.aws import call
from orders.notifications.sns_batcher import Publisher, string_attributes

SUBJECT_LIMIT = 100
"""Characters that SNS allows in a subject."""


class Mail(Protocol):
    """A way to send e-mail."""

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Send it. Raise Refused, OutOfReach."""


class Topic:
    """The SNS topic that events go to, and SMS by the same service."""

    def __init__(self, sns: Any, publisher: Publisher) -> None:
        self._sns = sns
        self._publisher = publisher

    async def publish(self, event: Mapping[str, Any]) -> None:
        """Publish an event; subscribers may filter by the attribute `type`."""
        attributes = {"type": event["type"], "event_id": event["id"]}
        await self._publisher.publish(json.dumps(event, ensure_ascii=False), attributes)

    async def send_sms(self, event_id: UUID, to: str, text: str) -> None:
        """Send one SMS to a number in E.164."""
        attributes = {"AWS.SNS.SMS.SMSType": "Transactional", "event_id": str(event_id)}
        await call(
            self._sns.publish,
            PhoneNumber=to,
            Message=text,
            MessageAttributes=string_attributes(attributes),
        )


class SnsMail:
    """E-mail by an SNS subscription of the buyer's own, which AWS asks them to confirm once.

    Each buyer's subscription lets through only what is addressed to them. SNS allows 200 filter
    policies a topic unless AWS raises it, so this is for small shops; SES is for the rest.
    """

    def __init__(self, sns: Any, publisher: Publisher) -> None:
        self._sns = sns
        self._publisher = publisher

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Subscribe the buyer, which is the same subscription every time, and publish to them."""
        recipient = hashlib.sha256(to.casefold().encode()).hexdigest()
        await call(
            self._sns.subscribe,
            TopicArn=self._publisher.topic_arn,
            Protocol="email",
            Endpoint=ascii_email(to),
            Attributes={"FilterPolicy": json.dumps({"recipient": [recipient]})},
        )
        attributes = {"type": "buyer.message", "recipient": recipient, "event_id": str(event_id)}
        await self._publisher.publish(text, attributes, subject=subject[:SUBJECT_LIMIT])
