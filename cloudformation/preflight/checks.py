"""All checks, and how they are run: one that may not look is a warning, and the others go on."""

from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from cloudformation.deployment.account import Account
from cloudformation.preflight import (
    database,
    dns,
    machines,
    mail,
    names,
    quotas,
    rights,
    sms,
    telemetry,
)
from cloudformation.preflight.finding import Check, Finding, Level, Resolver, warning

CHECKS: tuple[Check, ...] = (
    rights.CHECK,
    quotas.CHECK,
    machines.CHECK,
    database.CHECK,
    dns.CHECK,
    names.CHECK,
    mail.CHECK,
    telemetry.CHECK,
    sms.CHECK,
)
ACTIONS = tuple(sorted({action for check in CHECKS for action in check.actions}))
"""What a role needs to run all checks."""


def run_checks(account: Account, resolver: Resolver = dns.resolve) -> Iterator[Finding]:
    """Yield what every check finds."""
    for check in CHECKS:
        try:
            yield from check.run(account, resolver)
        except (BotoCoreError, ClientError) as error:
            advice = f"allow {', '.join(check.actions)}, or look by hand"
            yield warning(check.subject, f"cannot be looked at: {error}", advice)


def worst(findings: list[Finding]) -> Level:
    """Return the most serious level that was found."""
    found = {finding.level for finding in findings}
    return next(
        (level for level in (Level.STOP, Level.WARNING) if level in found),
        Level.OK,
    )
