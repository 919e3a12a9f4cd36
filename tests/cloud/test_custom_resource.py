"""The Lambda function of the custom resources, with an AWS in memory."""

import sys
import types
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import SNSBackend

from cloudformation.stacks.messaging import custom_resource_handler


class FakeCfnResponse(types.ModuleType):
    """Stands for the module cfnresponse, which Lambda adds to the code."""

    SUCCESS, FAILED = "SUCCESS", "FAILED"

    def __init__(self) -> None:
        super().__init__("cfnresponse")
        self.sent: list[tuple[str, str | None]] = []
        self.warnings: list[str] = []

    def send(
        self,
        event: Any,
        context: Any,
        status: str,
        data: Any,
        name: str,
        reason: str | None = None,
    ) -> None:
        assert name == "It"
        self.sent.append((status, reason))
        self.warnings += [data["Warning"]] if data else []


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCfnResponse]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    cfnresponse = FakeCfnResponse()
    monkeypatch.setitem(sys.modules, "cfnresponse", cfnresponse)
    with mock_aws():
        yield cfnresponse


def call_handler(resource_type: str, request_type: str = "Create", **properties: str) -> None:
    event = {
        "RequestType": request_type,
        "ResourceType": resource_type,
        "LogicalResourceId": "It",
        "ResourceProperties": properties,
    }
    custom_resource_handler.handler(event, None)


def rules(group_id: str) -> list[Any]:
    (group,) = boto3.client("ec2").describe_security_groups(GroupIds=[group_id])["SecurityGroups"]
    return [*group["IpPermissions"], *group["IpPermissionsEgress"]]


def test_a_default_group_is_emptied_repeatedly(cloudformation: FakeCfnResponse) -> None:
    ec2 = boto3.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    group = ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    assert rules(group)
    for _ in range(2):
        call_handler(custom_resource_handler.EMPTY_GROUP, GroupId=group)
        assert rules(group) == []
    call_handler(custom_resource_handler.EMPTY_GROUP, "Delete", GroupId=group)
    assert cloudformation.sent == [("SUCCESS", None)] * 3


ROLE = "arn:aws:iam::123456789012:role/x"


def set_sms(limit: str) -> dict[str, str]:
    """Have the SMS settings set; return those that the account has then."""
    properties = {
        "MonthlySpendLimit": limit,
        "DeliveryStatusIAMRole": ROLE,
        "DeliveryStatusSuccessSamplingRate": "10",
    }
    call_handler(custom_resource_handler.SMS_SETTINGS, **properties, ServiceToken="x")
    attributes: dict[str, str] = boto3.client("sns").get_sms_attributes()["attributes"]
    return attributes


OTHER_SETTINGS = {
    "DefaultSMSType": "Transactional",
    "DeliveryStatusIAMRole": ROLE,
    "DeliveryStatusSuccessSamplingRate": "10",
}


def test_the_sms_settings_are_set(cloudformation: FakeCfnResponse) -> None:
    assert set_sms("1") == {**OTHER_SETTINGS, "MonthlySpendLimit": "1"}
    assert (cloudformation.sent, cloudformation.warnings) == ([("SUCCESS", None)], ["none"])


def test_a_spending_limit_above_the_quota_fails_no_stack_and_the_quota_is_named(
    cloudformation: FakeCfnResponse, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_attributes = SNSBackend.set_sms_attributes

    def refuse(backend: Any, attrs: dict[str, str]) -> None:
        # As AWS does for an account whose quota is 1 US dollar a month.
        if float(attrs.get("MonthlySpendLimit", 0)) > 1:
            raise SNSInvalidParameter("No quota left for account")
        set_attributes(backend, attrs)

    monkeypatch.setattr(SNSBackend, "set_sms_attributes", refuse)
    assert set_sms("50") == OTHER_SETTINGS, "the delivery log is set all the same"
    assert cloudformation.sent == [("SUCCESS", None)]
    [warning] = cloudformation.warnings
    for part in ("50 US dollars", "No quota left", "quota of a new account is 1", "Service Quotas"):
        assert part in warning


def test_refused_settings_of_sms_fail_no_stack(
    cloudformation: FakeCfnResponse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Any, attrs: dict[str, str]) -> None:
        raise SNSInvalidParameter(f"not here: {len(attrs)}")

    monkeypatch.setattr(SNSBackend, "set_sms_attributes", refuse)
    assert set_sms("1") == {}
    assert cloudformation.sent == [("SUCCESS", None)]
    assert "delivery log of SMS is not set" in cloudformation.warnings[0]


def test_a_failure_is_sent_to_cloudformation(cloudformation: FakeCfnResponse) -> None:
    call_handler(custom_resource_handler.SMS_SETTINGS)
    ((status, reason),) = cloudformation.sent
    assert status == "FAILED"
    assert reason
