"""CloudFront: what it keeps, and what it says to browsers."""

import json
from typing import Any

from aiohttp import web

from bff.http.response_headers import add_common_headers
from bff.http.security_headers import DEFAULT_CSP, IMAGE_CSP, PAGE_CSP
from tests.cloud.account import Made


def test_products_are_kept_and_orders_and_users_never(stacks: dict[str, Made]) -> None:
    edge = stacks["edge"]
    configuration = edge.resources["Distribution"]["Properties"]["DistributionConfig"]
    caching = {
        edge.resolve({"Ref": title}): one["CachePolicyConfig"]
        for title, one in edge.of_type("AWS::CloudFront::CachePolicy").items()
    }
    behaviours = {one["PathPattern"]: one for one in configuration["CacheBehaviors"]}
    assert list(behaviours) == ["/media/*", "/products*", "/orders*", "/users*"]
    products = caching[behaviours["/products*"]["CachePolicyId"]]
    key = products["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["QueryStringsConfig"]["QueryStringBehavior"] == "all"
    assert "Accept-Language" in key["HeadersConfig"]["Headers"]
    for path in ("/orders*", "/users*"):
        never = caching[behaviours[path]["CachePolicyId"]]
        assert (never["MinTTL"], never["DefaultTTL"], never["MaxTTL"]) == (0, 0, 0)
        assert "FunctionAssociations" not in behaviours[path]
    page = configuration["DefaultCacheBehavior"]["FunctionAssociations"][0]["FunctionARN"]
    assert "FrontFunction" in page
    others = [one.get("FunctionAssociations") for one in behaviours.values()]
    assert "FrontFunction" not in json.dumps(others)


def test_no_failure_of_one_shoppers_is_kept_for_the_others(stacks: dict[str, Made]) -> None:
    distribution = stacks["edge"].resources["Distribution"]["Properties"]["DistributionConfig"]
    kept = {one["ErrorCode"]: one for one in distribution["CustomErrorResponses"]}
    # Of other refusals CloudFront keeps none that says no-store, as the bff's do.
    for status in (500, 502, 503, 504):
        assert kept[status] == {"ErrorCode": status, "ErrorCachingMinTTL": 0}


def test_the_edge_writes_down_no_cookie_no_query_and_no_referer(stacks: dict[str, Made]) -> None:
    (delivery,) = stacks["edge"].of_type("AWS::Logs::Delivery").values()
    fields = set(delivery["RecordFields"])
    assert {"cs-method", "cs-uri-stem", "sc-status", "c-ip"} <= fields
    assert not fields & {"cs(Cookie)", "cs(Referer)", "cs-uri-query"}


def test_files_from_buckets_come_with_the_headers_that_the_bff_sends(
    stacks: dict[str, Made],
) -> None:
    policies = stacks["edge"].of_type("AWS::CloudFront::ResponseHeadersPolicy")
    contents = {"Front": PAGE_CSP, "Media": IMAGE_CSP, "Store": DEFAULT_CSP}
    assert set(policies) == {f"{name}Headers" for name in contents}
    for name, content in contents.items():
        answer = web.Response(headers={"Content-Security-Policy": content})
        add_common_headers(answer, over_tls=True)
        own = {"Content-Length", "Content-Type", "Server", "X-Request-Id"}
        wanted = {key: value for key, value in answer.headers.items() if key not in own}
        policy = policies[f"{name}Headers"]["ResponseHeadersPolicyConfig"]
        assert headers_of(policy) == wanted, name


def headers_of(policy: dict[str, Any]) -> dict[str, str]:
    """Return what CloudFront puts on an answer by a policy."""
    given = policy["SecurityHeadersConfig"]
    tls = given["StrictTransportSecurity"]
    below = "; includeSubDomains" if tls["IncludeSubdomains"] else ""
    assert "ContentTypeOptions" in given
    return {
        "Content-Security-Policy": given["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": given["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={tls['AccessControlMaxAgeSec']}{below}",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": given["FrameOptions"]["FrameOption"],
        **{one["Header"]: one["Value"] for one in policy["CustomHeadersConfig"]["Items"]},
    }
