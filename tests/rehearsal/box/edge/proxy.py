"""The edge itself: takes a shopper's request, and answers from its cache or from an origin."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aiohttp import web
from multidict import CIMultiDict

from tests.rehearsal.box.edge import policies
from tests.rehearsal.box.edge.functions import FunctionFailed, Functions
from tests.rehearsal.box.edge.origins import Answer, Origins, failure

_READ_METHODS = ("GET", "HEAD")
_POLICIES = {
    "CachePolicyId": "cache_policies",
    "OriginRequestPolicyId": "origin_request_policies",
    "ResponseHeadersPolicyId": "response_headers_policies",
}
_MAX_BODY = 64 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """A cached answer."""

    answer: Answer
    since: float
    until: float


class Proxy:
    def __init__(self, origins: Origins, functions: Functions) -> None:
        self._origins = origins
        self._functions = functions
        self._distributions: dict[str, dict[str, Any]] = {}
        """By id, each with the fields of `model.Distribution`."""
        self._cache: dict[str, dict[tuple[Any, ...], Kept]] = {}

    def put(self, distribution: dict[str, Any]) -> None:
        """Serve a distribution. Raise ValueError if it names a policy that it does not have."""
        config = distribution["config"]
        for rules in (config["DefaultCacheBehavior"], *config.get("CacheBehaviors", ())):
            for name, policies_of_kind in _POLICIES.items():
                if name in rules and rules[name] not in distribution[policies_of_kind]:
                    raise ValueError(f"{name} {rules[name]} is not known")
        for arn, code in distribution["functions"].items():
            self._functions.put(arn, code)
        known = self._distributions.get(distribution["id"])
        self._distributions[distribution["id"]] = distribution
        if known is None:
            self._cache[distribution["id"]] = {}

    def remove(self, distribution: str) -> None:
        self._distributions.pop(distribution, None)
        self._cache.pop(distribution, None)

    def invalidate(self, distribution: str, paths: list[str]) -> None:
        cache = self._cache[distribution]
        for key in list(cache):
            if any(policies.matches(pattern, key[0]) for pattern in paths):
                del cache[key]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        host = (request.host or "").partition(":")[0].lower()
        for distribution in self._distributions.values():
            if host in distribution["names"]:
                return await self._serve(distribution, request)
        return _response(failure(403, "no distribution has this name"), [], {})

    async def _serve(
        self, distribution: Mapping[str, Any], request: web.Request
    ) -> web.StreamResponse:
        raw_path, _, query = request.raw_path.partition("?")
        rules = policies.behaviour(distribution["config"], raw_path)
        added = []
        if policy := rules.get("ResponseHeadersPolicyId"):
            added = policies.added_headers(distribution["response_headers_policies"][policy])
        if request.scheme == "http" and rules["ViewerProtocolPolicy"] != "allow-all":
            if rules["ViewerProtocolPolicy"] == "https-only":
                return _response(failure(403, "https only"), added, {})
            location = f"https://{request.host}{request.raw_path}"
            return web.Response(status=301, headers={"Location": location})
        if request.method not in rules.get("AllowedMethods", _READ_METHODS):
            return _response(failure(403, "method"), added, {})
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            path, headers, answer = await self._viewer_request(rules, request, raw_path, headers)
        except FunctionFailed as error:
            return _response(failure(503, f"function: {error}"), added, {})
        if answer:
            return _response(answer, added, {})
        if path == "/" and (root := distribution["config"].get("DefaultRootObject")):
            path = f"/{root}"
        answer, told = await self._answer(distribution, rules, request, path, query, headers)
        etag = answer.header("etag")
        if answer.status == 200 and etag and headers.get("if-none-match") == etag:
            answer = Answer(304, answer.headers, b"")
        return _response(answer, added, told)

    async def _viewer_request(
        self,
        rules: Mapping[str, Any],
        request: web.Request,
        path: str,
        headers: dict[str, str],
    ) -> tuple[str, dict[str, str], Answer | None]:
        """Return path and headers as the behaviour's function leaves them, or its answer."""
        for association in rules.get("FunctionAssociations", ()):
            if association["EventType"] != "viewer-request":
                raise FunctionFailed(f"no function at {association['EventType']} is known here")
            event_headers = {
                name: {"value": value} for name, value in headers.items() if name != "cookie"
            }
            asked = {
                "method": request.method,
                "uri": path,
                "querystring": {name: {"value": text} for name, text in request.query.items()},
                "headers": event_headers,
                "cookies": {name: {"value": text} for name, text in request.cookies.items()},
            }
            event = {
                "version": "1.0",
                "context": {"eventType": "viewer-request"},
                "viewer": {"ip": request.remote},
                "request": asked,
            }
            result = await self._functions.call(association["FunctionARN"], event)
            changed = {name: text["value"] for name, text in result.get("headers", {}).items()}
            if "statusCode" in result:
                body = str(result.get("body", {}).get("data", "") if result.get("body") else "")
                answer = Answer(int(result["statusCode"]), tuple(changed.items()), body.encode())
                return path, headers, answer
            cookie = {"cookie": headers["cookie"]} if "cookie" in headers else {}
            path, headers = result["uri"], {**changed, **cookie}
        return path, headers, None

    async def _answer(
        self,
        distribution: Mapping[str, Any],
        rules: Mapping[str, Any],
        request: web.Request,
        path: str,
        query: str,
        headers: dict[str, str],
    ) -> tuple[Answer, dict[str, str]]:
        """Return the answer, of the cache or the origin, and headers that say which."""
        config = distribution["config"]
        cache_policy = distribution["cache_policies"][rules["CachePolicyId"]]
        request_policy = distribution["origin_request_policies"].get(
            rules.get("OriginRequestPolicyId")
        )
        key = policies.cache_key(cache_policy, path, query, headers, request.cookies)
        cache, now = self._cache[distribution["id"]], time.monotonic()
        is_read = request.method in _READ_METHODS
        kept = cache.get(key)
        if is_read and kept and kept.until > now:
            told = {"x-cache": _told(kept.answer, "Hit"), "age": str(int(now - kept.since))}
            return kept.answer, told
        sent_query, sent = policies.onward(cache_policy, request_policy, query, headers)
        sent["x-forwarded-for"] = ", ".join(
            part for part in (headers.get("x-forwarded-for"), request.remote) if part
        )
        sent["via"] = "1.1 edge.cloudfront.net (CloudFront)"
        sent["x-amz-cf-id"] = uuid4().hex
        sent.setdefault("user-agent", "Amazon CloudFront")
        if "content-type" in headers:
            sent.setdefault("content-type", headers["content-type"])
        origin = next(
            origin for origin in config["Origins"] if origin["Id"] == rules["TargetOriginId"]
        )
        answer = await self._origins.ask(
            distribution["id"],
            origin,
            # What is kept for GET answers HEAD as well.
            "GET" if is_read and request.method == "HEAD" else request.method,
            path + (f"?{sent_query}" if sent_query else ""),
            sent,
            await request.read(),
        )
        received = dict(answer.headers)
        if answer.status >= 400:
            seconds = policies.error_time_to_live(config, answer.status, received)
        else:
            seconds = policies.time_to_live(cache_policy, received)
        if is_read and seconds > 0 and answer.status != 304:
            cache[key] = Kept(answer, now, now + seconds)
        return answer, {"x-cache": _told(answer, "Miss")}


def _told(answer: Answer, how: str) -> str:
    return f"{'Error' if answer.status >= 400 else how} from cloudfront"


def _response(
    answer: Answer, added: list[tuple[str, str, bool]], told: Mapping[str, str]
) -> web.Response:
    headers = CIMultiDict(answer.headers)
    for name, value, overrides in added:
        if overrides or name not in headers:
            headers[name] = value
    headers.update(told)
    return web.Response(status=answer.status, headers=headers, body=answer.body)


def application(proxy: Proxy) -> web.Application:
    """Return what listens for shoppers."""
    app = web.Application(client_max_size=_MAX_BODY)
    app.router.add_route("*", "/{path:.*}", proxy.handle)
    return app
