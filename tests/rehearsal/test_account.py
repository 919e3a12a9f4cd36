"""The account of a rehearsal: real templates, deployed to a box on paper."""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.moto_api._internal.models import moto_api_backend

from cloudformation.config.environment import Environment
from cloudformation.deployment.account import Account as Store
from cloudformation.deployment.deploy_store import deploy
from cloudformation.deployment.destroy_store import destroy
from cloudformation.deployment.rotate_keys import rotate
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.machine.boot import Credentials
from cloudformation.packaging.bundle import Bundle, pack
from cloudformation.packaging.targets import TARGETS
from cloudformation.stacks.registry import STACKS
from tests.cloud.resolved_stacks import build_environment
from tests.rehearsal.account.account import Account, client_of
from tests.rehearsal.account.identity import OPERATOR
from tests.rehearsal.account.judge import EVALUATOR, Evaluator
from tests.rehearsal.model import Machine
from tests.rehearsal.paper_box import PaperBox, plan_of

pytestmark = [
    pytest.mark.cloud,
    pytest.mark.skipif(
        not shutil.which("node") or not (EVALUATOR / "node_modules").exists(),
        reason="make test installs what judges the policies",
    ),
]


@dataclass
class Rehearsal:
    account: Account
    box: PaperBox
    url: str
    environment: Environment
    folder: Path
    reported: list[str] = field(default_factory=list)

    def store(self) -> Store:
        session = boto3.Session(OPERATOR.access_key, OPERATOR.secret_key)
        return Store(session, self.environment, self.reported.append, 0.05)

    def release(self, page: bytes) -> Bundle:
        web, wheels = self.folder / "web", self.folder / "wheels"
        web.mkdir(exist_ok=True)
        wheels.mkdir(exist_ok=True)
        (web / "index.html").write_bytes(page)
        return pack(wheels, web, b"", TARGETS["arm64"], self.folder)

    def deploy(self, release: Bundle | str, **options: Any) -> None:
        deploy(self.store(), release, **options)

    def client(self, service: str) -> Any:
        return client_of(self.url, service, "eu-west-1")

    def releases(self, process: str) -> list[str]:
        """Return the release that each running machine of a process has."""
        return [plan_of(machine)["key"] for machine in self.box.running(process)]

    def watch_fewest_serving(self) -> Callable[[], dict[str, int]]:
        """Count the machines of each process that serve from now on; return what ends it.

        That returns the smallest number of each.
        """
        groups = self.account.scaling.groups
        fewest: dict[str, int] = {}
        ended = threading.Event()

        def look() -> None:
            while not ended.is_set():
                for name, group in list(groups.items()):
                    process = name.rpartition("-")[2]
                    serving = len([each for each in group.serving() if group.is_in_service(each)])
                    fewest[process] = min(fewest.get(process, serving), serving)

        thread = threading.Thread(target=look)
        thread.start()

        def end() -> dict[str, int]:
            ended.set()
            thread.join()
            return fewest

        return end

    def wait_for(self, process: str, number: int) -> None:
        while len(self.box.running(process)) != number:
            time.sleep(0.05)


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    evaluator = Evaluator()
    yield evaluator
    evaluator.close()


@pytest.fixture
def rehearsal(
    evaluator: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Rehearsal]:
    moto_api_backend.reset()
    account = Account(evaluator)
    box = PaperBox(account.identities)
    with account.open(box, pace=0.05, warmup=0.0) as url:
        box.url = url
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        yield Rehearsal(
            account, box, url, build_environment("small", release_watch_minutes=0), tmp_path
        )


def test_a_store_is_deployed_from_nothing_rolled_and_destroyed(rehearsal: Rehearsal) -> None:
    box = rehearsal.box
    one = rehearsal.release(b"<title>one</title>")
    rehearsal.deploy(one)
    states = {stack.name: state.status for stack, state in rehearsal.store().states()}
    assert states == dict.fromkeys([stack.name for stack in STACKS], "CREATE_COMPLETE")
    assert rehearsal.releases("orders") == [one.key] * 2
    assert rehearsal.account.judge.denied == []
    [database] = box.databases.values()
    assert (database.multi_az, len(database.subnets)) == (True, 2)
    assert len(box.balancers) == 2
    assert {subnet.reaches_internet for subnet in box.subnets.values()} == {True, False}
    assert "shop.example" in box.names

    two = rehearsal.release(b"<title>two</title>")
    rehearsal.deploy(two)
    for process in ("bff", "catalog", "orders", "users"):
        rehearsal.wait_for(process, 2)
        assert rehearsal.releases(process) == [two.key] * 2
    rotate(rehearsal.store(), "next")

    destroy(rehearsal.store(), with_data=True)
    assert not any(state.status for _, state in rehearsal.store().states())
    assert not box.running()
    assert not box.balancers
    assert not box.databases
    assert rehearsal.client("s3").list_buckets()["Buckets"] == []


def test_a_release_that_no_machine_can_install_is_taken_back(rehearsal: Rehearsal) -> None:
    one = rehearsal.release(b"<title>one</title>")
    rehearsal.deploy(one)
    bad = rehearsal.release(b"<title>bad</title>")
    rehearsal.box.failing = lambda machine: (
        machine.tags["Process"] == "orders" and plan_of(machine)["key"] == bad.key
    )
    with pytest.raises(StackFailed, match="OrdersGroup"):
        rehearsal.deploy(bad)
    services = rehearsal.store().state_of("services")
    assert services.status == "UPDATE_ROLLBACK_COMPLETE"
    for process in ("bff", "catalog", "orders", "users"):
        rehearsal.wait_for(process, 2)
        assert rehearsal.releases(process) == [one.key] * 2
    rehearsal.deploy(one.key)


def test_a_release_that_an_alarm_sounds_for_is_taken_back_after_its_first_machine(
    rehearsal: Rehearsal,
) -> None:
    one, bad, mended = (rehearsal.release(page) for page in (b"one", b"bad", b"mended"))
    rehearsal.deploy(one)
    launched: list[str] = []

    def serve_errors(machine: Machine) -> bool:
        """Note a machine of the bad release, which starts and then answers 500."""
        if plan_of(machine)["processes"] and plan_of(machine)["key"] == bad.key:
            launched.append(machine.tags["Process"])
            sound("ALARM")
        return False

    def sound(state: str) -> None:
        cloudwatch = rehearsal.client("cloudwatch")
        name = "tienda-demo-ReleaseErrors"
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="a test")

    rehearsal.box.failing = serve_errors
    rehearsal.box.waiting = lambda machine: plan_of(machine)["key"] == bad.key
    with pytest.raises(
        StackFailed, match="taken back by the alarm tienda-demo-ReleaseErrors: "
    ) as e:
        rehearsal.deploy(bad)
    assert "the release before runs again" in str(e.value)
    assert set(launched) == {"users"}, "no other service has got the release"
    for process in ("bff", "catalog", "orders", "users"):
        rehearsal.wait_for(process, 2)
        assert rehearsal.releases(process) == [one.key] * 2

    # The alarm still sounds. It takes back no release that mends what it sounds for.
    rehearsal.deploy(mended)
    assert rehearsal.releases("users") == [mended.key] * 2


def test_a_first_deployment_that_fails_is_rolled_back_and_continued(rehearsal: Rehearsal) -> None:
    one = rehearsal.release(b"<title>one</title>")
    rehearsal.box.failing = lambda machine: machine.tags["Process"] == "users"
    with pytest.raises(StackFailed, match="UsersGroup"):
        rehearsal.deploy(one)
    assert rehearsal.store().state_of("services").status in {"ROLLBACK_FAILED", "ROLLBACK_COMPLETE"}
    rehearsal.box.failing = lambda _: False
    rehearsal.deploy(one)
    assert rehearsal.store().state_of("services").status == "CREATE_COMPLETE"


def test_a_group_replaces_what_ends_and_scales_on_request(rehearsal: Rehearsal) -> None:
    rehearsal.deploy(rehearsal.release(b"<title>one</title>"))
    lost = rehearsal.box.running("catalog")[0]
    rehearsal.box.kill(lost.id)
    rehearsal.wait_for("catalog", 2)
    scaling = rehearsal.client("autoscaling")
    for size in (3, 2):
        scaling.set_desired_capacity(
            AutoScalingGroupName="tienda-demo-catalog", DesiredCapacity=size
        )
        rehearsal.wait_for("catalog", size)
    zones = {rehearsal.box.subnets[each.subnet].zone for each in rehearsal.box.running("catalog")}
    assert len(zones) == 2


def session(rehearsal: Rehearsal, process: str) -> Credentials:
    machine = rehearsal.box.running(process)[0]
    keys = rehearsal.account.identities.credentials(machine.role)
    return Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["Token"])


def test_what_a_role_may_not_do_is_denied_and_listed(rehearsal: Rehearsal) -> None:
    rehearsal.deploy(rehearsal.release(b"<title>one</title>"))
    media = rehearsal.store().output("storage", "MediaBucket")
    keys = session(rehearsal, "catalog")
    s3 = client_of(rehearsal.url, "s3", "eu-west-1", keys)
    s3.put_object(Bucket=media, Key="products/1.webp", Body=b"1")
    assert rehearsal.account.judge.denied == []
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_object(Bucket=media, Key="index.html", Body=b"1")
    [denied] = rehearsal.account.judge.denied
    assert "s3:PutObject" in denied


def test_a_token_for_the_database_is_good_for_the_user_of_its_role(rehearsal: Rehearsal) -> None:
    rehearsal.deploy(rehearsal.release(b"<title>one</title>"))
    [database] = rehearsal.box.databases.values()
    keys = session(rehearsal, "orders")
    rds = client_of(rehearsal.url, "rds", "eu-west-1", keys)

    def may_connect(user: str, signed_for: str) -> bool:
        token = rds.generate_db_auth_token(database.address, 5432, signed_for)
        identities = rehearsal.account.identities
        return identities.may_connect(database.resource_id, user, token)

    assert may_connect("orders", "orders")
    assert not may_connect("users", "users")
    assert not may_connect("orders", "users")


def change(rehearsal: Rehearsal, name: str, kind: str, **options: Any) -> str:
    """Change a stack with a topic and an alarm; return its status afterwards."""
    template = {
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": name}},
            "Alarm": {
                "Type": "AWS::CloudWatch::Alarm",
                "Properties": {
                    "AlarmName": "errors",
                    "MetricName": "HTTPCode_Target_5XX_Count",
                    "ComparisonOperator": "GreaterThanThreshold",
                },
            },
        }
    }
    client = rehearsal.client("cloudformation")
    client.create_change_set(
        StackName="watched",
        ChangeSetName=name,
        ChangeSetType=kind,
        TemplateBody=json.dumps(template),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        **options,
    )
    client.execute_change_set(StackName="watched", ChangeSetName=name)
    while True:
        [stack] = client.describe_stacks(StackName="watched")["Stacks"]
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return str(stack["StackStatus"])
        time.sleep(0.05)


def test_a_change_is_taken_back_when_an_alarm_goes_off(rehearsal: Rehearsal) -> None:
    assert change(rehearsal, "one", "CREATE") == "CREATE_COMPLETE"
    alarm = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors"
    watched = {"RollbackTriggers": [{"Arn": alarm, "Type": "AWS::CloudWatch::Alarm"}]}
    two = change(rehearsal, "two", "UPDATE", RollbackConfiguration=watched)
    assert two == "UPDATE_COMPLETE"
    cloudwatch = rehearsal.client("cloudwatch")
    cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="many")
    three = change(rehearsal, "three", "UPDATE", RollbackConfiguration=watched)
    assert three == "UPDATE_ROLLBACK_COMPLETE"
    topic = rehearsal.account.cloudformation.stacks[-1].held["Topic"]
    assert topic.wanted.properties == {"DisplayName": "two"}


def test_while_scaled_out_no_old_machine_ends_before_a_new_one_serves(rehearsal: Rehearsal) -> None:
    one, two = (rehearsal.release(page) for page in (b"one", b"two"))
    rehearsal.deploy(one)
    scaling = rehearsal.client("autoscaling")
    # users has room for one machine more; catalog has none, its `most` are 4.
    for process, size in (("users", 3), ("catalog", 4)):
        scaling.set_desired_capacity(
            AutoScalingGroupName=f"tienda-demo-{process}", DesiredCapacity=size
        )
        rehearsal.wait_for(process, size)
    rehearsal.reported.clear()
    rehearsal.deploy(one.key)
    assert not [line for line in rehearsal.reported if "will" in line]

    fewest = rehearsal.watch_fewest_serving()
    rehearsal.deploy(two)
    assert fewest() == {"users": 3, "catalog": 3, "orders": 2, "bff": 2}
    assert rehearsal.releases("users") == [two.key] * 3
