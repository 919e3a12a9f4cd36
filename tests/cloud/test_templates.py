"""What must be true of all templates, whatever else changes in them."""

import json
from collections.abc import Iterator
from typing import Any

from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.deployment.account import MAX_TEMPLATE_BYTES
from cloudformation.stacks.registry import STACKS
from tests.cloud.account import ENVIRONMENTS, Made, environment, every, made


def test_a_template_is_the_same_each_time() -> None:
    for stack in STACKS:
        first, second = (stack.template(environment()).to_json() for _ in range(2))
        assert first == second


def test_no_role_that_runs_code_has_a_wildcard_for_an_action(stacks: dict[str, Made]) -> None:
    for title, role in every(stacks, "AWS::IAM::Role"):
        if title == "MakerRole":
            continue  # CloudFormation's own, which makes everything; see test_pipeline.py
        assert "PermissionsBoundary" in role or title == "DeployerRole", title
        for policy in role.get("Policies", []):
            for one in policy["PolicyDocument"]["Statement"]:
                if one["Effect"] == "Allow":
                    assert not [action for action in one["Action"] if "*" in action], title


def test_no_policy_says_any_action(stacks: dict[str, Made]) -> None:
    told = [one for stack in stacks.values() for one in actions(stack.resources)]
    assert len(told) > 100
    assert "*" not in told


def actions(shape: Any) -> Iterator[str]:
    """Yield every action that any policy names, of roles, buckets, topics, keys or endpoints."""
    if isinstance(shape, dict):
        for key in ("Action", "NotAction"):
            named = shape.get(key, [])
            if "Effect" in shape:
                yield from [named] if isinstance(named, str) else named
        for one in shape.values():
            yield from actions(one)
    elif isinstance(shape, list):
        for one in shape:
            yield from actions(one)


def test_every_role_of_a_machine_is_denied_changing_load_balancers(stacks: dict[str, Made]) -> None:
    roles = {f"{name.title()}Role" for name in (*SERVICES, "keeper")}
    found = {title: role for title, role in every(stacks, "AWS::IAM::Role") if title in roles}
    assert set(found) == roles
    for title, role in found.items():
        (policy,) = role["Policies"]
        denied = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Deny"]
        assert denied, title
        assert denied[0]["Resource"] == "*"


def test_every_log_group_ends(stacks: dict[str, Made]) -> None:
    groups = dict(every(stacks, "AWS::Logs::LogGroup"))
    assert groups
    assert not [title for title, group in groups.items() if not group.get("RetentionInDays")]


def test_templates_are_far_from_what_cloudformation_takes(stacks: dict[str, Made]) -> None:
    for name, stack in stacks.items():
        assert len(json.dumps(stack.source)) < 500_000, name  # of 1,000,000
        assert len(stack.resources) < 250, name  # of 500
        assert len(stack.parameters) < 100, name  # of 200
        assert len(stack.outputs) < 100, name  # of 200
        for role in stack.of_type("AWS::IAM::Role").values():
            own = [one["PolicyDocument"] for one in role.get("Policies", [])]
            assert len(json.dumps(own, separators=(",", ":"))) < 7_500, name  # of 10,240
    for title, policy in every(stacks, "AWS::IAM::ManagedPolicy"):
        assert len(json.dumps(policy["PolicyDocument"], separators=(",", ":"))) < 4_600, title
    for title, one in every(stacks, "AWS::EC2::LaunchTemplate"):
        assert len(one["LaunchTemplateData"]["UserData"].encode()) < 14_000, title  # of 16,384
    for title, function in every(stacks, "AWS::CloudFront::Function"):
        assert len(function["FunctionCode"].encode()) < 5_000, title  # of 10,240


def test_templates_without_a_bucket_beside_them_fit_into_the_call() -> None:
    for name, built in ENVIRONMENTS.items():
        sizes = {
            one.name: len(json.dumps(json.loads(one.template(built).to_json())).encode())
            for one in STACKS
        }
        # It is made with the fourth, and is in the store's own region.
        without = [one.name for one in STACKS[: list(sizes).index("storage") + 1]]
        without += [one.name for one in STACKS if one.is_global]
        assert not [one for one in without if sizes[one] > MAX_TEMPLATE_BYTES], (name, sizes)
        # From the bucket CloudFormation takes 1 MB.
        assert max(sizes.values()) < 200_000, (name, sizes)


def test_a_second_store_in_a_region_has_nothing_that_is_the_accounts() -> None:
    both = [
        {
            (kind, properties[key])
            for stack in made(environment(**settings)).values()
            for kind in {one["Type"] for one in stack.resources.values()}
            for properties in stack.of_type(kind).values()
            for key in properties
            if key in OWN_NAMES
        }
        for settings in ({}, {"name": "other", "domain": "other.example", "sms_settings": False})
    ]
    assert len(both[0]) > 40
    assert not both[0] & both[1]


OWN_NAMES = {
    *("AlarmName", "AutoScalingGroupName", "BudgetName", "DashboardName", "DBInstanceIdentifier"),
    *("EmailIdentity", "LaunchTemplateName", "LogGroupName", "ManagedPolicyName", "Name"),
}


def test_what_a_stack_leaves_behind_has_no_name_that_the_next_one_wants(
    stacks: dict[str, Made],
) -> None:
    for stack in stacks.values():
        for title, shape in stack.resources.items():
            if shape.get("DeletionPolicy", "Delete").startswith("Retain"):
                named = [key for key in shape["Properties"] if key.endswith("Name")]
                assert not named, (stack.name, title)
                # Not even a stack that could not be made may leave it.
                assert shape["DeletionPolicy"] == "RetainExceptOnCreate", (stack.name, title)


def test_a_secret_is_made_before_what_shows_it(stacks: dict[str, Made]) -> None:
    for stack in stacks.values():
        for secret in stack.of_type("AWS::SecretsManager::Secret").values():
            # CloudFormation sees who needs whom by references, not by names.
            assert f"secretsmanager:{secret['Name']}:" not in json.dumps(stack.source), stack.name


def test_a_store_is_told_apart_from_another_by_its_name() -> None:
    other = Environment.of_size("small", **{**EXAMPLE, "name": "other"})
    for stack in STACKS:
        assert "demo" not in stack.template(other).to_json()
        assert stack.full_name(other).startswith("tienda-other-")
