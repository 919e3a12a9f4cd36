"""Load balancers and groups: gRPC behind HTTPS, the paths that lead in, how a roll goes."""

import re
from pathlib import Path

from bff.http.in_flight import InFlightRequests
from bff.routes import all_endpoints
from cloudformation.config.environment import GRPC_PORTS
from cloudformation.config.settings import SERVICES
from cloudformation.stacks.services.load_balancers import GRPC_SERVICES, PATHS
from tests.cloud.account import Made, every

ROOT = Path(__file__).resolve().parents[2]


def test_grpc_is_behind_https_alone(stacks: dict[str, Made]) -> None:
    services = stacks["services"]
    listeners = services.of_type("AWS::ElasticLoadBalancingV2::Listener")
    assert {(one["Port"], one["Protocol"]) for one in listeners.values()} == {(443, "HTTPS")}
    for one in listeners.values():
        (last,) = one["DefaultActions"]
        assert last["FixedResponseConfig"]["StatusCode"] == "403"
    groups = services.of_type("AWS::ElasticLoadBalancingV2::TargetGroup")
    assert {title: one["ProtocolVersion"] for title, one in groups.items()} == {
        "BffTargetGroup": "HTTP1",
        **{f"{name.title()}TargetGroup": "GRPC" for name in GRPC_PORTS},
    }
    for title, one in groups.items():
        if one["ProtocolVersion"] == "GRPC":
            assert one["HealthCheckPath"] == "/grpc.health.v1.Health/Check", title
            assert one["Matcher"] == {"GrpcCode": "0"}, title


def rules(services: Made, listener: str) -> list[tuple[int, dict[str, list[str]], str]]:
    found = []
    for one in services.of_type("AWS::ElasticLoadBalancingV2::ListenerRule").values():
        if services.resolve({"Ref": f"{listener}Listener"}) == one["ListenerArn"]:
            conditions = {
                condition["Field"]: next(
                    shape["Values"] for shape in condition.values() if isinstance(shape, dict)
                )
                for condition in one["Conditions"]
            }
            (action,) = one["Actions"]
            (there,) = action["ForwardConfig"]["TargetGroups"]
            found.append((one["Priority"], conditions, there["TargetGroupArn"].split(":")[2]))
    assert len({priority for priority, *_ in found}) == len(found)
    return sorted(found, key=lambda rule: rule[0])


def test_only_three_paths_reach_the_bff_and_only_with_cloudfronts_secret(
    stacks: dict[str, Made],
) -> None:
    secret = stacks["services"].resolve({"Ref": "OriginSecret"})
    found = rules(stacks["services"], "Public")
    assert [(one["path-pattern"], to) for _, one, to in found] == [
        (["/products*"], "BffTargetGroup"),
        (["/orders*"], "BffTargetGroup"),
        (["/users*"], "BffTargetGroup"),
    ]
    shown = f"{{{{resolve:secretsmanager:{secret}:SecretString}}}}"
    assert all(one.get("http-header") == [shown] for _, one, _ in found)
    configuration = stacks["edge"].resources["Distribution"]["Properties"]["DistributionConfig"]
    (origin,) = (one for one in configuration["Origins"] if one["Id"] == "Store")
    # In the other region the copy has the name alone in common.
    (name,) = stacks["services"].of_type("AWS::SecretsManager::Secret").values()
    copy = f"{{{{resolve:secretsmanager:{name['Name']}:SecretString}}}}"
    assert [one["HeaderValue"] for one in origin["OriginCustomHeaders"]] == [copy]
    (shape,) = (
        one
        for title, one in every(stacks, "AWS::SecretsManager::Secret")
        if title == "OriginSecret"
    )
    # A * or ? would be a wildcard to the load balancer.
    assert shape["GenerateSecretString"]["ExcludePunctuation"] is True
    copies = [one["Region"] for one in shape.get("ReplicaRegions", [])]
    assert "us-east-1" in [*copies, stacks["services"].region]


def test_every_path_of_the_api_leads_to_the_bff() -> None:
    endpoints = all_endpoints(InFlightRequests())
    # Health checks and the contract are not for shoppers.
    paths = [endpoint.path for endpoint in endpoints if endpoint.tag != "operations"]
    assert {path.split("/")[1] for path in paths} == set(PATHS)


def test_every_grpc_service_of_the_protos_is_reached(stacks: dict[str, Made]) -> None:
    names = {
        f"{package[1]}.{name}"
        for file in (ROOT / "protos" / "tienda").rglob("*.proto")
        if (package := re.search(r"^package (.+);", file.read_text(), re.MULTILINE))
        for name in re.findall(r"^service (\w+)", file.read_text(), re.MULTILINE)
    }
    assert len(names) > 6
    assert names == {name for some in GRPC_SERVICES.values() for name in some}
    reached = {
        pattern: to
        for _, one, to in rules(stacks["services"], "Internal")
        for pattern in one["path-pattern"]
        if "host-header" not in one
    }
    assert reached == {f"/{name}/*": f"{name.split('.')[1].title()}TargetGroup" for name in names}


def test_a_roll_brings_the_new_before_it_takes_the_old(stacks: dict[str, Made]) -> None:
    for title, shape in stacks["services"].resources.items():
        if shape["Type"] != "AWS::AutoScaling::AutoScalingGroup":
            continue
        group, roll = shape["Properties"], shape["UpdatePolicy"]["AutoScalingRollingUpdate"]
        assert roll["WaitOnResourceSignals"] is True, title
        assert roll["MinInstancesInService"] == int(group["MinSize"]) < int(group["MaxSize"])
        assert shape["CreationPolicy"]["ResourceSignal"]["Count"] == int(group["MinSize"])
        assert group["HealthCheckType"] == "ELB", title


def test_no_machine_asks_for_a_name_before_it_is_there(stacks: dict[str, Made]) -> None:
    names = {"CatalogName", "OrdersName", "UsersName"}
    for service in SERVICES:
        assert names < set(
            stacks["services"].source["Resources"][f"{service.title()}Group"]["DependsOn"]
        )
