"""What a distribution's config says of a request: its behaviour, cache key, TTLs and headers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

Headers = Mapping[str, str]
"""By lower-case name."""

ALWAYS_CACHED_ERRORS = (404, 410, 414, 500, 501, 502, 503, 504)
"""Errors that CloudFront keeps whatever the origin says; others only with a max-age."""
_DEFAULT_ERROR_TTL = 10


def matches(pattern: str, path: str) -> bool:
    """Whether a path matches a behaviour's pattern: * is any text, ? any character."""
    wanted = "/" + pattern.removeprefix("/")
    regex = re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(regex, path, re.DOTALL) is not None


def behaviour(config: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Return the first behaviour whose pattern fits the path, or the default one."""
    for candidate in config.get("CacheBehaviors", ()):
        if matches(candidate["PathPattern"], path):
            return dict(candidate)
    return dict(config["DefaultCacheBehavior"])


def _section(parameters: Mapping[str, Any], name: str) -> tuple[str, Sequence[str]]:
    """Return how a policy chooses of headers, cookies or query strings, and its list."""
    section = parameters.get(f"{name}sConfig", {})
    plural = f"{name}s"
    listed = section.get(plural, [])
    return section.get(f"{name}Behavior", "none"), [item.lower() for item in listed]


def chosen(available: Mapping[str, str], way: str, listed: Sequence[str]) -> dict[str, str]:
    """Return those of `available` that a policy chooses."""
    if way in ("all", "allViewer", "allViewerAndWhitelistCloudFront"):
        return dict(available)
    if way == "whitelist":
        return {name: value for name, value in available.items() if name.lower() in listed}
    if way == "allExcept":
        return {name: value for name, value in available.items() if name.lower() not in listed}
    return {}


def parameters(policy: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a cache policy has in its key."""
    found: Mapping[str, Any] = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    return found


def key_headers(policy: Mapping[str, Any], headers: Headers) -> dict[str, str]:
    """Return the headers in the cache key, which the origin gets too."""
    inside = parameters(policy)
    found = chosen(headers, *_section(inside, "Header"))
    accepted = headers.get("accept-encoding", "")
    encodings = [
        encoding
        for encoding, setting in (("br", "Brotli"), ("gzip", "Gzip"))
        if _is_true(inside.get(f"EnableAcceptEncoding{setting}")) and encoding in accepted
    ]
    if encodings:
        found["accept-encoding"] = ",".join(encodings)
    return found


def cache_key(
    policy: Mapping[str, Any],
    path: str,
    query: str,
    headers: Headers,
    cookies: Mapping[str, str],
) -> tuple[Any, ...]:
    """Return the key that an answer is kept by."""
    inside = parameters(policy)
    queries = chosen(
        dict(parse_qsl(query, keep_blank_values=True)), *_section(inside, "QueryString")
    )
    return (
        path,
        tuple(sorted(queries.items())),
        tuple(sorted(key_headers(policy, headers).items())),
        tuple(sorted(chosen(cookies, *_section(inside, "Cookie")).items())),
    )


def onward(
    cache: Mapping[str, Any],
    request: Mapping[str, Any] | None,
    query: str,
    headers: Headers,
) -> tuple[str, dict[str, str]]:
    """Return the query and the headers that the origin gets.

    `request` is the origin request policy, if any. A query or cookies are sent on whole or not:
    policies that choose some are not known here.
    """
    inside = parameters(cache)
    sections = [policy for policy in (inside, request) if policy]
    sent = key_headers(cache, headers)
    if request:
        others = {name: value for name, value in headers.items() if name != "cookie"}
        sent = {**chosen(others, *_section(request, "Header")), **sent}
    ways = {
        name: {_section(section, name)[0] for section in sections}
        for name in ("QueryString", "Cookie")
    }
    if "cookie" in headers and "all" in ways["Cookie"]:
        sent["cookie"] = headers["cookie"]
    return query if "all" in ways["QueryString"] else "", sent


def time_to_live(policy: Mapping[str, Any], headers: Headers) -> float:
    """Return how many seconds a good answer is kept."""
    least, most = float(policy["MinTTL"]), float(policy.get("MaxTTL", 31_536_000))
    directives = _directives(headers)
    if {"no-store", "no-cache", "private"} & set(directives):
        return least
    for name in ("s-maxage", "max-age"):
        if directives.get(name, "").isdigit():
            return max(least, min(float(directives[name]), most))
    return max(least, min(float(policy.get("DefaultTTL", 86_400)), most))


def error_time_to_live(config: Mapping[str, Any], status: int, headers: Headers) -> float:
    """Return how many seconds an error is kept, for everybody whose key is the same."""
    directives = _directives(headers)
    ages = [directives[name] for name in ("s-maxage", "max-age") if name in directives]
    told = float(ages[0]) if ages and ages[0].isdigit() else 0.0
    if status not in ALWAYS_CACHED_ERRORS and not told:
        return 0.0
    least = {
        int(entry["ErrorCode"]): float(entry.get("ErrorCachingMinTTL", _DEFAULT_ERROR_TTL))
        for entry in config.get("CustomErrorResponses", ())
    }
    return max(least.get(status, _DEFAULT_ERROR_TTL), told)


def _directives(headers: Headers) -> dict[str, str]:
    parts = (part.strip().partition("=") for part in headers.get("cache-control", "").split(","))
    return {name.lower(): value.strip('"') for name, _, value in parts if name}


_SECURITY_HEADERS = {
    "ContentSecurityPolicy": ("content-security-policy", "ContentSecurityPolicy"),
    "FrameOptions": ("x-frame-options", "FrameOption"),
    "ReferrerPolicy": ("referrer-policy", "ReferrerPolicy"),
}


def added_headers(policy: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Return the headers of a response headers policy: name, value, and whether it overrides."""
    found = []
    security = policy.get("SecurityHeadersConfig", {})
    for name, (header, value) in _SECURITY_HEADERS.items():
        if name in security:
            found.append((header, security[name][value], _is_true(security[name]["Override"])))
    if options := security.get("ContentTypeOptions"):
        found.append(("x-content-type-options", "nosniff", _is_true(options["Override"])))
    if transport := security.get("StrictTransportSecurity"):
        value = f"max-age={transport['AccessControlMaxAgeSec']}"
        value += "; includeSubDomains" if _is_true(transport.get("IncludeSubdomains")) else ""
        value += "; preload" if _is_true(transport.get("Preload")) else ""
        found.append(("strict-transport-security", value, _is_true(transport["Override"])))
    custom = policy.get("CustomHeadersConfig", {}).get("Items", ())
    return found + [
        (item["Header"].lower(), item["Value"], _is_true(item["Override"])) for item in custom
    ]


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"
