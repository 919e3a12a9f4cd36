"""`python -m tests.audit`: is a release that the store is built with yanked or known to be bad?

Asks the registries that pip and npm are configured with, and ends with 1 for what they tell of and
`accepted.toml` does not. What a registry does not tell is said in a line and fails nothing.
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

from tests.audit.registry import Finding, Told, Unreachable, index_url, look_up

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = Path(__file__).with_name("accepted.toml")
LOCKS = ("web", "tests/e2e", "tests/cloud/iam")
HARMLESS = {"info", "low"}
"""Severities of npm's that are told and fail nothing."""
_AT_ONCE = 16


def installed() -> dict[str, str]:
    """Return the version of each distribution in this environment, but for the store's own."""
    found = {one.metadata["Name"]: one.version for one in distributions()}
    return {name: version for name, version in sorted(found.items()) if name != "tienda"}


def audit_python(releases: Mapping[str, str], index: str) -> tuple[list[Finding], list[str]]:
    """Return what is found, and in lines what the registry did not tell."""
    try:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            told = list(pool.map(lambda one: look_up(index, *one), releases.items()))
    except Unreachable as error:
        return [], [f"PyPI: not reached, so nothing is known ({error})"]
    return [one for release in told for one in _of(release)], _untold(told)


def _of(told: Told) -> Iterable[Finding]:
    return [*(told.yanked or ()), *(told.vulnerable or ())]


def _untold(told: Sequence[Told]) -> list[str]:
    lines = []
    for what, known in (
        ("yanked", [one.yanked is not None for one in told]),
        ("vulnerable", [one.vulnerable is not None for one in told]),
    ):
        if not all(known):
            lines.append(f"PyPI: not told of {len(known) - sum(known)} of {len(known)}: {what}?")
    return lines


def audit_npm(folder: str) -> tuple[list[Finding], list[str]]:
    """Ask as above for a lock file, by `npm audit`."""
    command = ["npm", "audit", "--package-lock-only", "--json"]
    try:
        done = subprocess.run(
            command, cwd=ROOT / folder, capture_output=True, text=True, check=False, timeout=30
        )
        told = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return [], [f"npm: nothing is known of {folder} ({error})"]
    if "vulnerabilities" not in told:
        return [], [f"npm: nothing is known of {folder} ({told.get('message', 'no word why')})"]
    return list(npm_findings(told["vulnerabilities"])), []


def npm_findings(vulnerabilities: Mapping[str, Mapping[str, object]]) -> Iterable[Finding]:
    """Read what `npm audit --json` tells, by package."""
    for name, one in vulnerabilities.items():
        for via in one.get("via", ()):  # type: ignore[attr-defined]
            if isinstance(via, dict):  # else the name of a package that has its own entry
                address = str(via["url"]).rpartition("/")[2]
                yield Finding(f"{name} {via['range']}", address, via["severity"], via["title"])


def judge(found: Iterable[Finding], accepted: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return lines of what fails, and of what is told alone."""
    bad, told, seen = [], [], set()
    for one in found:
        seen.add(one.id)
        if one.id in accepted:
            told.append(f"accepted: {one}: {accepted[one.id]}")
        elif one.severity in HARMLESS:
            told.append(str(one))
        else:
            bad.append(str(one))
    told += [f"accepted, but found no more: {name}" for name in accepted if name not in seen]
    return bad, told


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print, and answer the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.parse_args(arguments)
    accepted = tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))["accepted"]
    releases = installed()
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(audit_npm, folder) for folder in LOCKS]
        answers = [audit_python(releases, index_url()), *(one.result() for one in asked)]
    bad, told = judge([one for found, _ in answers for one in found], accepted)
    for line in [line for _, lines in answers for line in lines] + told:
        print(f"audit: {line}", file=sys.stderr)
    for line in bad:
        print(f"audit: BAD {line}", file=sys.stderr)
    print(f"audit: {len(releases)} releases of PyPI and {len(LOCKS)} locks of npm, bad: {len(bad)}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
