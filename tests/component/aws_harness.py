"""Runs the local AWS endpoint as the store does, a process of its own."""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from local import aws
from tests import child


@contextmanager
def endpoint(folder: Path, port: int) -> Iterator[str]:
    """Return the URL of an endpoint that keeps its objects in a folder, while it runs."""
    address = f"127.0.0.1:{port}"
    process = child.start(
        [sys.executable, "-m", "local.aws"],
        env={**os.environ, "LISTEN": address, "S3_FOLDER": str(folder)},
    )
    try:
        deadline = time.monotonic() + 30
        while status(f"http://{address}/moto-api/") != 200:
            assert process.poll() is None, "the endpoint ended"
            assert time.monotonic() < deadline, "the endpoint does not answer"
            time.sleep(0.05)
        yield f"http://{address}"
    finally:
        process.kill()
        process.wait()


@contextmanager
def environment(url: str) -> Iterator[None]:
    """Have boto3 find the endpoint in the environment, as each part of the store does."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.credentials(url).items():
            patch.setenv(name, value)
        yield


def status(url: str, **how: Any) -> int:
    """Ask as `fetch` does; return the status, 0: nobody there."""
    return fetch(url, **how)[0]


def fetch(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, bytes, dict[str, str]]:
    """Ask unsigned; answer status, body, and headers by their names in lower case."""
    request = urllib.request.Request(url, data=body, method=method, headers=dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read(), _lower(answer.headers)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(), _lower(refusal.headers)
    except urllib.error.URLError:
        return 0, b"", {}


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
