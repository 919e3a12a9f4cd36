"""The SQS queue that events about stock come by. boto3 blocks, so every call runs in a thread."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

MAX_WAIT = 1
"""Seconds that a look waits for a message; a process that is told to stop ends no sooner."""
BATCH = 10
"""Messages a look, the most that SQS gives."""
_SENT = "SentTimestamp"


class OutOfReach(Exception):
    """The queue does not answer, or refuses."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. It comes again, after the queue's visibility timeout, until it is dropped."""

    id: str
    body: str
    receipt: str
    """What to drop it by."""
    sent: float | None = None
    """When it was put into the queue, seconds since 1970, where the queue says so."""


class Inbox:
    """The queue; region, credentials and endpoint come from the environment."""

    def __init__(self, queue_url: str) -> None:
        timeouts = Config(
            connect_timeout=2, read_timeout=MAX_WAIT + 5, retries={"total_max_attempts": 1}
        )
        self._sqs = boto3.client("sqs", config=timeouts)
        self._queue_url = queue_url

    async def receive(self) -> list[Message]:
        """Return what is there, or what comes within MAX_WAIT. Raise OutOfReach."""
        answer = await self._call(
            "receive_message",
            MaxNumberOfMessages=BATCH,
            WaitTimeSeconds=MAX_WAIT,
            MessageSystemAttributeNames=[_SENT],
        )
        return [
            Message(found["MessageId"], found["Body"], found["ReceiptHandle"], _sent(found))
            for found in answer.get("Messages", ())
        ]

    async def drop(self, messages: Sequence[Message]) -> None:
        """Let these messages, BATCH at most, come no more. Raise OutOfReach.

        One that cannot be dropped comes again, which does no harm.
        """
        entries = [
            {"Id": str(number), "ReceiptHandle": message.receipt}
            for number, message in enumerate(messages)
        ]
        await self._call("delete_message_batch", Entries=entries)

    async def _call(self, operation: str, **arguments: Any) -> Any:
        call = getattr(self._sqs, operation)
        try:
            return await asyncio.to_thread(call, QueueUrl=self._queue_url, **arguments)
        except (BotoCoreError, ClientError) as error:
            raise OutOfReach(f"{type(error).__name__}: {error}") from error


def _sent(found: Mapping[str, Any]) -> float | None:
    told = found.get("Attributes", {}).get(_SENT)
    return int(told) / 1000 if told else None
