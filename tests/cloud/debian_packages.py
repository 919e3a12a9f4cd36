"""The Debian packages that proofs need; `make cloud` installs them when it runs as root."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

PROGRAMS: Mapping[str, str] = {
    "debootstrap": "debootstrap",
    "ip": "iproute2",
    "nft": "nftables",
    "nsenter": "util-linux",
    "systemd-nspawn": "systemd-container",
}
"""The package of each program."""


def missing(programs: Sequence[str]) -> list[str]:
    """Return the programs that are not installed."""
    return [name for name in programs if not shutil.which(name)]


def install(programs: Sequence[str]) -> str:
    """Install missing programs; return why that fails, or "" when all are installed."""
    needed = missing(programs)
    if not needed:
        return ""
    names = [PROGRAMS[name] for name in needed]
    if os.geteuid():
        return f"as root only: apt-get install {' '.join(names)}"
    if not shutil.which("apt-get"):
        return f"this machine has no apt-get; needs {', '.join(names)}"
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), ("install", "--yes", "--no-install-recommends", *names)):
        result = subprocess.run(
            ("apt-get", "-qq", *command), env=environ, capture_output=True, text=True, check=False
        )
        if result.returncode:
            return f"apt-get {command[0]}: {result.stderr.strip()[-300:]}"
    return ""
