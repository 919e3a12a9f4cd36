"""The stack `storage`: the buckets, private, TLS only, versioned."""

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import GetAtt, Join, Ref, Sub, Template
from troposphere.s3 import (
    AbortIncompleteMultipartUpload,
    Bucket,
    BucketEncryption,
    BucketPolicy,
    LifecycleConfiguration,
    LifecycleRule,
    LoggingConfiguration,
    NoncurrentVersionExpiration,
    OwnershipControls,
    OwnershipControlsRule,
    PublicAccessBlockConfiguration,
    ServerSideEncryptionByDefault,
    ServerSideEncryptionRule,
    TagFilter,
    VersioningConfiguration,
)

from cloudformation.config.environment import Environment
from cloudformation.packaging.bundle import SUPERSEDED_TAG
from cloudformation.stacks.log_delivery import log_delivery_statements
from cloudformation.stacks.resources import (
    add_outputs,
    checkov_skip,
    new_template,
    policy_document,
    tags,
)

CLOUDFRONT_BUCKETS = ("Web", "Media")
"""The buckets that CloudFront reads."""
NONCURRENT_DAYS = 30
"""Days for which a replaced or deleted version of an object can be restored."""


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "S3 buckets")
    _add_bucket(
        template, environment, "Logs", expires=90, extra=log_delivery_statements(environment)
    )
    for name in CLOUDFRONT_BUCKETS:
        _add_bucket(template, environment, name, extra=[_cloudfront_access(name)])
    # The law requires a shop to keep receipts, so they never expire.
    _add_bucket(template, environment, "Receipts")
    # Older releases are kept for rollback. The one that runs never expires, however old it is:
    # every new machine fetches it.
    _add_bucket(template, environment, "Releases", expires=180, only=SUPERSEDED_TAG)
    add_outputs(
        template,
        {
            **{
                f"{name}Bucket": Ref(f"{name}Bucket")
                for name in (*CLOUDFRONT_BUCKETS, "Receipts", "Releases", "Logs")
            },
            **{
                f"{name}BucketDomain": GetAtt(f"{name}Bucket", "RegionalDomainName")
                for name in CLOUDFRONT_BUCKETS
            },
            "LogsBucketArn": GetAtt("LogsBucket", "Arn"),
        },
    )
    return template


def _add_bucket(
    template: Template,
    environment: Environment,
    name: str,
    *,
    expires: int | None = None,
    only: Mapping[str, str] | None = None,
    extra: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Add a bucket and its policy.

    Objects expire after `expires` days, or never; with `only`, those alone that have this tag.
    `extra` are more statements of the policy.
    """
    is_log = name == "Logs"
    access_log = {} if is_log else {"LoggingConfiguration": _access_log(name)}
    template.add_resource(
        Bucket(
            f"{name}Bucket",
            BucketEncryption=BucketEncryption(
                ServerSideEncryptionConfiguration=[
                    ServerSideEncryptionRule(
                        ServerSideEncryptionByDefault=ServerSideEncryptionByDefault(
                            # Load balancers deliver logs only to buckets with S3's own key.
                            SSEAlgorithm="AES256"
                        )
                    )
                ]
            ),
            PublicAccessBlockConfiguration=PublicAccessBlockConfiguration(
                BlockPublicAcls=True,
                BlockPublicPolicy=True,
                IgnorePublicAcls=True,
                RestrictPublicBuckets=True,
            ),
            OwnershipControls=OwnershipControls(
                Rules=[OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced")]
            ),
            VersioningConfiguration=VersioningConfiguration(Status="Enabled"),
            LifecycleConfiguration=LifecycleConfiguration(Rules=_lifecycle_rules(expires, only)),
            Tags=tags(environment, name.lower()),
            # Retained, unless the creation of its stack fails.
            DeletionPolicy="RetainExceptOnCreate",
            UpdateReplacePolicy="Retain",
            **access_log,
            **(
                {"Metadata": checkov_skip(CKV_AWS_18="each entry would make another")}
                if is_log
                else {}
            ),
        )
    )
    template.add_resource(
        BucketPolicy(
            f"{name}BucketPolicy",
            Bucket=Ref(f"{name}Bucket"),
            PolicyDocument=policy_document(_tls_only(name), *extra),
        )
    )


def _lifecycle_rules(expires: int | None, only: Mapping[str, str] | None) -> list[LifecycleRule]:
    rules = [
        LifecycleRule(
            Id="tidy",
            Status="Enabled",
            AbortIncompleteMultipartUpload=AbortIncompleteMultipartUpload(DaysAfterInitiation=7),
            NoncurrentVersionExpiration=NoncurrentVersionExpiration(NoncurrentDays=NONCURRENT_DAYS),
        )
    ]
    if expires:
        tagged = {"TagFilters": [TagFilter(**only)]} if only else {}
        rules.append(
            LifecycleRule(Id="expire", Status="Enabled", ExpirationInDays=expires, **tagged)
        )
    return rules


def _access_log(name: str) -> LoggingConfiguration:
    return LoggingConfiguration(
        DestinationBucketName=Ref("LogsBucket"), LogFilePrefix=f"s3/{name.lower()}/"
    )


def _objects(name: str, under: str = "") -> Join:
    return Join("", [GetAtt(f"{name}Bucket", "Arn"), f"/{under}*"])


def _tls_only(name: str) -> dict[str, Any]:
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [GetAtt(f"{name}Bucket", "Arn"), _objects(name)],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _cloudfront_access(name: str) -> dict[str, Any]:
    """Return a statement that lets the distributions of this account read.

    It cannot name the store's own one: that is created later, and in another region.
    """
    return {
        "Sid": "CloudFrontReads",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": _objects(name),
        "Condition": {
            # Of the two keys AWS documents this one alone, and it names the account too.
            "ArnLike": {
                "aws:SourceArn": Sub(
                    "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/*"
                )
            },
        },
    }
