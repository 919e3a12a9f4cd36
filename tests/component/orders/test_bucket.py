"""The receipts' bucket at the local AWS endpoint: kept once, private, shown by links."""

import asyncio
import re
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.stub import Stubber

from chassis.aws import AwsUnavailable, aws_client
from local import aws
from orders.receipts.bucket import Bucket
from tests.component.aws_harness import endpoint, environment, fetch, status
from tests.ports import free_port

SCOPE = "local/20260101/eu-west-1/s3/aws4_request"
PDF, MEDIA_TYPE = b"%PDF-1.4 a receipt", "application/pdf"
INLINE = 'inline; filename="pedido-10001.pdf"'


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        endpoint(tmp_path_factory.mktemp("s3"), free_port()) as running,
        environment(running),
    ):
        yield running


@pytest.fixture
def s3(url: str) -> Iterator[Any]:
    client = aws_client("s3")
    yield client
    client.close()


@pytest.fixture
def bucket(s3: Any) -> Bucket:
    return Bucket(s3, aws.RECEIPTS_BUCKET)


async def test_an_object_is_kept_once_and_the_first_stands(bucket: Bucket) -> None:
    assert not await bucket.has("once.pdf")
    await bucket.put_new("once.pdf", PDF, MEDIA_TYPE)
    await bucket.put_new("once.pdf", b"another", MEDIA_TYPE)
    assert await bucket.has("once.pdf")
    link = await bucket.link("once.pdf", disposition=INLINE, lifetime=60)
    found, body, headers = fetch(link)
    assert (found, body) == (200, PDF)
    assert headers["content-type"] == MEDIA_TYPE
    assert headers["content-disposition"] == INLINE


async def test_of_many_writers_at_once_one_is_kept(bucket: Bucket) -> None:
    await asyncio.gather(*(bucket.put_new("race.pdf", b"%d" % n, MEDIA_TYPE) for n in range(20)))
    seen = {
        fetch(await bucket.link("race.pdf", disposition=INLINE, lifetime=60))[1] for _ in range(5)
    }
    assert len(seen) == 1


async def test_nobody_reads_writes_or_lists_without_a_signature(url: str, bucket: Bucket) -> None:
    await bucket.put_new("private.pdf", PDF, MEDIA_TYPE)
    place = f"{url}/{aws.RECEIPTS_BUCKET}"
    for address in (
        f"{place}/private.pdf",
        f"{place}/no-such.pdf",
        f"{url}/%74ienda-receipts/private.pdf",
        f"{url}//{aws.RECEIPTS_BUCKET}/private.pdf",
        f"{place};x?list-type=2",
        f"{place}/private.pdf?X-Amz-Signature=00",
        f"{place}/private.pdf?X-Amz-Signature=00&X-Amz-Date=20990101T000000Z&X-Amz-Expires=60",
        f"{place}/private.pdf?AWSAccessKeyId=local&Signature=00&Expires=4000000000",
        place,
        f"{place}/",
    ):
        assert status(address) in {400, 403}, address
    assert status(f"{place}/mine.pdf", method="PUT", body=b"x") == 403
    assert status(f"{place}/private.pdf", method="DELETE") == 403
    assert status(f"{place}/private.pdf", method="HEAD") == 403
    assert await bucket.has("private.pdf")


@pytest.mark.parametrize(
    "host",
    [
        "tienda-receipts.s3.amazonaws.com",
        "Tienda-Receipts.s3.amazonaws.com",
        "www.tienda-receipts.example.com",
    ],
)
async def test_a_host_named_after_the_bucket_is_no_way_in(
    url: str, bucket: Bucket, host: str
) -> None:
    await bucket.put_new("private.pdf", PDF, MEDIA_TYPE)
    sham = "X-Amz-Signature=x&X-Amz-Algorithm=AWS4-HMAC-SHA256"
    for path in ("/?list-type=2", "/private.pdf", f"/private.pdf?{sham}"):
        assert status(f"{url}{path}", headers={"Host": host}) == 403, path


async def test_an_address_as_proxies_are_sent_is_no_way_in(url: str, bucket: Bucket) -> None:
    await bucket.put_new("private.pdf", PDF, MEDIA_TYPE)
    for path in ("?list-type=2", "/private.pdf?X-Amz-Signature=x"):
        connection = HTTPConnection(urlsplit(url).netloc, timeout=5)
        connection.request("GET", f"{url}/{aws.RECEIPTS_BUCKET}{path}")
        with connection.getresponse() as answer:
            assert answer.status == 400, path  # the server itself will not be a proxy
        connection.close()


async def test_an_object_is_not_copied_out_without_a_signature(url: str, bucket: Bucket) -> None:
    await bucket.put_new("private.pdf", PDF, MEDIA_TYPE)
    copy, source = f"{url}/{aws.MEDIA_BUCKET}/copy.pdf", f"/{aws.RECEIPTS_BUCKET}/private.pdf"
    asked = {"x-amz-copy-source": source}
    assert status(copy, method="PUT", body=b"", headers=asked) == 403
    assert status(copy) == 404


async def test_a_link_opens_nothing_but_what_it_is_for(bucket: Bucket) -> None:
    for key in ("mine.pdf", "theirs.pdf"):
        await bucket.put_new(key, PDF, MEDIA_TYPE)
    link = await bucket.link("mine.pdf", disposition=INLINE, lifetime=60)
    assert status(link) == 200
    assert status(link.replace("mine.pdf", "theirs.pdf", 1)) == 403
    assert status(link, method="DELETE") == 403
    assert status(re.sub("X-Amz-Expires=60", "X-Amz-Expires=6000", link)) == 403
    for more in ("versionId=null", "X-Amz-SignatureX=1", "X-Amz-Signature=1"):
        assert status(f"{link}&{more}") == 403, more
    found, body, _ = fetch(link.replace("pedido", "virus"))
    assert (found, b"SignatureDoesNotMatch" in body) == (403, True)


async def test_a_link_runs_out(bucket: Bucket) -> None:
    await bucket.put_new("soon.pdf", PDF, MEDIA_TYPE)
    assert status(await bucket.link("soon.pdf", disposition=INLINE, lifetime=60)) == 200
    link = await bucket.link("soon.pdf", disposition=INLINE, lifetime=1)
    async with asyncio.timeout(30):
        while status(link) == 200:  # noqa: ASYNC110 (nobody tells when)
            await asyncio.sleep(0.2)
    found, body, _ = fetch(link)
    assert found == 403
    assert b"<Code>AccessDenied</Code><Message>Request has expired</Message>" in body


def test_a_restart_keeps_the_first_and_stays_private(tmp_path: Path) -> None:
    place, key = aws.RECEIPTS_BUCKET, "kept.pdf"
    port = free_port()
    for body in (b"first", b"second"):
        with endpoint(tmp_path, port) as url, environment(url):
            client = aws_client("s3")
            asyncio.run(Bucket(client, place).put_new(key, body, MEDIA_TYPE))
            read = client.get_object(Bucket=place, Key=key)
            assert (read["Body"].read(), read["ContentType"]) == (b"first", MEDIA_TYPE)
            assert status(f"{url}/{place}/{key}") == 403
            client.close()


async def test_a_bucket_that_is_not_there_or_out_of_reach_may_come_back(url: str, s3: Any) -> None:
    with pytest.raises(AwsUnavailable, match="NoSuchBucket"):
        await Bucket(s3, "no-such-bucket").put_new("a.pdf", PDF, MEDIA_TYPE)
    with environment(f"http://127.0.0.1:{free_port()}"):
        away = aws_client("s3")
    bucket = Bucket(away, aws.RECEIPTS_BUCKET)
    with pytest.raises(AwsUnavailable):
        await bucket.put_new("a.pdf", PDF, MEDIA_TYPE)
    with pytest.raises(AwsUnavailable):
        await bucket.has("a.pdf")


async def test_a_conflict_with_another_writer_is_no_refusal(s3: Any) -> None:
    with Stubber(s3) as stubber:
        stubber.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
        with pytest.raises(AwsUnavailable):
            await Bucket(s3, aws.RECEIPTS_BUCKET).put_new("a.pdf", PDF, MEDIA_TYPE)


async def test_on_aws_a_link_is_signed_for_the_host_of_the_buckets_region(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in aws.credentials(url):
            patch.delenv(name, raising=False)
        patch.setenv("AWS_REGION", "eu-west-1")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        client = aws_client("s3")
    bucket = Bucket(client, "shop-receipts")
    link = await bucket.link("a.pdf", disposition=INLINE, lifetime=300)
    assert link.startswith("https://shop-receipts.s3.eu-west-1.amazonaws.com/a.pdf?")
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in link
    assert "X-Amz-Expires=300" in link
    client.close()


async def test_an_object_whose_sender_dies_half_way_is_not_kept(url: str, bucket: Bucket) -> None:
    host, port = urlsplit(url).hostname, urlsplit(url).port
    for sent in (b"", PDF[:5]):
        with socket.create_connection((host, port), timeout=5) as sender:
            sender.sendall(
                f"PUT /{aws.RECEIPTS_BUCKET}/half.pdf HTTP/1.1\r\nHost: {host}:{port}\r\n"
                f"Authorization: AWS4-HMAC-SHA256 Credential={SCOPE}\r\n"
                f"If-None-Match: *\r\nContent-Length: {len(PDF)}\r\n\r\n".encode()
            )
            sender.sendall(sent)
    await asyncio.sleep(0.2)
    assert not await bucket.has("half.pdf")
    await bucket.put_new("half.pdf", PDF, MEDIA_TYPE)
    assert await bucket.has("half.pdf")
