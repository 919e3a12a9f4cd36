"""CloudFront: what it caches and logs, and which headers it adds."""

import json
from typing import Any

from aiohttp import web

from bff.http.response_headers import add_common_headers
from bff.http.security_headers import DEFAULT_CSP, IMAGE_CSP, PAGE_CSP
from tests.cloud.resolved_stacks import ResolvedStack


def test_products_and_shop_are_cached_and_orders_and_users_never(
    stacks: dict[str, ResolvedStack],
) -> None:
    edge = stacks["edge"]
    configuration = edge.resources["Distribution"]["Properties"]["DistributionConfig"]
    caching = {
        edge.resolve({"Ref": title}): policy["CachePolicyConfig"]
        for title, policy in edge.of_type("AWS::CloudFront::CachePolicy").items()
    }
    behaviours = {behavior["PathPattern"]: behavior for behavior in configuration["CacheBehaviors"]}
    assert list(behaviours) == [
        "/media/*",
        "/products*",
        "/orders*",
        "/users*",
        "/shop*",
    ]
    for path in ("/products*", "/shop*"):
        cached = caching[behaviours[path]["CachePolicyId"]]
        key = cached["ParametersInCacheKeyAndForwardedToOrigin"]
        assert key["QueryStringsConfig"]["QueryStringBehavior"] == "all"
        assert "Accept-Language" in key["HeadersConfig"]["Headers"]
    for path in ("/orders*", "/users*"):
        policy = caching[behaviours[path]["CachePolicyId"]]
        assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 0)
        assert "FunctionAssociations" not in behaviours[path]
    page = configuration["DefaultCacheBehavior"]["FunctionAssociations"][0]["FunctionARN"]
    assert "FrontFunction" in page
    others = [behavior.get("FunctionAssociations") for behavior in behaviours.values()]
    assert "FrontFunction" not in json.dumps(others)


def test_no_failure_is_cached(stacks: dict[str, ResolvedStack]) -> None:
    distribution = stacks["edge"].resources["Distribution"]["Properties"]["DistributionConfig"]
    responses = {
        response["ErrorCode"]: response for response in distribution["CustomErrorResponses"]
    }
    # CloudFront caches no other error whose Cache-Control is no-store, as the bff's is.
    for status in (500, 502, 503, 504):
        assert responses[status] == {"ErrorCode": status, "ErrorCachingMinTTL": 0}


def test_the_access_log_has_no_cookie_no_query_and_no_referer(
    stacks: dict[str, ResolvedStack],
) -> None:
    (delivery,) = stacks["edge"].of_type("AWS::Logs::Delivery").values()
    fields = set(delivery["RecordFields"])
    assert {"cs-method", "cs-uri-stem", "sc-status", "c-ip"} <= fields
    assert not fields & {"cs(Cookie)", "cs(Referer)", "cs-uri-query"}


def test_files_from_buckets_have_the_security_headers_of_the_bff(
    stacks: dict[str, ResolvedStack],
) -> None:
    policies = stacks["edge"].of_type("AWS::CloudFront::ResponseHeadersPolicy")
    contents = {"Front": PAGE_CSP, "Media": IMAGE_CSP, "Store": DEFAULT_CSP}
    assert set(policies) == {f"{name}Headers" for name in contents}
    for name, content in contents.items():
        response = web.Response(headers={"Content-Security-Policy": content})
        add_common_headers(response, over_tls=True)
        own = {"Content-Length", "Content-Type", "Server", "X-Request-Id"}
        expected = {key: value for key, value in response.headers.items() if key not in own}
        policy = policies[f"{name}Headers"]["ResponseHeadersPolicyConfig"]
        assert headers_of(policy) == expected, name


def headers_of(policy: dict[str, Any]) -> dict[str, str]:
    """Return the headers that a policy adds to a response."""
    security = policy["SecurityHeadersConfig"]
    tls = security["StrictTransportSecurity"]
    subdomains = "; includeSubDomains" if tls["IncludeSubdomains"] else ""
    assert "ContentTypeOptions" in security
    return {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={tls['AccessControlMaxAgeSec']}{subdomains}",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        **{header["Header"]: header["Value"] for header in policy["CustomHeadersConfig"]["Items"]},
    }
