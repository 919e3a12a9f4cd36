"""What must hold for all templates."""

import json
from collections.abc import Iterator
from typing import Any

from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.deployment.account import MAX_TEMPLATE_BYTES
from cloudformation.stacks.registry import STACKS
from tests.cloud.resolved_stacks import (
    ENVIRONMENTS,
    ResolvedStack,
    build_environment,
    resolve_stacks,
    resources_of_type,
)


def test_a_template_is_the_same_each_time() -> None:
    for stack in STACKS:
        first, second = (stack.template(build_environment()).to_json() for _ in range(2))
        assert first == second


def test_no_role_that_runs_code_has_a_wildcard_for_an_action(
    stacks: dict[str, ResolvedStack],
) -> None:
    for title, role in resources_of_type(stacks, "AWS::IAM::Role"):
        if title == "MakerRole":
            continue  # CloudFormation's service role: test_pipeline.py
        assert "PermissionsBoundary" in role or title == "DeployerRole", title
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if statement["Effect"] == "Allow":
                    assert not [action for action in statement["Action"] if "*" in action], title


def test_no_policy_says_any_action(stacks: dict[str, ResolvedStack]) -> None:
    all_actions = [action for stack in stacks.values() for action in actions(stack.resources)]
    assert len(all_actions) > 100
    assert "*" not in all_actions


def actions(value: Any) -> Iterator[str]:
    """Yield every action that any policy names, of roles, buckets, topics, keys or endpoints."""
    if isinstance(value, dict):
        for key in ("Action", "NotAction"):
            named = value.get(key, [])
            if "Effect" in value:
                yield from [named] if isinstance(named, str) else named
        for member in value.values():
            yield from actions(member)
    elif isinstance(value, list):
        for item in value:
            yield from actions(item)


def test_every_role_of_a_machine_is_denied_changing_load_balancers(
    stacks: dict[str, ResolvedStack],
) -> None:
    roles = {f"{name.title()}Role" for name in (*SERVICES, "keeper")}
    found = {
        title: role for title, role in resources_of_type(stacks, "AWS::IAM::Role") if title in roles
    }
    assert set(found) == roles
    for title, role in found.items():
        (policy,) = role["Policies"]
        statements = policy["PolicyDocument"]["Statement"]
        denied = [statement for statement in statements if statement["Effect"] == "Deny"]
        assert denied, title
        assert denied[0]["Resource"] == "*"


def test_every_log_group_has_a_retention_period(stacks: dict[str, ResolvedStack]) -> None:
    groups = dict(resources_of_type(stacks, "AWS::Logs::LogGroup"))
    assert groups
    assert not [title for title, group in groups.items() if not group.get("RetentionInDays")]


def test_templates_are_far_from_the_limits_of_aws(stacks: dict[str, ResolvedStack]) -> None:
    for name, stack in stacks.items():
        assert len(json.dumps(stack.source)) < 500_000, name  # of 1,000,000
        assert len(stack.resources) < 250, name  # of 500
        assert len(stack.parameters) < 100, name  # of 200
        assert len(stack.outputs) < 100, name  # of 200
        for role in stack.of_type("AWS::IAM::Role").values():
            own = [policy["PolicyDocument"] for policy in role.get("Policies", [])]
            assert len(json.dumps(own, separators=(",", ":"))) < 7_500, name  # of 10,240
    for title, policy in resources_of_type(stacks, "AWS::IAM::ManagedPolicy"):
        assert len(json.dumps(policy["PolicyDocument"], separators=(",", ":"))) < 4_600, title
    for title, launch_template in resources_of_type(stacks, "AWS::EC2::LaunchTemplate"):
        assert len(launch_template["LaunchTemplateData"]["UserData"].encode()) < 14_000, (
            title
        )  # of 16,384
    for title, function in resources_of_type(stacks, "AWS::CloudFront::Function"):
        assert len(function["FunctionCode"].encode()) < 5_000, title  # of 10,240


def test_templates_that_cannot_be_uploaded_fit_into_the_call() -> None:
    for name, environment in ENVIRONMENTS.items():
        sizes = {
            stack.name: len(json.dumps(json.loads(stack.template(environment).to_json())).encode())
            for stack in STACKS
        }
        # The bucket for templates is in the storage stack and in the store's region.
        not_uploaded = [stack.name for stack in STACKS[: list(sizes).index("storage") + 1]]
        not_uploaded += [stack.name for stack in STACKS if stack.is_global]
        assert not [stack for stack in not_uploaded if sizes[stack] > MAX_TEMPLATE_BYTES], (
            name,
            sizes,
        )
        # The limit for templates in a bucket is 1 MB.
        assert max(sizes.values()) < 200_000, (name, sizes)


def test_two_stores_in_a_region_share_no_names() -> None:
    both = [
        {
            (kind, properties[key])
            for stack in resolve_stacks(build_environment(**settings)).values()
            for kind in {resource["Type"] for resource in stack.resources.values()}
            for properties in stack.of_type(kind).values()
            for key in properties
            if key in NAME_PROPERTIES
        }
        for settings in ({}, {"name": "other", "domain": "other.example", "sms_settings": False})
    ]
    assert len(both[0]) > 40
    assert not both[0] & both[1]


NAME_PROPERTIES = {
    *("AlarmName", "AutoScalingGroupName", "BudgetName", "DashboardName", "DBInstanceIdentifier"),
    *("EmailIdentity", "LaunchTemplateName", "LogGroupName", "ManagedPolicyName", "Name"),
}


def test_retained_resources_have_generated_names(
    stacks: dict[str, ResolvedStack],
) -> None:
    for stack in stacks.values():
        for title, shape in stack.resources.items():
            if shape.get("DeletionPolicy", "Delete").startswith("Retain"):
                named = [key for key in shape["Properties"] if key.endswith("Name")]
                assert not named, (stack.name, title)
                # A stack whose creation fails must not retain it.
                assert shape["DeletionPolicy"] == "RetainExceptOnCreate", (stack.name, title)


def test_secrets_are_referred_to_by_resource(stacks: dict[str, ResolvedStack]) -> None:
    for stack in stacks.values():
        for secret in stack.of_type("AWS::SecretsManager::Secret").values():
            # CloudFormation orders resources by references, not by names.
            assert f"secretsmanager:{secret['Name']}:" not in json.dumps(stack.source), stack.name


def test_every_stack_has_the_name_of_its_store() -> None:
    other = Environment.of_size("small", **{**EXAMPLE, "name": "other"})
    for stack in STACKS:
        assert "demo" not in stack.template(other).to_json()
        assert stack.full_name(other).startswith("tienda-other-")
