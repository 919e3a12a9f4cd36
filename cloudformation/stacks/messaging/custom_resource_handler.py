"""The handler of two custom resources: settings that CloudFormation has no resource type for.

One revokes the rules of a VPC's default security group: AWS creates it open among its members and
to every destination. The other sets the spending limit and the delivery log of SMS. The source of
this module is the code of a Lambda function, which CloudFormation calls when the stack is created,
changed or deleted.
"""

from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

EMPTY_GROUP = "Custom::EmptyDefaultGroup"
SMS_SETTINGS = "Custom::SmsSettings"
NO_WARNING = "none"
"""The attribute `Warning` of a custom resource when all is set: an output cannot be empty."""


def empty_group(ec2: Any, group_id: str) -> None:
    """Revoke every rule of the group. May be repeated."""
    filters = [{"Name": "group-id", "Values": [group_id]}]
    rules = ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
    for is_egress, revoke in (
        (False, ec2.revoke_security_group_ingress),
        (True, ec2.revoke_security_group_egress),
    ):
        ids = [rule["SecurityGroupRuleId"] for rule in rules if rule["IsEgress"] == is_egress]
        if ids:
            revoke(GroupId=group_id, SecurityGroupRuleIds=ids)


def set_sms(sns: Any, properties: dict[str, str]) -> str:
    """Set the account's spending limit for SMS in this region, and the role that logs deliveries.

    `MonthlySpendLimit` is in US dollars. AWS refuses one above the account's quota, which is 1
    until somebody requests more: then the limit stays as it is, and the rest is set. Return what
    was refused and what to do about it, or NO_WARNING.
    """
    names = ("DeliveryStatusIAMRole", "DeliveryStatusSuccessSamplingRate")
    others = {name: properties[name] for name in names} | {"DefaultSMSType": "Transactional"}
    limit = properties["MonthlySpendLimit"]
    try:
        sns.set_sms_attributes(attributes={**others, "MonthlySpendLimit": limit})
    except (BotoCoreError, ClientError) as error:
        warning = (
            f"AWS refused a spending limit for SMS of {limit} US dollars a month: {error}. The"
            " quota of a new account is 1. Request more (Service Quotas, Amazon SNS, Account spend"
            " threshold for SMS), then: aws sns set-sms-attributes --attributes"
            f" MonthlySpendLimit={limit}"
        )
    else:
        return NO_WARNING
    try:
        sns.set_sms_attributes(attributes=others)
    except (BotoCoreError, ClientError) as error:
        warning += f". The delivery log of SMS is not set either: {error}"
    return warning


def handler(event: dict[str, Any], context: Any) -> None:
    """Handle an event of CloudFormation, and send it the result. Deletion undoes nothing."""
    import cfnresponse  # noqa: PLC0415 (Lambda adds it to inline code)

    properties = event["ResourceProperties"]
    name = event["LogicalResourceId"]
    attributes = {"Warning": NO_WARNING}
    try:
        if event["RequestType"] == "Delete":
            pass
        elif event["ResourceType"] == EMPTY_GROUP:
            empty_group(boto3.client("ec2"), properties["GroupId"])
        elif event["ResourceType"] == SMS_SETTINGS:
            attributes["Warning"] = set_sms(boto3.client("sns"), properties)
    except Exception as error:  # noqa: BLE001 (without a response CloudFormation waits for an hour)
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, name, reason=str(error))
    else:
        print(attributes["Warning"])
        cfnresponse.send(event, context, cfnresponse.SUCCESS, attributes, name)
