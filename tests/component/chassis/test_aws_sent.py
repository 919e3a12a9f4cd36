"""What the local AWS endpoint shows of what went out."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from botocore.exceptions import ClientError

from chassis.aws import aws_client, call
from chassis.outbox.outbox import Refused
from chassis.outbox.relay import MAX_CONCURRENT
from chassis.ses import SesMail
from local import aws
from local.aws.sent import MAX_MESSAGES
from orders.notifications.channels import SnsEmail, SnsEvents, SnsSms
from orders.notifications.sns_batcher import SnsBatcher
from tests.component.aws_harness import endpoint, environment, fetch
from tests.ports import free_port

MESSAGE_ID = UUID("01900000-0000-7000-8000-0000000000aa")
EVENT = {"type": "order.confirmed", "id": str(MESSAGE_ID), "data": {"number": 10001}}


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with endpoint(tmp_path, free_port()) as answered, environment(answered):
        yield answered


def sent(url: str) -> dict[str, list[Any]]:
    status, body, _ = fetch(f"{url}/sent")
    assert status == 200
    document: dict[str, list[Any]] = json.loads(body)
    return document


async def test_a_domain_of_other_letters_is_mailed_to_as_mail_servers_know_it(url: str):
    sns = aws_client("sns")
    by_sns = SnsEmail(sns, SnsBatcher(sns, aws.ORDER_EVENTS_TOPIC_ARN))
    await by_sns.send(MESSAGE_ID, "ana@café.example", "Tu pedido", "Gracias")
    by_ses = SesMail(aws_client("ses"), aws.SENDER)
    await by_ses.send(MESSAGE_ID, "eva@straße.example", "Order", "Thanks")
    told = [one["to"] for one in sent(url)["emails"]]
    assert told == ["ana@xn--caf-dma.example", "eva@xn--strae-oqa.example"]
    with pytest.raises(Refused):
        await by_ses.send(MESSAGE_ID, "ñu@example.com", "Order", "Thanks")


class AsAwsSubscribes:
    """SNS that refuses a second subscription of an endpoint with other attributes, as AWS does.

    Moto lets the second take the place of the first.
    """

    def __init__(self, sns: Any) -> None:
        self._sns = sns
        self._attributes: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sns, name)

    def subscribe(self, **options: Any) -> Any:
        known = self._attributes.setdefault(options["Endpoint"], options["Attributes"])
        if known != options["Attributes"]:
            message = "Invalid parameter: Attributes Reason: Subscription already exists"
            error = {"Code": "InvalidParameter", "Message": f"{message} with different attributes"}
            raise ClientError({"Error": error}, "Subscribe")
        return self._sns.subscribe(**options)


async def test_two_inboxes_have_two_subscriptions_and_one_inbox_has_one(url: str):
    sns = AsAwsSubscribes(aws_client("sns"))
    by_sns = SnsEmail(sns, SnsBatcher(sns, aws.ORDER_EVENTS_TOPIC_ARN))
    inboxes = {
        "eva@straße.example.com": "eva@xn--strae-oqa.example.com",
        "eva@strasse.example.com": "eva@strasse.example.com",
        "sol@\uff45xample2.com": "sol@example2.com",
        "Sol@Example2.com": "sol@example2.com",
        "eva@xn--strae-oqa.example.com": "eva@xn--strae-oqa.example.com",
    }
    for number, address in enumerate(inboxes):
        await by_sns.send(MESSAGE_ID, address, "Tu pedido", f"Gracias {number}")
    assert [(email["to"], email["text"]) for email in sent(url)["emails"]] == [
        (inbox, f"Gracias {number}") for number, inbox in enumerate(inboxes.values())
    ]


async def test_each_message_is_shown_with_whom_it_went_to(url: str):
    assert sent(url) == {"sms": [], "emails": [], "events": []}
    sns = aws_client("sns")
    batcher = SnsBatcher(sns, aws.ORDER_EVENTS_TOPIC_ARN)
    await SnsEvents(batcher).publish(EVENT)
    await SnsSms(sns).send_sms(MESSAGE_ID, "+34600000000", "será enviado")
    by_sns = SnsEmail(sns, batcher)
    await by_sns.send(MESSAGE_ID, "ana@example.com", "Tu pedido", "Gracias")
    await SesMail(aws_client("ses"), aws.SENDER).send(
        MESSAGE_ID, "eva@example.com", "Order", "Thanks"
    )
    assert sent(url) == {
        "sms": [{"to": "+34600000000", "text": "será enviado"}],
        "emails": [
            {"to": "ana@example.com", "subject": "Tu pedido", "text": "Gracias"},
            {"to": "eva@example.com", "subject": "Order", "text": "Thanks"},
        ],
        "events": [EVENT],
    }


async def test_it_can_be_read_while_messages_come_in_and_keeps_the_latest(url: str):
    sns = aws_client("sns")
    sms = SnsSms(sns)
    early = 20
    for number in range(early):
        await sms.send_sms(MESSAGE_ID, "+34600000000", str(number))
    numbers = iter(range(early, early + MAX_MESSAGES))

    async def send() -> None:
        for number in numbers:
            await sms.send_sms(MESSAGE_ID, "+34600000000", str(number))

    sending = asyncio.gather(*(send() for _ in range(8)))
    while not sending.done():
        await asyncio.to_thread(sent, url)
    await sending
    kept = sorted(int(one["text"]) for one in sent(url)["sms"])
    assert kept == list(range(early, early + MAX_MESSAGES))


async def test_a_connection_is_kept_and_a_bucket_may_have_the_name(url: str):
    with closing(HTTPConnection(url.removeprefix("http://"))) as connection:
        for _ in range(2):
            connection.request("GET", "/sent")
            with connection.getresponse() as answer:
                assert not answer.will_close
                answer.read()
    s3 = aws_client("s3")
    s3.create_bucket(Bucket="sent", CreateBucketConfiguration={"LocationConstraint": aws.REGION})
    s3.put_object(Bucket="sent", Key="a b/ñ+%2F?.txt", Body=b"kept")
    listed = s3.list_objects_v2(Bucket="sent")["Contents"]
    assert [one["Key"] for one in listed] == ["a b/ñ+%2F?.txt"]
    assert s3.get_object(Bucket="sent", Key="a b/ñ+%2F?.txt")["Body"].read() == b"kept"


async def test_as_many_messages_as_a_worker_has_under_way_find_a_connection_each(
    url: str, caplog: pytest.LogCaptureFixture
):
    send = aws_client("sns").publish
    with ThreadPoolExecutor(MAX_CONCURRENT) as threads:
        messages = range(3 * MAX_CONCURRENT)
        await asyncio.gather(
            *(
                call(send, threads=threads, PhoneNumber="+34600000000", Message=str(number))
                for number in messages
            )
        )
    assert [one.message for one in caplog.records if "pool is full" in one.message] == []
