"""Installs a release that `boot.py` has unpacked, and starts its processes.

`install.py PLAN FOLDER` creates a virtual environment from the bundle's wheels, without a network,
a system user, and a systemd unit for each process. It ends with 0 once every process serves, and
with 1 as soon as one does not stay up. For a plan without processes it runs one program once.

It uses the standard library alone.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HOME = Path("/opt/tienda")
UNITS = Path("/etc/systemd/system")
JOURNAL_SETTINGS = Path("/etc/systemd/journald.conf.d/tienda.conf")
USER = "tienda"
COMMON_UNITS = ("tienda-drain.service", "tienda-logs.service")
START_TIMEOUT = 240.0
"""Seconds until all processes serve. The database may be failing over."""
MAX_RESTARTS = 3
"""A process that ended this often counts as failed; one end may be due to the database."""
MAX_PAUSE = 60.0
"""Seconds in which a process must serve again after the wait as the first machine."""
MIN_UPTIME = 3.0
"""Seconds that a process without a port must have run."""


def run(*command: str | Path) -> None:
    """Run a command. Raise CalledProcessError."""
    subprocess.run(command, check=True)


def create_venv(folder: Path) -> None:
    """Create the virtual environment, with exactly the bundle's wheels. Raise ValueError."""
    required = json.loads((folder / "release.json").read_text())["python"]
    actual = f"{sys.version_info.major}.{sys.version_info.minor}"
    if actual != required:
        raise ValueError(f"the release is for Python {required}, this is {actual}")
    wheels = sorted((folder / "wheels").glob("*.whl"))
    # With pip's own wheel: Debian's Python has no ensurepip by default.
    pip = next(wheel for wheel in wheels if wheel.name.startswith("pip-"))
    venv = folder / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", "--clear", venv)
    options = ("--quiet", "--no-index", "--no-deps", "--no-cache-dir", "--root-user-action=ignore")
    others = [wheel for wheel in wheels if wheel != pip]
    run(venv / "bin" / "python", pip / "pip", "install", *options, *others)
    shutil.rmtree(folder / "wheels")


def create_user() -> None:
    """Create the user that the processes run as, unless it exists."""
    if subprocess.run(
        ("getent", "passwd", USER), stdout=subprocess.DEVNULL, check=False
    ).returncode:
        run("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER)


def set_up_journal(folder: Path) -> None:
    """Let the journal keep whole lines; processes that are running go on writing to it."""
    JOURNAL_SETTINGS.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / "journald.conf", JOURNAL_SETTINGS)
    run("systemctl", "restart", "systemd-journald.service")


def start_units(folder: Path, processes: Sequence[str]) -> None:
    """Install the systemd units, enable them and start them."""
    for unit in folder.glob("tienda*.*"):
        shutil.copy(unit, UNITS)
    run("systemctl", "daemon-reload")
    run("systemctl", "enable", "--quiet", "--now", *COMMON_UNITS)
    run("systemctl", "enable", "--quiet", *map(_unit, processes))
    # Not waited for here: wait_until_serving does.
    run("systemctl", "start", "--no-block", *map(_unit, processes))


def _aws_settings(region: str) -> dict[str, str]:
    return {
        # boto3 reads AWS_DEFAULT_REGION, other tools AWS_REGION.
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        # By itself boto3 asks for credentials once, for a second.
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "5",
        "AWS_METADATA_SERVICE_TIMEOUT": "5",
    }


def wait_until_serving(process: str, address: str | None, deadline: float) -> None:
    """Wait until a process serves. Raise TimeoutError, or RuntimeError when it keeps ending."""
    started = time.monotonic()
    while time.monotonic() < deadline:
        state = _unit_state(process)
        if state["ActiveState"] == "failed" or int(state["NRestarts"]) >= MAX_RESTARTS:
            raise RuntimeError(f"{process} does not stay up")
        if state["ActiveState"] == "active":
            if address is None:
                if time.monotonic() - started > MIN_UPTIME:
                    return
            elif _serves(process, address):
                return
        time.sleep(0.5)
    raise TimeoutError(f"{process} does not serve")


def wait_as_first(current: Path) -> bool:
    """Wait while the first machine of a release is watched; return whether this may be known."""
    program = (current / "venv/bin/python", "-m", "cloudformation.machine.first_machine")
    return subprocess.run(program, check=False).returncode == 0


def _serves(process: str, address: str) -> bool:
    python = HOME / "current" / "venv" / "bin" / "python"
    probe = (python, "-m", "cloudformation.machine.probe", process, address)
    return subprocess.run(probe, stdout=subprocess.DEVNULL, check=False).returncode == 0


def _unit_state(process: str) -> dict[str, str]:
    properties = "--property=ActiveState,NRestarts"
    command = ("systemctl", "show", properties, _unit(process))
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return dict(line.split("=", 1) for line in lines)


def _unit(process: str) -> str:
    return f"tienda@{process}.service"


def main(plan_file: Path, folder: Path) -> None:
    """Install, start and wait; print the end of each process's journal when one fails."""
    plan = json.loads(plan_file.read_text())
    processes = plan["processes"]
    create_venv(folder)
    current = HOME / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(folder)
    if not processes:
        subprocess.run(
            (current / "venv/bin/python", "-m", plan["once"]),
            check=True,
            env={**os.environ, **_aws_settings(plan["region"]), **plan["environment"]},
        )
        return
    create_user()
    set_up_journal(folder)
    start_units(folder, list(processes))
    deadline = time.monotonic() + START_TIMEOUT
    try:
        for process, environ in processes.items():
            wait_until_serving(process, environ.get("LISTEN"), deadline)
        if wait_as_first(current):
            for process, environ in processes.items():
                wait_until_serving(process, environ.get("LISTEN"), time.monotonic() + MAX_PAUSE)
    except (RuntimeError, TimeoutError):
        for process in processes:
            run("journalctl", "--no-pager", "--output=cat", "--lines=30", "--unit", _unit(process))
        raise


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
