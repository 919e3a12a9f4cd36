"""The stack `edge`: the CloudFront distribution, its certificate and its DNS records."""

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
from cloudformation.stacks.resources import (
    add_outputs,
    add_parameters,
    checkov_skip,
    new_template,
    tags,
)
from cloudformation.stacks.services.load_balancers import ORIGIN_HEADER, PATHS, secret_reference

CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
"""The hosted zone of all CloudFront distributions, for alias records."""
_READ_METHODS = ["GET", "HEAD", "OPTIONS"]
_ERRORS = (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)
"""The statuses of errors that CloudFront may cache, as far as it lets their time be set."""
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""AWS's own cache policy CachingDisabled. With it alone CloudFront promises that it caches no error
either."""
_ALL_METHODS = [*_READ_METHODS, "PUT", "POST", "PATCH", "DELETE"]

_PARAMETERS = {
    "WebBucketDomain": ("String", "The bucket of the front, as CloudFront asks it"),
    "MediaBucketDomain": ("String", "The bucket of pictures, as CloudFront asks it"),
    "LogsBucketArn": ("String", "The bucket that logs go into"),
}


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "CloudFront, its firewall, certificate and names")
    add_parameters(template, _PARAMETERS)
    certificate = template.add_resource(
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
    template.add_resource(
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
    policies.add(template, environment)
    waf.add(template, environment)
    distribution = template.add_resource(
        Distribution(
            "Distribution",
            DistributionConfig=_distribution_config(environment, certificate),
            Tags=tags(environment, "edge"),
            Metadata=checkov_skip(
                CKV_AWS_86="its log is delivered by CloudWatch (edge/logs.py), which checkov does"
                " not look for",
                CKV_AWS_305="functions/front.js answers / as every page of the shop",
                CKV_AWS_310="a second origin to fail over to would be a second region",
                CKV_AWS_374="a shop sells to whoever it likes; its own checks are of addresses",
            ),
        )
    )
    for record_type in ("A", "AAAA"):
        template.add_resource(
            RecordSetType(
                f"Name{record_type}",
                HostedZoneId=environment.hosted_zone_id,
                Name=environment.domain,
                Type=record_type,
                AliasTarget=AliasTarget(
                    DNSName=GetAtt(distribution, "DomainName"), HostedZoneId=CLOUDFRONT_ZONE
                ),
            )
        )
    if environment.certificate_authority_record:
        template.add_resource(
            RecordSetType(
                "CertificateAuthorities",
                HostedZoneId=environment.hosted_zone_id,
                Name=environment.domain,
                Type="CAA",
                TTL="3600",
                ResourceRecords=['0 issue "amazon.com"', '0 issuewild ";"'],
            )
        )
    logs.add(template, environment)
    add_outputs(
        template,
        {
            "DistributionId": Ref(distribution),
            "DistributionDomain": GetAtt(distribution, "DomainName"),
        },
    )
    return template


def _distribution_config(environment: Environment, certificate: Certificate) -> DistributionConfig:
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
            _bff_origin(environment),
        ],
        # By default CloudFront caches most errors for ten seconds, whatever their Cache-Control,
        # and cookies are not in its key. One shopper's 503 or 404 would then be everybody's.
        CustomErrorResponses=[
            CustomErrorResponse(ErrorCode=status, ErrorCachingMinTTL=0) for status in _ERRORS
        ],
        DefaultCacheBehavior=DefaultCacheBehavior(**_bucket_behavior("Web", "Front")),
        CacheBehaviors=[
            CacheBehavior(PathPattern="/media/*", **_bucket_behavior("Media", "Media")),
            *(CacheBehavior(PathPattern=f"/{path}*", **_bff_behavior(path)) for path in PATHS),
        ],
    )


def _bucket_origin(name: str) -> Origin:
    return Origin(
        Id=name,
        DomainName=Ref(f"{name}BucketDomain"),
        OriginAccessControlId=Ref("BucketAccess"),
        S3OriginConfig=S3OriginConfig(OriginAccessIdentity=""),
    )


def _bff_origin(environment: Environment) -> Origin:
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
                HeaderName=ORIGIN_HEADER, HeaderValue=secret_reference(environment.origin_secret)
            )
        ],
    )


def _bucket_behavior(origin: str, function: str) -> dict[str, Any]:
    """Return the cache behavior of a bucket's files; `function` runs for this behavior alone."""
    return {
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": _READ_METHODS,
        "Compress": True,
        "CachePolicyId": Ref("FilesCaching"),
        "ResponseHeadersPolicyId": Ref(f"{function}Headers"),
        "FunctionAssociations": [_function(f"{function}Function")],
    }


def _bff_behavior(path: str) -> dict[str, Any]:
    """Return the cache behavior of a path of the bff: products and shop are cached, shortly."""
    is_cacheable = path in {"products", "shop"}
    functions = [_function("LanguageFunction")] if is_cacheable else []
    return {
        "TargetOriginId": "Store",
        "ViewerProtocolPolicy": "https-only",
        "AllowedMethods": _ALL_METHODS,
        "Compress": True,
        "CachePolicyId": Ref("ProductsCaching") if is_cacheable else CACHING_DISABLED,
        "OriginRequestPolicyId": Ref("EverythingOn"),
        "ResponseHeadersPolicyId": Ref("StoreHeaders"),
        **({"FunctionAssociations": functions} if functions else {}),
    }


def _function(title: str) -> FunctionAssociation:
    return FunctionAssociation(EventType="viewer-request", FunctionARN=GetAtt(title, "FunctionARN"))
