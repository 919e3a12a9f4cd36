"""What must be true of the templates, whatever else changes in them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bff.response_headers import put_common_headers
from bff.security_headers import ANSWER_POLICY, PAGE_POLICY, PICTURE_POLICY
from cloudformation.account import LARGEST_BODY
from cloudformation.balancers import GRPC_SERVICES
from cloudformation.build import EXAMPLE
from cloudformation.environment import GRPC_PORTS, SERVICES, Environment
from cloudformation.sizes import SIZES
from cloudformation.stacks import STACKS
from tests.cloud.account import PREFIX_LIST, Made, environment, made

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = {
    **{size: environment(size) for size in SIZES},
    "everything": environment(
        "medium",
        database_replica=True,
        notify_email="ses",
        notify_sender="tienda@shop.example",
        interface_endpoints=("logs", "secretsmanager", "sqs"),
        github_repository="example/tienda",
    ),
    "without NAT": environment(
        "demo",
        nat="none",
        region="us-east-1",
        interface_endpoints=(
            *("autoscaling", "cloudformation", "logs", "secretsmanager"),
            *("sns", "sqs", "ssm", "ssmmessages"),
        ),
    ),
}


@pytest.fixture(params=ENVIRONMENTS)
def stacks(request: pytest.FixtureRequest) -> dict[str, Made]:
    return made(ENVIRONMENTS[request.param])


def every(stacks: dict[str, Made], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for stack in stacks.values():
        yield from stack.of_type(kind).items()


def test_a_template_is_the_same_each_time() -> None:
    for stack in STACKS:
        first, second = (stack.template(environment()).to_json() for _ in range(2))
        assert first == second


def test_the_database_is_in_two_zones_encrypted_and_kept(stacks: dict[str, Made]) -> None:
    databases = stacks["data"].resources
    shape = databases["Database"]
    main = shape["Properties"]
    assert (shape["DeletionPolicy"], shape["UpdateReplacePolicy"]) == ("Snapshot", "Snapshot")
    assert main["MultiAZ"] is True
    assert main["EngineVersion"] == "18", "AWS takes minor versions away after a while"
    assert main["BackupRetentionPeriod"] >= 14
    for title, one in every(stacks, "AWS::RDS::DBInstance"):
        assert one["PubliclyAccessible"] is False, title
        assert one["EnableIAMDatabaseAuthentication"] is True, title
        assert title == "Replica" or one["StorageEncrypted"] is True
    (settings,) = stacks["data"].of_type("AWS::RDS::DBParameterGroup").values()
    assert settings["Parameters"]["rds.force_ssl"] == "1"


def test_nobody_writes_the_masters_password(stacks: dict[str, Made]) -> None:
    main = stacks["data"].resources["Database"]["Properties"]
    if "Replica" in stacks["data"].resources:
        # RDS makes no replica of a database whose password it manages.
        assert "ManageMasterUserPassword" not in main
        assert main["MasterUserPassword"].startswith("{{resolve:secretsmanager:")
    else:
        assert main["ManageMasterUserPassword"] is True
        assert "MasterUserPassword" not in main


def test_traffic_comes_from_outside_to_the_public_load_balancer_alone(
    stacks: dict[str, Made],
) -> None:
    network = stacks["network"]
    groups = network.of_type("AWS::EC2::SecurityGroup")
    assert not [title for title, group in groups.items() if "SecurityGroupIngress" in group]
    incoming = network.of_type("AWS::EC2::SecurityGroupIngress")
    outside = {
        title: rule for title, rule in incoming.items() if "SourceSecurityGroupId" not in rule
    }
    (rule,) = outside.values()
    # One port alone: the list counts as 55 rules of the 60 that a group has.
    assert rule["SourcePrefixListId"] == PREFIX_LIST
    assert rule["GroupId"] == "PublicLoadBalancerSecurityGroup.GroupId"
    assert (rule["FromPort"], rule["ToPort"]) == (443, 443)
    assert not any("CidrIp" in rule or "CidrIpv6" in rule for rule in incoming.values())


def test_each_group_hears_only_those_before_it_in_the_chain(stacks: dict[str, Made]) -> None:
    heard: dict[str, set[tuple[str, int]]] = {}
    for rule in stacks["network"].of_type("AWS::EC2::SecurityGroupIngress").values():
        if source := rule.get("SourceSecurityGroupId"):
            target = rule["GroupId"].removesuffix("SecurityGroup.GroupId")
            name = source.removesuffix("SecurityGroup.GroupId")
            heard.setdefault(target, set()).add((name, rule["FromPort"]))
    machines = {"Bff", "Catalog", "Orders", "Users", "Keeper"}
    assert heard.pop("Endpoints", {(one, 443) for one in machines}) == {
        (one, 443) for one in machines
    }
    assert heard == {
        "Bff": {("PublicLoadBalancer", 8080)},
        "InternalLoadBalancer": {("Bff", 443), ("Catalog", 443), ("Orders", 443)},
        "Catalog": {("InternalLoadBalancer", 50051)},
        "Orders": {("InternalLoadBalancer", 50052)},
        "Users": {("InternalLoadBalancer", 50053)},
        "Database": {(one, 5432) for one in ("Catalog", "Orders", "Users", "Keeper")},
    }


def test_machines_are_in_private_subnets_without_an_address_of_their_own(
    stacks: dict[str, Made],
) -> None:
    private = set(stacks["network"].outputs["ApplicationSubnets"].split(","))
    for title, group in every(stacks, "AWS::AutoScaling::AutoScalingGroup"):
        assert set(group["VPCZoneIdentifier"].split(",")) == private, title
    for title, subnet in every(stacks, "AWS::EC2::Subnet"):
        assert subnet["MapPublicIpOnLaunch"] is False, title
    for title, one in every(stacks, "AWS::EC2::LaunchTemplate"):
        start = one["LaunchTemplateData"]
        assert start["MetadataOptions"]["HttpTokens"] == "required", title
        (card,) = start["NetworkInterfaces"]
        assert card["AssociatePublicIpAddress"] is False, title
        (disk,) = start["BlockDeviceMappings"]
        assert disk["Ebs"]["Encrypted"] is True, title
        assert disk["Ebs"]["VolumeType"] == "gp3", title
    schemes = {
        title: one["Scheme"]
        for title, one in every(stacks, "AWS::ElasticLoadBalancingV2::LoadBalancer")
    }
    assert schemes == {
        "PublicLoadBalancer": "internet-facing",
        "InternalLoadBalancer": "internal",
    }


def test_subnets_do_not_overlap_and_the_database_has_no_way_out(stacks: dict[str, Made]) -> None:
    network = stacks["network"]
    blocks = [one["CidrBlock"] for one in network.of_type("AWS::EC2::Subnet").values()]
    assert len(set(blocks)) == len(blocks)
    ways = {one["RouteTableId"] for one in network.of_type("AWS::EC2::Route").values()}
    table = network.resolve({"Ref": "DatabaseRouteTable"})
    assert table not in ways


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
    secret = "{{resolve:secretsmanager:tienda/demo/origin:SecretString}}"
    found = rules(stacks["services"], "Public")
    assert [(one["path-pattern"], to) for _, one, to in found] == [
        (["/products*"], "BffTargetGroup"),
        (["/orders*"], "BffTargetGroup"),
        (["/users*"], "BffTargetGroup"),
    ]
    assert all(one["http-header"] == [secret] for _, one, _ in found)
    configuration = stacks["edge"].resources["Distribution"]["Properties"]["DistributionConfig"]
    (origin,) = (one for one in configuration["Origins"] if one["Id"] == "Store")
    assert [one["HeaderValue"] for one in origin["OriginCustomHeaders"]] == [secret]
    (shape,) = (
        one
        for title, one in every(stacks, "AWS::SecretsManager::Secret")
        if title == "OriginSecret"
    )
    # A * or ? would be a wildcard to the load balancer.
    assert shape["GenerateSecretString"]["ExcludePunctuation"] is True
    copies = [one["Region"] for one in shape.get("ReplicaRegions", [])]
    assert "us-east-1" in [*copies, stacks["services"].region]


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


def test_no_role_that_runs_code_has_a_wildcard_for_an_action(stacks: dict[str, Made]) -> None:
    for title, role in every(stacks, "AWS::IAM::Role"):
        if title == "MakerRole":
            continue  # CloudFormation's own, which makes everything; see test_pipeline.py
        assert "PermissionsBoundary" in role or title == "DeployerRole", title
        for policy in role.get("Policies", []):
            for one in policy["PolicyDocument"]["Statement"]:
                if one["Effect"] == "Allow":
                    assert not [action for action in one["Action"] if "*" in action], title
    for stack in stacks.values():
        assert '"Action": "*"' not in json.dumps(stack.resources)


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


def test_every_bucket_is_private_versioned_and_tls_only(stacks: dict[str, Made]) -> None:
    storage = stacks["storage"]
    buckets = storage.of_type("AWS::S3::Bucket")
    assert set(buckets) == {
        f"{one}Bucket" for one in ("Web", "Media", "Receipts", "Releases", "Logs")
    }
    policies = {
        one["Bucket"]: one["PolicyDocument"]["Statement"]
        for one in storage.of_type("AWS::S3::BucketPolicy").values()
    }
    for title, bucket in buckets.items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, title
        assert bucket["VersioningConfiguration"]["Status"] == "Enabled", title
        assert bucket["LifecycleConfiguration"]["Rules"], title
        assert storage.resources[title]["DeletionPolicy"] == "Retain", title
        first, *more = policies[storage.resolve({"Ref": title})]
        assert (first["Effect"], first["Condition"]) == (
            "Deny",
            {"Bool": {"aws:SecureTransport": "false"}},
        )
        for one in more:
            assert "Service" in one["Principal"], title
            assert one["Condition"], title


def test_products_are_kept_and_orders_and_users_never(stacks: dict[str, Made]) -> None:
    edge = stacks["edge"]
    configuration = edge.resources["Distribution"]["Properties"]["DistributionConfig"]
    caching = {
        edge.resolve({"Ref": title}): one["CachePolicyConfig"]
        for title, one in edge.of_type("AWS::CloudFront::CachePolicy").items()
    }
    behaviours = {one["PathPattern"]: one for one in configuration["CacheBehaviors"]}
    assert list(behaviours) == ["/media/*", "/products*", "/orders*", "/users*"]
    products = caching[behaviours["/products*"]["CachePolicyId"]]
    key = products["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["QueryStringsConfig"]["QueryStringBehavior"] == "all"
    assert "Accept-Language" in key["HeadersConfig"]["Headers"]
    for path in ("/orders*", "/users*"):
        never = caching[behaviours[path]["CachePolicyId"]]
        assert (never["MinTTL"], never["DefaultTTL"], never["MaxTTL"]) == (0, 0, 0)
        assert "FunctionAssociations" not in behaviours[path]
    page = configuration["DefaultCacheBehavior"]["FunctionAssociations"][0]["FunctionARN"]
    assert "FrontFunction" in page
    others = [one.get("FunctionAssociations") for one in behaviours.values()]
    assert "FrontFunction" not in json.dumps(others)


def test_files_from_buckets_come_with_the_headers_that_the_bff_sends(
    stacks: dict[str, Made],
) -> None:
    policies = stacks["edge"].of_type("AWS::CloudFront::ResponseHeadersPolicy")
    contents = {"Front": PAGE_POLICY, "Media": PICTURE_POLICY, "Store": ANSWER_POLICY}
    assert set(policies) == {f"{name}Headers" for name in contents}
    for name, content in contents.items():
        answer = web.Response(headers={"Content-Security-Policy": content})
        put_common_headers(answer, over_tls=True)
        own = {"Content-Length", "Content-Type", "Server", "X-Request-Id"}
        wanted = {key: value for key, value in answer.headers.items() if key not in own}
        policy = policies[f"{name}Headers"]["ResponseHeadersPolicyConfig"]
        assert headers_of(policy) == wanted, name


def headers_of(policy: dict[str, Any]) -> dict[str, str]:
    """Answer what CloudFront puts on an answer by a policy."""
    given = policy["SecurityHeadersConfig"]
    tls = given["StrictTransportSecurity"]
    below = "; includeSubDomains" if tls["IncludeSubdomains"] else ""
    assert "ContentTypeOptions" in given
    return {
        "Content-Security-Policy": given["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": given["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={tls['AccessControlMaxAgeSec']}{below}",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": given["FrameOptions"]["FrameOption"],
        **{one["Header"]: one["Value"] for one in policy["CustomHeadersConfig"]["Items"]},
    }


def test_a_roll_brings_the_new_before_it_takes_the_old(stacks: dict[str, Made]) -> None:
    for title, shape in stacks["services"].resources.items():
        if shape["Type"] != "AWS::AutoScaling::AutoScalingGroup":
            continue
        group, roll = shape["Properties"], shape["UpdatePolicy"]["AutoScalingRollingUpdate"]
        assert roll["WaitOnResourceSignals"] is True, title
        assert roll["MinInstancesInService"] == int(group["MinSize"]) < int(group["MaxSize"])
        assert shape["CreationPolicy"]["ResourceSignal"]["Count"] == int(group["MinSize"])
        assert group["HealthCheckType"] == "ELB", title


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


def test_templates_that_come_before_their_bucket_fit_into_the_call() -> None:
    for name, built in ENVIRONMENTS.items():
        sizes = {
            one.name: len(json.dumps(json.loads(one.template(built).to_json())).encode())
            for one in STACKS
        }
        before = [one.name for one in STACKS][: list(sizes).index("storage") + 1]
        assert not [one for one in before if sizes[one] > LARGEST_BODY], (name, sizes)
        # From the bucket CloudFormation takes 1 MB.
        assert max(sizes.values()) < 200_000, (name, sizes)


def test_a_store_is_told_apart_from_another_by_its_name() -> None:
    other = Environment.of_size("small", **{**EXAMPLE, "name": "other"})
    for stack in STACKS:
        assert "demo" not in stack.template(other).to_json()
        assert stack.full_name(other).startswith("tienda-other-")
