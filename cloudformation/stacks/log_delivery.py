"""Who may write logs into the logs bucket: AWS services, each under a prefix, for this account."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from troposphere import Sub

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import source_account

LOGS_BUCKET_TITLE = "LogsBucket"
LOAD_BALANCER_ACCOUNTS: Mapping[str, str] = MappingProxyType(
    {
        "af-south-1": "098369216593",
        "ap-east-1": "754344448648",
        "ap-northeast-1": "582318560864",
        "ap-northeast-2": "600734575887",
        "ap-northeast-3": "383597477331",
        "ap-south-1": "718504428378",
        "ap-southeast-1": "114774131450",
        "ap-southeast-2": "783225319266",
        "ap-southeast-3": "589379963580",
        "ca-central-1": "985666609251",
        "eu-central-1": "054676820928",
        "eu-north-1": "897822967062",
        "eu-south-1": "635631232127",
        "eu-west-1": "156460612806",
        "eu-west-2": "652711504416",
        "eu-west-3": "009996457667",
        "me-south-1": "076674570225",
        "sa-east-1": "507241528517",
        "us-east-1": "127311923021",
        "us-east-2": "033677994240",
        "us-west-1": "027434742980",
        "us-west-2": "797873946194",
    }
)
"""The account of Elastic Load Balancing by region, where AWS documents one ("Enable access logs
for your Application Load Balancer"). Newer regions have the service principal alone."""


def log_delivery_statements(environment: Environment) -> list[dict[str, Any]]:
    """Return the statements of the bucket's policy that let AWS services deliver logs."""
    # Elastic Load Balancing tries to write before it sends logs to a bucket, and AWS documents no
    # condition that this meets. The path has the account instead, which the service writes itself.
    own_balancers = "alb/AWSLogs/${AWS::AccountId}"
    account = LOAD_BALANCER_ACCOUNTS.get(environment.region)
    principals: dict[str, Any] = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    statements = [_may_put("LoadBalancers", principals, own_balancers)]
    if account:
        root = {"AWS": Sub(f"arn:${{AWS::Partition}}:iam::{account}:root")}
        statements.append(_may_put("LoadBalancersOfTheRegion", root, own_balancers))
    return [
        *statements,
        *(
            _may_put(sid, {"Service": service}, under, Condition=source_account())
            for sid, service, under in (
                ("CloudFront", "delivery.logs.amazonaws.com", "cloudfront"),
                ("S3", "logging.s3.amazonaws.com", "s3"),
            )
        ),
    ]


def _may_put(sid: str, principal: Mapping[str, Any], under: str, **elements: Any) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": "s3:PutObject",
        "Resource": Sub(f"${{{LOGS_BUCKET_TITLE}.Arn}}/{under}/*"),
        **elements,
    }
