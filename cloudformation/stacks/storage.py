"""The buckets: front, pictures, receipts, releases, logs. Private, TLS alone, versioned."""

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
    VersioningConfiguration,
)

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import add_outputs, document, new_template, skip, tags

SHOWN = ("Web", "Media")
"""What CloudFront reads."""
OLD_VERSIONS_KEPT = 30
"""Days in which a mistake can be taken back."""


def template(environment: Environment) -> Template:
    """Return the stack's template."""
    built = new_template(environment, "S3 buckets")
    _add_bucket(built, environment, "Logs", expires=90, more=_logs_come_in())
    for name in SHOWN:
        _add_bucket(built, environment, name, more=[_cloudfront_reads(name)])
    # What the law asks a shop to keep is never taken away by itself.
    _add_bucket(built, environment, "Receipts")
    # A release that is not the newest is kept for going back to it.
    _add_bucket(built, environment, "Releases", expires=180)
    add_outputs(
        built,
        {
            **{
                f"{name}Bucket": Ref(f"{name}Bucket")
                for name in (*SHOWN, "Receipts", "Releases", "Logs")
            },
            **{
                f"{name}BucketDomain": GetAtt(f"{name}Bucket", "RegionalDomainName")
                for name in SHOWN
            },
            "LogsBucketArn": GetAtt("LogsBucket", "Arn"),
        },
    )
    return built


def _add_bucket(
    built: Template,
    environment: Environment,
    name: str,
    *,
    expires: int | None = None,
    more: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Add a bucket and its policy; objects end after `expires` days, or never."""
    is_log = name == "Logs"
    own_logs = {} if is_log else {"LoggingConfiguration": _logged(name)}
    built.add_resource(
        Bucket(
            f"{name}Bucket",
            BucketEncryption=BucketEncryption(
                ServerSideEncryptionConfiguration=[
                    ServerSideEncryptionRule(
                        ServerSideEncryptionByDefault=ServerSideEncryptionByDefault(
                            # Load balancers write their logs under no key but S3's own.
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
            LifecycleConfiguration=LifecycleConfiguration(Rules=_rules(expires)),
            Tags=tags(environment, name.lower()),
            # What was made a moment ago and is empty goes when its stack could not be made.
            DeletionPolicy="RetainExceptOnCreate",
            UpdateReplacePolicy="Retain",
            **own_logs,
            **({"Metadata": skip(CKV_AWS_18="each entry would make another")} if is_log else {}),
        )
    )
    built.add_resource(
        BucketPolicy(
            f"{name}BucketPolicy",
            Bucket=Ref(f"{name}Bucket"),
            PolicyDocument=document(_tls_only(name), *more),
        )
    )


def _rules(expires: int | None) -> list[LifecycleRule]:
    rules = [
        LifecycleRule(
            Id="tidy",
            Status="Enabled",
            AbortIncompleteMultipartUpload=AbortIncompleteMultipartUpload(DaysAfterInitiation=7),
            NoncurrentVersionExpiration=NoncurrentVersionExpiration(
                NoncurrentDays=OLD_VERSIONS_KEPT
            ),
        )
    ]
    if expires:
        rules.append(LifecycleRule(Id="expire", Status="Enabled", ExpirationInDays=expires))
    return rules


def _logged(name: str) -> LoggingConfiguration:
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


def _cloudfront_reads(name: str) -> dict[str, Any]:
    """Return a statement by which distributions of this account read, and nobody else's.

    Which of them cannot be said here: the distribution is made after, and in another region.
    """
    return {
        "Sid": "CloudFrontReads",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": _objects(name),
        "Condition": {
            "StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")},
            "ArnLike": {
                "aws:SourceArn": Sub(
                    "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/*"
                )
            },
        },
    }


def _logs_come_in() -> list[dict[str, Any]]:
    """Return a statement for each part of AWS that writes logs, for this account alone."""
    own = {"StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")}}
    balancers = "arn:${AWS::Partition}:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}"
    from_balancers = {"ArnLike": {"aws:SourceArn": Sub(f"{balancers}:loadbalancer/*")}}
    return [
        {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "s3:PutObject",
            "Resource": _objects("Logs", under),
            "Condition": condition,
        }
        for sid, service, under, condition in (
            (
                "LoadBalancers",
                "logdelivery.elasticloadbalancing.amazonaws.com",
                "alb/",
                from_balancers,
            ),
            ("CloudFront", "delivery.logs.amazonaws.com", "cloudfront/", own),
            ("S3", "logging.s3.amazonaws.com", "s3/", own),
        )
    ]
