"""Instances that boot: real user data, real cloud-init, a clean Debian."""

import dataclasses
import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from instance import Instance, Surroundings, base_root, booted, unit

from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.packaging.bundle import Bundle
from cloudformation.stacks.services.user_data import cloud_config
from tests.certificates import Authority

pytestmark = [pytest.mark.cloud, pytest.mark.usefixtures("machinery")]

STORE = Environment.of_size("demo", **EXAMPLE)
SECRETS = {
    "arn:MasterSecretArn": json.dumps({"username": "keeper", "password": "it's a secret"}),
    STORE.signing_key_secret: "0123456789abcdef" * 4,
    f"{STORE.signing_key_secret} AWSPREVIOUS": "fedcba9876543210" * 4,
}
MAX_EXPOSURE = 2.0


def user_data(service: str, key: str) -> str:
    """Return the user data as CloudFormation resolves it, with a local database."""
    values = {
        "AWS::Region": STORE.region,
        "AWS::URLSuffix": "amazonaws.com",
        "AWS::StackName": "tienda-demo-services",
        "AvailabilityQueueUrl": "http://127.0.0.1:4566/queue",
        "DatabaseAddress": "127.0.0.1",
        "ReleaseBucket": "releases",
        "ReleaseKey": key,
    }
    return re.sub(
        r"\$\{([^}]+)\}",
        lambda match: values.get(match[1], f"arn:{match[1]}"),
        cloud_config(STORE, service),
    )


@pytest.fixture(scope="module")
def surroundings(
    release: Bundle, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Surroundings:
    """Return the instance's surroundings, with databases that are set up."""
    folder = tmp_path_factory.mktemp("keeper")
    cluster = folder / "cluster"
    cluster.mkdir()
    cluster.chmod(0o777)
    surroundings = Surroundings(
        release.path, SECRETS, authority.issue("127.0.0.1", folder), cluster
    )
    with booted(folder / "machine", user_data("keeper", release.key), surroundings) as machine:
        assert machine.outcome() == "SUCCESS", machine.output()
        assert machine.has_ended(60), "the database setup powers its instance off"
    return surroundings


@pytest.fixture
def started(
    request: pytest.FixtureRequest, release: Bundle, surroundings: Surroundings, tmp_path: Path
) -> Iterator[Instance]:
    with booted(
        tmp_path / "machine", user_data(request.param, release.key), surroundings
    ) as machine:
        yield machine


def cloud_init(machine: Instance) -> dict[str, Any]:
    """Wait until cloud-init has ended; return its status.

    Its exit status is not 0 for warnings either, and this system has no ssh-keygen for host keys.
    """
    status = machine.run("cloud-init", "status", "--wait", "--format=json", check=False)
    return dict(json.loads(status))


def health(machine: Instance, process: str, port: int) -> bool:
    probe = ("-m", "cloudformation.machine.probe", process, f"0.0.0.0:{port}")
    code = machine.run(
        "sh", "-c", f"/opt/tienda/current/venv/bin/python {' '.join(probe)}; echo $?"
    )
    return code.strip() == "0"


@pytest.mark.parametrize("started", ["bff", "catalog", "orders", "users"], indirect=True)
def test_an_instance_signals_once_it_serves_and_drains_when_it_is_terminated(
    started: Instance, request: pytest.FixtureRequest
) -> None:
    service = request.node.callspec.params["started"]
    processes = {"catalog": ["catalog", "catalog.worker"], "orders": ["orders", "orders.worker"]}
    assert started.outcome() == "SUCCESS", started.output()
    status = cloud_init(started)
    assert (status["status"], status["errors"]) == ("done", [])
    errors = status["recoverable_errors"].values()
    warnings = [warning for warnings in errors for warning in warnings]
    assert not [warning for warning in warnings if "generating key type" not in warning]
    assert "Valid schema" in started.run("cloud-init", "schema", "--system")
    assert health(started, service, STORE.port(service))
    for process in processes.get(service, [service]):
        assert started.show(process, "ActiveState") == "active"
        assert started.show(process, "NRestarts") == "0"
        report = started.run(
            "systemd-analyze", "security", "--no-pager", f"tienda@{process}.service"
        )
        exposure = re.search(r"level for \S+: ([\d.]+)", report)
        assert exposure is not None
        assert float(exposure[1]) <= MAX_EXPOSURE, report
    units = [f"tienda@{process}.service" for process in processes.get(service, [service])]
    started.run("systemd-analyze", "verify", *units, "tienda-logs.service", "tienda-drain.service")

    (started.shared / "terminated").touch()
    began = time.monotonic()
    while not started.calls("autoscaling"):
        assert time.monotonic() - began < 60, started.journal(service)
        time.sleep(0.2)
    assert started.calls("autoscaling")[0]["AutoScalingGroupName"] == f"tienda-demo-{service}"
    assert started.show(service, "Result") == "success"
    assert "draining" in started.journal(service)


@pytest.mark.parametrize("started", ["users"], indirect=True)
def test_secrets_are_in_memory_and_readable_by_their_process_alone(started: Instance) -> None:
    assert started.outcome() == "SUCCESS", started.output()
    listed = started.run("stat", "--format=%n %a %U", *map("/run/tienda/{}".format, FILES))
    assert listed.split("\n")[:3] == [
        f"/run/tienda/{name} 600 {who}" for name, who in FILES.items()
    ]
    assert "/run" in started.run("findmnt", "--types=tmpfs", "--output=TARGET", "--noheadings")
    search = ("grep", "--recursive", "--devices=skip", "--files-with-matches", "X-Amz-Signature")
    assert started.run(*search, "/run", "/etc", "/var/lib", check=False) == "", (
        "tokens stay unwritten"
    )
    logged_in = {(login["user"], login["lasts"], login["good"]) for login in started.calls("rds")}
    assert logged_in == {("users", "900", "True")}

    # As docs/deploy.md creates the first admin.
    command = "-m users create-admin --password-stdin you@shop.example"
    script = f"printf 'mesa de roble 7\\n' | {RUN_AS_USERS} {command}"
    assert "admin account created" in started.run("sh", "-c", script)
    token = started.run("sh", "-c", f"{RUN_AS_USERS} -m users issue-token")
    assert token.count(".") == 2


@pytest.mark.parametrize("started", ["users"], indirect=True)
def test_a_traceback_reaches_cloudwatch_whole(started: Instance) -> None:
    assert started.outcome() == "SUCCESS", started.output()
    line = json.dumps({"exc_info": "ñ" * 50_000}, ensure_ascii=False)
    (started.shared / "line").write_text(line + "\n")
    # Written by a process of the unit, as a traceback is.
    folder = f"/run/systemd/system/{unit('users')}.d"
    text = "[Service]\\nExecStartPost=cat /srv/line\\n"
    started.run("sh", "-c", f"mkdir -p {folder} && printf '{text}' > {folder}/line.conf")
    started.run("systemctl", "daemon-reload")
    started.run("systemctl", "restart", unit("users"))
    began = time.monotonic()
    while line not in [call["message"] for call in started.calls("logs")]:
        assert time.monotonic() - began < 60, started.journal("users")[-2000:]
        time.sleep(0.2)
    # Its own line, too, since it measures itself within the unit's limits.
    assert any('"memory_used"' in call["message"] for call in started.calls("logs"))


RUN_AS_USERS = (
    "systemd-run --quiet --wait --collect --pipe --uid=tienda"
    " --property=EnvironmentFile=/run/tienda/users.env /opt/tienda/current/venv/bin/python"
)
FILES = {"users.env": "root", "signing-key.pem": "tienda", "other-key.pem": "tienda"}


@pytest.mark.parametrize("service", [*SERVICES, "keeper"])
def test_user_data_has_a_valid_cloud_init_schema(service: str) -> None:
    root = base_root()
    file = root / "root" / f"{service}.yaml"
    file.write_text(user_data(service, f"releases/{'0' * 64}.tar"))
    command = ("chroot", root, "cloud-init", "schema", "--config-file", f"/root/{file.name}")
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, "Valid schema" in result.stdout) == (0, True), result
    file.write_text(file.read_text().replace("runcmd:", "runcommand:"))
    assert subprocess.run(command, capture_output=True, check=False).returncode


def test_no_password_is_sent_to_a_database_of_another_authority(
    release: Bundle, surroundings: Surroundings, tmp_path: Path
) -> None:
    other_authority = dataclasses.replace(
        surroundings, certificate=Authority().issue("127.0.0.1", tmp_path)
    )
    with booted(tmp_path / "machine", user_data("keeper", release.key), other_authority) as machine:
        assert machine.outcome(120) == "FAILURE"
        assert "CERTIFICATE_VERIFY_FAILED" in machine.output()
        (boot,) = machine.calls("boots")
        assert "CERTIFICATE_VERIFY_FAILED" in boot["message"], "it is readable once it is gone"


def test_a_bundle_of_another_hash_is_refused_at_once(
    surroundings: Surroundings, tmp_path: Path
) -> None:
    text = user_data("users", f"releases/{'0' * 64}.tar")
    with booted(tmp_path / "machine", text, surroundings) as machine:
        assert machine.outcome(60) == "FAILURE"
        # The signal is sent before the reason is written.
        began = time.monotonic()
        while f"not {'0' * 64}" not in machine.output():
            assert time.monotonic() - began < 30, machine.output()
            time.sleep(0.2)
        assert machine.show("users", "ActiveState") != "active"
