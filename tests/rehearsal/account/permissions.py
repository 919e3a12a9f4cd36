"""What IAM must allow for a call: actions, the resources' ARNs, and the context."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.rehearsal.account import ACCOUNT, arn
from tests.rehearsal.account.wire import Call

FindArn = Callable[[Call], str]


@dataclass(frozen=True, slots=True)
class Permission:
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)


PREFIXES = {"elbv2": "elasticloadbalancing", "sesv2": "ses", "elb": "elasticloadbalancing"}
"""IAM's names of services that botocore calls otherwise."""
_S3_ACTIONS = {
    **dict.fromkeys(("GetObject", "HeadObject", "GetObjectAttributes"), "GetObject"),
    **dict.fromkeys(
        ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"), "PutObject"
    ),
    **dict.fromkeys(("ListObjects", "ListObjectsV2", "HeadBucket"), "ListBucket"),
    **dict.fromkeys(("DeleteObject", "DeleteObjects"), "DeleteObject"),
    "ListObjectVersions": "ListBucketVersions",
    "ListBuckets": "ListAllMyBuckets",
}


def permissions(call: Call, find_secret: FindArn, find_stack: FindArn) -> Iterator[Permission]:
    """Yield the permissions that a call needs."""
    given, region = call.parameters, call.region
    prefix = PREFIXES.get(call.service, call.service)
    match call.service:
        case "s3":
            yield Permission(f"s3:{_S3_ACTIONS.get(call.operation, call.operation)}", _s3(given))
        case "sqs":
            queue = given.get("QueueUrl", "*").rpartition("/")[2]
            yield Permission(f"sqs:{_single(call.operation)}", arn("sqs", region, queue))
        case "sns":
            yield from _sns(call)
        case "ses" | "sesv2":
            sender = given.get("FromEmailAddress") or given.get("Source", "")
            domain = sender.rpartition("@")[2].rstrip(">")
            address = sender.rpartition("<")[2].rstrip(">")
            yield Permission(
                f"ses:{call.operation}",
                arn("ses", region, f"identity/{domain}"),
                {"ses:FromAddress": address},
            )
        case "secretsmanager":
            yield Permission(f"secretsmanager:{call.operation}", find_secret(call))
        case "logs":
            group, stream = given.get("logGroupName", "*"), given.get("logStreamName", "")
            resource = arn("logs", region, f"log-group:{group}:log-stream:{stream}")
            yield Permission(f"logs:{call.operation}", resource)
        case "cloudformation":
            yield Permission(f"cloudformation:{call.operation}", find_stack(call))
        case "autoscaling" if "AutoScalingGroupName" in given:
            group = f"autoScalingGroup:0-1-2:autoScalingGroupName/{given['AutoScalingGroupName']}"
            yield Permission(f"autoscaling:{call.operation}", arn("autoscaling", region, group))
        case "ec2" if "GroupId" in given:
            group = arn("ec2", region, f"security-group/{given['GroupId']}")
            yield Permission(f"ec2:{call.operation}", group)
        case _:
            yield Permission(f"{prefix}:{call.operation}", "*")


def _s3(given: Mapping[str, Any]) -> str:
    if "Bucket" not in given:
        return "*"
    key = f"/{given['Key']}" if "Key" in given else ""
    return f"arn:aws:s3:::{given['Bucket']}{key}"


def _single(operation: str) -> str:
    """Return the action of an operation on a batch."""
    return operation.removesuffix("Batch")


def _sns(call: Call) -> Iterator[Permission]:
    given = call.parameters
    resource = given.get("TopicArn") or given.get("TargetArn") or "*"
    context = {f"sns:{name}": given[name] for name in ("Protocol", "Endpoint") if given.get(name)}
    yield Permission(f"sns:{_single(call.operation)}", resource, context)
    attributes = given.get("attributes", {})
    if role := attributes.get("DeliveryStatusIAMRole"):
        passed = {"iam:PassedToService": "sns.amazonaws.com"}
        yield Permission("iam:PassRole", role, passed)


def database_user(region: str, resource_id: str, user: str) -> Permission:
    """Return the permission to come into a database as a user."""
    resource = f"arn:aws:rds-db:{region}:{ACCOUNT}:dbuser:{resource_id}/{user}"
    return Permission("rds-db:connect", resource)
