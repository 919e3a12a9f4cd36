"""Bare Debian systems, made by debootstrap and entered by systemd-nspawn."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cloud.instance import mirror

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "fresh"
PACKAGES = "ca-certificates,git,make,python3,python3-venv"
"""All that the README asks for. (Without ca-certificates Python could not reach PyPI.)"""

OWNER = "owner"
"""The ordinary user of a machine."""

_REGISTRIES = ("PIP_", "npm_config_", "NPM_CONFIG_", "NODE_EXTRA_CA_CERTS", "SSL_CERT_")
_PROXIES = ("http_proxy", "https_proxy", "no_proxy")
_SETTINGS = ("/etc/pip.conf", "/etc/xdg/pip", "/etc/ssl/certs")


@dataclass(frozen=True)
class Machine:
    """A bare machine whose user has a fresh clone of the project in `tienda`, in its home."""

    root: Path
    user: str

    @property
    def home(self) -> str:
        """The user's home folder."""
        return "/root" if self.user == "root" else f"/home/{self.user}"

    def command(self, script: str) -> list[str]:
        """Return the command that runs a shell script in the clone, as the user."""
        # Without --register and a unit of its own it needs no systemd on this machine.
        # By itself it gives /tmp a tenth of the memory, where Debian 12 has the disk.
        words = ["env", "SYSTEMD_NSPAWN_TMPFS_TMP=0", "systemd-nspawn", "--quiet"]
        words += ["--directory", str(self.root), "--as-pid2"]
        words += ["--register=no", "--keep-unit", "--resolv-conf=bind-host", "--console=pipe"]
        words += ["--link-journal=no", f"--user={self.user}", f"--chdir={self.home}/tienda"]
        words += [f"--bind-ro={path}" for path in _bound()]
        words += [f"--setenv={name}={value}" for name, value in _environment().items()]
        return [*words, "sh", "-c", script]


@contextmanager
def machine(suite: str, user: str) -> Iterator[Machine]:
    """Yield a new machine with this release of Debian, with HEAD cloned by its user."""
    base = _base(suite)
    root = CACHE / f"{suite}-{user}"
    shutil.rmtree(root, ignore_errors=True)
    _run("cp", "--archive", "--reflink=auto", base, root)
    new = Machine(root, user)
    home = root / new.home.lstrip("/")
    # As Debian's installer writes it; debootstrap does not.
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost {suite}\n::1 localhost\n")
    try:
        if user != "root":
            _run("chroot", root, "useradd", "--create-home", "--shell", "/bin/bash", user)
        _run("git", "clone", "--quiet", "--no-hardlinks", ROOT, home / "tienda")
        if (npmrc := Path.home() / ".npmrc").exists():
            shutil.copy(npmrc, home)
        _run("chroot", root, "chown", "--recursive", f"{user}:{user}", new.home)
        yield new
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _base(suite: str) -> Path:
    """Return a bare system with this release; the first call makes it, in about two minutes."""
    base = CACHE / suite
    if not base.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = CACHE / f"{suite}.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ("--variant=minbase", f"--include={PACKAGES}")
        _run("debootstrap", *options, suite, unfinished, mirror())
        unfinished.rename(base)
    return base


def _bound() -> list[str]:
    """Return what this machine knows of registries and certificates, as paths."""
    named = [value for name, value in os.environ.items() if name.startswith("PIP_")]
    return [path for path in (*_SETTINGS, *named) if path.startswith("/") and Path(path).exists()]


def _environment() -> Mapping[str, str]:
    passed = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_REGISTRIES) or name.lower() in _PROXIES
    }
    return {"LANG": "C.UTF-8", **passed}


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=1200)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
