"""The stage: an account and its box, and what scenes do with the store in it."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from cloudformation.config.environment import GRPC_PORTS, Environment
from cloudformation.deployment.account import Account as Store
from cloudformation.deployment.deploy_store import deploy
from cloudformation.packaging.bundle import Bundle
from tests.rehearsal.account.account import Account, client_of
from tests.rehearsal.account.identity import OPERATOR
from tests.rehearsal.account.judge import Evaluator
from tests.rehearsal.box import addresses, open_box
from tests.rehearsal.box.box import RehearsalBox
from tests.rehearsal.scenes import release
from tests.rehearsal.scenes.shoppers import Shoppers, catalogue

_PYTHON = "/opt/tienda/current/venv/bin/python"
_ADMIN = "admin@shop.example"


@dataclass
class Stage:
    """One store in one account."""

    box: RehearsalBox
    account: Account
    environment: Environment
    folder: Path
    reported: list[str] = field(default_factory=list)
    """What deploy and others report."""
    running_shoppers: Shoppers | None = None

    @property
    def shoppers(self) -> Shoppers:
        """The shoppers, who come from the scene *open* on."""
        assert self.running_shoppers, "no shoppers yet"
        return self.running_shoppers

    @property
    def database(self) -> str:
        """The id of the database."""
        return f"{self.environment.prefix}-database"

    @property
    def origin(self) -> str:
        return f"https://{self.environment.domain}"

    def store(self) -> Store:
        """Return the account as the commands of `cloudformation` see it."""
        session = boto3.Session(OPERATOR.access_key, OPERATOR.secret_key)
        return Store(session, self.environment, self.report, 0.2)

    def report(self, line: str) -> None:
        self.reported.append(line)
        print(line, flush=True)  # noqa: T201 (the progress of a command that takes long)

    def client(self, service: str) -> Any:
        return client_of(self.account.url, service, self.environment.region)

    def release(self, note: str = "", change: release.Change | None = None) -> Bundle:
        return release.packed(self.box.database_authority.pem, self.folder, note, change)

    def deploy(self, bundle: Bundle | str) -> None:
        deploy(self.store(), bundle)

    def machines(self, process: str) -> list[str]:
        """Return the ids of the running machines of a process."""
        wanted = [
            {"Name": "tag:Name", "Values": [f"{self.environment.prefix}-{process}"]},
            {"Name": "instance-state-name", "Values": ["running"]},
        ]
        reservations = self.client("ec2").describe_instances(Filters=wanted)["Reservations"]
        return [
            instance["InstanceId"]
            for reservation in reservations
            for instance in reservation["Instances"]
        ]

    def run_as(self, process: str, *command: str, typed: str = "", **variables: str) -> str:
        """Run a module on a machine with the settings of its process, as docs/deploy.md does."""
        service = process.partition(".")[0]
        machine = self.machines(service)[0]
        settings = [f"--setenv={name}={value}" for name, value in variables.items()]
        line = (
            *("systemd-run", "--quiet", "--wait", "--collect", "--pipe", "--uid=tienda"),
            *(f"--property=EnvironmentFile=/run/tienda/{process}.env", *settings),
            *(_PYTHON, "-m", *command),
        )
        return self.box.run(machine, *line, typed=typed)

    def admin_token(self, minutes: int = 600) -> str:
        return self.run_as("users", "users", "issue-token", "--minutes", str(minutes)).strip()

    def create_admin(self) -> None:
        password = "mesa de roble 7\n"
        self.run_as("users", "users", "create-admin", "--password-stdin", _ADMIN, typed=password)

    def load(self, catalogue: str) -> str:
        """Load a catalogue in JSONL over forwarded ports, as docs/deploy.md does."""
        file = self.folder / "catalogue.jsonl"
        file.write_text(catalogue)
        environ = {**os.environ, "TIENDA_TOKEN": self.admin_token()}
        with (
            self.box.forwarded(self.machines("catalog")[0], GRPC_PORTS["catalog"]) as catalog,
            self.box.forwarded(self.machines("orders")[0], GRPC_PORTS["orders"]) as orders,
        ):
            places = ("--catalog", f"127.0.0.1:{catalog}", "--orders", f"127.0.0.1:{orders}")
            command = (sys.executable, "-m", "catalog.load", *places, str(file))
            done = subprocess.run(
                command, cwd=release.ROOT, env=environ, capture_output=True, text=True, check=False
            )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def open_shop(self) -> None:
        """Create the first admin, load a catalogue, and let shoppers in."""
        self.create_admin()
        self.load(catalogue())
        shoppers = Shoppers(self.origin, self.box.authority.pem, self.admin_token(), self.folder)
        self.running_shoppers = shoppers.__enter__()

    def audit(self) -> str:
        """Run `orders.audit` on a machine of orders; return what it found."""
        return self.run_as("orders.worker", "orders.audit")

    def wait_until_healthy(self, patience: float = 300.0) -> None:
        """Return once every target of every group is healthy. Raise AssertionError."""
        deadline = time.monotonic() + patience
        while waiting := self._not_healthy():
            assert time.monotonic() < deadline, f"not healthy: {waiting}"
            time.sleep(0.5)

    def _not_healthy(self) -> list[str]:
        found = []
        for group in self.account.balancing.target_groups:
            states = self.box.targets(group)
            name = re.sub(r".*targetgroup/([^/]+)/.*", r"\1", group)
            found += [f"{name}: {one.state}" for one in states if one.state != "healthy"]
            found += [f"{name}: empty"] if not states else []
        return found


@contextmanager
def open_stage(environment: Environment, base: Path) -> Iterator[Stage]:
    """Yield a stage with an empty account, in this process's world."""
    evaluator = Evaluator()
    account = Account(evaluator)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="stage-") as folder,
            open_box(account.identities, base) as box,
            account.open(
                box,
                host=str(addresses.AWS),
                port=addresses.AWS_PORT,
                more=(("127.0.0.1", addresses.AWS_PORT),),
            ) as url,
        ):
            os.environ["AWS_ENDPOINT_URL"] = url
            stage = Stage(box, account, environment, Path(folder))
            try:
                yield stage
            finally:
                if stage.running_shoppers:
                    stage.running_shoppers.abandon()
    finally:
        evaluator.close()
