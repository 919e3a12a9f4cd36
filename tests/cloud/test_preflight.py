"""The preflight: it changes nothing, tells what would stop a deployment, and keeps evidence."""

import json
from pathlib import Path
from typing import Any

import pytest

from cloudformation import deploy as deploy_command
from cloudformation.preflight.__main__ import main
from cloudformation.preflight.checks import ACTIONS, run_checks
from cloudformation.preflight.evidence import REMOVED, without_secrets
from cloudformation.preflight.finding import Finding, Level
from cloudformation.preflight.preflight import preflight
from cloudformation.stacks.pipeline.preflight_rights import ACTIONS as GITHUBS_ACTIONS
from tests.cloud.aws_in_order import (
    SENDER,
    TO_AWS,
    TO_VENDOR,
    ZONES,
    Answer,
    AwsInOrder,
    distributions,
    offer,
    parameters,
    records,
    zone,
)
from tests.cloud.resolved_stacks import ACCOUNT

WITH_GITHUB = {"github_repository": "example/tienda"}
ONLY_A_PERSON = {"iam:GetRole", "iam:SimulatePrincipalPolicy"}


def look(aws: AwsInOrder, size: str = "demo", **settings: Any) -> list[Finding]:
    return list(run_checks(aws.account(size, **settings), aws.resolve))


def test_an_account_with_nothing_in_the_way_has_no_warning() -> None:
    for settings in ({}, SENDER, WITH_GITHUB, TO_AWS):
        findings = look(AwsInOrder(), **settings)
        assert [each for each in findings if each.level is not Level.OK] == []
        subjects = {finding.subject for finding in findings}
        assert {"vCPUs", "delegation", "PostgreSQL", "SMS spending limit", "records"} <= subjects


def test_it_reads_and_changes_nothing_and_names_the_actions_that_it_needs() -> None:
    aws = AwsInOrder()
    aws.stacks["tienda-demo-keeper"] = (
        {"LaunchTemplateId": "lt-1", "LaunchTemplateVersion": "1"},
        [],
    )
    aws.answers["ec2.RunInstances"] = "DryRunOperation"
    look(aws, **SENDER, **WITH_GITHUB, **TO_AWS)
    operations = {operation for operation, _ in aws.called}
    dry = [asked for operation, asked in aws.called if operation == "ec2.RunInstances"]
    assert [asked["DryRun"] for asked in dry] == [True]
    verbs = ("Describe", "Get", "List", "Simulate")
    changing = {each for each in operations if not each.partition(".")[2].startswith(verbs)}
    assert changing == {"ec2.RunInstances"}
    prefixes = {
        "elbv2": "elasticloadbalancing",
        "pinpoint-sms-voice-v2": "sms-voice",
        "service-quotas": "servicequotas",
        "sesv2": "ses",
    }
    free = {"sts:GetCallerIdentity", "ec2:RunInstances", "cloudformation:DescribeStacks"}
    needed = set()
    for operation in operations:
        service, _, name = operation.partition(".")
        needed.add(f"{prefixes.get(service, service)}:{name}")
    assert needed - free == set(ACTIONS) - {"iam:GetRole"}
    assert set(GITHUBS_ACTIONS) == set(ACTIONS) - ONLY_A_PERSON


SPEND = "pinpoint-sms-voice-v2.DescribeSpendLimits"
LOW = {"SpendLimits": []}
HIGH = {"attributes": {"MonthlySpendLimit": "50"}}
OTHERS = {
    "Reservations": [
        {
            "Instances": [
                {
                    "InstanceType": "m7g.16xlarge",
                    "CpuOptions": {"CoreCount": 64, "ThreadsPerCore": 1},
                }
            ]
        }
    ]
}
SANDBOX = {"ProductionAccessEnabled": False, "SendingEnabled": True}
PAUSED = {"ProductionAccessEnabled": True, "SendingEnabled": False}
SMS_LOG = f"sns/eu-west-1/{ACCOUNT}/DirectPublishToPhoneNumber"
ALIAS = {"Quantity": 1, "Items": ["shop.example"]}
TAKEN: dict[str, Any] = {"Id": "E9", "Comment": "old", "Aliases": ALIAS}
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
LONG = {"ParameterName": "log_parameter_max_length", "AllowedValues": "-1-1073741823"}

Fault = tuple[dict[str, Answer], dict[str, Any], str, Level, str]
FAULTS: dict[str, Fault] = {
    "SMS limit above the quota": (
        {SPEND: LOW},
        {"sms_monthly_limit": 50},
        "SMS spending limit",
        Level.WARNING,
        "AWS allows 1 US dollars a month, and sms_monthly_limit is 50",
    ),
    "SMS limit to be lowered": (
        {"sns.GetSMSAttributes": HIGH},
        {},
        "SMS spending limit",
        Level.WARNING,
        "set sms_monthly_limit = 50 to keep it",
    ),
    "SMS sandbox": (
        {"sns.GetSMSSandboxAccountStatus": {"IsInSandbox": True}},
        {},
        "SMS sandbox",
        Level.WARNING,
        "verified",
    ),
    "SES sandbox": (
        {"sesv2.GetAccount": SANDBOX},
        SENDER,
        "SES sandbox",
        Level.WARNING,
        "verified",
    ),
    "Transaction Search off": (
        {"xray.GetTraceSegmentDestination": {"Destination": "XRay", "Status": "ACTIVE"}},
        TO_AWS,
        "traces",
        Level.WARNING,
        "Transaction Search is off",
    ),
    "headers missing": (
        {"secretsmanager.ListSecrets": {"SecretList": [{"Name": "tienda/demo/telemetry-old"}]}},
        TO_VENDOR,
        "traces",
        Level.WARNING,
        "there is no secret tienda/demo/telemetry",
    ),
    "SES paused": ({"sesv2.GetAccount": PAUSED}, SENDER, "SES sandbox", Level.WARNING, "stopped"),
    "identity there": (
        {"sesv2.GetEmailIdentity": {"VerifiedForSendingStatus": True}},
        SENDER,
        "SES identity",
        Level.STOP,
        "not of this store's stack",
    ),
    "no vCPUs": (
        {
            "service-quotas.GetServiceQuota": "AccessDeniedException",
            "service-quotas.GetAWSDefaultServiceQuota": "AccessDeniedException",
        },
        {},
        "vCPUs",
        Level.STOP,
        "18 needed, 0 used by others, of 5 (a new account's default",
    ),
    "vCPUs of others": ({"ec2.DescribeInstances": OTHERS}, {}, "vCPUs", Level.STOP, "64 used"),
    "no addresses left": (
        {"ec2.DescribeAddresses": {"Addresses": [{}, {}, {}, {}, {}]}},
        {},
        "Elastic IPs",
        Level.STOP,
        "5 used by others, of 5",
    ),
    "no such zone": (
        {"route53.GetHostedZone": "NoSuchHostedZone"},
        {},
        "zone",
        Level.STOP,
        "hosted_zone_id",
    ),
    "private zone": (
        {"route53.GetHostedZone": zone(Config={"PrivateZone": True})},
        {},
        "zone",
        Level.STOP,
        "private",
    ),
    "another zone": (
        {"route53.GetHostedZone": zone(Name="other.example.")},
        {},
        "zone",
        Level.STOP,
        "shop.example is not in the zone other.example",
    ),
    "apex record": (
        {"route53.ListResourceRecordSets": records(("shop.example.", "A", "192.0.2.1"))},
        {},
        "records",
        Level.STOP,
        "A of shop.example",
    ),
    "DMARC record": (
        {"route53.ListResourceRecordSets": records(("_dmarc.shop.example.", "TXT", '"v=DMARC1"'))},
        SENDER,
        "records",
        Level.STOP,
        "mail_dmarc = false",
    ),
    "CAA record": (
        {
            "route53.ListResourceRecordSets": records(
                ("shop.example.", "CAA", '0 issue "letsencrypt.org"')
            )
        },
        {},
        "CAA",
        Level.STOP,
        "keeps Amazon from",
    ),
    "log group there": (
        {"logs.DescribeLogGroups": {"logGroups": [{"logGroupName": SMS_LOG}]}},
        {},
        "log groups",
        Level.STOP,
        SMS_LOG,
    ),
    "secret deleted lately": (
        {"secretsmanager.ListSecrets": {"SecretList": [{"Name": "tienda/demo/signing-key"}]}},
        {},
        "secrets",
        Level.STOP,
        "--force-delete-without-recovery",
    ),
    "database there": (
        {"rds.DescribeDBInstances": {"DBInstances": []}},
        {},
        "database's name",
        Level.STOP,
        "tienda-demo-database",
    ),
    "domain of another distribution": (
        {"cloudfront.ListDistributions": distributions(TAKEN)},
        {},
        "CloudFront",
        Level.STOP,
        "E9",
    ),
    "GitHub's provider there": (
        {"iam.ListOpenIDConnectProviders": {"OpenIDConnectProviderList": [{"Arn": GITHUB}]}},
        WITH_GITHUB,
        "GitHub",
        Level.STOP,
        f'github_oidc_provider = "{GITHUB}"',
    ),
    "no PostgreSQL 18": (
        {"rds.DescribeDBEngineVersions": {"DBEngineVersions": []}},
        {},
        "PostgreSQL",
        Level.STOP,
        "no PostgreSQL 18",
    ),
    "class in one zone": (
        {
            "rds.DescribeOrderableDBInstanceOptions": offer(
                AvailabilityZones=[{"Name": "eu-west-1a"}]
            )
        },
        {},
        "database class",
        Level.STOP,
        "not offered in eu-west-1b",
    ),
    "class without IAM": (
        {"rds.DescribeOrderableDBInstanceOptions": offer(SupportsIAMDatabaseAuthentication=False)},
        {},
        "database class",
        Level.STOP,
        "lacks SupportsIAMDatabaseAuthentication",
    ),
    "parameter that cannot be set": (
        {
            "rds.DescribeEngineDefaultParameters": parameters(
                log_parameter_max_length={**LONG, "IsModifiable": False}
            )
        },
        {},
        "database parameters",
        Level.STOP,
        "log_parameter_max_length cannot be set",
    ),
    "value that is not allowed": (
        {
            "rds.DescribeEngineDefaultParameters": parameters(
                log_parameter_max_length={**LONG, "IsModifiable": True, "AllowedValues": "1-9"}
            )
        },
        {},
        "database parameters",
        Level.STOP,
        "may not be 0, but 1-9",
    ),
    "type not offered": (
        {"ec2.DescribeInstanceTypeOfferings": {"InstanceTypeOfferings": []}},
        {},
        "instance types",
        Level.STOP,
        f"t4g.micro in {ZONES[0]}",
    ),
    "no image": ({"ssm.GetParameters": {"Parameters": []}}, {}, "image", Level.STOP, "al2023"),
    "denied rights": (
        {
            "iam.SimulatePrincipalPolicy": {
                "EvaluationResults": [
                    {"EvalActionName": "iam:CreateRole", "EvalDecision": "implicitDeny"}
                ]
            }
        },
        {},
        "rights",
        Level.WARNING,
        "iam:CreateRole",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_in_the_way_is_named_with_what_to_do(name: str) -> None:
    answers, settings, subject, level, words = FAULTS[name]
    findings = look(AwsInOrder(answers), **settings)
    (found,) = [finding for finding in findings if finding.subject == subject]
    assert found.level is level, found
    assert words in f"{found.text} {found.advice}"
    assert found.advice
    others = [each for each in findings if each.level is Level.STOP and each != found]
    if name != "no vCPUs":  # without Service Quotas other defaults count too
        assert others == []


@pytest.mark.parametrize(
    ("servers", "level"),
    [([], Level.STOP), (["ns.registrar.example."], Level.STOP), (["ns-1.awsdns-1.com."], None)],
)
def test_a_zone_that_the_registrar_does_not_name_stops(
    servers: list[str], level: Level | None
) -> None:
    aws = AwsInOrder()
    findings = run_checks(aws.account(), lambda _, kind: servers if kind == "NS" else [])
    (found,) = [finding for finding in findings if finding.subject == "delegation"]
    assert found.level is (level or Level.WARNING)
    assert "ns-2.awsdns-2.com" in found.advice


def test_what_the_store_has_made_itself_is_in_nobodys_way() -> None:
    aws = AwsInOrder(
        {
            "route53.ListResourceRecordSets": records(
                ("shop.example.", "A", "x"), ("origin.shop.example.", "A", "x")
            ),
            "sesv2.GetEmailIdentity": {"VerifiedForSendingStatus": True},
            "rds.DescribeDBInstances": {
                "DBInstances": [{"DBInstanceIdentifier": "tienda-demo-database"}]
            },
            "logs.DescribeLogGroups": {"logGroups": [{"logGroupName": "/tienda/demo/orders"}]},
        }
    )
    own = {
        "edge": ["shop.example"],
        "services": ["origin.shop.example", "/tienda/demo/orders"],
        "messaging": ["shop.example"],
        "data": ["tienda-demo-database"],
    }
    for stack, ids in own.items():
        aws.stacks[f"tienda-demo-{stack}"] = ({}, ids)
    findings = look(aws, **SENDER)
    assert [finding for finding in findings if finding.level is not Level.OK] == []


def test_a_check_that_may_not_look_is_a_warning_and_the_others_go_on() -> None:
    findings = look(AwsInOrder({"route53.GetHostedZone": "AccessDenied"}))
    (found,) = [finding for finding in findings if finding.level is not Level.OK]
    assert (found.subject, found.level) == ("DNS", Level.WARNING)
    assert "route53:GetHostedZone" in found.advice
    assert findings[-1].subject == "SMS spending limit"


def test_github_role_is_not_asked_about_its_own_rights() -> None:
    role = "tienda-demo-pipeline-DeployerRole-1A2B"
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/GitHubActions"
    aws = AwsInOrder({"sts.GetCallerIdentity": {"Account": ACCOUNT, "Arn": arn}})
    aws.answers["iam.SimulatePrincipalPolicy"] = "AccessDenied"
    assert all(finding.level is Level.OK for finding in look(aws))


def test_the_evidence_has_every_call_with_its_answer_and_no_secret(tmp_path: Path) -> None:
    aws = AwsInOrder({"wafv2.ListWebACLs": "AccessDenied"})
    file = tmp_path / "made" / "evidence.json"
    assert preflight(aws.account(), file, aws.resolve) is Level.WARNING
    document = json.loads(file.read_text())
    assert (document["account"], document["region"]) == (ACCOUNT, "eu-west-1")
    assert document["date"].startswith("20")
    calls = {call["operation"]: call for call in document["calls"]}
    assert set(calls) == {operation for operation, _ in aws.called}
    assert calls["wafv2.ListWebACLs"]["answered"]["Error"]["Code"] == "AccessDenied"
    assert calls["wafv2.ListWebACLs"]["region"] == "us-east-1"
    assert calls["rds.DescribeCertificates"]["answered"]["Certificates"]
    assert [row["level"] for row in document["findings"]].count("warning") == 1
    assert any(line.startswith("warning  quotas") for line in aws.reported)


def test_secret_texts_are_removed_from_the_evidence() -> None:
    asked = {"SecretString": "hunter2", "Tokens": ["t"], "SecretList": [{"Name": "tienda/x"}]}
    assert without_secrets(asked) == {
        "SecretString": REMOVED,
        "Tokens": [REMOVED],
        "SecretList": [{"Name": "tienda/x"}],
    }


@pytest.mark.parametrize(
    ("answers", "flags", "deploys"),
    [
        ({}, [], True),
        ({"sns.GetSMSSandboxAccountStatus": {"IsInSandbox": True}}, [], False),
        ({"sns.GetSMSSandboxAccountStatus": {"IsInSandbox": True}}, ["--accept-warnings"], True),
        ({"ssm.GetParameters": {"Parameters": []}}, ["--accept-warnings"], False),
    ],
)
def test_a_deployment_looks_first_and_stops_before_anything_is_made(
    answers: dict[str, Answer],
    flags: list[str],
    deploys: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws = AwsInOrder(answers)
    begun: list[str] = []
    monkeypatch.setattr("cloudformation.command.open_account", lambda _: aws.account())
    monkeypatch.setattr("cloudformation.preflight.preflight.resolve", aws.resolve)
    monkeypatch.setattr(
        deploy_command, "deploy", lambda _account, release, **_: begun.append(release)
    )
    file = tmp_path / "shop.toml"
    names = {"name": "demo", "domain": "shop.example", "hosted_zone_id": "Z0123456789EXAMPLE"}
    settings = {**names, "alarm_email": "alarms@shop.example", "size": "demo"}
    file.write_text("\n".join(f'{key} = "{value}"' for key, value in settings.items()))
    common = ["--environment", str(file), "--evidence", str(tmp_path / "evidence.json")]
    status = deploy_command.main([*common, "--release", "ab" * 32, *flags])
    assert (status == 0, bool(begun)) == (deploys, deploys)
    stops = any(line.startswith("stops") for line in aws.reported)
    assert main(common) == int(stops)
