"""CloudFront's cache, origin request and response headers policies, and its functions."""

import importlib.resources
from typing import Any

from troposphere import Template
from troposphere.cloudfront import (
    CacheCookiesConfig,
    CacheHeadersConfig,
    CachePolicy,
    CachePolicyConfig,
    CacheQueryStringsConfig,
    ContentSecurityPolicy,
    ContentTypeOptions,
    CustomHeader,
    CustomHeadersConfig,
    FrameOptions,
    Function,
    FunctionConfig,
    OriginRequestCookiesConfig,
    OriginRequestHeadersConfig,
    OriginRequestPolicy,
    OriginRequestPolicyConfig,
    OriginRequestQueryStringsConfig,
    ParametersInCacheKeyAndForwardedToOrigin,
    ReferrerPolicy,
    ResponseHeadersPolicy,
    ResponseHeadersPolicyConfig,
    SecurityHeadersConfig,
    StrictTransportSecurity,
)

from bff.http.security_headers import (
    DEFAULT_CSP,
    HSTS_MAX_AGE,
    IMAGE_CSP,
    PAGE_CSP,
    SECURITY_HEADERS,
)
from cloudformation.config.environment import Environment

YEAR_SECONDS = 365 * 24 * 3600


def add(template: Template, environment: Environment) -> None:
    """Add the policies and functions."""
    for name in ("front", "media", "language"):
        _add_function(template, environment, name)
    # The Cache-Control of the bucket's objects decides: the page is revalidated each time, the
    # other files never change.
    _add_cache_policy(template, environment, "FilesCaching", default_ttl=60, max_ttl=YEAR_SECONDS)
    # The bff's Cache-Control is 10 or 60 seconds (bff/http/endpoint.py). Requests with
    # Authorization come from staff who edit products: each token has cache entries of its own.
    _add_cache_policy(
        template,
        environment,
        "ProductsCaching",
        default_ttl=0,
        max_ttl=300,
        headers=("Accept-Language", "Authorization"),
        varies_by_query=True,
    )
    template.add_resource(
        OriginRequestPolicy(
            "EverythingOn",
            OriginRequestPolicyConfig=OriginRequestPolicyConfig(
                Name=f"{environment.prefix}-everything",
                Comment="All that the shopper sent",
                HeadersConfig=OriginRequestHeadersConfig(HeaderBehavior="allViewer"),
                CookiesConfig=OriginRequestCookiesConfig(CookieBehavior="all"),
                QueryStringsConfig=OriginRequestQueryStringsConfig(QueryStringBehavior="all"),
            ),
        )
    )
    _add_response_headers(template, environment, "Front", csp=PAGE_CSP)
    _add_response_headers(template, environment, "Media", csp=IMAGE_CSP)
    _add_response_headers(template, environment, "Store", csp=DEFAULT_CSP, overrides=False)


def _add_function(template: Template, environment: Environment, name: str) -> None:
    code = importlib.resources.files("cloudformation") / "functions" / f"{name}.js"
    template.add_resource(
        Function(
            f"{name.title()}Function",
            Name=f"{environment.prefix}-{name}",
            AutoPublish=True,
            FunctionCode=code.read_text(),
            FunctionConfig=FunctionConfig(
                Comment=f"Tienda {environment.name}: {name}", Runtime="cloudfront-js-2.0"
            ),
        )
    )


def _add_cache_policy(
    template: Template,
    environment: Environment,
    title: str,
    *,
    default_ttl: int,
    max_ttl: int,
    headers: tuple[str, ...] = (),
    varies_by_query: bool = False,
) -> None:
    """Add a cache policy: TTLs in seconds, and the headers and query that the cache key has."""
    headers_config: dict[str, Any] = {"HeaderBehavior": "none"}
    if headers:
        headers_config = {"HeaderBehavior": "whitelist", "Headers": list(headers)}
    template.add_resource(
        CachePolicy(
            title,
            CachePolicyConfig=CachePolicyConfig(
                Name=f"{environment.prefix}-{title}",
                MinTTL=0,
                DefaultTTL=default_ttl,
                MaxTTL=max_ttl,
                ParametersInCacheKeyAndForwardedToOrigin=ParametersInCacheKeyAndForwardedToOrigin(
                    EnableAcceptEncodingGzip=True,
                    EnableAcceptEncodingBrotli=True,
                    HeadersConfig=CacheHeadersConfig(**headers_config),
                    CookiesConfig=CacheCookiesConfig(CookieBehavior="none"),
                    QueryStringsConfig=CacheQueryStringsConfig(
                        QueryStringBehavior="all" if varies_by_query else "none"
                    ),
                ),
            ),
        )
    )


def _add_response_headers(
    template: Template, environment: Environment, name: str, *, csp: str, overrides: bool = True
) -> None:
    """Add a response headers policy; with `overrides` it replaces headers that the origin sends."""
    custom_headers = (
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
    )
    template.add_resource(
        ResponseHeadersPolicy(
            f"{name}Headers",
            ResponseHeadersPolicyConfig=ResponseHeadersPolicyConfig(
                Name=f"{environment.prefix}-{name.lower()}",
                SecurityHeadersConfig=SecurityHeadersConfig(
                    ContentSecurityPolicy=ContentSecurityPolicy(
                        ContentSecurityPolicy=csp, Override=overrides
                    ),
                    # Its only value, nosniff, is the bff's too.
                    ContentTypeOptions=ContentTypeOptions(Override=True),
                    FrameOptions=FrameOptions(
                        FrameOption=SECURITY_HEADERS["X-Frame-Options"], Override=overrides
                    ),
                    ReferrerPolicy=ReferrerPolicy(
                        ReferrerPolicy=SECURITY_HEADERS["Referrer-Policy"], Override=overrides
                    ),
                    StrictTransportSecurity=StrictTransportSecurity(
                        AccessControlMaxAgeSec=HSTS_MAX_AGE, IncludeSubdomains=True, Override=True
                    ),
                ),
                CustomHeadersConfig=CustomHeadersConfig(
                    Items=[
                        CustomHeader(
                            Header=header, Value=SECURITY_HEADERS[header], Override=overrides
                        )
                        for header in custom_headers
                    ]
                ),
            ),
        )
    )
