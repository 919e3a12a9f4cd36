"""The edge: CloudFront before everything, its certificate and its names."""

from typing import Any

from troposphere import GetAtt, Ref, Template
from troposphere.certificatemanager import Certificate, DomainValidationOption
from troposphere.cloudfront import (
    CacheBehavior,
    CustomErrorResponse,
    CustomOriginConfig,
    DefaultCacheBehavior,
    Distribution,
    DistributionConfig,
    FunctionAssociation,
    Origin,
    OriginAccessControl,
    OriginAccessControlConfig,
    OriginCustomHeader,
    S3OriginConfig,
    ViewerCertificate,
)
from troposphere.route53 import AliasTarget, RecordSetType

from cloudformation.config.environment import Environment
from cloudformation.stacks.edge import logs, policies, waf
from cloudformation.stacks.resources import add_outputs, add_parameters, new_template, skip, tags
from cloudformation.stacks.services.load_balancers import ORIGIN_HEADER, PATHS, secret_value

CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
"""Route 53's own zone for every distribution there is."""
_READ = ["GET", "HEAD", "OPTIONS"]
_FAILURES = (500, 502, 503, 504)
_ALL = [*_READ, "PUT", "POST", "PATCH", "DELETE"]

_PARAMETERS = {
    "WebBucketDomain": ("String", "The bucket of the front, as CloudFront asks it"),
    "MediaBucketDomain": ("String", "The bucket of pictures, as CloudFront asks it"),
    "LogsBucketArn": ("String", "The bucket that logs go into"),
}


def template(environment: Environment) -> Template:
    """Return the stack's template."""
    built = new_template(environment, "CloudFront, its firewall, certificate and names")
    add_parameters(built, _PARAMETERS)
    certificate = built.add_resource(
        Certificate(
            "Certificate",
            DomainName=environment.domain,
            ValidationMethod="DNS",
            DomainValidationOptions=[
                DomainValidationOption(
                    DomainName=environment.domain, HostedZoneId=environment.hosted_zone_id
                )
            ],
            Tags=tags(environment, "edge"),
        )
    )
    built.add_resource(
        OriginAccessControl(
            "BucketAccess",
            OriginAccessControlConfig=OriginAccessControlConfig(
                Name=environment.prefix,
                OriginAccessControlOriginType="s3",
                SigningBehavior="always",
                SigningProtocol="sigv4",
            ),
        )
    )
    policies.add(built, environment)
    waf.add(built, environment)
    distribution = built.add_resource(
        Distribution(
            "Distribution",
            DistributionConfig=_configuration(environment, certificate),
            Tags=tags(environment, "edge"),
            Metadata=skip(
                CKV_AWS_86="its log is delivered by CloudWatch (edge_logs.py), which checkov does"
                " not look for",
                CKV_AWS_305="functions/front.js answers / as every page of the shop",
                CKV_AWS_310="a second origin to fail over to would be a second region",
                CKV_AWS_374="a shop sells to whoever it likes; its own checks are of addresses",
            ),
        )
    )
    for kind in ("A", "AAAA"):
        built.add_resource(
            RecordSetType(
                f"Name{kind}",
                HostedZoneId=environment.hosted_zone_id,
                Name=environment.domain,
                Type=kind,
                AliasTarget=AliasTarget(
                    DNSName=GetAtt(distribution, "DomainName"), HostedZoneId=CLOUDFRONT_ZONE
                ),
            )
        )
    logs.add(built, environment)
    add_outputs(
        built,
        {
            "DistributionId": Ref(distribution),
            "DistributionDomain": GetAtt(distribution, "DomainName"),
        },
    )
    return built


def _configuration(environment: Environment, certificate: Certificate) -> DistributionConfig:
    return DistributionConfig(
        Comment=f"Tienda {environment.name}",
        Enabled=True,
        IPV6Enabled=True,
        HttpVersion="http2and3",
        PriceClass=environment.price_class,
        Aliases=[environment.domain],
        WebACLId=GetAtt("Firewall", "Arn"),
        ViewerCertificate=ViewerCertificate(
            AcmCertificateArn=Ref(certificate),
            SslSupportMethod="sni-only",
            MinimumProtocolVersion="TLSv1.2_2021",
        ),
        Origins=[
            _bucket_origin("Web"),
            _bucket_origin("Media"),
            _store_origin(environment),
        ],
        # Left to itself, CloudFront keeps a failure for ten seconds whatever the bff says of it,
        # and knows no shopper from another: what one was refused for lack of room, all would be.
        CustomErrorResponses=[
            CustomErrorResponse(ErrorCode=status, ErrorCachingMinTTL=0) for status in _FAILURES
        ],
        DefaultCacheBehavior=DefaultCacheBehavior(**_files("Web", "Front")),
        CacheBehaviors=[
            CacheBehavior(PathPattern="/media/*", **_files("Media", "Media")),
            *(CacheBehavior(PathPattern=f"/{path}*", **_served(path)) for path in PATHS),
        ],
    )


def _bucket_origin(name: str) -> Origin:
    return Origin(
        Id=name,
        DomainName=Ref(f"{name}BucketDomain"),
        OriginAccessControlId=Ref("BucketAccess"),
        S3OriginConfig=S3OriginConfig(OriginAccessIdentity=""),
    )


def _store_origin(environment: Environment) -> Origin:
    return Origin(
        Id="Store",
        DomainName=environment.origin_domain,
        CustomOriginConfig=CustomOriginConfig(
            HTTPSPort=443,
            OriginProtocolPolicy="https-only",
            OriginSSLProtocols=["TLSv1.2"],
            OriginReadTimeout=60,
            OriginKeepaliveTimeout=60,
        ),
        OriginCustomHeaders=[
            OriginCustomHeader(
                HeaderName=ORIGIN_HEADER, HeaderValue=secret_value(environment.origin_secret)
            )
        ],
    )


def _files(origin: str, function: str) -> dict[str, Any]:
    """Return how files of a bucket are served; the function is for this behaviour alone."""
    return {
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": _READ,
        "Compress": True,
        "CachePolicyId": Ref("FilesCaching"),
        "ResponseHeadersPolicyId": Ref(f"{function}Headers"),
        "FunctionAssociations": [_function(f"{function}Function")],
    }


def _served(path: str) -> dict[str, Any]:
    """Return how a path of the bff is served: products are kept for moments, all else never."""
    is_shared = path == "products"
    functions = [_function("LanguageFunction")] if is_shared else []
    return {
        "TargetOriginId": "Store",
        "ViewerProtocolPolicy": "https-only",
        "AllowedMethods": _ALL,
        "Compress": True,
        "CachePolicyId": Ref("ProductsCaching" if is_shared else "NoCaching"),
        "OriginRequestPolicyId": Ref("EverythingOn"),
        "ResponseHeadersPolicyId": Ref("StoreHeaders"),
        **({"FunctionAssociations": functions} if functions else {}),
    }


def _function(title: str) -> FunctionAssociation:
    return FunctionAssociation(EventType="viewer-request", FunctionARN=GetAtt(title, "FunctionARN"))
