"""Runs the checks, prints their table, and writes what AWS answered to a file."""

from pathlib import Path

from cloudformation.deployment.account import Account
from cloudformation.preflight.checks import run_checks, worst
from cloudformation.preflight.dns import resolve
from cloudformation.preflight.evidence import Evidence
from cloudformation.preflight.finding import Finding, Level, Resolver, table

DEFAULT_EVIDENCE = Path("build/preflight.json")


def preflight(account: Account, evidence_file: Path, resolver: Resolver | None = None) -> Level:
    """Look at the account, report a table, write the evidence; return the most serious level."""
    evidence = Evidence()
    account.record(evidence.attach)
    findings: list[Finding] = []
    for finding in run_checks(account, resolver or resolve):
        findings.append(finding)
        for line in table([finding]):
            account.report(line)
    evidence.write(
        evidence_file,
        store=account.environment.name,
        region=account.environment.region,
        account=_account_id(evidence),
        findings=findings,
    )
    account.report(f"what AWS answered is in {evidence_file}")
    return worst(findings)


def _account_id(evidence: Evidence) -> str:
    answers = (
        call["answered"].get("Account")
        for call in evidence.calls
        if call["operation"] == "sts.GetCallerIdentity"
    )
    return next((str(answer) for answer in answers if answer), "unknown")
