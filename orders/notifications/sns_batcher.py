"""Publishes to an SNS topic; messages that are due at the same time share one call.

SNS accepts up to ten messages in a call, and they share its price and its latency.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.aws import call, error_of
from chassis.outbox.outbox import Refused

MAX_BATCH = 10
"""Messages in one call, as SNS allows."""
MAX_BYTES = 200_000
"""Bytes of the messages in one call. SNS allows 256 KiB, including its own framing."""
MAX_CALLS = 2
"""Concurrent calls."""


@dataclass(eq=False, slots=True)
class _Pending:
    """A message that waits to be published."""

    message: Mapping[str, Any]
    size: int
    """The size of the message in bytes."""
    published: asyncio.Future[None] = field(default_factory=asyncio.Future)


class SnsBatcher:
    """One topic. Messages that arrive while calls are under way are sent with the next call."""

    def __init__(self, sns: Any, topic_arn: str) -> None:
        self.topic_arn = topic_arn
        self._sns = sns
        self._pending: deque[_Pending] = deque()
        self._calls: set[asyncio.Task[None]] = set()

    async def publish(
        self, text: str, attributes: Mapping[str, str], *, subject: str | None = None
    ) -> None:
        """Publish one message; return once SNS has accepted it. Raise Refused, AwsUnavailable."""
        message: dict[str, Any] = {
            "Message": text,
            "MessageAttributes": string_attributes(attributes),
        }
        if subject is not None:
            message["Subject"] = subject
        size = len("".join((text, *attributes, *attributes.values())).encode())
        pending = _Pending(message, size)
        self._pending.append(pending)
        # Deferred, so that messages that are published in the same iteration of the loop share the
        # call.
        asyncio.get_running_loop().call_soon(self._start_calls)
        await pending.published

    def _start_calls(self) -> None:
        while self._pending and len(self._calls) < MAX_CALLS:
            # In a task of its own, so that the batch is published even if one caller is cancelled.
            task = asyncio.create_task(self._publish_batch(self._next_batch()))
            self._calls.add(task)
            task.add_done_callback(self._call_ended)

    def _call_ended(self, task: asyncio.Task[None]) -> None:
        self._calls.discard(task)
        self._start_calls()

    def _next_batch(self) -> list[_Pending]:
        batch: list[_Pending] = []
        room = MAX_BYTES
        while self._pending and len(batch) < MAX_BATCH:
            if batch and self._pending[0].size > room:
                break
            pending = self._pending.popleft()
            if not pending.published.cancelled():
                batch.append(pending)
                room -= pending.size
        return batch

    async def _publish_batch(self, batch: Sequence[_Pending]) -> None:
        if not batch:
            return
        try:
            errors = await self._call(batch)
        except Refused as error:
            if len(batch) == 1:
                _resolve(batch[0], error)
                return
            # SNS rejects the whole call because of one message, and does not say which.
            for pending in batch:
                await self._publish_batch([pending])
            return
        except Exception as error:  # noqa: BLE001 (every caller gets it)
            for pending in batch:
                _resolve(pending, error)
            return
        for index, pending in enumerate(batch):
            _resolve(pending, errors.get(str(index)))

    async def _call(self, batch: Sequence[_Pending]) -> dict[str, Exception]:
        """Publish the batch; return the errors of the messages that failed, by index."""
        response = await call(
            self._sns.publish_batch,
            TopicArn=self.topic_arn,
            PublishBatchRequestEntries=[
                {"Id": str(index), **pending.message} for index, pending in enumerate(batch)
            ],
        )
        return {
            entry["Id"]: error_of(entry["Code"], "PublishBatch")
            for entry in response.get("Failed", ())
        }


def string_attributes(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return message attributes in the form that SNS takes."""
    return {name: {"DataType": "String", "StringValue": value} for name, value in values.items()}


def _resolve(pending: _Pending, error: Exception | None) -> None:
    if pending.published.done():
        return
    if error is None:
        pending.published.set_result(None)
    else:
        pending.published.set_exception(error)
