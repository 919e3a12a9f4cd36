"""Those who know AWS's rules, and read the templates of every environment by them.

cfn-lint (warnings count), checkov, parliament and cloudsplaining, each as a command; the last three
are in .venv-cloud, which `make cloud` makes.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cloudformation.build import write_templates
from cloudformation.stacks.registry import GLOBAL_REGION, STACKS
from tests.cloud.account import ENVIRONMENTS, Made, made

TOOLS = Path(__file__).resolve().parents[2] / ".venv-cloud" / "bin"
DIFFER = ("small", "everything")
"""The environments whose policies are not those of another, but for names."""
NEWER = "Unknown action elasticloadbalancing:Allow*"
"""parliament's list of actions is older than this one, which is there to be denied."""
ALONE = "No resources match for the given action -  - [{'action': 'ec2:RunInstances'"
"""It reads each statement by itself. Of RunInstances one has the launch template and another the
rest, as their conditions differ; tests/cloud/test_pipeline.py has both."""
MAKER = "MakerRole"
"""CloudFormation's own role makes everything, so the two that look for broad policies leave it out;
tests/cloud/test_pipeline.py says what holds it."""


def lint(folder: Path) -> Iterator[str]:
    """Yield what cfn-lint finds."""
    for name, built in ENVIRONMENTS.items():
        files = list(zip(STACKS, write_templates(built, folder / name), strict=True))
        for region in sorted({built.region, GLOBAL_REGION}):
            here = [file for stack, file in files if stack.region(built) == region]
            command = (Path(sys.executable).parent / "cfn-lint", "--regions", region, "--", *here)
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                yield f"{name}, {region}: {done.stdout}{done.stderr}"


def check(folder: Path) -> Iterator[str]:
    """Yield what checkov finds; what it is to leave out is said beside the resource."""
    for name, built in ENVIRONMENTS.items():
        write_templates(built, folder / name)
        told = ("--framework", "cloudformation", "--compact", "--quiet")
        command = (TOOLS / "checkov", *told, "--directory", folder / name)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            yield f"{name}: {done.stdout}{done.stderr}"


def parliament(_: Path) -> Iterator[str]:
    """Yield what parliament finds in a policy: unknown actions, resources, conditions."""
    for name, title, document in policies():
        done = subprocess.run(
            (TOOLS / "parliament",),
            input=json.dumps(document),
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [
            line
            for line in done.stdout.splitlines()
            if line and NEWER not in line and not (title == "DeployerRole" and ALONE in line)
        ]
        if lines or done.stderr.strip():
            yield "\n".join((f"{name}, {title}:", *lines, done.stderr.strip()))


def cloudsplaining(folder: Path) -> Iterator[str]:
    """Yield what cloudsplaining finds in a policy: ways to more rights, data that leaves."""
    file = folder / "policy.json"
    for name, title, document in policies():
        if title == "Boundary":
            continue  # it gives nobody anything, and is broad so that it holds every role
        file.write_text(json.dumps(document))
        command = (TOOLS / "cloudsplaining", "scan-policy-file", "--input-file", file)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        # It ends with 0 whatever it finds.
        if done.returncode or "Issue found" in done.stdout:
            yield f"{name}, {title}: {done.stdout}{done.stderr}"


def policies() -> Iterator[tuple[str, str, object]]:
    """Yield every policy, with its environment's name and its resource's title."""
    for name in DIFFER:
        for stack in made(ENVIRONMENTS[name]).values():
            yield from ((name, *one) for one in _policies(stack))


def _policies(stack: Made) -> Iterator[tuple[str, object]]:
    for title, role in stack.of_type("AWS::IAM::Role").items():
        for policy in role.get("Policies", []) if title != MAKER else []:
            yield title, policy["PolicyDocument"]
    for title, managed in stack.of_type("AWS::IAM::ManagedPolicy").items():
        yield title, managed["PolicyDocument"]
