"""Deploying, as far as moto can play CloudFormation: stacks, change sets, buckets, machines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.cloudformation.models import CloudFormationBackend
from troposphere import Output, Parameter, Ref, Template
from troposphere.ec2 import LaunchTemplate, LaunchTemplateData
from troposphere.s3 import Bucket
from troposphere.sns import Topic

from cloudformation import diff, status
from cloudformation import stacks as wiring
from cloudformation.account import Account
from cloudformation.build import EXAMPLE
from cloudformation.bundle import Bundle, pack
from cloudformation.deploying import deploy
from cloudformation.destroying import destroy
from cloudformation.environment import Environment
from cloudformation.stack_state import StackFailed
from cloudformation.stacks import Given, Stack
from cloudformation.targets import TARGETS

pytestmark = pytest.mark.cloud

STORE = Environment.of_size("demo", **EXAMPLE)


def template(*parameters: str, outputs: dict[str, Any], resources: list[Any]) -> Template:
    made = Template()
    for name in parameters:
        made.add_parameter(Parameter(name, Type="String"))
    for resource in resources:
        made.add_resource(resource)
    for name, value in outputs.items():
        made.add_output(Output(name, Value=value))
    return made


def one_topic(title: str) -> list[Any]:
    return [Topic(title)]


def storage(_: Environment) -> Template:
    names = ["Releases", "Web"]
    return template(
        outputs={f"{name}Bucket": Ref(f"{name}Bucket") for name in names},
        resources=[Bucket(f"{name}Bucket", DeletionPolicy="Retain") for name in names],
    )


def keeper(_: Environment) -> Template:
    machine = LaunchTemplate(
        "Machine", LaunchTemplateData=LaunchTemplateData(ImageId="ami-12c6146b")
    )
    outputs = {"LaunchTemplateId": Ref(machine), "LaunchTemplateVersion": "$Latest"}
    return template("ReleaseKey", outputs=outputs, resources=[machine])


def services(_: Environment) -> Template:
    named = Topic("Machines", DisplayName=Ref("ReleaseKey"))
    return template("ReleaseKey", outputs={}, resources=[named])


class Store:
    """A small store with the shape of the real one, its account, and what was told."""

    def __init__(self, subnet: str) -> None:
        self.told: list[str] = []
        self.prepared: list[str] = []
        release = {"ReleaseKey": Given()}
        self.network_topics = one_topic("First")
        self.stacks = (
            Stack("pipeline", lambda _: template(outputs={}, resources=one_topic("Pipeline"))),
            Stack(
                "network",
                lambda _: template(
                    outputs={"ApplicationSubnets": subnet}, resources=self.network_topics
                ),
            ),
            Stack("storage", storage),
            Stack("keeper", keeper, release),
            Stack("services", services, release),
            Stack(
                "edge",
                lambda _: template(
                    "WebBucket",
                    outputs={"DistributionId": "E123"},
                    resources=one_topic("Edge"),
                ),
                {"WebBucket": wiring.Output("storage", "WebBucket")},
                is_global=True,
            ),
        )
        self.account = Account(boto3.Session(), STORE, self.told.append, 0.01, self.stacks)


def with_outputs(execute: Any) -> Any:
    """moto 5.2 reads no outputs from a stack that a change set makes or changes."""

    def executed(backend: Any, change_set_name: str, stack_name: str | None = None) -> None:
        execute(backend, change_set_name, stack_name)
        for stack in backend.stacks.values():
            stack._parse_template()  # noqa: SLF001 (there is no other way)
            stack.output_map = stack._create_output_map()  # noqa: SLF001 (likewise)

    return executed


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    backend = CloudFormationBackend
    monkeypatch.setattr(backend, "execute_change_set", with_outputs(backend.execute_change_set))
    with mock_aws():
        ec2 = boto3.client("ec2", region_name=STORE.region)
        made = Store(ec2.describe_subnets()["Subnets"][0]["SubnetId"])
        keep = made.prepared.append
        monkeypatch.setattr(
            "cloudformation.deploying.prepare_databases", lambda _account, release: keep(release)
        )
        monkeypatch.setattr("cloudformation.deploying._ask_anew", lambda *_: None)
        yield made


@pytest.fixture
def release(tmp_path: Path) -> Bundle:
    return a_bundle(tmp_path, b"<title>one</title>")


def a_bundle(folder: Path, page: bytes) -> Bundle:
    web, wheels = folder / "web", folder / "wheels"
    (web / "assets").mkdir(parents=True, exist_ok=True)
    wheels.mkdir(exist_ok=True)
    (web / "index.html").write_bytes(page)
    (web / "assets" / "index-abc123.js").write_text("1")
    return pack(wheels, web, b"", TARGETS["arm64"], folder)


def test_a_store_is_made_from_nothing_and_the_front_comes_last(
    store: Store, release: Bundle
) -> None:
    deploy(store.account, release)

    states = {one.name: state.status for one, state in store.account.states()}
    assert set(states.values()) == {"CREATE_COMPLETE"}, states
    assert store.account.state_of("services").parameters["ReleaseKey"] == release.key
    assert store.prepared == [release.key]
    s3 = store.account.client("s3")
    page = s3.get_object(Bucket=store.account.output("storage", "WebBucket"), Key="index.html")
    assert page["CacheControl"] == "no-cache"
    assert store.told[-1].startswith("front: 2 files")


def test_deploying_again_changes_nothing(store: Store, release: Bundle) -> None:
    deploy(store.account, release)
    store.told.clear()
    deploy(store.account, release)
    assert store.prepared == [release.key]
    assert not [line for line in store.told if "will" in line]


def test_another_release_and_back(store: Store, release: Bundle, tmp_path: Path) -> None:
    deploy(store.account, release)
    other = a_bundle(tmp_path, b"<title>two</title>")
    deploy(store.account, other)
    assert store.account.state_of("services").parameters["ReleaseKey"] == other.key

    deploy(store.account, release.key)

    assert store.prepared == [release.key, other.key, release.key]
    s3 = store.account.client("s3")
    page = s3.get_object(Bucket=store.account.output("storage", "WebBucket"), Key="index.html")
    assert page["Body"].read() == b"<title>one</title>"


def test_a_release_that_nobody_has_built_is_refused(store: Store, release: Bundle) -> None:
    deploy(store.account, release)
    with pytest.raises(StackFailed, match=r"there is no release releases/0\.tar"):
        deploy(store.account, "releases/0.tar")


def test_diff_tells_what_would_change_and_leaves_it(store: Store, release: Bundle) -> None:
    diff.tell(store.account, None)
    assert "  is not there: 2 resources will be made" in store.told
    deploy(store.account, release)
    store.network_topics[:] = one_topic("Second")
    store.told.clear()
    diff.tell(store.account, None)
    assert "  will make Second, AWS::SNS::Topic" in store.told
    assert "  will remove First, AWS::SNS::Topic" in store.told
    [topic] = store.account.state_of("network").resources("AWS::SNS::Topic")
    assert "First" in topic


def test_a_bucket_is_not_removed_by_a_mere_deployment(
    store: Store, release: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(store.account, release)
    store.network_topics.append(Bucket("Precious"))
    deploy(store.account, release)
    store.network_topics.pop()
    with pytest.raises(StackFailed, match="data would be lost"):
        deploy(store.account, release)
    assert store.account.state_of("network").resources("AWS::S3::Bucket")
    deploy(store.account, release, may_lose_data=True)
    assert not store.account.state_of("network").resources("AWS::S3::Bucket")


def test_status_shows_each_stack(store: Store, release: Bundle) -> None:
    assert status.show(store.account) == 1
    deploy(store.account, release)
    store.told.clear()
    status.show(store.account)
    assert "storage        create complete" in store.told
    assert f"release        {release.key}" in store.told


def test_tearing_down_keeps_data_unless_told_twice(store: Store, release: Bundle) -> None:
    deploy(store.account, release)
    bucket = store.account.output("storage", "ReleasesBucket")
    s3 = store.account.client("s3")

    destroy(store.account)
    states = {one.name: state.status for one, state in store.account.states()}
    assert [name for name, state in states.items() if state] == ["pipeline", "network", "storage"]
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 1

    destroy(store.account, with_data=True)
    assert not any(state.status for _, state in store.account.states())
    assert s3.list_buckets()["Buckets"] == []
