"""The list of calls is complete: the code makes these calls to AWS and no others."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import boto3
import pytest
from moto import mock_aws

from catalog.images.bucket import MediaBucket
from catalog.images.rendition import Rendition
from catalog.sync.sqs_queue import SqsQueue
from chassis.aws import aws_client
from chassis.ses import SesMail
from orders.audit import receipts
from orders.notifications.channels import SnsEmail, SnsEvents, SnsSms
from orders.notifications.sns_batcher import SnsBatcher
from orders.receipts.bucket import Bucket
from tests.cloud.aws_calls import calls
from tests.cloud.resolved_stacks import build_environment, resolve_stacks
from users.notifications.outbox_worker import LazySesMail

ROOT = Path(__file__).resolve().parents[2]
EVENT = UUID("01a20c39-377e-757c-8416-355fc73b7c6d")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[tuple[str, str]]]:
    """Return a set that gets (package, "s3.PutObject") for each call to an AWS in memory."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    recorded: set[tuple[str, str]] = set()
    with mock_aws():
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", boto3.session.Session())
        boto3.client("s3").create_bucket(
            Bucket="shop", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        boto3.client("ses").verify_email_identity(EmailAddress="tienda@shop.example")

        def record(model: object, **_: object) -> None:
            service = model.service_model.service_name  # type: ignore[attr-defined]
            recorded.add((PACKAGE[-1], f"{service}.{model.name}"))  # type: ignore[attr-defined]

        boto3.DEFAULT_SESSION.events.register("before-call", record)
        yield recorded


PACKAGE = ["?"]
"""The package whose code makes the calls now, last."""


async def make_orders_call() -> None:
    PACKAGE.append("orders")
    bucket = Bucket(aws_client("s3"), "shop")
    await bucket.put_new("1.pdf", b"%PDF", "application/pdf")
    assert await bucket.has("1.pdf")
    await bucket.link("1.pdf", disposition="inline", lifetime=60)
    sns = aws_client("sns")
    batcher = SnsBatcher(sns, sns.create_topic(Name="order-events")["TopicArn"])
    await SnsEvents(batcher).publish({"type": "order.confirmed", "id": str(EVENT)})
    await SnsSms(sns).send_sms(EVENT, "+34600000000", "Gracias")
    await SnsEmail(sns, batcher).send(EVENT, "ana@example.com", "Gracias", "Gracias")
    await SesMail(aws_client("ses"), "tienda@shop.example").send(
        EVENT, "ana@example.com", "Gracias", "Gracias"
    )


async def make_catalog_call() -> None:
    PACKAGE.append("catalog")
    await MediaBucket("shop").put(Rendition(b"RIFF", 1, 1))
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="availability")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    queue = SqsQueue(url)
    await queue.delete(await queue.receive())


async def make_users_call() -> None:
    PACKAGE.append("users")
    with ThreadPoolExecutor(1) as threads:
        await LazySesMail("tienda@shop.example", threads).send(
            EVENT, "ana@example.com", "Tu cuenta", "Confirma tu dirección"
        )


FIXTURES = {"sns.CreateTopic", "sqs.CreateQueue", "sqs.SendMessage"}
"""Calls that the test itself makes."""
ELSEWHERE = {("orders", "s3.ListObjectsV2")}
"""The audit's call, which a person runs; tests/component covers it."""


async def test_the_listed_calls_are_those_that_the_code_makes(seen: set[tuple[str, str]]) -> None:
    await make_orders_call()
    await make_catalog_call()
    await make_users_call()
    store = resolve_stacks(build_environment())
    listed = {
        (call.roles[0], call.operation)
        for mail in ("sns", "ses")
        for call in calls(store, mail=mail)
        if call.operation is not None
    }
    assert {call for call in seen if call[1] not in FIXTURES} | ELSEWHERE == listed


def test_the_audit_lists_and_does_no_more() -> None:
    assert re.findall(r"self\.s3\.(\w+)", Path(receipts.__file__).read_text()) == [
        "list_objects_v2"
    ]


def test_no_other_file_of_the_services_calls_aws() -> None:
    callers = {
        file.relative_to(ROOT).as_posix()
        for package in ("bff", "catalog", "chassis", "orders", "users")
        for file in (ROOT / package).rglob("*.py")
        if re.search(
            r"\b(boto3\.client|boto3\.resource|aws_client\(|LazyClient\()", file.read_text()
        )
    }
    assert callers == {
        "catalog/sync/sqs_queue.py",
        "catalog/images/bucket.py",
        "chassis/aws.py",
        "orders/__main__.py",
        "orders/audit/receipts.py",
        "orders/worker.py",
        "users/notifications/outbox_worker.py",
    }
