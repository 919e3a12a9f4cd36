"""How the edge asks origins: buckets by its right to them, others by HTTPS."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.rehearsal.box import addresses

_ACCOUNT = "123456789012"
_HOP_BY_HOP = {
    *("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
    *("proxy-authorization", "proxy-authenticate", "content-length", "expect"),
}
_REFUSED, _NO_ANSWER = 502, 504
"""What CloudFront answers for an origin that it cannot connect to, or that takes too long."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    body: bytes

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)


def failure(status: int, text: str) -> Answer:
    """Return an answer that the edge itself makes."""
    headers = (("content-type", "text/html"), ("server", "CloudFront"))
    return Answer(status, headers, text.encode())


class Origins:
    def __init__(self, authorities: str) -> None:
        self._authorities = authorities

    async def start(self) -> None:
        # As from CloudFront's addresses, which load balancers let in.
        connector = aiohttp.TCPConnector(
            local_addr=(str(addresses.EDGE), 0),
            limit=0,
            ssl=ssl.create_default_context(cafile=self._authorities),
            ttl_dns_cache=5,
            keepalive_timeout=5,
        )
        self._session = aiohttp.ClientSession(
            connector=connector, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
        )

    async def stop(self) -> None:
        await self._session.close()

    async def ask(
        self,
        distribution: str,
        origin: Mapping[str, Any],
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        """Return the origin's answer; `path` has the query."""
        sent = {name: value for name, value in headers.items() if name not in _HOP_BY_HOP}
        for custom in origin.get("OriginCustomHeaders", ()):
            sent[custom["HeaderName"]] = custom["HeaderValue"]
        path = origin.get("OriginPath", "") + path
        timeout = 30.0
        if "S3OriginConfig" in origin:
            bucket = origin["DomainName"].partition(".s3")[0]
            url = f"{addresses.ENDPOINT_URL}/{bucket}{path}"
            sent.pop("host", None)
            if origin.get("OriginAccessControlId"):
                arn = f"arn:aws:cloudfront::{_ACCOUNT}:distribution/{distribution}"
                sent["X-Rehearsal-Source"] = arn
        else:
            config = origin["CustomOriginConfig"]
            timeout = float(config.get("OriginReadTimeout", timeout))
            url = f"https://{origin['DomainName']}:{config.get('HTTPSPort', 443)}{path}"
            sent.setdefault("host", origin["DomainName"])
        return await self._send(
            method, url, sent, body, timeout, int(origin.get("ConnectionAttempts", 3))
        )

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        read_timeout: float,
        attempts: int,
    ) -> Answer:
        limits = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=read_timeout)
        for attempt in range(1, attempts + 1):
            try:
                async with self._session.request(
                    method,
                    aiohttp.client.URL(url, encoded=True),
                    headers=headers,
                    data=body or None,
                    timeout=limits,
                    allow_redirects=False,
                    skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                ) as response:
                    content = await response.read()
                    received = tuple(
                        (name.lower(), value)
                        for name, value in response.headers.items()
                        if name.lower() not in _HOP_BY_HOP
                    )
                    return Answer(response.status, received, content)
            except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
                # Nothing was sent yet.
                if attempt == attempts:
                    is_late = isinstance(error, TimeoutError)
                    return failure(_NO_ANSWER if is_late else _REFUSED, f"origin: {error}")
            except TimeoutError as error:
                return failure(_NO_ANSWER, f"origin: {error}")
            except aiohttp.ClientError as error:
                return failure(_REFUSED, f"origin: {error}")
        raise AssertionError("no attempt")
