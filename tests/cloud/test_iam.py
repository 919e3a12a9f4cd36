"""Each role may make its own calls, no other role may, and many other calls nobody may.

@cloud-copilot/iam-simulate evaluates the policies as AWS does, with the permissions boundary;
`make test` and `make cloud` install it.
"""

import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.aws_calls import EMAIL_ONLY, Call, calls, policy_of
from tests.cloud.resolved_stacks import ACCOUNT, ResolvedStack, build_environment, resolve_stacks

HERE = Path(__file__).parent / "iam"
NODE = shutil.which("node")
ROLES = ("bff", "catalog", "orders", "users", "keeper")
SENDER = {"notify_sender": "tienda@shop.example"}
MAIL = {"no sender": {}, "sns": {"notify_email": "sns", **SENDER}, "ses": SENDER}

pytestmark = pytest.mark.skipif(
    NODE is None or not (HERE / "node_modules").exists(), reason="make test installs what it needs"
)


FROM_SHOP = {"ses:FromAddress": "tienda@shop.example"}


def node(*arguments: str, stdin: str = "") -> Any:
    command = [NODE or "node", HERE / "simulate.js", *arguments]
    result = subprocess.run(command, input=stdin, capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def decide(stacks: dict[str, ResolvedStack], requests: list[tuple[str, Call]]) -> list[str]:
    """Return Allowed, ImplicitlyDenied or ExplicitlyDenied for each role and call."""
    boundary = stacks["pipeline"].resources["Boundary"]["Properties"]["PolicyDocument"]
    results = node(
        stdin=json.dumps(
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
                for role, call in requests
            ]
        )
    )
    assert not [result for result in results if "error" in result]
    return [result["result"] for result in results]


@pytest.mark.parametrize("mail", MAIL)
def test_every_call_is_allowed_to_its_role_and_to_no_other(mail: str) -> None:
    stacks = resolve_stacks(build_environment(**MAIL[mail]))
    all_calls = list(calls(stacks, mail=mail))
    requests = list(itertools.product(ROLES, all_calls))
    wrong = [
        (role, call.action, call.resource, result)
        for (role, call), result in zip(requests, decide(stacks, requests), strict=True)
        if (result == "Allowed") != _is_expected(role, call, all_calls)
    ]
    assert not wrong


def _is_expected(role: str, call: Call, all_calls: list[Call]) -> bool:
    # Two calls may need the same permission.
    return any(
        role in other.roles
        for other in all_calls
        if (other.action, other.resource) == (call.action, call.resource)
    )


def refusals(stacks: dict[str, ResolvedStack]) -> list[tuple[str, Call]]:
    """Return, with their roles, the calls to deny: what a compromised instance would try."""
    parameters = stacks["services"].parameters
    media, receipts, releases, logs = (
        f"arn:aws:s3:::{parameters[name]}"
        for name in ("MediaBucket", "ReceiptsBucket", "ReleaseBucket", "LogsBucket")
    )
    topic, queue = parameters["OrderEventsTopicArn"], parameters["AvailabilityQueueArn"]
    key = stacks["data"].resolve({"Ref": "SigningKey"})
    master = stacks["keeper"].parameters["MasterSecretArn"]
    database = f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:tienda-demo-database"
    log = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group"
    role = f"arn:aws:iam::{ACCOUNT}:role"
    orders_role = f"{role}/tienda/demo/tienda-demo-services-OrdersRole-1A2B3C"
    user = f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:{parameters['DatabaseResourceId']}"
    group = f"arn:aws:autoscaling:eu-west-1:{ACCOUNT}:autoScalingGroup:0:autoScalingGroupName"
    identity = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/shop.example"
    balancers = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}"
    denied_to_all = [
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
        ("rds-db:connect", f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:db-OTHER/orders"),
        ("logs:DeleteLogGroup", f"{log}:/tienda/demo/orders"),
        ("logs:PutLogEvents", f"{log}:/tienda/other/orders:log-stream:i-1"),
        ("logs:PutRetentionPolicy", f"{log}:/tienda/demo/orders"),
        ("logs:GetLogEvents", f"{log}:/tienda/demo/boots:log-stream:i-1"),
        ("logs:PutLogEvents", f"{log}:/tienda/demo/boots-of-another:log-stream:i-1"),
        ("iam:CreateRole", f"{role}/tienda-demo-x"),
        ("iam:PutRolePolicy", orders_role),
        (
            "iam:DeleteRolePermissionsBoundary",
            orders_role,
        ),
        ("iam:PassRole", f"{role}/tienda-demo-pipeline-MakerRole-1A2B3C"),
        ("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/root"),
        ("iam:PassRole", orders_role),
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
    denied_to_one = [
        ("catalog", "s3:PutObject", f"{media}/index.html", {}),
        ("catalog", "s3:GetObject", f"{media}/products/1f.webp", {}),
        ("catalog", "s3:DeleteObject", f"{media}/products/1f.webp", {}),
        ("catalog", "s3:GetObject", f"{receipts}/01a2.pdf", {}),
        *(
            ("bff", "rds-db:connect", f"{user}/{name}", {})
            for name in ("orders", "users", "catalog")
        ),
        ("catalog", "rds-db:connect", f"{user}/orders", {}),
        ("keeper", "rds-db:connect", f"{user}/orders", {}),
        *(
            (service, "rds-db:connect", f"{user}/keeper", {})
            for service in ("bff", "catalog", "orders", "users")
        ),
        ("users", "secretsmanager:GetSecretValue", master, {}),
        ("orders", "secretsmanager:GetSecretValue", key, {}),
        ("orders", "sns:Subscribe", topic, {"sns:Protocol": "https"}),
        ("catalog", "sns:Subscribe", topic, EMAIL_ONLY),
        ("bff", "sns:Publish", "*", {}),
        ("users", "sns:Publish", "*", {}),
        ("users", "ses:SendRawEmail", identity, FROM_SHOP),
        ("catalog", "ses:SendEmail", identity, FROM_SHOP),
    ]
    return [
        *((role_name, Call((), None, *what)) for role_name in ROLES for what in denied_to_all),
        *(
            (role_name, Call((), None, action, resource, context))
            for role_name, action, resource, context in denied_to_one
        ),
    ]


def test_what_a_compromised_instance_would_try_is_denied() -> None:
    stacks = resolve_stacks(build_environment(**SENDER))
    requests = refusals(stacks)
    assert len({(call.action, call.resource) for _, call in requests}) > 40
    allowed = [
        (role, call.action, call.resource)
        for (role, call), result in zip(requests, decide(stacks, requests), strict=True)
        if result == "Allowed"
    ]
    assert not allowed


@pytest.mark.parametrize("sends", ["nothing", "to AWS", "to a vendor"])
def test_traces_and_their_headers_are_for_stores_that_send_them(sends: str) -> None:
    settings: dict[str, dict[str, Any]] = {
        "nothing": {},
        "to AWS": {"telemetry_to_aws": True},
        "to a vendor": {"telemetry_endpoint": "https://otlp.example", "telemetry_headers": True},
    }
    stacks = resolve_stacks(build_environment(**settings[sends]))
    secrets = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:tienda/demo"
    asked = {
        ("xray:PutSpans", "*"): "to AWS",
        ("xray:PutTraceSegments", "*"): "to AWS",
        ("xray:GetTraceSummaries", "*"): "",
        ("xray:DeleteResourcePolicy", "*"): "",
        ("cloudwatch:PutMetricData", "*"): "",
        ("secretsmanager:GetSecretValue", f"{secrets}/telemetry-AbCdEf"): "to a vendor",
        ("secretsmanager:PutSecretValue", f"{secrets}/telemetry-AbCdEf"): "",
        ("secretsmanager:GetSecretValue", f"{secrets}/telemetry-of-others-AbCdEf"): "",
        ("secretsmanager:GetSecretValue", f"{secrets}/origin-AbCdEf"): "",
    }
    services = [role for role in ROLES if role != "keeper"]
    requests = [(role, Call((), None, *what)) for role in ROLES for what in asked]
    results = decide(stacks, requests)
    for (role, call), result in zip(requests, results, strict=True):
        is_wanted = role in services and asked[call.action, call.resource] == sends
        assert (result == "Allowed") == is_wanted, (role, call.action, call.resource, result)


def test_no_instance_may_change_a_load_balancer_whatever_else_is_allowed() -> None:
    stacks = resolve_stacks(build_environment())
    changing = [
        action["name"]
        for action in node("--actions", "elasticloadbalancing")
        if action["accessLevel"] not in {"List", "Read"}
    ]
    assert len(changing) > 30
    requests = [
        (role, Call((), None, f"elasticloadbalancing:{name}", "*"))
        for role in ROLES
        for name in changing
    ]
    results = decide(stacks, requests)
    assert [
        (role, call.action)
        for (role, call), result in zip(requests, results, strict=True)
        if result != "ExplicitlyDenied"
    ] == []


def test_email_has_the_shops_sender_alone() -> None:
    stacks = resolve_stacks(build_environment(**MAIL["ses"]))
    ses = f"arn:aws:ses:eu-west-1:{ACCOUNT}"
    for role in ("orders", "users"):
        for resource in ("identity/shop.example", "identity/elsewhere.example"):
            requests = [
                (role, Call((), None, "ses:SendEmail", f"{ses}:{resource}", context))
                for context in (FROM_SHOP, {"ses:FromAddress": "boss@shop.example"}, {})
            ]
            assert decide(stacks, requests) == ["Allowed", "ImplicitlyDenied", "ImplicitlyDenied"]
