"""Publishes to an SNS topic, what falls due together in one call.

SNS takes up to ten messages a call: that is a call's price and its milliseconds shared by ten.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.outbox.outbox import Refused
from orders.aws import call, refusal

MAX_BATCH = 10
MAX_BYTES = 200_000
"""SNS takes 256 KiB a call, its own words around the messages included."""
CALLS_AT_ONCE = 2


@dataclass(eq=False, slots=True)
class _Waiting:
    message: Mapping[str, Any]
    size: int
    told: asyncio.Future[None] = field(default_factory=asyncio.Future)


class Publisher:
    """One topic. What comes while calls are under way waits for the next, and is sent with it."""

    def __init__(self, sns: Any, topic_arn: str) -> None:
        self.topic_arn = topic_arn
        self._sns = sns
        self._waiting: deque[_Waiting] = deque()
        self._calls: set[asyncio.Task[None]] = set()

    async def publish(
        self, text: str, attributes: Mapping[str, str], *, subject: str | None = None
    ) -> None:
        """Publish one message, and return once SNS has it. Raise Refused, OutOfReach."""
        message: dict[str, Any] = {
            "Message": text,
            "MessageAttributes": string_attributes(attributes),
        }
        if subject is not None:
            message["Subject"] = subject
        size = len("".join((text, *attributes, *attributes.values())).encode())
        one = _Waiting(message, size)
        self._waiting.append(one)
        # Not at once: others that fall due in this same moment go with it.
        asyncio.get_running_loop().call_soon(self._send)
        await one.told

    def _send(self) -> None:
        while self._waiting and len(self._calls) < CALLS_AT_ONCE:
            # A task of its own: who waits may give up, the others of the batch have not.
            task = asyncio.create_task(self._batch(self._take()))
            self._calls.add(task)
            task.add_done_callback(self._came_back)

    def _came_back(self, task: asyncio.Task[None]) -> None:
        self._calls.discard(task)
        self._send()

    def _take(self) -> list[_Waiting]:
        taken: list[_Waiting] = []
        room = MAX_BYTES
        while self._waiting and len(taken) < MAX_BATCH:
            if taken and self._waiting[0].size > room:
                break
            one = self._waiting.popleft()
            if not one.told.cancelled():
                taken.append(one)
                room -= one.size
        return taken

    async def _batch(self, batch: Sequence[_Waiting]) -> None:
        if not batch:
            return
        try:
            failed = await self._call(batch)
        except Refused as error:
            if len(batch) == 1:
                _tell(batch[0], error)
                return
            # One spoils it for all, and SNS does not say which.
            for one in batch:
                await self._batch([one])
            return
        except Exception as error:  # noqa: BLE001 (each who waits is told, whatever it is)
            for one in batch:
                _tell(one, error)
            return
        for place, one in enumerate(batch):
            _tell(one, failed.get(str(place)))

    async def _call(self, batch: Sequence[_Waiting]) -> dict[str, Exception]:
        """Return what became of those that failed, by their places."""
        answer = await call(
            self._sns.publish_batch,
            TopicArn=self.topic_arn,
            PublishBatchRequestEntries=[
                {"Id": str(place), **one.message} for place, one in enumerate(batch)
            ],
        )
        return {one["Id"]: refusal(one["Code"], "PublishBatch") for one in answer.get("Failed", ())}


def string_attributes(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return attributes of a message as SNS has them."""
    return {name: {"DataType": "String", "StringValue": value} for name, value in values.items()}


def _tell(one: _Waiting, error: Exception | None) -> None:
    if one.told.done():
        return
    if error is None:
        one.told.set_result(None)
    else:
        one.told.set_exception(error)
