"""Receipts over HTTP: a shopper follows one link to a PDF, and nobody else gets there."""

import asyncio
import io
from typing import Any

import aiohttp
import boto3
from botocore.config import Config
from pypdf import PdfReader
from yarl import URL

from local import aws
from tests.integration.conftest import MakeProduct
from tests.integration.shop import Reply, Visitor, order_of, visit
from tests.store import RunningStore


async def follow(url: str) -> Reply:
    """Ask as a browser does that carries no cookie of the shop."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(URL(url, encoded=True)) as answer,
    ):
        return Reply(answer.status, answer.headers, await answer.read())


def s3_of(store: RunningStore) -> Any:
    keys = aws.credentials(store.aws_url)
    return boto3.client(
        "s3",
        endpoint_url=store.aws_url,
        region_name=aws.REGION,
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        config=Config(signature_version="s3v4"),
    )


async def test_a_guest_follows_a_link_to_the_receipt(shopper: Visitor, make_product: MakeProduct):
    product = await make_product(3)
    placed = await shopper.buy(order_of(product, quantity=2), lang="en")
    number = placed.document["number"]
    sent_on = await shopper.ask("GET", placed.headers["Location"] + "/receipt")
    assert (sent_on.status, sent_on.body) == (303, b"")
    assert sent_on.headers["Cache-Control"] == "no-store"
    found = await follow(sent_on.headers["Location"])
    assert (found.status, found.headers["Content-Type"]) == (200, "application/pdf")
    assert found.headers["Content-Disposition"] == f'inline; filename="order-{number}.pdf"'
    text = PdfReader(io.BytesIO(found.body)).pages[0].extract_text()
    for said in (f"#{number}", "Test piece", "€15.00", "€30.00", "Ana Ruiz", "28013 Madrid"):
        assert said in text


async def test_the_worker_writes_a_receipt_that_nobody_asked_for(
    shopper: Visitor, store: RunningStore, make_product: MakeProduct
):
    placed = await shopper.buy(order_of(await make_product(1)))
    s3 = s3_of(store)
    try:
        waiter = s3.get_waiter("object_exists")
        await asyncio.to_thread(
            waiter.wait,
            Bucket=aws.RECEIPTS_BUCKET,
            Key=f"{placed.document['id']}.pdf",
            WaiterConfig={"Delay": 1, "MaxAttempts": 20},
        )
    finally:
        s3.close()


async def test_a_stranger_gets_no_receipt(
    shopper: Visitor, store: RunningStore, make_product: MakeProduct
):
    placed = await shopper.buy(order_of(await make_product(1)))
    path = placed.headers["Location"] + "/receipt"
    async with visit(store) as stranger:
        refused = await stranger.ask("GET", path)
    assert (refused.status, refused.reason) == (404, "order-not-found")
    assert "Location" not in refused.headers
    link = (await shopper.ask("GET", path)).headers["Location"]
    assert (await follow(link)).status == 200
    assert (await follow(link.partition("?")[0])).status == 403


async def test_a_link_to_a_receipt_runs_out(
    shopper: Visitor, store: RunningStore, make_product: MakeProduct
):
    placed = await shopper.buy(order_of(await make_product(1)))
    link = (await shopper.ask("GET", placed.headers["Location"] + "/receipt")).headers["Location"]
    assert URL(link).query["X-Amz-Expires"] == "300"
    assert (await follow(link)).status == 200
    # The same receipt, by a link that the test need not wait five minutes for.
    s3 = s3_of(store)
    asked = {"Bucket": aws.RECEIPTS_BUCKET, "Key": f"{placed.document['id']}.pdf"}
    brief = s3.generate_presigned_url("get_object", asked, ExpiresIn=1)
    s3.close()
    async with asyncio.timeout(30):
        while (late := await follow(brief)).status == 200:  # noqa: ASYNC110 (nobody tells when)
            await asyncio.sleep(0.2)
    assert (late.status, b"Request has expired" in late.body) == (403, True)
