"""Makes an instance serve a release that `boot.py` has unpacked; the standard library alone.

`install.py PLAN FOLDER`: a virtual environment from the bundle's wheels, without a network; a user
that owns nothing; a unit for each process; or, where the plan has none, one program that is
run once. Ends with 0 only once each says that it serves, and with
1 at once where one does not stay up.
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
USER = "tienda"
ALWAYS = ("tienda-drain.service", "tienda-logs.service")
PATIENCE = 240.0
"""Seconds until all serve. The database may be failing over."""
FALLS = 3
"""A process that ended so often will not come up by waiting; one may find its database away."""
STEADY = 3.0
"""Seconds that a process which answers nobody must have run."""


def run(*command: str | Path) -> None:
    """Do a command. Raise CalledProcessError."""
    subprocess.run(command, check=True)


def make_environment(folder: Path) -> None:
    """Install the bundle's wheels, all of them and nothing else."""
    wanted = json.loads((folder / "release.json").read_text())["python"]
    found = f"{sys.version_info.major}.{sys.version_info.minor}"
    if found != wanted:
        raise ValueError(f"the release is for Python {wanted}, this is {found}")
    wheels = sorted((folder / "wheels").glob("*.whl"))
    # By pip's own wheel: Debian's Python has no ensurepip unless it is asked for.
    pip = next(wheel for wheel in wheels if wheel.name.startswith("pip-"))
    venv = folder / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", "--clear", venv)
    options = ("--quiet", "--no-index", "--no-deps", "--no-cache-dir", "--root-user-action=ignore")
    others = [wheel for wheel in wheels if wheel != pip]
    run(venv / "bin" / "python", pip / "pip", "install", *options, *others)
    shutil.rmtree(folder / "wheels")


def make_user() -> None:
    """Make the user that the processes run as, unless there is one."""
    if subprocess.run(
        ("getent", "passwd", USER), stdout=subprocess.DEVNULL, check=False
    ).returncode:
        run("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER)


def make_units(folder: Path, processes: Sequence[str]) -> None:
    """Have systemd know the processes, and start them at each boot."""
    for unit in folder.glob("tienda*.*"):
        shutil.copy(unit, UNITS)
    run("systemctl", "daemon-reload")
    run("systemctl", "enable", "--quiet", "--now", *ALWAYS)
    run("systemctl", "enable", "--quiet", *map(_unit, processes))
    # Started, not waited for: what becomes of them is watched below.
    run("systemctl", "start", "--no-block", *map(_unit, processes))


def _region(name: str) -> dict[str, str]:
    # boto3 reads the one, everybody else the other.
    return {"AWS_REGION": name, "AWS_DEFAULT_REGION": name}


def wait_until_serving(process: str, address: str | None, deadline: float) -> None:
    """Return once the process serves. Raise TimeoutError, or RuntimeError when it keeps ending."""
    began = time.monotonic()
    while time.monotonic() < deadline:
        state = _show(process)
        if state["ActiveState"] == "failed" or int(state["NRestarts"]) >= FALLS:
            raise RuntimeError(f"{process} does not stay up")
        if state["ActiveState"] == "active":
            if address is None:
                if time.monotonic() - began > STEADY:
                    return
            elif _serves(process, address):
                return
        time.sleep(0.5)
    raise TimeoutError(f"{process} does not serve")


def _serves(process: str, address: str) -> bool:
    python = HOME / "current" / "venv" / "bin" / "python"
    probe = (python, "-m", "cloudformation.machine.probe", process, address)
    return subprocess.run(probe, stdout=subprocess.DEVNULL, check=False).returncode == 0


def _show(process: str) -> dict[str, str]:
    wanted = "--property=ActiveState,NRestarts"
    command = ("systemctl", "show", wanted, _unit(process))
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return dict(line.split("=", 1) for line in lines)


def _unit(process: str) -> str:
    return f"tienda@{process}.service"


def main(plan: Path, folder: Path) -> None:
    """Install, start and wait; show each process's last words where that fails."""
    told = json.loads(plan.read_text())
    processes = told["processes"]
    make_environment(folder)
    current = HOME / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(folder)
    if not processes:
        subprocess.run(
            (current / "venv/bin/python", "-m", told["once"]),
            check=True,
            env={**os.environ, **_region(told["region"]), **told["environment"]},
        )
        return
    make_user()
    make_units(folder, list(processes))
    deadline = time.monotonic() + PATIENCE
    try:
        for process, environ in processes.items():
            wait_until_serving(process, environ.get("LISTEN"), deadline)
    except (RuntimeError, TimeoutError):
        for process in processes:
            run("journalctl", "--no-pager", "--output=cat", "--lines=30", "--unit", _unit(process))
        raise


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
