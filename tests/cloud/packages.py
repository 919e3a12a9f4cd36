"""Debian's packages that a proof needs: installed by `make cloud` itself where it may."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

PROGRAMS: Mapping[str, str] = {
    "debootstrap": "debootstrap",
    "nsenter": "util-linux",
    "systemd-nspawn": "systemd-container",
}
"""The package that has each."""


def missing(programs: Sequence[str]) -> list[str]:
    """Return which of them are not there."""
    return [name for name in programs if not shutil.which(name)]


def install(programs: Sequence[str]) -> str:
    """Install those that are missing; answer why that cannot be, or "" when all are there."""
    wanted = missing(programs)
    if not wanted:
        return ""
    names = [PROGRAMS[name] for name in wanted]
    if os.geteuid():
        return f"as root only: apt-get install {' '.join(names)}"
    if not shutil.which("apt-get"):
        return f"this machine has no apt-get; needs {', '.join(names)}"
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), ("install", "--yes", "--no-install-recommends", *names)):
        done = subprocess.run(
            ("apt-get", "-qq", *command), env=quietly, capture_output=True, text=True, check=False
        )
        if done.returncode:
            return f"apt-get {command[0]}: {done.stderr.strip()[-300:]}"
    return ""
