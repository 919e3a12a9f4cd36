"""Linters of templates and policies: cfn-lint, checkov, parliament and cloudsplaining.

Each runs as a command over the templates of every environment; warnings of cfn-lint count. The
last three are in .venv-cloud, which `make cloud` creates.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cloudformation.build import write_templates
from cloudformation.stacks.registry import GLOBAL_REGION, STACKS
from tests.cloud.resolved_stacks import ENVIRONMENTS, ResolvedStack, resolve_stacks

TOOLS = Path(__file__).resolve().parents[2] / ".venv-cloud" / "bin"
POLICY_ENVIRONMENTS = ("small", "everything")
"""The environments whose policies differ by more than names."""
UNKNOWN_ACTIONS = (
    "Unknown action elasticloadbalancing:Allow*",
    "Unknown action cloudformation:DescribeEvents",
)
"""parliament's list of actions is older than these."""
SPLIT_STATEMENT = "No resources match for the given action -  - [{'action': 'ec2:RunInstances'"
"""parliament reads each statement by itself. For RunInstances one statement has the launch template
and another the other resources, because their conditions differ; test_pipeline.py tests both."""
SERVICE_ROLE = "MakerRole"
"""CloudFormation's service role may create everything, so the two linters of policies leave it out;
test_pipeline.py tests its limits."""


def lint(folder: Path) -> Iterator[str]:
    """Yield what cfn-lint finds."""
    for name, environment in ENVIRONMENTS.items():
        files = list(zip(STACKS, write_templates(environment, folder / name), strict=True))
        for region in sorted({environment.region, GLOBAL_REGION}):
            regional = [file for stack, file in files if stack.region(environment) == region]
            command = (
                Path(sys.executable).parent / "cfn-lint",
                "--regions",
                region,
                "--",
                *regional,
            )
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            if result.returncode:
                yield f"{name}, {region}: {result.stdout}{result.stderr}"


def check(folder: Path) -> Iterator[str]:
    """Yield what checkov finds; the metadata of a resource has the checks to skip."""
    for name, environment in ENVIRONMENTS.items():
        write_templates(environment, folder / name)
        options = ("--framework", "cloudformation", "--compact", "--quiet")
        command = (TOOLS / "checkov", *options, "--directory", folder / name)
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            yield f"{name}: {result.stdout}{result.stderr}"


def parliament(_: Path) -> Iterator[str]:
    """Yield what parliament finds in a policy: unknown actions, resources, conditions."""
    for name, title, document in policies():
        result = subprocess.run(
            (TOOLS / "parliament",),
            input=json.dumps(document),
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [
            line
            for line in result.stdout.splitlines()
            if line
            and not any(action in line for action in UNKNOWN_ACTIONS)
            and not (title == "DeployerRole" and SPLIT_STATEMENT in line)
        ]
        if lines or result.stderr.strip():
            yield "\n".join((f"{name}, {title}:", *lines, result.stderr.strip()))


def cloudsplaining(folder: Path) -> Iterator[str]:
    """Yield what cloudsplaining finds in a policy: ways to more rights, data that leaves."""
    file = folder / "policy.json"
    for name, title, document in policies():
        if title == "Boundary":
            continue  # it grants nothing, and is broad because it limits every role
        file.write_text(json.dumps(document))
        command = (TOOLS / "cloudsplaining", "scan-policy-file", "--input-file", file)
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        # Its exit status is 0 whatever it finds.
        if result.returncode or "Issue found" in result.stdout:
            yield f"{name}, {title}: {result.stdout}{result.stderr}"


def policies() -> Iterator[tuple[str, str, object]]:
    """Yield every policy, with the name of its environment and its logical id."""
    for name in POLICY_ENVIRONMENTS:
        for stack in resolve_stacks(ENVIRONMENTS[name]).values():
            yield from ((name, *policy) for policy in _policies(stack))


def _policies(stack: ResolvedStack) -> Iterator[tuple[str, object]]:
    for title, role in stack.of_type("AWS::IAM::Role").items():
        for policy in role.get("Policies", []) if title != SERVICE_ROLE else []:
            yield title, policy["PolicyDocument"]
    for title, managed in stack.of_type("AWS::IAM::ManagedPolicy").items():
        yield title, managed["PolicyDocument"]
