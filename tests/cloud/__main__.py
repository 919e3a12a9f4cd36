"""`python -m tests.cloud` proves the store on AWS without an account, and prints a table of proofs.

`python -m tests.cloud WORD` does those whose line has the word.

It installs what it needs. A proof that finds something, or that cannot be had on this machine, is
told as such, and the command then ends with 1: nothing is passed over in silence.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.cloud import readers
from tests.cloud.packages import install

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROVEN, FOUND, NOT_PROVEN = "proven", "FOUND", "not proven here"


@dataclass(frozen=True)
class Row:
    """What became of one proof."""

    about: str
    outcome: str
    said: str
    seconds: float


@dataclass(frozen=True)
class Proof:
    """Something to prove: by a reader of the templates, or by files of tests."""

    about: str
    by: Callable[[Path], Iterator[str]] | Sequence[str]
    programs: tuple[str, ...] = ()
    """What it needs of Debian's packages."""


PROOFS = (
    Proof("cfn-lint is silent, warnings counted, in five environments", readers.lint),
    Proof("checkov is silent but for what is said beside a resource", readers.check),
    Proof("parliament knows every action, resource and condition", readers.parliament),
    Proof("cloudsplaining sees no way to more rights", readers.cloudsplaining),
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
    Proof("IAM both ways, machines and boundary", ["test_iam.py", "test_calls.py"]),
    Proof("IAM both ways, who deploys", ["test_pipeline.py", "test_deployer.py"]),
    Proof("moto makes every stack that it can model", ["test_moto.py"]),
    Proof(
        "deploying, keeping, rotating, tearing down, in moto's account",
        [
            "test_deploy.py",
            "test_stack_state.py",
            "test_keeping.py",
            "test_rotating.py",
            "test_unmanaged.py",
        ],
    ),
    Proof("CloudFront's functions, run by Node", ["test_functions.py"]),
    Proof(
        "user data is small and for Python 3.9; signatures; authorities of RDS; releases",
        ["test_boot.py", "test_authorities.py", "test_release.py"],
    ),
    Proof(
        "each service boots on a clean Debian from its user data, of sound schema, and drains",
        ["test_instance.py"],
        ("debootstrap", "systemd-nspawn", "nsenter"),
    ),
)


def main(words: Sequence[str]) -> int:
    """Prove; answer 0 when everything that was asked for is proven, else 1."""
    rows = []
    for proof in PROOFS:
        if words and not any(word in proof.about for word in words):
            continue
        rows.append(_prove(proof))
        print(f"{rows[-1].outcome:16} {rows[-1].about}", flush=True)
    print(f"\n{'':16} {'seconds':>7}  proof")
    for row in rows:
        print(f"{row.outcome:16} {row.seconds:7.0f}  {row.about}")
        if row.said:
            print(f"{'':25} {row.said}")
    return int(not rows or any(row.outcome != PROVEN for row in rows))


def _prove(proof: Proof) -> Row:
    began = time.monotonic()
    why = install(proof.programs)
    if why:
        outcome, said = NOT_PROVEN, why
    elif callable(proof.by):
        outcome, said = _read(proof.by)
    else:
        outcome, said = _test(proof.by)
    return Row(proof.about, outcome, said, time.monotonic() - began)


def _read(reader: Callable[[Path], Iterator[str]]) -> tuple[str, str]:
    with tempfile.TemporaryDirectory(prefix="tienda-cloud-") as folder:
        found = list(reader(Path(folder)))
    for one in found:
        print(one, flush=True)
    return (FOUND, f"{len(found)} findings, above") if found else (PROVEN, "")


def _test(files: Sequence[str]) -> tuple[str, str]:
    command = (sys.executable, "-m", "pytest", "-q", "-rs", "-m", "", "-p", "no:cacheprovider")
    done = subprocess.run(
        (*command, *(HERE / name for name in files)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    counted = re.findall(r"^(?:\d+ \w+, )*\d+ \w+(?= in )", done.stdout, re.MULTILINE)
    said = counted[-1] if counted else ""
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", flush=True)
        return FOUND, said
    if skipped := re.findall(r"^SKIPPED \[\d+\] \S+ (.+)$", done.stdout, re.MULTILINE):
        return NOT_PROVEN, "; ".join(sorted(set(skipped)))
    return PROVEN, said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
