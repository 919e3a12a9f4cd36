"""The Lambda function of the custom resources, with an AWS in memory."""

import sys
import types
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cloudformation.stacks.messaging import custom_resource_handler


class FakeCfnResponse(types.ModuleType):
    """Stands for the module cfnresponse, which Lambda adds to the code."""

    SUCCESS, FAILED = "SUCCESS", "FAILED"

    def __init__(self) -> None:
        super().__init__("cfnresponse")
        self.sent: list[tuple[str, str | None]] = []

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


def test_the_sms_settings_are_set(cloudformation: FakeCfnResponse) -> None:
    role = "arn:aws:iam::123456789012:role/x"
    properties = {
        "MonthlySpendLimit": "50",
        "DeliveryStatusIAMRole": role,
        "DeliveryStatusSuccessSamplingRate": "10",
    }
    call_handler(custom_resource_handler.SMS_SETTINGS, **properties, ServiceToken="x")
    assert cloudformation.sent == [("SUCCESS", None)]
    attributes = boto3.client("sns").get_sms_attributes()["attributes"]
    assert attributes == {**properties, "DefaultSMSType": "Transactional"}


def test_a_failure_is_sent_to_cloudformation(cloudformation: FakeCfnResponse) -> None:
    call_handler(custom_resource_handler.SMS_SETTINGS)
    ((status, reason),) = cloudformation.sent
    assert status == "FAILED"
    assert reason
