"""The SQS queue of stock events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.aws import aws_client, call

MAX_WAIT = 1
"""Seconds that a call waits for messages. Stopping the process may take as long."""
MAX_MESSAGES = 10
"""Messages that SQS returns in one call, at most."""
_SENT_TIMESTAMP = "SentTimestamp"


@dataclass(frozen=True, slots=True)
class Message:
    """A received message. Unless deleted, it is received again after its visibility timeout."""

    id: str
    body: str
    receipt_handle: str
    """The handle to delete the message with."""
    sent_at: float | None = None
    """When the message was sent, in seconds since 1970; None if the queue does not say."""


class SqsQueue:
    """The queue. Its methods raise AwsUnavailable and Refused, as chassis.aws.call does."""

    def __init__(self, queue_url: str) -> None:
        self._sqs = aws_client("sqs", read_timeout=MAX_WAIT + 5)
        self._queue_url = queue_url

    async def receive(self) -> list[Message]:
        """Return the messages that are due, or that come within MAX_WAIT."""
        response = await call(
            self._sqs.receive_message,
            # It is called every second, mostly without a result.
            traced=False,
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=MAX_MESSAGES,
            WaitTimeSeconds=MAX_WAIT,
            MessageSystemAttributeNames=[_SENT_TIMESTAMP],
        )
        return [_message(fields) for fields in response.get("Messages", ())]

    async def delete(self, messages: Sequence[Message]) -> None:
        """Delete up to MAX_MESSAGES messages.

        One that cannot be deleted is received again, which does no harm.
        """
        entries = [
            {"Id": str(number), "ReceiptHandle": message.receipt_handle}
            for number, message in enumerate(messages)
        ]
        await call(
            self._sqs.delete_message_batch,
            traced=False,
            QueueUrl=self._queue_url,
            Entries=entries,
        )


def _message(fields: Mapping[str, Any]) -> Message:
    sent_ms = fields.get("Attributes", {}).get(_SENT_TIMESTAMP)
    return Message(
        id=fields["MessageId"],
        body=fields["Body"],
        receipt_handle=fields["ReceiptHandle"],
        sent_at=int(sent_ms) / 1000 if sent_ms else None,
    )
