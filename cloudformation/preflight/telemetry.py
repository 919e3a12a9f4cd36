"""Whether what is to take the traces would take them: X-Ray, or a vendor who wants headers."""

from collections.abc import Iterator

from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Check, Finding, Resolver, ok, pages, warning

_INTO_LOGS = "CloudWatchLogs"


def _run(account: Account, _: Resolver) -> Iterator[Finding]:
    environment = account.environment
    if environment.telemetry_to_aws:
        yield _transaction_search(account)
    elif environment.telemetry_headers:
        yield _headers(account, environment.telemetry_secret)
    else:
        yield ok("traces", "not sent to AWS, and without headers")


def _transaction_search(account: Account) -> Finding:
    # In the store's region: X-Ray has the setting for each.
    if account.client("xray").get_trace_segment_destination().get("Destination") == _INTO_LOGS:
        return ok("traces", "Transaction Search is on")
    return warning(
        "traces",
        "Transaction Search is off: X-Ray refuses what telemetry_to_aws sends",
        "enable it: CloudWatch, Application Signals, Transaction Search",
    )


def _headers(account: Account, name: str) -> Finding:
    filters = [{"Key": "name", "Values": [name]}]
    listed = pages(account.client("secretsmanager"), "list_secrets", "SecretList", Filters=filters)
    if any(secret["Name"] == name for secret in listed):
        return ok("traces", f"the headers are in {name}")
    return warning(
        "traces",
        f"there is no secret {name}: processes send without headers",
        f"aws secretsmanager create-secret --name {name} --secret-string 'api-key=...'",
    )


CHECK = Check("traces", ("xray:GetTraceSegmentDestination", "secretsmanager:ListSecrets"), _run)
