"""The buckets' policies let AWS's own services in, with what they send, and nobody else."""

import json

import pytest

from cloudformation.stacks.log_delivery import LOAD_BALANCER_ACCOUNTS
from tests.cloud.resolved_stacks import ACCOUNT, build_environment, resolve_stacks
from tests.cloud.test_iam import node, pytestmark  # noqa: F401 (needs the same tool)

BALANCERS = "logdelivery.elasticloadbalancing.amazonaws.com"
OTHER_ACCOUNT = "210987654321"
DISTRIBUTION = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"
OTHER_DISTRIBUTION = f"arn:aws:cloudfront::{OTHER_ACCOUNT}:distribution/E1"
LOG = "alb/AWSLogs/{account}/elasticloadbalancing/eu-west-1/2026/11/30/1.log.gz"

Request = tuple[str, str, str, dict[str, str]]
"""Who asks, the action, the object's key, and the context beyond TLS."""


def allowed(bucket: str, *requests: Request, region: str = "eu-west-1") -> list[bool]:
    """Return whether a bucket's policy allows each request."""
    storage = resolve_stacks(build_environment(region=region))["storage"]
    policy = storage.resources[f"{bucket}BucketPolicy"]["Properties"]["PolicyDocument"]
    arn = storage.resolve({"Fn::GetAtt": [f"{bucket}Bucket", "Arn"]})
    # An account's own policies let its roles do anything: the bucket's policy decides.
    anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    own = [{"name": "own", "policy": {"Version": "2012-10-17", "Statement": [anything]}}]
    results = node(
        stdin=json.dumps(
            [
                {
                    "request": {
                        "principal": principal,
                        "action": action,
                        "resource": {"resource": f"{arn}/{key}", "accountId": ACCOUNT},
                        "contextVariables": {"aws:SecureTransport": "true", **context},
                    },
                    "identityPolicies": own if principal.startswith("arn:") else [],
                    "resourcePolicy": policy,
                    "serviceControlPolicies": [],
                    "resourceControlPolicies": [],
                }
                for principal, action, key, context in requests
            ]
        )
    )
    assert not [result for result in results if "error" in result]
    return [result["result"] == "Allowed" for result in results]


def test_load_balancers_write_their_log_whatever_condition_keys_they_send() -> None:
    by_role = f"arn:aws:iam::{LOAD_BALANCER_ACCOUNTS['eu-west-1']}:role/logs"
    own, foreign = (LOG.format(account=account) for account in (ACCOUNT, OTHER_ACCOUNT))
    trial = f"alb/AWSLogs/{ACCOUNT}/ELBAccessLogTestFile"
    assert (
        allowed(
            "Logs",
            *((BALANCERS, "s3:PutObject", key, {}) for key in (trial, own)),
            *((by_role, "s3:PutObject", key, {}) for key in (trial, own)),
        )
        == [True] * 4
    )
    assert (
        allowed(
            "Logs",
            (BALANCERS, "s3:PutObject", foreign, {}),
            (BALANCERS, "s3:PutObject", "cloudfront/1.gz", {}),
            (BALANCERS, "s3:GetObject", own, {}),
            (BALANCERS, "s3:PutObject", own, {"aws:SecureTransport": "false"}),
            (by_role, "s3:PutObject", foreign, {}),
            (f"arn:aws:iam::{OTHER_ACCOUNT}:role/logs", "s3:PutObject", own, {}),
        )
        == [False] * 6
    )


@pytest.mark.parametrize("region", ["eu-south-2", "il-central-1"])
def test_where_aws_names_no_account_the_service_alone_writes(region: str) -> None:
    own = LOG.format(account=ACCOUNT)
    role = f"arn:aws:iam::{LOAD_BALANCER_ACCOUNTS['eu-west-1']}:role/logs"
    requests = ((BALANCERS, "s3:PutObject", own, {}), (role, "s3:PutObject", own, {}))
    assert allowed("Logs", *requests, region=region) == [True, False]


def test_other_logs_come_from_this_account_alone() -> None:
    own, foreign = ({"aws:SourceAccount": account} for account in (ACCOUNT, OTHER_ACCOUNT))
    cases = {
        ("delivery.logs.amazonaws.com", "cloudfront/1.gz"): True,
        ("logging.s3.amazonaws.com", "s3/web/1"): True,
        ("delivery.logs.amazonaws.com", "s3/web/1"): False,
    }
    for (service, key), is_allowed in cases.items():
        requests = ((service, "s3:PutObject", key, context) for context in (own, foreign, {}))
        assert allowed("Logs", *requests) == [is_allowed, False, False], service


@pytest.mark.parametrize("bucket", ["Web", "Media"])
def test_cloudfront_reads_with_the_arn_of_its_distribution_and_no_other_key(bucket: str) -> None:
    service = "cloudfront.amazonaws.com"
    assert allowed(
        bucket,
        (service, "s3:GetObject", "index.html", {"aws:SourceArn": DISTRIBUTION}),
        (service, "s3:GetObject", "index.html", {"aws:SourceArn": OTHER_DISTRIBUTION}),
        (service, "s3:GetObject", "index.html", {}),
        (service, "s3:PutObject", "index.html", {"aws:SourceArn": DISTRIBUTION}),
    ) == [True, False, False, False]
