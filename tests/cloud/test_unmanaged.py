"""The function on Lambda, with an AWS in memory and a CloudFormation that listens."""

import sys
import types
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cloudformation.stacks.messaging import custom_resource_handler


class Listening(types.ModuleType):
    """Stands for the module that Lambda puts beside the code."""

    SUCCESS, FAILED = "SUCCESS", "FAILED"

    def __init__(self) -> None:
        super().__init__("cfnresponse")
        self.told: list[tuple[str, str | None]] = []

    def send(
        self,
        event: Any,
        context: Any,
        status: str,
        answer: Any,
        name: str,
        reason: str | None = None,
    ) -> None:
        assert name == "It"
        self.told.append((status, reason))


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listening]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    listening = Listening()
    monkeypatch.setitem(sys.modules, "cfnresponse", listening)
    with mock_aws():
        yield listening


def ask(kind: str, what: str = "Create", **properties: str) -> None:
    event = {
        "RequestType": what,
        "ResourceType": kind,
        "LogicalResourceId": "It",
        "ResourceProperties": properties,
    }
    custom_resource_handler.handler(event, None)


def rules(group_id: str) -> list[Any]:
    (group,) = boto3.client("ec2").describe_security_groups(GroupIds=[group_id])["SecurityGroups"]
    return [*group["IpPermissions"], *group["IpPermissionsEgress"]]


def test_a_default_group_is_emptied_and_may_be_again(cloudformation: Listening) -> None:
    ec2 = boto3.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    group = ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    assert rules(group)
    for _ in range(2):
        ask(custom_resource_handler.EMPTY_GROUP, GroupId=group)
        assert rules(group) == []
    ask(custom_resource_handler.EMPTY_GROUP, "Delete", GroupId=group)
    assert cloudformation.told == [("SUCCESS", None)] * 3


def test_what_sms_may_cost_is_set(cloudformation: Listening) -> None:
    role = "arn:aws:iam::123456789012:role/x"
    properties = {
        "MonthlySpendLimit": "50",
        "DeliveryStatusIAMRole": role,
        "DeliveryStatusSuccessSamplingRate": "10",
    }
    ask(custom_resource_handler.SMS_SETTINGS, **properties, ServiceToken="x")
    assert cloudformation.told == [("SUCCESS", None)]
    attributes = boto3.client("sns").get_sms_attributes()["attributes"]
    assert attributes == {**properties, "DefaultSMSType": "Transactional"}


def test_what_went_wrong_is_told(cloudformation: Listening) -> None:
    ask(custom_resource_handler.SMS_SETTINGS)
    ((status, reason),) = cloudformation.told
    assert status == "FAILED"
    assert reason
