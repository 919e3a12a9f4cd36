"""`python -m tests.cloud` proves the store on AWS without an account, and prints a table of proofs.

`python -m tests.cloud WORD` runs the proofs whose description has the word.

It installs what it needs. When a proof finds something, or cannot run on this machine, the table
says so and the command ends with 1.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.cloud import linters
from tests.cloud.debian_packages import install

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROVEN, FOUND, NOT_PROVEN = "proven", "FOUND", "not proven here"


@dataclass(frozen=True)
class Row:
    """The result of one proof."""

    description: str
    outcome: str
    details: str
    seconds: float


@dataclass(frozen=True)
class Proof:
    """Something to prove: by a linter of the templates, or by files of tests."""

    description: str
    by: Callable[[Path], Iterator[str]] | Sequence[str]
    programs: tuple[str, ...] = ()
    """Programs of Debian's packages that it needs."""


PROOFS = (
    Proof("cfn-lint is silent, warnings counted, in five environments", linters.lint),
    Proof("checkov is silent but for the checks that a resource's metadata skips", linters.check),
    Proof("parliament knows every action, resource and condition", linters.parliament),
    Proof("cloudsplaining sees no way to more rights", linters.cloudsplaining),
    Proof(
        "templates are as stored, within limits, and as safe as they must be",
        [
            *("test_templates.py", "test_golden.py", "test_data_stack.py", "test_network_stack.py"),
            *(
                "test_services_stack.py",
                "test_edge_stack.py",
                "test_storage_stack.py",
                "test_mutants.py",
            ),
            *("test_environment.py", "test_processes.py", "test_cost.py"),
        ],
    ),
    Proof(
        "AWS's services write logs and read the front, whatever condition keys they leave out",
        ["test_bucket_policies.py"],
    ),
    Proof("IAM both ways, machines and boundary", ["test_iam.py", "test_aws_calls.py"]),
    Proof(
        "IAM both ways, who deploys, with what CloudFormation reads as the caller",
        ["test_pipeline.py", "test_deployer_role.py"],
    ),
    Proof(
        "two stores in an account, shop and shop-prod: neither may touch the other's",
        ["test_two_stores.py"],
    ),
    Proof("mail has its records and tells its owner what comes back", ["test_mail.py"]),
    Proof(
        "the preflight names what would stop a deployment, reads alone, and keeps what AWS said",
        ["test_preflight.py"],
    ),
    Proof("moto makes every stack that it can model", ["test_moto.py"]),
    Proof(
        "deploying, which releases may expire, database setup, key rotation, tearing down, in moto",
        [
            "test_deploy.py",
            "test_stack_state.py",
            "test_database_setup.py",
            "test_rotate_keys.py",
            "test_change_set.py",
        ],
    ),
    Proof(
        "a release is watched, first on one machine, and taken back by the alarm that it sets off",
        ["test_release_watch.py", "test_release_alarms.py", "test_first_machine.py"],
    ),
    Proof(
        "alarms count lines that the code writes, sound as they promise, and say what to do",
        ["test_alarms.py"],
    ),
    Proof(
        "traces for X-Ray are signed, and telemetry's headers come from a secret",
        ["../component/chassis/test_aws_signature.py", "test_processes.py"],
    ),
    Proof(
        "the database's master user keeps its password, and services log in by token alone",
        ["test_database_roles.py"],
    ),
    Proof(
        "log lines of any length reach CloudWatch whole, in calls within its limits",
        ["test_shipping.py"],
    ),
    Proof("a spending limit for SMS that AWS refuses fails no stack", ["test_custom_resource.py"]),
    Proof("CloudFront's functions, run by Node", ["test_functions.py"]),
    Proof(
        "user data is small and for Python 3.9, and sends what a failed boot printed; signatures;"
        " authorities of RDS; releases",
        ["test_boot.py", "test_rds_ca.py", "test_release.py"],
    ),
    Proof(
        "each service boots on a clean Debian from its user data, of sound schema, and drains",
        ["test_instance.py"],
        ("debootstrap", "systemd-nspawn", "nsenter"),
    ),
    Proof(
        "the rehearsal's machines, load balancers, database and edge keep to AWS's rules",
        [
            *("../rehearsal/test_machines.py", "../rehearsal/test_balancers.py"),
            *("../rehearsal/test_databases.py", "../rehearsal/test_edge.py"),
        ],
        ("debootstrap", "systemd-nspawn", "nsenter", "ip", "nft"),
    ),
)


def main(words: Sequence[str]) -> int:
    """Run the proofs, print the table; return 0 when all of them are proven, else 1."""
    rows = []
    for proof in PROOFS:
        if words and not any(word in proof.description for word in words):
            continue
        rows.append(_prove(proof))
        print(f"{rows[-1].outcome:16} {rows[-1].description}", flush=True)
    print(f"\n{'':16} {'seconds':>7}  proof")
    for row in rows:
        print(f"{row.outcome:16} {row.seconds:7.0f}  {row.description}")
        if row.details:
            print(f"{'':25} {row.details}")
    return int(not rows or any(row.outcome != PROVEN for row in rows))


def _prove(proof: Proof) -> Row:
    started = time.monotonic()
    obstacle = install(proof.programs)
    if obstacle:
        outcome, details = NOT_PROVEN, obstacle
    elif callable(proof.by):
        outcome, details = _lint(proof.by)
    else:
        outcome, details = _test(proof.by)
    return Row(proof.description, outcome, details, time.monotonic() - started)


def _lint(linter: Callable[[Path], Iterator[str]]) -> tuple[str, str]:
    with tempfile.TemporaryDirectory(prefix="tienda-cloud-") as folder:
        findings = list(linter(Path(folder)))
    for finding in findings:
        print(finding, flush=True)
    return (FOUND, f"{len(findings)} findings, above") if findings else (PROVEN, "")


def _test(files: Sequence[str]) -> tuple[str, str]:
    command = (sys.executable, "-m", "pytest", "-q", "-rs", "-m", "", "-p", "no:cacheprovider")
    result = subprocess.run(
        (*command, *(HERE / name for name in files)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    summaries = re.findall(r"^(?:\d+ \w+, )*\d+ \w+(?= in )", result.stdout, re.MULTILINE)
    summary = summaries[-1] if summaries else ""
    if result.returncode:
        print(result.stdout, result.stderr, sep="\n", flush=True)
        return FOUND, summary
    if skipped := re.findall(r"^SKIPPED \[\d+\] \S+ (.+)$", result.stdout, re.MULTILINE):
        return NOT_PROVEN, "; ".join(sorted(set(skipped)))
    return PROVEN, summary


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
