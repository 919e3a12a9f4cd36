"""SMS: the account's spending limit in the region, and its sandbox."""

from collections.abc import Iterator

from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Check, Finding, Resolver, ok, warning

DEFAULT_QUOTA = 1
"""US dollars a month that a new account may spend."""
_LIMIT = "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT"


def _run(account: Account, _: Resolver) -> Iterator[Finding]:
    sns = account.client("sns")
    if sns.get_sms_sandbox_account_status()["IsInSandbox"]:
        yield warning(
            "SMS sandbox",
            "SMS reach only numbers that you have verified",
            "request production access: SNS, Text messaging, Exit SMS sandbox",
        )
    else:
        yield ok("SMS sandbox", "the account is out of it")
    if not account.environment.sms_settings:
        yield ok("SMS spending limit", "another store sets it (sms_settings = false)")
        return
    wanted = account.environment.sms_monthly_limit
    attributes = sns.get_sms_attributes(attributes=["MonthlySpendLimit"])["attributes"]
    current = float(attributes.get("MonthlySpendLimit", DEFAULT_QUOTA))
    limits = account.client("pinpoint-sms-voice-v2").describe_spend_limits()["SpendLimits"]
    quotas = [limit["MaxLimit"] for limit in limits if limit["Name"] == _LIMIT]
    quota = quotas[0] if quotas else DEFAULT_QUOTA
    if wanted > quota:
        yield warning(
            "SMS spending limit",
            f"AWS allows {quota} US dollars a month, and sms_monthly_limit is {wanted}",
            "request more: Service Quotas, Amazon SNS; until then AWS refuses the limit",
        )
    elif wanted < current:
        yield warning(
            "SMS spending limit",
            f"it is {current:g} US dollars a month now, and a deployment lowers it to {wanted}",
            f"set sms_monthly_limit = {current:g} to keep it",
        )
    else:
        yield ok("SMS spending limit", f"{wanted} US dollars a month, of {quota} that AWS allows")


CHECK = Check(
    "SMS",
    (
        "sns:GetSMSSandboxAccountStatus",
        "sns:GetSMSAttributes",
        "sms-voice:DescribeSpendLimits",
    ),
    _run,
)
