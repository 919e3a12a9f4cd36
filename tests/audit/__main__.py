"""`python -m tests.audit`: find dependencies that are yanked or have known vulnerabilities.

Asks the registries that pip and npm are configured with. Ends with 1 if they report a release that
`accepted.toml` does not accept. What a registry does not report is a line of output and fails
nothing.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import distributions
from pathlib import Path

from tests.audit.registry import Finding, ReleaseReport, Unreachable, index_url, look_up

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = Path(__file__).with_name("accepted.toml")
LOCKS = ("web", "tests/contract/clients", "tests/e2e", "tests/cloud/iam", "tests/lighthouse")
HARMLESS = {"info", "low"}
"""Severities of npm that are printed and fail nothing."""
_MAX_CONCURRENT = 16


def installed() -> dict[str, str]:
    """Return the version of each distribution in this environment, but for the store's own."""
    found = {package.metadata["Name"]: package.version for package in distributions()}
    return {name: version for name, version in sorted(found.items()) if name != "tienda"}


def audit_python(releases: Mapping[str, str], index: str) -> tuple[list[Finding], list[str]]:
    """Return the findings, and lines about what the registry did not report."""
    try:
        with ThreadPoolExecutor(_MAX_CONCURRENT) as pool:
            reports = list(pool.map(lambda item: look_up(index, *item), releases.items()))
    except Unreachable as error:
        return [], [f"PyPI: not reached, so nothing is known ({error})"]
    findings = [finding for report in reports for finding in _findings(report)]
    return findings, _missing(reports)


def _findings(report: ReleaseReport) -> Iterable[Finding]:
    return [*(report.yanked or ()), *(report.vulnerable or ())]


def _missing(reports: Sequence[ReleaseReport]) -> list[str]:
    lines = []
    for what, known in (
        ("yanked", [report.yanked is not None for report in reports]),
        ("vulnerable", [report.vulnerable is not None for report in reports]),
    ):
        if not all(known):
            lines.append(
                f"PyPI: nothing known of {len(known) - sum(known)} of {len(known)}: {what}?"
            )
    return lines


def audit_npm(folder: str) -> tuple[list[Finding], list[str]]:
    """Return the same for a lock file, from `npm audit`."""
    command = ["npm", "audit", "--package-lock-only", "--json"]
    try:
        done = subprocess.run(
            command, cwd=ROOT / folder, capture_output=True, text=True, check=False, timeout=30
        )
        document = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return [], [f"npm: nothing is known of {folder} ({error})"]
    if "vulnerabilities" not in document:
        return [], [
            f"npm: nothing is known of {folder} ({document.get('message', 'no reason given')})"
        ]
    return list(npm_findings(document["vulnerabilities"])), []


def npm_findings(vulnerabilities: Mapping[str, Mapping[str, object]]) -> Iterable[Finding]:
    """Yield the findings in the output of `npm audit --json`, by package."""
    for name, package in vulnerabilities.items():
        for via in package.get("via", ()):  # type: ignore[attr-defined]
            if isinstance(via, dict):  # else the name of a package that has its own entry
                address = str(via["url"]).rpartition("/")[2]
                yield Finding(f"{name} {via['range']}", address, via["severity"], via["title"])


def judge(found: Iterable[Finding], accepted: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return lines about what fails, and about what is only printed."""
    bad, notes, seen = [], [], set()
    for finding in found:
        seen.add(finding.id)
        if finding.id in accepted:
            notes.append(f"accepted: {finding}: {accepted[finding.id]}")
        elif finding.severity in HARMLESS:
            notes.append(str(finding))
        else:
            bad.append(str(finding))
    notes += [f"accepted, but found no more: {name}" for name in accepted if name not in seen]
    return bad, notes


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the audit, print the findings, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.parse_args(arguments)
    accepted = tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))["accepted"]
    releases = installed()
    with ThreadPoolExecutor() as pool:
        futures = [pool.submit(audit_npm, folder) for folder in LOCKS]
        results = [audit_python(releases, index_url()), *(future.result() for future in futures)]
    bad, notes = judge([finding for found, _ in results for finding in found], accepted)
    for line in [line for _, lines in results for line in lines] + notes:
        print(f"audit: {line}", file=sys.stderr)
    for line in bad:
        print(f"audit: BAD {line}", file=sys.stderr)
    print(f"audit: {len(releases)} releases of PyPI and {len(LOCKS)} locks of npm, bad: {len(bad)}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
