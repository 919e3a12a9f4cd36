"""What is published together, and what becomes of each message."""

import asyncio
import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chassis.aws import AwsUnavailable
from chassis.outbox.outbox import Refused
from orders.notifications.sns_batcher import MAX_BATCH, MAX_BYTES, SnsBatcher


class Sns:
    """Takes batches as SNS does: rejects those with "poison", and fails messages on demand."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.failing: dict[str, str] = {}
        """Codes by message."""
        self.error: Exception | None = None
        self.open = threading.Event()
        self.open.set()

    def publish_batch(self, **request: Any) -> dict[str, Any]:
        assert self.open.wait(5)
        entries = request["PublishBatchRequestEntries"]
        texts = [entry["Message"] for entry in entries]
        self.calls.append(texts)
        if self.error is not None:
            raise self.error
        if "poison" in texts:
            raise ClientError({"Error": {"Code": "InvalidParameter"}}, "PublishBatch")
        return {
            "Failed": [
                {"Id": entry["Id"], "Code": self.failing[entry["Message"]], "SenderFault": True}
                for entry in entries
                if entry["Message"] in self.failing
            ]
        }


@pytest.fixture
def sns() -> Sns:
    return Sns()


ALL = "abcdefghijklmnopqrstuvwxyz"


async def publish(sns: Sns, *texts: str) -> list[BaseException | None]:
    batcher = SnsBatcher(sns, "arn:topic")
    sending = (batcher.publish(text, {"type": "a"}) for text in texts)
    return await asyncio.gather(*sending, return_exceptions=True)


async def test_one_alone_goes_at_once(sns: Sns):
    assert await publish(sns, "one") == [None]
    assert sns.calls == [["one"]]


async def test_what_waits_goes_together_ten_at_most_in_order(sns: Sns):
    texts = [str(number) for number in range(25)]
    assert await publish(sns, *texts) == [None] * 25
    assert sorted(len(batch) for batch in sns.calls) == [5, MAX_BATCH, MAX_BATCH]
    assert sorted(int(text) for batch in sns.calls for text in batch) == list(range(25))


async def test_a_call_is_no_larger_than_sns_takes(sns: Sns):
    large = ["x" * (MAX_BYTES // 3) for _ in range(8)]
    assert await publish(sns, *large) == [None] * 8
    assert max(map(len, sns.calls)) == 2
    assert await publish(sns, "y" * (MAX_BYTES + 1)) == [None], "alone, for SNS to judge"


async def test_each_is_told_its_own_fate(sns: Sns):
    sns.failing = {"bad": "InvalidParameter", "late": "InternalError"}
    results = await publish(sns, "a", "b", "bad", "good", "late")
    assert [type(one) for one in results] == [type(None)] * 2 + [
        Refused,
        type(None),
        AwsUnavailable,
    ]


async def test_one_that_spoils_a_call_is_refused_alone(sns: Sns):
    results = await publish(sns, "a", "b", "c", "poison", "d")
    assert [type(one) for one in results] == [type(None)] * 3 + [Refused, type(None)]


async def test_all_of_a_call_that_fails_are_reported(sns: Sns):
    sns.error = EndpointConnectionError(endpoint_url="http://nowhere")
    assert [type(one) for one in await publish(sns, *"abcd")] == [AwsUnavailable] * 4


async def test_whoever_gives_up_does_not_stop_the_others(sns: Sns):
    sns.open.clear()
    batcher = SnsBatcher(sns, "arn:topic")
    sending = [asyncio.create_task(batcher.publish(text, {})) for text in ALL]
    await asyncio.sleep(0.05)
    for one in (sending[0], sending[25]):  # under way, and still waiting
        one.cancel()
    sns.open.set()
    results = await asyncio.gather(*sending, return_exceptions=True)
    assert [type(one) for one in results].count(type(None)) == 24
    assert sorted(text for batch in sns.calls for text in batch) == list(ALL[:-1])
