"""Instances, booted: real user data in a real cloud-init on a clean Debian."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from instance import Instance, booted

from cloudformation.build import EXAMPLE
from cloudformation.bundle import Bundle
from cloudformation.environment import Environment
from cloudformation.userdata import script

pytestmark = [pytest.mark.cloud, pytest.mark.usefixtures("machinery")]

STORE = Environment.of_size("demo", **EXAMPLE)
SECRETS = {
    "arn:MasterSecretArn": json.dumps({"username": "keeper", "password": "it's a secret"}),
    STORE.signing_key_secret: "0123456789abcdef" * 4,
}
MOST_EXPOSED = 2.0


def user_data(service: str, key: str) -> str:
    """What CloudFormation makes of the user data, for PostgreSQL on the machine, no TLS."""
    known = {
        "AWS::Region": STORE.region,
        "AWS::URLSuffix": "amazonaws.com",
        "AWS::StackName": "tienda-demo-services",
        "AvailabilityQueueUrl": "http://127.0.0.1:4566/queue",
        "DatabaseAddress": "127.0.0.1",
        "ReleaseBucket": "releases",
        "ReleaseKey": key,
    }
    text = re.sub(
        r"\$\{([^}]+)\}", lambda m: known.get(m[1], f"arn:{m[1]}"), script(STORE, service)
    )
    return text.replace("ssl=require", "ssl=disable").replace(
        '"MASTER_SECRET_ARN"', '"DATABASE_SSL": "disable", "MASTER_SECRET_ARN"'
    )


@pytest.fixture(scope="module")
def cluster(release: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PostgreSQL as the keeper has left it."""
    folder = tmp_path_factory.mktemp("keeper")
    cluster = folder / "cluster"
    cluster.mkdir(mode=0o777)
    cluster.chmod(0o777)
    text = user_data("keeper", release.key)
    with booted(folder / "machine", text, release.path, SECRETS, cluster) as machine:
        assert machine.outcome() == "SUCCESS", machine.output()
        assert machine.has_ended(60), "the keeper powers itself off"
    return cluster


@pytest.fixture
def started(
    request: pytest.FixtureRequest, release: Bundle, cluster: Path, tmp_path: Path
) -> Iterator[Instance]:
    text = user_data(request.param, release.key)
    with booted(tmp_path / "machine", text, release.path, SECRETS, cluster) as machine:
        yield machine


def health(machine: Instance, process: str, port: int) -> bool:
    probe = ("-m", "cloudformation.machine.probe", process, f"0.0.0.0:{port}")
    code = machine.run(
        "sh", "-c", f"/opt/tienda/current/venv/bin/python {' '.join(probe)}; echo $?"
    )
    return code.strip() == "0"


@pytest.mark.parametrize("started", ["bff", "catalog", "orders", "users"], indirect=True)
def test_an_instance_signals_once_it_serves_and_drains_when_it_is_taken(
    started: Instance, request: pytest.FixtureRequest
) -> None:
    service = request.node.callspec.params["started"]
    processes = {"catalog": ["catalog", "catalog.worker"], "orders": ["orders", "orders.worker"]}
    assert started.outcome() == "SUCCESS", started.output()
    assert health(started, service, STORE.port(service))
    for process in processes.get(service, [service]):
        assert started.show(process, "ActiveState") == "active"
        assert started.show(process, "NRestarts") == "0"
        told = started.run("systemd-analyze", "security", "--no-pager", f"tienda@{process}.service")
        exposure = re.search(r"level for \S+: ([\d.]+)", told)
        assert exposure is not None
        assert float(exposure[1]) <= MOST_EXPOSED, told
    units = [f"tienda@{process}.service" for process in processes.get(service, [service])]
    started.run("systemd-analyze", "verify", *units, "tienda-token.timer", "tienda-drain.service")

    (started.shared / "taken").touch()
    began = time.monotonic()
    while not started.asked("autoscaling"):
        assert time.monotonic() - began < 60, started.journal(service)
        time.sleep(0.2)
    assert started.asked("autoscaling")[0]["AutoScalingGroupName"] == f"tienda-demo-{service}"
    assert started.show(service, "Result") == "success"
    assert "draining" in started.journal(service)


@pytest.mark.parametrize("started", ["users"], indirect=True)
def test_secrets_are_in_memory_and_for_the_one_who_needs_them(started: Instance) -> None:
    assert started.outcome() == "SUCCESS", started.output()
    listed = started.run("stat", "--format=%n %a %U", *map("/run/tienda/{}".format, FILES))
    assert listed.split("\n")[:3] == [
        f"/run/tienda/{name} 600 {who}" for name, who in FILES.items()
    ]
    password = started.run("cat", "/run/tienda/pgpass")
    assert password.startswith("127.0.0.1:5432:*:users:127.0.0.1:5432/?Action=connect&DBUser=users")
    assert "/run" in started.run("findmnt", "--types=tmpfs", "--output=TARGET", "--noheadings")


FILES = {"users.env": "root", "pgpass": "tienda", "signing-key.pem": "tienda"}


def test_a_bundle_of_another_hash_is_refused_at_once(
    release: Bundle, tmp_path: Path, cluster: Path
) -> None:
    text = user_data("users", f"releases/{'0' * 64}.tar")
    with booted(tmp_path / "machine", text, release.path, SECRETS, cluster) as machine:
        assert machine.outcome(60) == "FAILURE"
        assert f"not {'0' * 64}" in machine.output()
        assert machine.show("users", "ActiveState") != "active"
