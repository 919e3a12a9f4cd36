"""What CloudFront keeps, passes on and adds, and the functions that it runs."""

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

A_YEAR = 365 * 24 * 3600


def add(built: Template, environment: Environment) -> None:
    """Add them all."""
    for name in ("front", "media", "language"):
        _add_function(built, environment, name)
    # What the bucket says of a file counts: the front's page is asked for each time, the rest
    # never changes.
    _add_caching(built, environment, "FilesCaching", default=60, most=A_YEAR)
    # The bff says 10 or 60 seconds (bff/http/endpoint.py). Who sends Authorization is at work on a
    # product, and is shown what is.
    _add_caching(
        built,
        environment,
        "ProductsCaching",
        default=0,
        most=300,
        headers=("Accept-Language", "Authorization"),
        query=True,
    )
    _add_caching(built, environment, "NoCaching", default=0, most=0)
    built.add_resource(
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
    _add_headers(built, environment, "Front", policy=PAGE_CSP)
    _add_headers(built, environment, "Media", policy=IMAGE_CSP)
    _add_headers(built, environment, "Store", policy=DEFAULT_CSP, is_ours=False)


def _add_function(built: Template, environment: Environment, name: str) -> None:
    code = importlib.resources.files("cloudformation") / "functions" / f"{name}.js"
    built.add_resource(
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


def _add_caching(
    built: Template,
    environment: Environment,
    title: str,
    *,
    default: int,
    most: int,
    headers: tuple[str, ...] = (),
    query: bool = False,
) -> None:
    """Add a policy: seconds that an answer is kept, and what makes another answer of it."""
    chosen: dict[str, Any] = {"HeaderBehavior": "none"}
    if headers:
        chosen = {"HeaderBehavior": "whitelist", "Headers": list(headers)}
    packs = most > 0
    built.add_resource(
        CachePolicy(
            title,
            CachePolicyConfig=CachePolicyConfig(
                Name=f"{environment.prefix}-{title}",
                MinTTL=0,
                DefaultTTL=default,
                MaxTTL=most,
                ParametersInCacheKeyAndForwardedToOrigin=ParametersInCacheKeyAndForwardedToOrigin(
                    EnableAcceptEncodingGzip=packs,
                    EnableAcceptEncodingBrotli=packs,
                    HeadersConfig=CacheHeadersConfig(**chosen),
                    CookiesConfig=CacheCookiesConfig(CookieBehavior="none"),
                    QueryStringsConfig=CacheQueryStringsConfig(
                        QueryStringBehavior="all" if query else "none"
                    ),
                ),
            ),
        )
    )


def _add_headers(
    built: Template, environment: Environment, name: str, *, policy: str, is_ours: bool = True
) -> None:
    """Add a policy of headers; unless it `is_ours` to say, what the bff says itself stands."""
    custom = ("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy")
    built.add_resource(
        ResponseHeadersPolicy(
            f"{name}Headers",
            ResponseHeadersPolicyConfig=ResponseHeadersPolicyConfig(
                Name=f"{environment.prefix}-{name.lower()}",
                SecurityHeadersConfig=SecurityHeadersConfig(
                    ContentSecurityPolicy=ContentSecurityPolicy(
                        ContentSecurityPolicy=policy, Override=is_ours
                    ),
                    # All that it can say is what the bff says: nosniff.
                    ContentTypeOptions=ContentTypeOptions(Override=True),
                    FrameOptions=FrameOptions(
                        FrameOption=SECURITY_HEADERS["X-Frame-Options"], Override=is_ours
                    ),
                    ReferrerPolicy=ReferrerPolicy(
                        ReferrerPolicy=SECURITY_HEADERS["Referrer-Policy"], Override=is_ours
                    ),
                    StrictTransportSecurity=StrictTransportSecurity(
                        AccessControlMaxAgeSec=HSTS_MAX_AGE, IncludeSubdomains=True, Override=True
                    ),
                ),
                CustomHeadersConfig=CustomHeadersConfig(
                    Items=[
                        CustomHeader(
                            Header=header, Value=SECURITY_HEADERS[header], Override=is_ours
                        )
                        for header in custom
                    ]
                ),
            ),
        )
    )
