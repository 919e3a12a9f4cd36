"""The tests of templates can fail: each is run on a store with one thing wrong."""

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

from tests.cloud.resolved_stacks import ENVIRONMENTS, ResolvedStack, resolve_stacks

pytestmark = pytest.mark.cloud

Stacks = dict[str, ResolvedStack]
_INGRESS = "AWS::EC2::SecurityGroupIngress"


def properties(stack: str, title: str) -> Callable[[Stacks], dict[str, Any]]:
    return lambda stacks: stacks[stack].resources[title]["Properties"]


def statements(stack: str, title: str) -> Callable[[Stacks], list[dict[str, Any]]]:
    def get_statements(stacks: Stacks) -> list[dict[str, Any]]:
        (policy,) = properties(stack, title)(stacks)["Policies"]
        statements: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
        return statements

    return get_statements


def update(where: Callable[[Stacks], Any], **values: Any) -> Callable[[Stacks], None]:
    return lambda stacks: where(stacks).update(values)


def add_ingress(**rule: Any) -> Callable[[Stacks], None]:
    """Return a mutation that adds an ingress rule."""

    def add(stacks: Stacks) -> None:
        rules = stacks["network"].resources
        rules["Mutant"] = {"Type": _INGRESS, "Properties": {"IpProtocol": "tcp", **rule}}

    return add


def allow(stack: str, title: str, action: str, resource: str = "*") -> Callable[[Stacks], None]:
    statement = {"Effect": "Allow", "Action": [action], "Resource": resource}
    return lambda stacks: statements(stack, title)(stacks).append(statement)


def remove_denials(stacks: Stacks) -> None:
    current = statements("services", "BffRole")(stacks)
    current[:] = [statement for statement in current if statement["Effect"] != "Deny"]


def remove_boundary_and_denials(stacks: Stacks) -> None:
    remove_denials(stacks)
    boundary = properties("pipeline", "Boundary")(stacks)["PolicyDocument"]["Statement"]
    boundary[:] = [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]
    allow("services", "BffRole", "elasticloadbalancing:ModifyListener")(stacks)


def first_rule(stacks: Stacks) -> Any:
    return properties("services", "PublicProductsRule")(stacks)["Conditions"]


def receipts_for_all(stacks: Stacks) -> None:
    for service in ("Catalog", "Orders", "Users", "Bff"):
        allow("services", f"{service}Role", "s3:GetObject", RECEIPTS)(stacks)


RECEIPTS = "arn:aws:s3:::tienda-demo-storage-receiptsbucket-1a2b3c/*"
BFF, USERS, DATABASE = (f"{name}SecurityGroup.GroupId" for name in ("Bff", "Users", "Database"))
WHOLE_WORLD = {"CidrIp": "0.0.0.0/0", "FromPort": 443, "ToPort": 443}

MUTANTS: dict[str, tuple[Callable[[Stacks], None], Callable[[Stacks], None]]] = {
    "one zone": (
        update(properties("data", "Database"), MultiAZ=False),
        data.test_the_database_is_in_two_zones_encrypted_and_kept,
    ),
    "no encryption": (
        update(properties("data", "Database"), StorageEncrypted=False),
        data.test_the_database_is_in_two_zones_encrypted_and_kept,
    ),
    "database in public": (
        update(properties("data", "Database"), PubliclyAccessible=True),
        data.test_the_database_is_in_two_zones_encrypted_and_kept,
    ),
    "plain text to the database": (
        update(
            lambda s: properties("data", "ParameterGroup")(s)["Parameters"],
            **{"rds.force_ssl": "0"},
        ),
        data.test_the_database_is_in_two_zones_encrypted_and_kept,
    ),
    "a password in the template": (
        update(properties("data", "Database"), MasterUserPassword="hunter2"),
        data.test_the_master_password_is_in_no_template,
    ),
    "the world to the bff": (
        add_ingress(GroupId=BFF, **WHOLE_WORLD),
        network.test_only_the_public_load_balancer_accepts_traffic_from_outside,
    ),
    "the bff to the database": (
        add_ingress(GroupId=DATABASE, SourceSecurityGroupId=BFF, FromPort=5432, ToPort=5432),
        network.test_each_group_accepts_only_the_listed_sources,
    ),
    "the bff to users, past the load balancer": (
        add_ingress(GroupId=USERS, SourceSecurityGroupId=BFF, FromPort=50053, ToPort=50053),
        network.test_each_group_accepts_only_the_listed_sources,
    ),
    "a second way in": (
        update(properties("services", "InternalLoadBalancer"), Scheme="internet-facing"),
        network.test_instances_are_in_private_subnets_without_public_addresses,
    ),
    "gRPC without TLS": (
        update(properties("services", "InternalListener"), Protocol="HTTP", Port=80),
        services.test_grpc_is_behind_https_alone,
    ),
    "no secret shown": (
        lambda stacks: first_rule(stacks).pop(),
        services.test_only_the_paths_of_the_api_reach_the_bff_and_only_with_cloudfronts_secret,
    ),
    "old machines go first": (
        lambda stacks: (
            stacks["services"]
            .resources["UsersGroup"]["UpdatePolicy"]["AutoScalingRollingUpdate"]
            .update(MinInstancesInService=0)
        ),
        services.test_a_rolling_update_starts_new_instances_before_it_ends_old_ones,
    ),
    "a public bucket": (
        lambda stacks: properties("storage", "MediaBucket")(stacks)[
            "PublicAccessBlockConfiguration"
        ].update(BlockPublicPolicy=False),
        storage.test_every_bucket_is_private_versioned_and_tls_only,
    ),
    "a log that never ends": (
        lambda stacks: properties("services", "BffLogGroup")(stacks).pop("RetentionInDays"),
        templates.test_every_log_group_has_a_retention_period,
    ),
    "any action": (
        allow("services", "OrdersRole", "*"),
        templates.test_no_role_that_runs_code_has_a_wildcard_for_an_action,
    ),
    "any action on S3": (
        allow("services", "OrdersRole", "s3:*"),
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
        remove_denials,
        templates.test_every_role_of_a_machine_is_denied_changing_load_balancers,
    ),
    "user data too long": (
        lambda stacks: properties("services", "BffLaunchTemplate")(stacks)[
            "LaunchTemplateData"
        ].update(UserData="x" * 14_500),
        templates.test_templates_are_far_from_the_limits_of_aws,
    ),
    "a secret that keeps its name": (
        lambda stacks: stacks["data"].resources["SigningKey"].update(DeletionPolicy="Retain"),
        templates.test_retained_resources_have_generated_names,
    ),
    "a bucket left by a stack that was never made": (
        lambda stacks: stacks["storage"].resources["WebBucket"].update(DeletionPolicy="Retain"),
        templates.test_retained_resources_have_generated_names,
    ),
    "a secret shown by its name": (
        lambda stacks: stacks["services"].source.update(
            Mutant="{{resolve:secretsmanager:tienda/demo/origin:SecretString}}"
        ),
        templates.test_secrets_are_referred_to_by_resource,
    ),
    "machines before the services' names": (
        lambda stacks: (
            stacks["services"].source["Resources"]["BffGroup"]["DependsOn"].remove("UsersName")
        ),
        services.test_no_instance_starts_before_the_dns_names_exist,
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
        edge.test_products_and_shop_are_cached_and_orders_and_users_never,
    ),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_template_fails_its_test(mutant: str) -> None:
    change, check = MUTANTS[mutant]
    stacks = copy.deepcopy(resolve_stacks(ENVIRONMENTS["small"]))
    check(stacks)
    change(stacks)
    with pytest.raises(AssertionError):
        check(stacks)


@pytest.mark.skipif(iam.NODE is None, reason="needs Node")
@pytest.mark.parametrize(
    ("change", "check"),
    [
        (
            allow("services", "BffRole", "rds-db:connect"),
            lambda: iam.test_every_call_is_allowed_to_its_role_and_to_no_other("no sender"),
        ),
        (receipts_for_all, iam.test_what_a_compromised_instance_would_try_is_denied),
        (
            remove_boundary_and_denials,
            iam.test_no_instance_may_change_a_load_balancer_whatever_else_is_allowed,
        ),
    ],
    ids=["the bff into the database", "receipts for all", "a listener for the bff"],
)
def test_an_excessive_right_fails_its_test(
    change: Callable[[Stacks], None],
    check: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def changed(environment: Any) -> Stacks:
        stacks = copy.deepcopy(resolve_stacks(environment))
        change(stacks)
        return stacks

    monkeypatch.setattr(iam, "resolve_stacks", changed)
    with pytest.raises(AssertionError):
        check()
