"""An AWS in memory in whose account nothing is in the way of a store, to run the preflight on.

boto3's real clients ask it, so what they ask has the right form; botocore's models check that what
it answers has the right form too.
"""

import copy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import botocore.session
from botocore.loaders import Loader
from botocore.validate import ParamValidator

from cloudformation.deployment.account import Account
from tests.cloud.resolved_stacks import ACCOUNT, build_environment

Answer = dict[str, Any] | str | Callable[[dict[str, Any]], Any]
"""What AWS answers; a text is the code of an error."""
SERVERS = [f"ns-{number}.awsdns-{number}.com" for number in (1, 2, 3, 4)]
ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
SETTABLE = {
    "rds.force_ssl": "0,1",
    "log_min_duration_statement": "-1-2147483647",
    "log_lock_waits": "0,1",
    "log_parameter_max_length_on_error": "-1-1073741823",
    "log_parameter_max_length": "-1-1073741823",
    "idle_in_transaction_session_timeout": "0-2147483647",
}
_QUOTAS = {"L-1216C47A": 64, "L-0263D0A3": 5, "L-0EA8095F": 60}


def quota(params: dict[str, Any]) -> Any:
    value = _QUOTAS.get(params["QuotaCode"])
    return {"Quota": {"Value": float(value)}} if value else "NoSuchResourceException"


def instance_types(params: dict[str, Any]) -> Any:
    return {
        "InstanceTypes": [
            {"InstanceType": kind, "VCpuInfo": {"DefaultVCpus": 2}}
            for kind in params["InstanceTypes"]
        ]
    }


def offerings(params: dict[str, Any]) -> Any:
    kinds = params["Filters"][0]["Values"]
    return {
        "InstanceTypeOfferings": [
            {"InstanceType": kind, "Location": zone} for kind in kinds for zone in ZONES
        ]
    }


def zone(**changes: Any) -> dict[str, Any]:
    described = {"Id": "/hostedzone/Z1", "Name": "shop.example.", "CallerReference": "1"}
    return {
        "HostedZone": {**described, **changes},
        "DelegationSet": {"NameServers": [f"{server}." for server in SERVERS]},
    }


def records(*extra: tuple[str, str, str]) -> dict[str, Any]:
    found = [("shop.example.", "NS", f"{SERVERS[0]}."), ("shop.example.", "MX", "10 mail."), *extra]
    return {
        "ResourceRecordSets": [
            {"Name": name, "Type": kind, "TTL": 300, "ResourceRecords": [{"Value": value}]}
            for name, kind, value in found
        ],
        "IsTruncated": False,
        "MaxItems": "300",
    }


def parameters(**changes: dict[str, Any]) -> dict[str, Any]:
    listed = {
        name: {"ParameterName": name, "IsModifiable": True, "AllowedValues": values}
        for name, values in SETTABLE.items()
    }
    return {"EngineDefaults": {"Parameters": list({**listed, **changes}.values())}}


def offer(**changes: Any) -> dict[str, Any]:
    able = (
        *("MultiAZCapable", "SupportsEnhancedMonitoring", "SupportsIAMDatabaseAuthentication"),
        *("SupportsPerformanceInsights", "SupportsStorageAutoscaling", "SupportsStorageEncryption"),
    )
    places = [{"Name": name} for name in ZONES]
    offered = {**dict.fromkeys(able, True), "StorageType": "gp3", "AvailabilityZones": places}
    return {"OrderableDBInstanceOptions": [{**offered, **changes}]}


def distributions(*items: dict[str, Any]) -> dict[str, Any]:
    listed = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(items)}
    return {"DistributionList": {**listed, **({"Items": list(items)} if items else {})}}


IN_ORDER: dict[str, Answer] = {
    "sts.GetCallerIdentity": {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/ana"},
    "iam.SimulatePrincipalPolicy": lambda params: {
        "EvaluationResults": [
            {"EvalActionName": action, "EvalDecision": "allowed"}
            for action in params["ActionNames"]
        ]
    },
    "iam.ListOpenIDConnectProviders": {"OpenIDConnectProviderList": []},
    "service-quotas.GetServiceQuota": quota,
    "service-quotas.GetAWSDefaultServiceQuota": "NoSuchResourceException",
    "ec2.DescribeInstances": {"Reservations": []},
    "ec2.DescribeInstanceTypes": instance_types,
    "ec2.DescribeInstanceTypeOfferings": offerings,
    "ec2.DescribeAddresses": {"Addresses": []},
    "ec2.DescribeVpcs": {"Vpcs": [{"VpcId": "vpc-1", "IsDefault": True}]},
    "ec2.DescribeAvailabilityZones": {
        "AvailabilityZones": [{"ZoneName": name} for name in reversed(ZONES)]
    },
    "ec2.DescribeManagedPrefixLists": {"PrefixLists": [{"PrefixListId": "pl-1"}]},
    "ssm.GetParameters": {"Parameters": [{"Name": "al2023", "Value": "ami-1"}]},
    "elbv2.DescribeLoadBalancers": {"LoadBalancers": []},
    "rds.DescribeDBInstances": lambda params: (
        "DBInstanceNotFound" if "DBInstanceIdentifier" in params else {"DBInstances": []}
    ),
    "rds.DescribeDBEngineVersions": {
        "DBEngineVersions": [{"EngineVersion": "18.9"}, {"EngineVersion": "18.10"}]
    },
    "rds.DescribeOrderableDBInstanceOptions": offer(),
    "rds.DescribeEngineDefaultParameters": parameters(),
    "rds.DescribeCertificates": {"Certificates": [{"CertificateIdentifier": "rds-ca-rsa2048-g1"}]},
    "cloudfront.ListDistributions": distributions(),
    "wafv2.ListWebACLs": {"WebACLs": []},
    "route53.GetHostedZone": zone(),
    "route53.ListResourceRecordSets": records(),
    "logs.DescribeLogGroups": {"logGroups": []},
    "secretsmanager.ListSecrets": {"SecretList": []},
    "sesv2.GetAccount": {
        "ProductionAccessEnabled": True,
        "SendingEnabled": True,
        "SendQuota": {"Max24HourSend": 50_000.0},
    },
    "sesv2.GetEmailIdentity": "NotFoundException",
    "xray.GetTraceSegmentDestination": {"Destination": "CloudWatchLogs", "Status": "ACTIVE"},
    "sns.GetSMSSandboxAccountStatus": {"IsInSandbox": False},
    "sns.GetSMSAttributes": {"attributes": {}},
    "pinpoint-sms-voice-v2.DescribeSpendLimits": {
        "SpendLimits": [
            {
                "Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
                "EnforcedLimit": 1,
                "MaxLimit": 1,
                "Overridden": False,
            }
        ]
    },
}
_LOADER = Loader(extra_search_paths=[str(Path(boto3.__file__).parent / "data")])
"""It reads the model of a service once."""
TO_AWS = {"telemetry_to_aws": True}
TO_VENDOR = {"telemetry_endpoint": "https://otlp.example", "telemetry_headers": True}
SENDER = {"notify_sender": "tienda@shop.example"}


class AwsInOrder:
    """An account; `answers` change what it answers to an operation, such as "sns.Publish"."""

    def __init__(self, answers: dict[str, Answer] | None = None) -> None:
        self.answers = {**IN_ORDER, **(answers or {})}
        self.stacks: dict[str, tuple[dict[str, str], list[str]]] = {}
        """For each stack that exists its outputs, and the physical ids of its resources."""
        self.called: list[tuple[str, dict[str, Any]]] = []
        self.reported: list[str] = []

    def account(self, size: str = "demo", **settings: Any) -> Account:
        """Return a store in this account."""
        keys = {"aws_access_key_id": "AKIDTEST", "aws_secret_access_key": "test"}
        underneath = botocore.session.Session()
        underneath.register_component("data_loader", _LOADER)
        session = boto3.Session(botocore_session=underneath, **keys)
        session.events.register("before-parameter-build", self._remember)
        session.events.register("before-call", self._answer)
        environment = build_environment(size, **settings)
        return Account(session, environment, self.reported.append, 0.0)

    @staticmethod
    def resolve(name: str, kind: str) -> list[str]:
        """Answer as public DNS."""
        return SERVERS if (name, kind) == ("shop.example", "NS") else []

    def _remember(self, params: Any, context: dict[str, Any], **_: object) -> None:
        context["asked"] = copy.deepcopy(dict(params))

    def _answer(self, model: Any, context: dict[str, Any], **_: object) -> Any:
        operation = f"{model.service_model.service_name}.{model.name}"
        asked = context["asked"]
        self.called.append((operation, asked))
        answer: Any = self.answers.get(operation)
        if model.service_model.service_name == "cloudformation":
            answer = self._stack(model.name, asked["StackName"])
        if callable(answer):
            answer = answer(asked)
        if answer is None:
            answer = "AccessDenied"
        if isinstance(answer, str):
            error = {"Error": {"Code": answer, "Message": f"{answer}: does not exist or may not"}}
            return SimpleNamespace(status_code=400), error
        # Answers have what the code reads, not all that AWS sends.
        report = ParamValidator().validate(answer, model.output_shape).generate_report()
        wrong = [line for line in report.splitlines() if not line.startswith("Missing required")]
        assert not wrong, wrong
        return SimpleNamespace(status_code=200), copy.deepcopy(answer)

    def _stack(self, operation: str, name: str) -> Answer:
        if name not in self.stacks:
            return "ValidationError"
        outputs, ids = self.stacks[name]
        if operation == "ListStackResources":
            common = {"ResourceType": "x", "ResourceStatus": "CREATE_COMPLETE"}
            when = {"LogicalResourceId": "X", "LastUpdatedTimestamp": "2026-11-30T00:00:00Z"}
            summaries = [{**common, **when, "PhysicalResourceId": each} for each in ids]
            return {"StackResourceSummaries": summaries}
        described = {"StackName": name, "StackStatus": "CREATE_COMPLETE"}
        created = {"CreationTime": "2026-11-30T00:00:00Z"}
        listed = [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()]
        return {"Stacks": [{**described, **created, "Outputs": listed}]}
