"""The network and mount namespace that a rehearsal lives in; whatever is in it ends with it."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.rehearsal.box import addresses

_VARIABLE = "REHEARSAL_WORLD"
NAMESPACES = Path("/run/netns")
_CONTROL_GROUPS = Path("/sys/fs/cgroup")


def is_here() -> bool:
    """Whether this process is in such a world."""
    return _VARIABLE in os.environ


def command(*arguments: str) -> Sequence[str]:
    """Return the command that runs `arguments` in a new world.

    The kernel ends all processes of it when the first ends, and the first when `unshare` ends.
    """
    return (
        *("env", f"{_VARIABLE}=1"),
        *("unshare", "--net", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child"),
        *arguments,
    )


def again(module: str) -> int:
    """Run this command, `python -m MODULE ARGUMENTS`, in a new world; return its exit status."""
    return subprocess.run(
        command(sys.executable, "-m", module, *sys.argv[1:]), check=False
    ).returncode


def set_up(folder: Path) -> None:
    """Prepare this world: addresses, forwarding, and the resolver's address."""
    resolver = folder / "resolv.conf"
    resolver.write_text(f"nameserver {addresses.RESOLVER}\noptions timeout:2 attempts:3\n")
    NAMESPACES.mkdir(exist_ok=True)
    run("mount", "-t", "tmpfs", "tmpfs", str(NAMESPACES))
    run("mount", "--bind", str(resolver), str(Path("/etc/resolv.conf").resolve()))
    single = (addresses.METADATA, addresses.RESOLVER, addresses.AWS, addresses.EDGE)
    ip(
        "link set lo up",
        *(f"address add {address}/32 dev lo" for address in single),
        *(f"route add local {net} dev lo" for net in (addresses.SHOPPERS, addresses.CLOUDFRONT)),
        # Whoever asks the edge is a shopper.
        f"route replace local {addresses.EDGE} dev lo table local src {addresses.SHOPPER}",
    )
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
    # Any user may listen on ports like 443: Envoy and the like have no need to be root.
    Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").write_text("0")


def process_group(name: str) -> list[Path]:
    """Make a control group for a machine; return the files that a process joins it by.

    Without one of its own, the systemd of a machine would tidy up the processes of another.
    """
    files = []
    for hierarchy in _hierarchies():
        (hierarchy / name).mkdir(exist_ok=True)
        files.append(hierarchy / name / "cgroup.procs")
    return files


def _hierarchies() -> list[Path]:
    if (_CONTROL_GROUPS / "cgroup.procs").exists():
        return [_CONTROL_GROUPS]
    both = (_CONTROL_GROUPS / "systemd", _CONTROL_GROUPS / "unified")
    return [hierarchy for hierarchy in both if hierarchy.exists()]


def remove_process_group(file: Path) -> None:
    """Remove a control group once its processes have ended."""
    deadline = time.monotonic() + 10
    while file.parent.exists() and time.monotonic() < deadline:
        for folder in (*sorted(file.parent.rglob("*/"), reverse=True), file.parent):
            with suppress(OSError):
                folder.rmdir()
        time.sleep(0.05)


def remove_process_groups(prefix: str) -> None:
    """Remove the control groups whose names begin so."""
    for hierarchy in _hierarchies():
        for folder in hierarchy.glob(f"{prefix}-*"):
            remove_process_group(folder / "cgroup.procs")


def ip(*commands: str) -> None:
    """Carry out commands of `ip`, all in one process."""
    run("ip", "-batch", "-", typed="".join(f"{command}\n" for command in commands))


def run(*command: str, typed: str = "") -> str:
    """Run a program to its end; return its output. Raise RuntimeError with what it reported."""
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=False)
    if done.returncode:
        reported = (done.stderr or done.stdout).strip()[-2000:]
        raise RuntimeError(f"{' '.join(command[:6])} ended with {done.returncode}: {reported}")
    return done.stdout
