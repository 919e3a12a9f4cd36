"""Who gets an answer from the stand-in for AWS: programs of its own user, and no other site."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chassis.aws import aws_client, call
from local import aws
from local.aws.peers import find_user
from local.leave_root import NOBODY
from tests.component.aws_harness import endpoint, environment, fetch, status
from tests.ports import free_port

NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("aws")
    with endpoint(folder, free_port()) as answered, environment(answered):
        yield answered


def test_a_program_of_the_stores_user_is_answered(url: str):
    assert status(f"{url}/sent") == 200
    port = urlsplit(url).port
    assert status(f"http://localhost:{port}/sent") == 200


@pytest.mark.parametrize(
    "host",
    ["rebound.example", "rebound.example:4566", "127.0.0.1.rebound.example", "192.0.2.1", "["],
)
def test_a_name_that_was_made_to_point_here_is_refused(url: str, host: str):
    for path in ("/sent", "/moto-api/data.json", f"/{aws.MEDIA_BUCKET}/x"):
        assert status(f"{url}{path}", headers={"Host": host}) == 403, path


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:3000", ""])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_a_page_of_another_origin_is_refused(url: str, origin: str, method: str):
    code, body, headers = fetch(f"{url}/sent", method=method, headers={"Origin": origin})
    assert code == 403
    assert b'"emails"' not in body
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_page_embeds_or_sends_without_an_origin_is_refused(url: str, site: str):
    for mode, path in [
        ("no-cors", "/sent"),
        ("no-cors", "/?Action=Publish&Message=x"),
        ("navigate", "/?Action=Publish&Message=x"),
        ("navigate", "/moto-api/reset"),
    ]:
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
        assert status(f"{url}{path}", headers=headers) == 403, (mode, path)


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"},
        {"Sec-Fetch-Site": "none", **NAVIGATION},
        {"Sec-Fetch-Site": "same-origin"},
        {"Referer": "https://evil.example/"},
    ],
)
def test_aws_and_motos_own_interface_are_for_no_browser(url: str, headers: Mapping[str, str]):
    for path in (
        f"/?Action=Publish&Message=x&TopicArn={aws.ORDER_EVENTS_TOPIC_ARN}",
        f"/{aws.ACCOUNT}/{aws.AVAILABILITY_QUEUE}?Action=PurgeQueue",
        f"/{aws.RECEIPTS_BUCKET}?list-type=2",
        "/",
    ):
        assert status(f"{url}{path}", headers=headers) == 403, path
    for path in ("/moto-api/reset", "//moto-api/data.json", "/Moto-api/", "/%6doto-api/"):
        assert status(f"{url}{path}", method="POST", headers=headers) >= 400, path
    assert status(f"{url}/moto-api/", headers=headers) == 403


async def test_a_link_from_the_shops_page_leads_to_a_receipt_and_to_what_was_sent(url: str):
    s3 = aws_client("s3")
    await call(s3.put_object, Bucket=aws.RECEIPTS_BUCKET, Key="mine.pdf", Body=b"%PDF-")
    asked = {"Bucket": aws.RECEIPTS_BUCKET, "Key": "mine.pdf"}
    link = s3.generate_presigned_url("get_object", asked, ExpiresIn=60)
    for site in ("same-site", "cross-site"):
        headers = {"Sec-Fetch-Site": site, **NAVIGATION}
        assert fetch(link, headers=headers)[:2] == (200, b"%PDF-")
        assert status(f"{url}/sent", headers=headers) == 200


_AS_NOBODY = """
import encodings.idna, os, socket, sys
host, path, nobody = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.setgroups([])
os.setgid(nobody)
os.setuid(nobody)
address, _, port = host.partition(":")
with socket.create_connection((address, int(port)), 10) as connection:
    head = f"GET {path} HTTP/1.1\\r\\nHost: {host}\\r\\nAuthorization: AWS4 x\\r\\n\\r\\n"
    connection.sendall(head.encode())
    print(connection.recv(12).decode().split()[1])
"""


def as_nobody(url: str, path: str) -> int:
    """Return the status that another user of this machine gets."""
    # Python may be in a folder of root's, so it gives up root only once it runs.
    command = [sys.executable, "-c", _AS_NOBODY, urlsplit(url).netloc, path, str(NOBODY)]
    return int(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask as another user")
def test_another_user_of_the_machine_reads_no_message_and_lists_no_receipts(url: str):
    for path in ("/sent", f"/{aws.RECEIPTS_BUCKET}?list-type=2", "/moto-api/data.json", "/"):
        assert as_nobody(url, path) == 403, path


def listed(address: str, port: int, state: str, user: int) -> str:
    """Return the line of /proc/net/tcp of a socket that is connected to 127.0.0.1:4566."""
    ends = f"{address}:{port:04X} 0100007F:{4566:04X}"
    return f"0: {ends} {state} 00000000:00000000 00:00000000 00000000 {user} 0 7"


def test_who_hangs_up_at_once_is_nobody():
    other = listed("0100007F", 40000, "01", 1000)
    mine = listed("0100007F", 40001, "01", 1001)
    closed = listed("0100007F", 40002, "05", 0)
    lines = [other, mine, closed]
    ports = (40000, 40001, 40002, 40003)
    assert [find_user(lines, ("127.0.0.1", port), ("127.0.0.1", 4566)) for port in ports] == [
        *(1000, 1001),
        *(None, None),
    ]


def test_who_has_the_same_port_at_another_address_is_another_user():
    mine = listed("0100007F", 40000, "01", 1001)
    other = listed("0000000000000000FFFF00000500007F", 40000, "01", 1000)
    for lines in ([mine, other], [other, mine]):
        assert find_user(lines, ("127.0.0.1", 40000), ("127.0.0.1", 4566)) == 1001
        assert find_user(lines, ("127.0.0.5", 40000), ("127.0.0.1", 4566)) == 1000


def test_the_user_at_an_ipv6_address_is_found():
    loopback = "00000000000000000000000001000000"
    line = f"0: {loopback}:9C40 {loopback}:11D6 01 00000000:00000000 00:00000000 00000000 1001 0 7"
    assert find_user([line], ("::1", 40000), ("::1", 4566)) == 1001
    assert find_user([line], ("127.0.0.1", 40000), ("127.0.0.1", 4566)) is None


async def test_a_connection_that_is_kept_open_is_answered_again(url: str):
    connection = HTTPConnection(urlsplit(url).netloc, timeout=5)
    for _ in range(3):
        connection.request("GET", "/sent")
        with connection.getresponse() as answer:
            assert answer.status == 200
            answer.read()
    connection.close()
