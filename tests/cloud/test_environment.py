"""The settings of a store: validation, files, and the command that writes the templates."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from cloudformation.build import EXAMPLE, main, read_environment
from cloudformation.config.environment import Environment, InvalidEnvironment
from cloudformation.config.sizes import DATABASE_MEMORY, MAX_CONNECTIONS, SIZES, Fleet
from cloudformation.stacks.registry import STACKS
from tests.cloud.resolved_stacks import build_environment, resolve_stacks

WRONG = {
    "name": "Shop",
    "domain": "shop",
    "hosted_zone_id": "shop.example",
    "alarm_email": "nobody",
    "security_contact": "security@shop.example",
    "region": "Ireland",
    "zones": 4,
    "cidr": "8.8.0.0/16",
    "nat": "two",
    "log_days": 31,
    "database_class": "db.t2.micro",
    "database_storage": 5,
    "database_most_storage": 20,
    "database_backup_days": 0,
    "interface_endpoints": ("s4",),
    "notify_email": "pigeon",
    "notify_sender": "tienda@elsewhere.example",
    "shop_currency": "XTS",
    "limit_orders_by_address": -1,
    "limit_orders_by_contact": 1_000_001,
    "limit_units_of_product": -1,
    "limit_units": -1,
    "limit_customer_factor": 0,
    "limit_carts_by_address": -1,
    "sms_countries": "Spain",
    "limit_sms_by_number": 1001,
    "guest_cart_days": 0,
    "github_repository": "tienda",
    "telemetry_endpoint": "http://collector.example:4318",
    "telemetry_headers": True,
    "telemetry_percent": 0,
    "bff": Fleet(least=4, most=4),
    "catalog": Fleet(instance_type="m5.large"),
}


@pytest.mark.parametrize("setting", WRONG)
def test_a_wrong_setting_is_named(setting: str) -> None:
    with pytest.raises(InvalidEnvironment) as refusal:
        build_environment(**{setting: WRONG[setting]})
    assert f"{setting}:" in str(refusal.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("name = 5", "name: a text, not 5"),
        ('database_storage = "20"', "database_storage: a whole number, not '20'"),
        ("log_days = true", "log_days: a whole number, not True"),
        ('database_multi_az = "no"', "database_multi_az: true or false, not 'no'"),
        ('interface_endpoints = "logs"', "interface_endpoints: a list of texts, not 'logs'"),
        ("notify_sender = 3", "notify_sender: a text, not 3"),
        ("bff = 3", "bff: a table, not 3"),
        ('[bff]\nleast = "3"', "bff.least: a whole number, not '3'"),
        ("[bff]\nlest = 3", "bff.lest: no such setting"),
        ("[shop]\nleast = 3", "shop: no such setting"),
    ],
)
def test_a_value_of_the_wrong_type_in_a_file_is_named(
    line: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = {**EXAMPLE, "size": "demo"}
    wrong = line.partition(" ")[0]
    other_lines = [f'{name} = "{value}"' for name, value in settings.items() if name != wrong]
    (tmp_path / "shop.toml").write_text("\n".join([*other_lines, line]))
    arguments = ["--environment", str(tmp_path / "shop.toml"), "--out", str(tmp_path)]
    assert main(arguments) == 2
    assert capsys.readouterr().err.splitlines() == [message]


def test_all_violations_are_listed_at_once() -> None:
    with pytest.raises(InvalidEnvironment) as refusal:
        build_environment(name="Shop", log_days=31, nat="two")
    assert len(str(refusal.value).splitlines()) == 3


@pytest.mark.parametrize("size", SIZES)
def test_full_fleets_have_connections_enough(size: str) -> None:
    assert build_environment(size).max_connections() > 0
    with pytest.raises(InvalidEnvironment, match="has room for"):
        build_environment("demo", database_pool_size=40)


def test_without_nat_instances_need_interface_endpoints() -> None:
    with pytest.raises(InvalidEnvironment, match=r"without NAT also .*secretsmanager"):
        build_environment(nat="none", interface_endpoints=("logs",))


def test_telemetry_needs_nat() -> None:
    with pytest.raises(InvalidEnvironment, match="telemetry_endpoint: it is reached over NAT"):
        build_environment(nat="none", telemetry_endpoint="https://otlp.example/v1")


def test_traces_go_to_one_place_and_to_aws_over_nat() -> None:
    with pytest.raises(InvalidEnvironment, match="telemetry_to_aws: it is reached over NAT"):
        build_environment(nat="none", telemetry_to_aws=True)
    with pytest.raises(InvalidEnvironment, match="telemetry_to_aws: not with telemetry_endpoint"):
        build_environment(telemetry_to_aws=True, telemetry_endpoint="https://otlp.example")


def test_ses_needs_a_sender() -> None:
    with pytest.raises(InvalidEnvironment, match="SES needs one"):
        build_environment(notify_email="ses")


def test_an_unknown_setting_or_size_is_refused() -> None:
    with pytest.raises(InvalidEnvironment, match="no such setting"):
        build_environment(zone=2)
    with pytest.raises(InvalidEnvironment, match="one of demo, small, medium"):
        Environment.of_size("huge")
    with pytest.raises(InvalidEnvironment, match="domain: is needed"):
        Environment.of_size("demo", name="demo")


def test_a_file_overrides_the_defaults_of_a_size(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(
        'size = "medium"\nname = "shop"\ndomain = "shop.example"\nhosted_zone_id = "Z012345"\n'
        'alarm_email = "a@shop.example"\ninterface_endpoints = ["logs"]\n[orders]\nleast = 5\n'
    )
    built = read_environment(file, None)
    assert built.orders == Fleet(instance_type="c7g.large", least=5, most=12)
    assert built.interface_endpoints == ("logs",)
    file.write_text(f"{file.read_text()}\n[users]\nmost_of_all = 5\n")
    with pytest.raises(InvalidEnvironment, match=r"users\.most_of_all: no such setting"):
        read_environment(file, None)


_WITHOUT_NETWORK = """
import runpy, sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        raise RuntimeError(f"{event} {arguments}")

sys.addaudithook(refuse)
runpy.run_module("cloudformation.build", run_name="__main__", alter_sys=True)
"""


def test_the_command_writes_every_template_in_seconds_without_a_network(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(
        [sys.executable, "-c", _WITHOUT_NETWORK, "--out", tmp_path],
        env={"PATH": "", "HOME": str(tmp_path)},  # no credentials, no region
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # CPU time of the command alone, not of other work on this machine.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
    assert len(run.stdout.splitlines()) == len(STACKS) == len(list(tmp_path.iterdir()))


def test_the_command_prints_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('name = "Shop"')
    run = subprocess.run(
        [sys.executable, "-m", "cloudformation.build", "--out", tmp_path, "--environment", file],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "domain: is needed" in run.stderr


@pytest.mark.parametrize("size", SIZES)
def test_the_database_of_a_size_has_memory_for_what_rds_runs_beside_it(size: str) -> None:
    store = build_environment(size)
    memory = DATABASE_MEMORY[store.database_class] * 1024**3
    assert memory >= 2 * 1024**3
    alarms = resolve_stacks(store)["observability"].of_type("AWS::CloudWatch::Alarm")
    (alarm,) = (each for each in alarms.values() if each.get("MetricName") == "FreeableMemory")
    assert alarm["ComparisonOperator"] == "LessThanThreshold"
    assert memory // 20 <= alarm["Threshold"] < memory // 10


def test_every_database_class_has_its_connections_and_its_memory() -> None:
    assert DATABASE_MEMORY.keys() == MAX_CONNECTIONS.keys()
