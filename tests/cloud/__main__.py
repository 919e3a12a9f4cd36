"""`python -m tests.cloud` has the templates of every size read by those who know AWS's rules.

cfn-lint (warnings count), checkov, parliament and cloudsplaining, each as a command; the last three
are in .venv-cloud, which `make cloud` makes.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cloudformation.build import write
from cloudformation.stacks import GLOBAL_REGION, STACKS
from tests.cloud.account import Made, made
from tests.cloud.test_templates import ENVIRONMENTS

TOOLS = Path(__file__).resolve().parents[2] / ".venv-cloud" / "bin"
DIFFER = ("small", "everything")
"""The environments whose policies are not those of another, but for names."""
NEWER = "Unknown action elasticloadbalancing:Allow*"
MAKER = "MakerRole"
"""CloudFormation's own role makes everything, so the two that look for broad policies leave it out;
tests/cloud/test_pipeline.py says what holds it."""


def main() -> int:
    """Run them; answer 1 when one of them finds something."""
    failed = False
    with tempfile.TemporaryDirectory(prefix="tienda-cloud-") as folder:
        for name, built in ENVIRONMENTS.items():
            out = Path(folder) / name.replace(" ", "-")
            files = list(zip(STACKS, write(built, out), strict=True))
            for region in sorted({built.region, GLOBAL_REGION}):
                here = [file for stack, file in files if stack.region(built) == region]
                lint = Path(sys.executable).parent / "cfn-lint"
                failed |= _told(
                    f"cfn-lint: {name}, {region}", lint, "--regions", region, "--", *here
                )
            checkov = ("--framework", "cloudformation", "--compact", "--quiet", "--directory", out)
            failed |= _told(f"checkov: {name}", TOOLS / "checkov", *checkov)
            if name in DIFFER:
                failed |= _read_policies(name, made(built), Path(folder))
    return int(failed)


def _read_policies(name: str, stacks: dict[str, Made], folder: Path) -> bool:
    failed = False
    for title, document in _policies(stacks):
        file = folder / "policy.json"
        file.write_text(json.dumps(document))
        failed |= _told(f"parliament: {name}, {title}", TOOLS / "parliament", said=file.read_text())
        if title == "Boundary":
            continue  # it gives nobody anything, and is broad so that it holds every role
        scan = (TOOLS / "cloudsplaining", "scan-policy-file", "--input-file", file)
        failed |= _told(f"cloudsplaining: {name}, {title}", *scan)
    return failed


def _policies(stacks: dict[str, Made]) -> Iterator[tuple[str, object]]:
    for stack in stacks.values():
        for title, role in stack.of_type("AWS::IAM::Role").items():
            for policy in role.get("Policies", []) if title != MAKER else []:
                yield title, policy["PolicyDocument"]
        for title, managed in stack.of_type("AWS::IAM::ManagedPolicy").items():
            yield title, managed["PolicyDocument"]


def _told(what: str, *command: str | Path, said: str = "") -> bool:
    """Run a command and say how it went; answer whether it found something."""
    run = subprocess.run(command, input=said, capture_output=True, text=True, check=False)
    words = run.stdout.strip()
    if said:
        # parliament's list of actions is older than this one, which is there to be denied.
        words = "\n".join(line for line in words.splitlines() if NEWER not in line)
    # cloudsplaining ends with 0 whatever it finds.
    found = (
        bool(words or run.stderr.strip()) if said else run.returncode != 0 or "Issue found" in words
    )
    print(f"{'FOUND' if found else 'clean'}  {what}", flush=True)
    if found:
        print(words, run.stderr.strip(), sep="\n", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
