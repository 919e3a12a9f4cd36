"""Load balancers and groups: gRPC over HTTPS, the public paths, rolling updates."""

import re
from pathlib import Path

from bff.http.in_flight import InFlightRequests
from bff.routes import all_endpoints
from cloudformation.config.environment import GRPC_PORTS
from cloudformation.config.settings import SERVICES
from cloudformation.stacks.services.load_balancers import GRPC_SERVICES, PATHS
from tests.cloud.resolved_stacks import ResolvedStack

ROOT = Path(__file__).resolve().parents[2]


def test_grpc_is_behind_https_alone(stacks: dict[str, ResolvedStack]) -> None:
    services = stacks["services"]
    listeners = services.of_type("AWS::ElasticLoadBalancingV2::Listener")
    assert {(listener["Port"], listener["Protocol"]) for listener in listeners.values()} == {
        (443, "HTTPS")
    }
    for listener in listeners.values():
        (action,) = listener["DefaultActions"]
        assert action["FixedResponseConfig"]["StatusCode"] == "403"
    groups = services.of_type("AWS::ElasticLoadBalancingV2::TargetGroup")
    assert {title: group["ProtocolVersion"] for title, group in groups.items()} == {
        "BffTargetGroup": "HTTP1",
        **{f"{name.title()}TargetGroup": "GRPC" for name in GRPC_PORTS},
    }
    for title, group in groups.items():
        if group["ProtocolVersion"] == "GRPC":
            assert group["HealthCheckPath"] == "/grpc.health.v1.Health/Check", title
            assert group["Matcher"] == {"GrpcCode": "0"}, title


def listener_rules(
    services: ResolvedStack, listener: str
) -> list[tuple[int, dict[str, list[str]], str]]:
    rules = []
    for rule in services.of_type("AWS::ElasticLoadBalancingV2::ListenerRule").values():
        if services.resolve({"Ref": f"{listener}Listener"}) == rule["ListenerArn"]:
            conditions = {
                condition["Field"]: next(
                    resource["Values"]
                    for resource in condition.values()
                    if isinstance(resource, dict)
                )
                for condition in rule["Conditions"]
            }
            (action,) = rule["Actions"]
            (target,) = action["ForwardConfig"]["TargetGroups"]
            group = target["TargetGroupArn"].split(":")[2]
            rules.append((rule["Priority"], conditions, group))
    assert len({priority for priority, *_ in rules}) == len(rules)
    return sorted(rules, key=lambda rule: rule[0])


def test_only_the_paths_of_the_api_reach_the_bff_and_only_with_cloudfronts_secret(
    stacks: dict[str, ResolvedStack],
) -> None:
    secret = stacks["services"].resolve({"Ref": "OriginSecret"})
    rules = listener_rules(stacks["services"], "Public")
    assert [(conditions["path-pattern"], group) for _, conditions, group in rules] == [
        (["/products*"], "BffTargetGroup"),
        (["/orders*"], "BffTargetGroup"),
        (["/users*"], "BffTargetGroup"),
        (["/shop*"], "BffTargetGroup"),
    ]
    secret_reference = f"{{{{resolve:secretsmanager:{secret}:SecretString}}}}"
    assert all(conditions.get("http-header") == [secret_reference] for _, conditions, _ in rules)
    configuration = stacks["edge"].resources["Distribution"]["Properties"]["DistributionConfig"]
    (origin,) = (origin for origin in configuration["Origins"] if origin["Id"] == "Store")
    # The replica in the other region has the same name, and another ARN.
    (origin_secret,) = stacks["services"].of_type("AWS::SecretsManager::Secret").values()
    by_name = f"{{{{resolve:secretsmanager:{origin_secret['Name']}:SecretString}}}}"
    assert [header["HeaderValue"] for header in origin["OriginCustomHeaders"]] == [by_name]
    # The load balancer takes * and ? as wildcards.
    assert origin_secret["GenerateSecretString"]["ExcludePunctuation"] is True
    replicas = [replica["Region"] for replica in origin_secret.get("ReplicaRegions", [])]
    assert "us-east-1" in [*replicas, stacks["services"].region]


def test_every_path_of_the_api_leads_to_the_bff() -> None:
    endpoints = all_endpoints(InFlightRequests())
    # Health checks and the contract are not for shoppers.
    paths = [endpoint.path for endpoint in endpoints if endpoint.tag != "operations"]
    assert {path.split("/")[1] for path in paths} == set(PATHS)


def test_every_grpc_service_of_the_protos_is_reached(stacks: dict[str, ResolvedStack]) -> None:
    names = {
        f"{package[1]}.{name}"
        for file in (ROOT / "protos" / "tienda").rglob("*.proto")
        if (package := re.search(r"^package (.+);", file.read_text(), re.MULTILINE))
        for name in re.findall(r"^service (\w+)", file.read_text(), re.MULTILINE)
    }
    assert len(names) > 6
    assert names == {name for names in GRPC_SERVICES.values() for name in names}
    reached = {
        pattern: group
        for _, conditions, group in listener_rules(stacks["services"], "Internal")
        for pattern in conditions["path-pattern"]
        if "host-header" not in conditions
    }
    assert reached == {f"/{name}/*": f"{name.split('.')[1].title()}TargetGroup" for name in names}


def test_a_rolling_update_starts_new_instances_before_it_ends_old_ones(
    stacks: dict[str, ResolvedStack],
) -> None:
    for title, resource in stacks["services"].resources.items():
        if resource["Type"] != "AWS::AutoScaling::AutoScalingGroup":
            continue
        group, update = resource["Properties"], resource["UpdatePolicy"]["AutoScalingRollingUpdate"]
        assert update["WaitOnResourceSignals"] is True, title
        assert int(group["MinSize"]) <= int(update["MinInstancesInService"]), title
        assert int(update["MinInstancesInService"]) < int(group["MaxSize"]), title
        assert update["MaxBatchSize"] == 1, title
        assert resource["CreationPolicy"]["ResourceSignal"]["Count"] == int(group["MinSize"])
        assert group["HealthCheckType"] == "ELB", title


def test_no_instance_starts_before_the_dns_names_exist(stacks: dict[str, ResolvedStack]) -> None:
    names = {"CatalogName", "OrdersName", "UsersName"}
    for service in SERVICES:
        assert names < set(
            stacks["services"].source["Resources"][f"{service.title()}Group"]["DependsOn"]
        )


def test_the_groups_are_updated_one_after_another_and_who_calls_comes_last(
    stacks: dict[str, ResolvedStack],
) -> None:
    groups = {f"{service.title()}Group" for service in SERVICES}
    resources = stacks["services"].source["Resources"]
    waits = {title: groups & set(resources[title]["DependsOn"]) for title in groups}
    assert waits == {
        "UsersGroup": set(),
        "CatalogGroup": {"UsersGroup"},
        "OrdersGroup": {"CatalogGroup"},
        "BffGroup": {"OrdersGroup"},
    }
