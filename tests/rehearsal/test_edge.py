"""The edge of the box: behaviours, caching and headers as CloudFront has them."""

import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.rehearsal.account_double import AccountDouble
from tests.rehearsal.box import addresses
from tests.rehearsal.box.box import RehearsalBox
from tests.rehearsal.model import Distribution

pytestmark = pytest.mark.cloud

FUNCTION = """
function handler(event) {
  var request = event.request;
  if (request.uri === "/moved") {
    return { statusCode: 302, headers: { location: { value: "/new" } } };
  }
  request.uri = "/index.html";
  return request;
}
"""


def cache_policy(most: int, *headers: str) -> Mapping[str, Any]:
    behaviour = {"HeaderBehavior": "whitelist", "Headers": list(headers)}
    return {
        "MinTTL": 0,
        "DefaultTTL": 0,
        "MaxTTL": most,
        "ParametersInCacheKeyAndForwardedToOrigin": {
            "HeadersConfig": behaviour if headers else {"HeaderBehavior": "none"},
            "CookiesConfig": {"CookieBehavior": "none"},
            "QueryStringsConfig": {"QueryStringBehavior": "all" if headers else "none"},
        },
    }


def distribution(error_ttl: int | None) -> Distribution:
    store = {
        "TargetOriginId": "Store",
        "ViewerProtocolPolicy": "https-only",
        "AllowedMethods": ["GET", "HEAD", "POST"],
        "OriginRequestPolicyId": "everything",
        "ResponseHeadersPolicyId": "headers",
    }
    errors = [] if error_ttl is None else [{"ErrorCode": 404, "ErrorCachingMinTTL": error_ttl}]
    config = {
        "Origins": [
            {"Id": "Web", "DomainName": "web.s3.eu-west-1.amazonaws.com"}
            | {"S3OriginConfig": {}, "OriginAccessControlId": "oac"},
            {
                "Id": "Store",
                "DomainName": "origin.example",
                "CustomOriginConfig": {"HTTPSPort": 8443},
                "OriginCustomHeaders": [{"HeaderName": "X-Origin", "HeaderValue": "secret"}],
            },
        ],
        "CustomErrorResponses": errors,
        "DefaultCacheBehavior": {
            "TargetOriginId": "Web",
            "ViewerProtocolPolicy": "redirect-to-https",
            "CachePolicyId": "files",
            "FunctionAssociations": [{"EventType": "viewer-request", "FunctionARN": "fn"}],
        },
        "CacheBehaviors": [
            {"PathPattern": "/products*", "CachePolicyId": "products", **store},
            {"PathPattern": "/orders*", "CachePolicyId": "none", **store},
        ],
    }
    return Distribution(
        "D1",
        ("shop.example", "d1.cloudfront.net"),
        config,
        functions={"fn": FUNCTION},
        cache_policies={
            "files": cache_policy(3600),
            "products": cache_policy(300, "Accept-Language"),
            "none": cache_policy(0),
        },
        origin_request_policies={
            "everything": {
                "HeadersConfig": {"HeaderBehavior": "allViewer"},
                "CookiesConfig": {"CookieBehavior": "all"},
                "QueryStringsConfig": {"QueryStringBehavior": "all"},
            }
        },
        response_headers_policies={
            "headers": {
                "SecurityHeadersConfig": {
                    "FrameOptions": {"FrameOption": "DENY", "Override": False},
                    "ContentTypeOptions": {"Override": True},
                }
            }
        },
    )


class Origin(BaseHTTPRequestHandler):
    seen: list[tuple[str, str, Mapping[str, str]]]

    def do_GET(self) -> None:
        self.seen.append((self.client_address[0], self.path, dict(self.headers.items())))
        is_mine = self.headers["Cookie"] == "session=mine"
        self.send_response(404 if self.path.startswith("/orders") and not is_mine else 200)
        is_private = self.path.startswith("/orders")
        self.send_header("Cache-Control", "private, no-store" if is_private else "max-age=60")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"store")

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def origin(box: RehearsalBox) -> Iterator[list[tuple[str, str, Mapping[str, str]]]]:
    Origin.seen = []
    with ThreadingHTTPServer((str(addresses.AWS), 8443), Origin) as server:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(*box.authority.issue("origin.example", box.folder))
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Origin.seen
        finally:
            server.shutdown()
            thread.join()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Shopper:
    def __init__(self, box: RehearsalBox) -> None:
        tls = ssl.create_default_context(cadata=box.authority.pem.decode())
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=tls), NoRedirect()
        )

    def ask(
        self, path: str, scheme: str = "https", method: str = "GET", **headers: str
    ) -> tuple[int, Mapping[str, str]]:
        url = f"{scheme}://shop.example{path}"
        request = urllib.request.Request(url, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=10) as response:
                return response.status, dict(response.headers.items())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers.items())


def test_the_edge_keeps_what_is_public_and_nothing_that_is_private(
    box: RehearsalBox, account: AccountDouble
) -> None:
    box.put_name("origin.example", [str(addresses.AWS)])
    with account.listening(), origin(box) as seen:
        _prove(box, account, seen)


def _prove(
    box: RehearsalBox, account: AccountDouble, seen: list[tuple[str, str, Mapping[str, str]]]
) -> None:
    box.put_distribution(distribution(error_ttl=0))
    shopper = Shopper(box)

    # A page of the shop comes from the bucket, as the function has it, and is kept.
    assert shopper.ask("/p/mesa")[0] == 200
    assert account.calls == [(str(addresses.EDGE), "/web/index.html")]
    assert shopper.ask("/moved")[0] == 302
    assert shopper.ask("/", scheme="http")[0] == 301
    assert shopper.ask("/orders", scheme="http")[0] == 403
    assert shopper.ask("/p/mesa", method="POST")[0] == 403

    # What the key has decides what is asked anew.
    answers = [
        shopper.ask("/products?q=mesa", **{"Accept-Language": language})[1]["x-cache"]
        for language in ("es", "es", "en")
    ]
    assert answers == ["Miss from cloudfront", "Hit from cloudfront", "Miss from cloudfront"]
    source, path, headers = seen[0]
    assert (source, path) == (str(addresses.EDGE), "/products?q=mesa")
    assert (headers["X-Origin"], headers["host"]) == ("secret", "shop.example")
    assert headers["x-forwarded-for"] == str(addresses.SHOPPER)
    told = shopper.ask("/products?q=mesa", **{"Accept-Language": "es"})[1]
    assert (told["x-frame-options"], told["x-content-type-options"]) == ("DENY", "nosniff")
    box.invalidate("D1", ["/products*"])
    assert shopper.ask("/products?q=mesa")[1]["x-cache"] == "Miss from cloudfront"

    # A stranger's 404 is not the owner's.
    assert shopper.ask("/orders/7")[0] == 404
    assert shopper.ask("/orders/7", Cookie="session=mine")[0] == 200
    # A mistake: by default CloudFront keeps it for ten seconds, whatever the origin says.
    box.put_distribution(distribution(error_ttl=None))
    assert shopper.ask("/orders/7")[0] == 404
    assert shopper.ask("/orders/7", Cookie="session=mine")[0] == 404
    assert shopper.ask("/orders/7", method="POST", Cookie="session=mine")[0] == 200
