"""Each role may do what its code calls, no other role may, and much else nobody may.

Evaluated as AWS does it, within the permissions boundary, by @cloud-copilot/iam-simulate:
`make test` and `make cloud` install it.
"""

import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.account import ACCOUNT, Made, environment, made
from tests.cloud.calls import BY_MAIL, Call, calls, policy_of

HERE = Path(__file__).parent / "iam"
NODE = shutil.which("node")
ROLES = ("bff", "catalog", "orders", "users", "keeper")
SENDER = {"notify_sender": "tienda@shop.example"}
MAIL = {"no sender": {}, "sns": SENDER, "ses": {"notify_email": "ses", **SENDER}}

pytestmark = pytest.mark.skipif(
    NODE is None or not (HERE / "node_modules").exists(), reason="make test installs what it needs"
)


FROM_SHOP = {"ses:FromAddress": "tienda@shop.example"}


def node(*arguments: str, said: str = "") -> Any:
    command = [NODE or "node", HERE / "simulate.js", *arguments]
    answer = subprocess.run(command, input=said, capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def decide(stacks: dict[str, Made], asked: list[tuple[str, Call]]) -> list[str]:
    """Return Allowed, ImplicitlyDenied or ExplicitlyDenied for each role and call."""
    boundary = stacks["pipeline"].resources["Boundary"]["Properties"]["PolicyDocument"]
    told = node(
        said=json.dumps(
            [
                {
                    "request": {
                        "principal": f"arn:aws:iam::{ACCOUNT}:role/{role}",
                        "action": call.action,
                        "resource": {"resource": call.resource, "accountId": ACCOUNT},
                        "contextVariables": dict(call.context),
                    },
                    "identityPolicies": [{"name": role, "policy": policy_of(stacks, role)}],
                    "permissionBoundaryPolicies": [{"name": "boundary", "policy": boundary}],
                    "serviceControlPolicies": [],
                    "resourceControlPolicies": [],
                }
                for role, call in asked
            ]
        )
    )
    assert not [one for one in told if "error" in one]
    return [one["result"] for one in told]


@pytest.mark.parametrize("mail", MAIL)
def test_every_call_is_allowed_to_its_role_and_to_no_other(mail: str) -> None:
    stacks = made(environment(**MAIL[mail]))
    every = list(calls(stacks, mail=mail))
    asked = list(itertools.product(ROLES, every))
    wrong = [
        (role, call.action, call.resource, result)
        for (role, call), result in zip(asked, decide(stacks, asked), strict=True)
        if (result == "Allowed") != _may(role, call, every)
    ]
    assert not wrong


def _may(role: str, call: Call, every: list[Call]) -> bool:
    # Two calls may need the same of IAM.
    return any(
        role in one.roles
        for one in every
        if (one.action, one.resource) == (call.action, call.resource)
    )


def refusals(stacks: dict[str, Made]) -> list[tuple[str, Call]]:
    """Return what must be refused, to whom: what a taken-over machine would try."""
    named = stacks["services"].parameters
    media, receipts, releases, logs = (
        f"arn:aws:s3:::{named[name]}"
        for name in ("MediaBucket", "ReceiptsBucket", "ReleaseBucket", "LogsBucket")
    )
    topic, queue = named["OrderEventsTopicArn"], named["AvailabilityQueueArn"]
    key = stacks["data"].resolve({"Ref": "SigningKey"})
    master = stacks["keeper"].parameters["MasterSecretArn"]
    database = f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:tienda-demo-database"
    log = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group"
    role = f"arn:aws:iam::{ACCOUNT}:role"
    user = f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:{named['DatabaseResourceId']}"
    group = f"arn:aws:autoscaling:eu-west-1:{ACCOUNT}:autoScalingGroup:0:autoScalingGroupName"
    identity = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/shop.example"
    balancers = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}"
    everybody = [
        ("s3:PutObject", f"{releases}/releases/x.tar"),
        ("s3:DeleteObject", f"{releases}/releases/x.tar"),
        ("s3:GetObject", f"{releases}/other.tar"),
        ("s3:DeleteObject", f"{receipts}/01a2.pdf"),
        ("s3:DeleteObjectVersion", f"{receipts}/01a2.pdf"),
        ("s3:DeleteBucket", receipts),
        ("s3:PutBucketPolicy", media),
        ("s3:PutBucketPublicAccessBlock", media),
        ("s3:GetObject", f"{logs}/alb/1.gz"),
        ("s3:GetObject", "arn:aws:s3:::somebody-elses/secret"),
        ("s3:PutObject", "arn:aws:s3:::somebody-elses/loot"),
        ("s3:ListAllMyBuckets", "*"),
        ("rds:DeleteDBInstance", database),
        ("rds:ModifyDBInstance", database),
        ("rds-db:connect", f"{user}/keeper"),
        ("rds-db:connect", f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:db-OTHER/orders"),
        ("logs:DeleteLogGroup", f"{log}:/tienda/demo/orders"),
        ("logs:PutLogEvents", f"{log}:/tienda/other/orders:log-stream:i-1"),
        ("logs:PutRetentionPolicy", f"{log}:/tienda/demo/orders"),
        ("iam:CreateRole", f"{role}/tienda-demo-x"),
        ("iam:PutRolePolicy", f"{role}/tienda-demo-services-OrdersRole-1A2B3C"),
        ("iam:DeleteRolePermissionsBoundary", f"{role}/tienda-demo-services-OrdersRole-1A2B3C"),
        ("iam:PassRole", f"{role}/tienda-demo-pipeline-MakerRole-1A2B3C"),
        ("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/root"),
        ("iam:PassRole", f"{role}/tienda-demo-services-OrdersRole-1A2B3C"),
        ("iam:PassRole", f"{role}/admin"),
        ("elasticloadbalancing:ModifyListener", f"{balancers}:listener/app/tienda/1/2"),
        ("elasticloadbalancing:ModifyRule", f"{balancers}:listener-rule/app/tienda/1/2/3"),
        ("sts:AssumeRole", f"{role}/tienda-demo-pipeline-MakerRole-1A2B3C"),
        ("ec2:RunInstances", f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/*"),
        ("ec2:TerminateInstances", f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1"),
        (
            "ec2:AuthorizeSecurityGroupIngress",
            f"arn:aws:ec2:eu-west-1:{ACCOUNT}:security-group/sg-1",
        ),
        ("autoscaling:UpdateAutoScalingGroup", f"{group}/tienda-demo-orders"),
        ("autoscaling:CompleteLifecycleAction", f"{group}/tienda-other-orders"),
        (
            "cloudformation:SignalResource",
            f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/tienda-demo-network/1",
        ),
        ("cloudfront:CreateInvalidation", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"),
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1"),
        ("sqs:DeleteQueue", queue),
        ("sqs:SendMessage", queue),
        ("sns:DeleteTopic", topic),
        ("sns:SetSMSAttributes", "*"),
        ("sns:Publish", f"arn:aws:sns:eu-west-1:{ACCOUNT}:tienda-demo-observability-Alarms-1"),
        ("secretsmanager:PutSecretValue", key),
        ("secretsmanager:GetSecretValue", f"{key[:-6]}other"),
        ("ssm:GetParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/x"),
        ("ssm:SendCommand", f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1"),
        ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"),
    ]
    one = [
        ("catalog", "s3:PutObject", f"{media}/index.html", {}),
        ("catalog", "s3:GetObject", f"{media}/products/1f.webp", {}),
        ("catalog", "s3:DeleteObject", f"{media}/products/1f.webp", {}),
        ("catalog", "s3:GetObject", f"{receipts}/01a2.pdf", {}),
        *(
            ("bff", "rds-db:connect", f"{user}/{name}", {})
            for name in ("orders", "users", "catalog")
        ),
        ("catalog", "rds-db:connect", f"{user}/orders", {}),
        ("users", "secretsmanager:GetSecretValue", master, {}),
        ("orders", "secretsmanager:GetSecretValue", key, {}),
        ("orders", "sns:Subscribe", topic, {"sns:Protocol": "https"}),
        ("catalog", "sns:Subscribe", topic, BY_MAIL),
        ("bff", "sns:Publish", "*", {}),
        ("users", "sns:Publish", "*", {}),
        ("users", "ses:SendRawEmail", identity, FROM_SHOP),
        ("catalog", "ses:SendEmail", identity, FROM_SHOP),
    ]
    return [
        *((who, Call((), None, *what)) for who in ROLES for what in everybody),
        *((who, Call((), None, action, there, context)) for who, action, there, context in one),
    ]


def test_what_a_taken_over_machine_would_try_is_refused() -> None:
    stacks = made(environment(**SENDER))
    asked = refusals(stacks)
    assert len({(call.action, call.resource) for _, call in asked}) > 40
    allowed = [
        (role, call.action, call.resource)
        for (role, call), result in zip(asked, decide(stacks, asked), strict=True)
        if result == "Allowed"
    ]
    assert not allowed


def test_nothing_may_change_a_load_balancer_whatever_else_it_is_given() -> None:
    stacks = made(environment())
    changing = [
        one["name"]
        for one in node("--actions", "elasticloadbalancing")
        if one["accessLevel"] not in {"List", "Read"}
    ]
    assert len(changing) > 30
    asked = [
        (role, Call((), None, f"elasticloadbalancing:{name}", "*"))
        for role in ROLES
        for name in changing
    ]
    results = decide(stacks, asked)
    assert [
        (role, call.action)
        for (role, call), result in zip(asked, results, strict=True)
        if result != "ExplicitlyDenied"
    ] == []


def test_mail_goes_out_under_the_shops_own_name_alone() -> None:
    stacks = made(environment(**MAIL["ses"]))
    identity = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/shop.example"
    for role in ("orders", "users"):
        asked = [
            (role, Call((), None, "ses:SendEmail", identity, {"ses:FromAddress": sender}))
            for sender in ("tienda@shop.example", "boss@shop.example")
        ]
        assert decide(stacks, asked) == ["Allowed", "ImplicitlyDenied"]
