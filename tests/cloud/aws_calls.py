"""Every call to AWS that the store's processes make, and what IAM must allow for it.

`test_aws_calls.py` compares the list with the calls that the code makes; `test_iam.py` evaluates
the roles for them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.cloud.resolved_stacks import ACCOUNT, RELEASE_KEY, ResolvedStack

EMAIL_ONLY = {"sns:Protocol": "email"}


@dataclass(frozen=True)
class Call:
    """One kind of call."""

    roles: tuple[str, ...]
    """The roles that may make the call; all others may not."""
    operation: str | None
    """botocore's name, "s3.PutObject". None: no code of the services makes the call."""
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)


def calls(stacks: Mapping[str, ResolvedStack], *, mail: str) -> Iterator[Call]:
    """Yield the calls, with the ARNs of resolved stacks.

    `mail` is how e-mail about orders is sent: sns, ses, or "no sender", which is sns in a store
    without a sender for SES.
    """
    parameters = stacks["services"].parameters
    media, receipts = (
        f"arn:aws:s3:::{parameters['MediaBucket']}",
        f"arn:aws:s3:::{parameters['ReceiptsBucket']}",
    )
    topic, queue = parameters["OrderEventsTopicArn"], parameters["AvailabilityQueueArn"]
    yield Call(("catalog",), "s3.PutObject", "s3:PutObject", f"{media}/products/1f.webp")
    yield Call(("catalog",), "sqs.ReceiveMessage", "sqs:ReceiveMessage", queue)
    yield Call(("catalog",), "sqs.DeleteMessageBatch", "sqs:DeleteMessage", queue)
    yield Call(("orders",), "s3.PutObject", "s3:PutObject", f"{receipts}/01a2.pdf")
    yield Call(("orders",), "s3.HeadObject", "s3:GetObject", f"{receipts}/01a2.pdf")
    # Without it, S3 answers 403 and not 404 for a receipt that does not exist yet.
    yield Call(("orders",), "s3.HeadObject", "s3:ListBucket", receipts)
    # The buyer's link to a receipt, which orders has signed.
    yield Call(("orders",), None, "s3:GetObject", f"{receipts}/01a2.pdf")
    # orders.audit lists the receipts.
    yield Call(("orders",), "s3.ListObjectsV2", "s3:ListBucket", receipts)
    yield Call(("orders",), "sns.PublishBatch", "sns:Publish", topic)
    # To a phone number, which has no ARN.
    yield Call(("orders",), "sns.Publish", "sns:Publish", "*")
    if mail != "ses":
        yield Call(("orders",), "sns.Subscribe", "sns:Subscribe", topic, EMAIL_ONLY)
    if mail != "no sender":
        sender = {"ses:FromAddress": "tienda@shop.example"}
        senders = ("orders", "users") if mail == "ses" else ("users",)
        for resource in (
            "identity/shop.example",
            # In SES's sandbox, the recipient's identity, and always the settings of the sender.
            "identity/ana@example.com",
            "configuration-set/tienda-demo",
        ):
            arn = f"arn:aws:ses:eu-west-1:{ACCOUNT}:{resource}"
            for role in senders:
                yield Call((role,), "ses.SendEmail", "ses:SendEmail", arn, sender)
    yield from _start(stacks, parameters)


def _start(stacks: Mapping[str, ResolvedStack], parameters: Mapping[str, str]) -> Iterator[Call]:
    """Yield the calls that an instance makes to start and to end, outside a service's code."""
    services = ("bff", "catalog", "orders", "users")
    release = f"arn:aws:s3:::{parameters['ReleaseBucket']}/{RELEASE_KEY}"
    yield Call((*services, "keeper"), None, "s3:GetObject", release)
    stack = stacks["services"].resolve({"Ref": "AWS::StackId"})
    yield Call(services, None, "cloudformation:SignalResource", stack)
    for service in services:
        group = (
            f"arn:aws:autoscaling:eu-west-1:{ACCOUNT}:autoScalingGroup:0-1-2"
            f":autoScalingGroupName/tienda-demo-{service}"
        )
        yield Call((service,), None, "autoscaling:CompleteLifecycleAction", group)
        log = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/tienda/demo/{service}:log-stream:i-1"
        yield Call((service,), None, "logs:PutLogEvents", log)
    boots = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/tienda/demo/boots:log-stream:i-1"
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        yield Call((*services, "keeper"), None, action, boots)
    # As the master user only where an earlier release has locked its password out.
    for name in ("catalog", "orders", "users", "keeper"):
        database = parameters["DatabaseResourceId"]
        user = f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:{database}/{name}"
        yield Call((name,), None, "rds-db:connect", user)
    key = stacks["data"].resolve({"Ref": "SigningKey"})
    yield Call(("users",), None, "secretsmanager:GetSecretValue", key)
    master = stacks["keeper"].parameters["MasterSecretArn"]
    yield Call(("keeper",), None, "secretsmanager:GetSecretValue", master)
    yield Call((*services, "keeper"), None, "ssmmessages:OpenDataChannel", "*")


def policy_of(stacks: Mapping[str, ResolvedStack], role: str) -> Any:
    """Return the inline policy of a role."""
    stack = "keeper" if role == "keeper" else "services"
    shape = stacks[stack].resources[f"{role.title()}Role"]["Properties"]
    assert "ManagedPolicyArns" not in shape
    (policy,) = shape["Policies"]
    return policy["PolicyDocument"]
