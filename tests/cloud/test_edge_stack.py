"""CloudFront: what it caches and logs, and which headers it adds."""

import json
import re
from typing import Any

from aiohttp import web

from bff.errors.problems import STATUSES, Problem, to_response
from bff.http.in_flight import InFlightRequests
from bff.http.response_headers import add_common_headers
from bff.http.security_headers import DEFAULT_CSP, IMAGE_CSP, PAGE_CSP
from bff.routes import all_endpoints
from tests.cloud.resolved_stacks import ResolvedStack

ROUTES = all_endpoints(InFlightRequests())


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
        # AWS's policy CachingDisabled, with which it caches no error either.
        assert behaviours[path]["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
        assert "FunctionAssociations" not in behaviours[path]
    page = configuration["DefaultCacheBehavior"]["FunctionAssociations"][0]["FunctionARN"]
    assert "FrontFunction" in page
    others = [behavior.get("FunctionAssociations") for behavior in behaviours.values()]
    assert "FrontFunction" not in json.dumps(others)


def test_no_error_is_cached_neither_a_strangers_404_nor_a_503(
    stacks: dict[str, ResolvedStack],
) -> None:
    distribution = stacks["edge"].resources["Distribution"]["Properties"]["DistributionConfig"]
    responses = {
        response["ErrorCode"]: response for response in distribution["CustomErrorResponses"]
    }
    # Those that CloudFront caches and whose time can be set. 412 and 415 it caches only with
    # max-age, and 410 only without no-store: the bff's errors all have no-store.
    for status in (400, 403, 404, 405, 414, 500, 501, 502, 503, 504):
        assert responses[status] == {"ErrorCode": status, "ErrorCachingMinTTL": 0}


def test_every_answer_of_orders_and_users_and_every_error_forbids_caching() -> None:
    private = [route for route in ROUTES if route.path.startswith(("/orders", "/users"))]
    assert len(private) > 30
    assert [route.path for route in private if route.cache_control.is_shared] == []
    for reason in STATUSES:
        response = to_response(Problem(reason), "es", "/orders/1")
        assert response.headers["Cache-Control"] == "no-store", reason


def test_rules_that_read_bodies_block_everywhere_but_where_a_picture_is_uploaded(
    stacks: dict[str, ResolvedStack],
) -> None:
    acl = stacks["edge"].resources["Firewall"]["Properties"]
    rules = {rule["Name"]: rule for rule in acl["Rules"]}
    found, unless = rules["HostileBody"]["Statement"]["AndStatement"]["Statements"]
    labels = {
        statement["LabelMatchStatement"]["Key"].lower()
        for statement in found["OrStatement"]["Statements"]
    }
    counted = {
        f"awswaf:managed:aws:{word}:{override['Name']}".lower()
        for name, word in (
            ("AWSManagedRulesCommonRuleSet", "core-rule-set"),
            ("AWSManagedRulesKnownBadInputsRuleSet", "known-bad-inputs"),
        )
        for override in rules[name]["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"]
        if override["Name"] != "SizeRestrictions_BODY"
    }
    assert labels == counted
    assert {"core-rule-set:crosssitescripting_body", "core-rule-set:genericlfi_body"} <= {
        label.removeprefix("awswaf:managed:aws:") for label in labels
    }
    assert rules["HostileBody"]["Action"] == {"Block": {}}
    last = max(rules[name]["Priority"] for name in rules if name != "HostileBody")
    assert rules["HostileBody"]["Priority"] > last, "labels are there for later rules alone"
    path, method = unless["NotStatement"]["Statement"]["AndStatement"]["Statements"]
    assert method["ByteMatchStatement"]["SearchString"] == "POST"
    is_upload = re.compile(path["RegexMatchStatement"]["RegexString"]).search
    uploads = {route.path for route in ROUTES if route.takes_image}
    assert uploads == {"/products/{id_or_slug}/images"}
    assert all(is_upload(re.sub(r"{\w+}", "lampara-1", path)) for path in uploads)
    for other in (
        "/orders",
        "/products",
        "/products/x/images/1",
        "/products/x/images/../orders",
    ):
        assert not is_upload(other), other


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
