"""Every call that the store's processes make to AWS: by whom, and what IAM must allow for it.

`test_calls.py` has the code make them and compares; `test_iam.py` holds the roles against them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.cloud.account import ACCOUNT, RELEASE_KEY, Made

BY_MAIL = {"sns:Protocol": "email"}


@dataclass(frozen=True)
class Call:
    """One kind of call."""

    roles: tuple[str, ...]
    """Whose; no other service's role may make it."""
    operation: str | None
    """As botocore names it, "s3.PutObject"; None: no code of the services makes it."""
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)


def calls(made: Mapping[str, Made], *, mail: str) -> Iterator[Call]:
    """Yield the calls, with the ARNs of a store that has been made.

    `mail` is how e-mail about orders goes: sns, ses, or "no sender", which is sns in a store that
    has none for SES.
    """
    named = made["services"].parameters
    media, receipts = (
        f"arn:aws:s3:::{named['MediaBucket']}",
        f"arn:aws:s3:::{named['ReceiptsBucket']}",
    )
    topic, queue = named["OrderEventsTopicArn"], named["AvailabilityQueueArn"]
    yield Call(("catalog",), "s3.PutObject", "s3:PutObject", f"{media}/products/1f.webp")
    yield Call(("catalog",), "sqs.ReceiveMessage", "sqs:ReceiveMessage", queue)
    yield Call(("catalog",), "sqs.DeleteMessageBatch", "sqs:DeleteMessage", queue)
    yield Call(("orders",), "s3.PutObject", "s3:PutObject", f"{receipts}/01a2.pdf")
    yield Call(("orders",), "s3.HeadObject", "s3:GetObject", f"{receipts}/01a2.pdf")
    # Without it a receipt that is not there yet would be "forbidden" and not "missing".
    yield Call(("orders",), "s3.HeadObject", "s3:ListBucket", receipts)
    # What a link in the buyer's hand does, in the name of whoever signed it.
    yield Call(("orders",), None, "s3:GetObject", f"{receipts}/01a2.pdf")
    # orders.audit lists what there is.
    yield Call(("orders",), "s3.ListObjectsV2", "s3:ListBucket", receipts)
    yield Call(("orders",), "sns.PublishBatch", "sns:Publish", topic)
    # To a number, which has no ARN.
    yield Call(("orders",), "sns.Publish", "sns:Publish", "*")
    if mail != "ses":
        yield Call(("orders",), "sns.Subscribe", "sns:Subscribe", topic, BY_MAIL)
    if mail != "no sender":
        sender = {"ses:FromAddress": "tienda@shop.example"}
        identity = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/shop.example"
        if mail == "ses":
            yield Call(("orders",), "ses.SendEmail", "ses:SendEmail", identity, sender)
        yield Call(("users",), "ses.SendEmail", "ses:SendEmail", identity, sender)
    yield from _start(made, named)


def _start(made: Mapping[str, Made], named: Mapping[str, str]) -> Iterator[Call]:
    """Yield what a machine does to start and to end, before any code of a service runs."""
    every = ("bff", "catalog", "orders", "users")
    release = f"arn:aws:s3:::{named['ReleaseBucket']}/{RELEASE_KEY}"
    yield Call((*every, "keeper"), None, "s3:GetObject", release)
    stack = made["services"].resolve({"Ref": "AWS::StackId"})
    yield Call(every, None, "cloudformation:SignalResource", stack)
    for service in every:
        group = (
            f"arn:aws:autoscaling:eu-west-1:{ACCOUNT}:autoScalingGroup:0-1-2"
            f":autoScalingGroupName/tienda-demo-{service}"
        )
        yield Call((service,), None, "autoscaling:CompleteLifecycleAction", group)
        log = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/tienda/demo/{service}:log-stream:i-1"
        yield Call((service,), None, "logs:PutLogEvents", log)
    for service in ("catalog", "orders", "users"):
        user = f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:{named['DatabaseResourceId']}/{service}"
        yield Call((service,), None, "rds-db:connect", user)
    key = made["data"].resolve({"Ref": "SigningKey"})
    yield Call(("users",), None, "secretsmanager:GetSecretValue", key)
    master = made["keeper"].parameters["MasterSecretArn"]
    yield Call(("keeper",), None, "secretsmanager:GetSecretValue", master)
    yield Call((*every, "keeper"), None, "ssmmessages:OpenDataChannel", "*")


def policy_of(made: Mapping[str, Made], role: str) -> Any:
    """Return the policy of a role's own."""
    stack = "keeper" if role == "keeper" else "services"
    shape = made[stack].resources[f"{role.title()}Role"]["Properties"]
    assert "ManagedPolicyArns" not in shape
    (policy,) = shape["Policies"]
    return policy["PolicyDocument"]
