"""The assertions on templates can fail: each is shown a store with one thing wrong."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import test_data_stack as data
import test_edge_stack as edge
import test_iam as iam
import test_network_stack as network
import test_services_stack as services
import test_storage_stack as storage
import test_templates as templates

from tests.cloud.account import ENVIRONMENTS, Made, made

pytestmark = pytest.mark.cloud

Stacks = dict[str, Made]
_INGRESS = "AWS::EC2::SecurityGroupIngress"


def properties(stack: str, title: str) -> Callable[[Stacks], dict[str, Any]]:
    return lambda stacks: stacks[stack].resources[title]["Properties"]


def statements(stack: str, title: str) -> Callable[[Stacks], list[dict[str, Any]]]:
    def found(stacks: Stacks) -> list[dict[str, Any]]:
        (policy,) = properties(stack, title)(stacks)["Policies"]
        statements: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
        return statements

    return found


def sets(where: Callable[[Stacks], Any], **values: Any) -> Callable[[Stacks], None]:
    return lambda stacks: where(stacks).update(values)


def lets_in(**rule: Any) -> Callable[[Stacks], None]:
    """Return what adds a rule by which something may come in."""

    def add(stacks: Stacks) -> None:
        rules = stacks["network"].resources
        rules["Mutant"] = {"Type": _INGRESS, "Properties": {"IpProtocol": "tcp", **rule}}

    return add


def allows(stack: str, title: str, action: str, resource: str = "*") -> Callable[[Stacks], None]:
    one = {"Effect": "Allow", "Action": [action], "Resource": resource}
    return lambda stacks: statements(stack, title)(stacks).append(one)


def denies_nothing(stacks: Stacks) -> None:
    found = statements("services", "BffRole")(stacks)
    found[:] = [one for one in found if one["Effect"] != "Deny"]


def no_boundary_nor_denial(stacks: Stacks) -> None:
    denies_nothing(stacks)
    boundary = properties("pipeline", "Boundary")(stacks)["PolicyDocument"]["Statement"]
    boundary[:] = [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]
    allows("services", "BffRole", "elasticloadbalancing:ModifyListener")(stacks)


def first_rule(stacks: Stacks) -> Any:
    return properties("services", "PublicProductsRule")(stacks)["Conditions"]


def all_machines(stacks: Stacks) -> None:
    for service in ("Catalog", "Orders", "Users", "Bff"):
        allows("services", f"{service}Role", "s3:GetObject", RECEIPTS)(stacks)


RECEIPTS = "arn:aws:s3:::tienda-demo-storage-receiptsbucket-1a2b3c/*"
BFF, USERS, DATABASE = (f"{name}SecurityGroup.GroupId" for name in ("Bff", "Users", "Database"))
WHOLE_WORLD = {"CidrIp": "0.0.0.0/0", "FromPort": 443, "ToPort": 443}

MUTANTS: dict[str, tuple[Callable[[Stacks], None], Callable[[Stacks], None]]] = {
    "one zone": (
        sets(properties("data", "Database"), MultiAZ=False),
        data.test_the_database_is_in_two_zones_encrypted_and_kept,
    ),
    "no encryption": (
        sets(properties("data", "Database"), StorageEncrypted=False),
        data.test_the_database_is_in_two_zones_encrypted_and_kept,
    ),
    "database in public": (
        sets(properties("data", "Database"), PubliclyAccessible=True),
        data.test_the_database_is_in_two_zones_encrypted_and_kept,
    ),
    "plain text to the database": (
        sets(
            lambda s: properties("data", "ParameterGroup")(s)["Parameters"],
            **{"rds.force_ssl": "0"},
        ),
        data.test_the_database_is_in_two_zones_encrypted_and_kept,
    ),
    "a password in the template": (
        sets(properties("data", "Database"), MasterUserPassword="hunter2"),
        data.test_nobody_writes_the_masters_password,
    ),
    "the world to the bff": (
        lets_in(GroupId=BFF, **WHOLE_WORLD),
        network.test_traffic_comes_from_outside_to_the_public_load_balancer_alone,
    ),
    "the bff to the database": (
        lets_in(GroupId=DATABASE, SourceSecurityGroupId=BFF, FromPort=5432, ToPort=5432),
        network.test_each_group_hears_only_those_before_it_in_the_chain,
    ),
    "the bff to users, past the load balancer": (
        lets_in(GroupId=USERS, SourceSecurityGroupId=BFF, FromPort=50053, ToPort=50053),
        network.test_each_group_hears_only_those_before_it_in_the_chain,
    ),
    "a second way in": (
        sets(properties("services", "InternalLoadBalancer"), Scheme="internet-facing"),
        network.test_machines_are_in_private_subnets_without_an_address_of_their_own,
    ),
    "gRPC without TLS": (
        sets(properties("services", "InternalListener"), Protocol="HTTP", Port=80),
        services.test_grpc_is_behind_https_alone,
    ),
    "no secret shown": (
        lambda stacks: first_rule(stacks).pop(),
        services.test_only_three_paths_reach_the_bff_and_only_with_cloudfronts_secret,
    ),
    "old machines go first": (
        lambda stacks: (
            stacks["services"]
            .resources["UsersGroup"]["UpdatePolicy"]["AutoScalingRollingUpdate"]
            .update(MinInstancesInService=0)
        ),
        services.test_a_roll_brings_the_new_before_it_takes_the_old,
    ),
    "a public bucket": (
        lambda stacks: properties("storage", "MediaBucket")(stacks)[
            "PublicAccessBlockConfiguration"
        ].update(BlockPublicPolicy=False),
        storage.test_every_bucket_is_private_versioned_and_tls_only,
    ),
    "a log that never ends": (
        lambda stacks: properties("services", "BffLogGroup")(stacks).pop("RetentionInDays"),
        templates.test_every_log_group_ends,
    ),
    "any action": (
        allows("services", "OrdersRole", "*"),
        templates.test_no_role_that_runs_code_has_a_wildcard_for_an_action,
    ),
    "any action on S3": (
        allows("services", "OrdersRole", "s3:*"),
        templates.test_no_role_that_runs_code_has_a_wildcard_for_an_action,
    ),
    "any action, of a bucket's own policy": (
        lambda stacks: properties("storage", "MediaBucketPolicy")(stacks)["PolicyDocument"][
            "Statement"
        ][0].update(Action="*"),
        templates.test_no_policy_says_any_action,
    ),
    "no boundary": (
        lambda stacks: properties("services", "BffRole")(stacks).pop("PermissionsBoundary"),
        templates.test_no_role_that_runs_code_has_a_wildcard_for_an_action,
    ),
    "load balancers not denied": (
        denies_nothing,
        templates.test_every_role_of_a_machine_is_denied_changing_load_balancers,
    ),
    "user data too long": (
        lambda stacks: properties("services", "BffLaunchTemplate")(stacks)[
            "LaunchTemplateData"
        ].update(UserData="x" * 14_500),
        templates.test_templates_are_far_from_what_cloudformation_takes,
    ),
    "a secret that keeps its name": (
        lambda stacks: stacks["data"].resources["SigningKey"].update(DeletionPolicy="Retain"),
        templates.test_what_a_stack_leaves_behind_has_no_name_that_the_next_one_wants,
    ),
    "a bucket left by a stack that was never made": (
        lambda stacks: stacks["storage"].resources["WebBucket"].update(DeletionPolicy="Retain"),
        templates.test_what_a_stack_leaves_behind_has_no_name_that_the_next_one_wants,
    ),
    "a secret shown by its name": (
        lambda stacks: stacks["services"].source.update(
            Mutant="{{resolve:secretsmanager:tienda/demo/origin:SecretString}}"
        ),
        templates.test_a_secret_is_made_before_what_shows_it,
    ),
    "machines before the services' names": (
        lambda stacks: (
            stacks["services"].source["Resources"]["BffGroup"]["DependsOn"].remove("UsersName")
        ),
        services.test_no_machine_asks_for_a_name_before_it_is_there,
    ),
    "orders kept by CloudFront": (
        lambda stacks: (
            stacks["edge"]
            .resources["Distribution"]["Properties"]["DistributionConfig"]["CacheBehaviors"][2]
            .update(
                CachePolicyId=stacks["edge"].resources["Distribution"]["Properties"][
                    "DistributionConfig"
                ]["CacheBehaviors"][1]["CachePolicyId"]
            )
        ),
        edge.test_products_are_kept_and_orders_and_users_never,
    ),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_what_is_wrong_is_seen(mutant: str) -> None:
    change, check = MUTANTS[mutant]
    stacks = copy.deepcopy(made(ENVIRONMENTS["small"]))
    check(stacks)
    change(stacks)
    with pytest.raises(AssertionError):
        check(stacks)


@pytest.mark.skipif(iam.NODE is None, reason="needs Node")
@pytest.mark.parametrize(
    ("change", "check"),
    [
        (
            allows("services", "BffRole", "rds-db:connect"),
            lambda: iam.test_every_call_is_allowed_to_its_role_and_to_no_other("no sender"),
        ),
        (all_machines, iam.test_what_a_taken_over_machine_would_try_is_refused),
        (
            no_boundary_nor_denial,
            iam.test_nothing_may_change_a_load_balancer_whatever_else_it_is_given,
        ),
    ],
    ids=["the bff into the database", "receipts for all", "a listener for the bff"],
)
def test_a_right_too_many_is_seen(
    change: Callable[[Stacks], None],
    check: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def changed(environment: Any) -> Stacks:
        stacks = copy.deepcopy(made(environment))
        change(stacks)
        return stacks

    monkeypatch.setattr(iam, "made", changed)
    with pytest.raises(AssertionError):
        check()
