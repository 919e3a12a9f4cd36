"""E-mail by SES: the sandbox, whether the account may send, and the sender's identity."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Check, Finding, Resolver, ok, stop, warning
from cloudformation.preflight.owned import owned_ids


def _run(account: Account, _: Resolver) -> Iterator[Finding]:
    environment = account.environment
    if not environment.notify_sender:
        yield ok("e-mail", "no notify_sender: no e-mail about accounts, SNS for orders")
        return
    ses = account.client("sesv2")
    settings = ses.get_account()
    quota = settings.get("SendQuota", {}).get("Max24HourSend", 0)
    if not settings["ProductionAccessEnabled"]:
        yield warning(
            "SES sandbox",
            f"mails reach only verified addresses, {quota:g} a day",
            "request production access: SES, Account dashboard",
        )
    elif not settings["SendingEnabled"]:
        yield warning(
            "SES sandbox",
            f"SES has stopped the account ({settings.get('EnforcementStatus', 'no reason')})",
            "answer AWS's case in the Support Center",
        )
    else:
        yield ok("SES sandbox", f"the account is out of it, {quota:g} mails a day")
    yield _identity(account, ses)


def _identity(account: Account, ses: object) -> Finding:
    domain = account.environment.domain
    try:
        identity = ses.get_email_identity(EmailIdentity=domain)  # type: ignore[attr-defined]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
        return ok("SES identity", f"{domain} will be made")
    if domain not in owned_ids(account, "messaging"):
        return stop(
            "SES identity",
            f"{domain} is there already, and not of this store's stack",
            "delete it in SES; the stack makes it anew, with its records",
        )
    if not identity.get("VerifiedForSendingStatus"):
        return warning(
            "SES identity",
            f"{domain} is not verified: {identity.get('VerificationStatus', 'unknown')}",
            "see that the zone is delegated; SES looks for its records for 72 hours",
        )
    return ok("SES identity", f"{domain} is verified")


CHECK = Check(
    "e-mail", ("ses:GetAccount", "ses:GetEmailIdentity", "cloudformation:ListStackResources"), _run
)
