"""Does the two things that CloudFormation has no resource for.

It empties a VPC's default security group, which AWS makes with rules that let its members talk to
each other and to everybody; and it sets how much SMS may cost a month. The source of this module is
the code of a function on Lambda, which a stack runs when it is made or changed.
"""

from typing import Any

import boto3

EMPTY_GROUP = "Custom::EmptyDefaultGroup"
SMS_SETTINGS = "Custom::SmsSettings"


def empty_group(ec2: Any, group_id: str) -> None:
    """Take every rule away. May be repeated."""
    filters = [{"Name": "group-id", "Values": [group_id]}]
    rules = ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
    for is_egress, revoke in (
        (False, ec2.revoke_security_group_ingress),
        (True, ec2.revoke_security_group_egress),
    ):
        ids = [rule["SecurityGroupRuleId"] for rule in rules if rule["IsEgress"] == is_egress]
        if ids:
            revoke(GroupId=group_id, SecurityGroupRuleIds=ids)


def set_sms(sns: Any, properties: dict[str, str]) -> None:
    """Set what the account's SMS in this region may cost, and where it is told what became of them.

    `MonthlySpendLimit` is in US dollars; AWS allows 1 until it is asked for more.
    """
    names = ("MonthlySpendLimit", "DeliveryStatusIAMRole", "DeliveryStatusSuccessSamplingRate")
    attributes = {name: properties[name] for name in names}
    sns.set_sms_attributes(attributes={**attributes, "DefaultSMSType": "Transactional"})


def handler(event: dict[str, Any], context: Any) -> None:
    """Do what CloudFormation asks for, and tell it how that went. Nothing is undone."""
    import cfnresponse  # noqa: PLC0415 (Lambda puts it beside this code, nobody else has it)

    properties = event["ResourceProperties"]
    name = event["LogicalResourceId"]
    try:
        if event["RequestType"] == "Delete":
            pass
        elif event["ResourceType"] == EMPTY_GROUP:
            empty_group(boto3.client("ec2"), properties["GroupId"])
        elif event["ResourceType"] == SMS_SETTINGS:
            set_sms(boto3.client("sns"), properties)
    except Exception as error:  # noqa: BLE001 (unanswered, CloudFormation waits for an hour)
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, name, reason=str(error))
    else:
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, name)
