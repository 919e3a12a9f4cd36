"""Machines: containers of systemd that run their user data, on one read-only root."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

from tests.rehearsal.box import addresses, world
from tests.rehearsal.box.node import Node
from tests.rehearsal.model import Machine

_SHUTDOWN = 90.0
"""Seconds that a machine may take to shut down in order."""
_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
_ENVIRONMENT = {
    "AWS_ENDPOINT_URL": addresses.ENDPOINT_URL,
    # Clients that have authorities of their own take those of the machine.
    "AWS_CA_BUNDLE": _AUTHORITIES,
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": _AUTHORITIES,
    "SSL_CERT_FILE": _AUTHORITIES,
}


class RunningMachine:
    """A machine from its start on; what it wrote stays after its end, in `folder`."""

    def __init__(self, machine: Machine, node: Node, base: Path, folder: Path) -> None:
        self.machine = machine
        self.node = node
        self._base = base
        self._folder = folder
        self._root = folder / "root"
        self._upper = folder / "upper"

    def start(self, authority: bytes, ended: Callable[[], None]) -> None:
        """Start it, and call `ended` in another thread once it has ended, however that came."""
        for path in (self._root, self._upper, self._folder / "work"):
            path.mkdir(parents=True)
        layers = f"lowerdir={self._base},upperdir={self._upper},workdir={self._folder / 'work'}"
        world.run("mount", "-t", "overlay", "overlay", "-o", layers, str(self._root))
        self._furnish(authority)
        groups = world.process_group(f"{self._folder.parent.name}-{self.machine.id}")

        def prepare() -> None:
            os.setsid()
            for file in groups:
                file.write_text(str(os.getpid()))

        command = (
            *("systemd-nspawn", "--quiet", f"--directory={self._root}", "--boot"),
            *("--console=pipe", "--register=no", "--keep-unit", f"--machine={self.machine.id}"),
            *(f"--network-namespace-path={self.node.path}", "--resolv-conf=off"),
            *("--timezone=off", "--link-journal=no"),
        )
        with (self._folder / "console").open("wb") as console:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                preexec_fn=prepare,
            )

        def watch() -> None:
            self._process.wait()
            ended()
            self._tidy(groups)

        self._watcher = Thread(target=watch, name=self.machine.id, daemon=True)
        self._watcher.start()

    def is_running(self) -> bool:
        return self._process.poll() is None

    def shut_down(self) -> None:
        """Have it shut down in order; end it if that takes longer than EC2 would wait."""
        self._process.terminate()
        self._watcher.join(_SHUTDOWN)
        self.kill()

    def kill(self) -> None:
        """End all its processes at once."""
        for process in (*self._children(), self._process.pid):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._watcher.join(30)

    def run(self, *command: str, typed: str = "", timeout: float = 120.0) -> str:
        """Run a command in it as root; return its output. Raise RuntimeError."""
        leader = self._leader()
        inside = ("nsenter", f"--target={leader}", "--all", "timeout", str(timeout), *command)
        return world.run(*inside, typed=typed)

    def write(self, path: str, text: str) -> None:
        """Write a file that everybody may read."""
        file = self._root / path.removeprefix("/")
        file.write_text(text)
        file.chmod(0o644)

    def console(self) -> str:
        """Return what its user data and its units wrote."""
        log = self._upper / "var/log/cloud-init-output.log"
        journal = self._upper / "var/log/journal"
        read = ("journalctl", "--no-pager", "--quiet", f"--directory={journal}")
        units = subprocess.run(read, capture_output=True, text=True, check=False).stdout
        user_data = log.read_text(errors="replace") if log.exists() else ""
        console = (self._folder / "console").read_text(errors="replace")
        # Last what says whether it could be installed.
        return f"{units[-100_000:]}\n{console[-20_000:]}\n{user_data}"

    def _furnish(self, authority: bytes) -> None:
        seed = self._root / "var/lib/cloud/seed/nocloud"
        seed.mkdir(parents=True, exist_ok=True)
        (seed / "user-data").write_text(self.machine.user_data)
        (seed / "meta-data").write_text(f"instance-id: {self.machine.id}\n")
        etc = self._root / "etc"
        # The network is there already, as with EC2's DHCP.
        (etc / "cloud/cloud.cfg.d/99-network.cfg").write_text("network: {config: disabled}\n")
        (etc / "resolv.conf").unlink(missing_ok=True)
        (etc / "resolv.conf").write_text(f"nameserver {addresses.RESOLVER}\n")
        settings = etc / "systemd/system.conf.d"
        settings.mkdir(exist_ok=True)
        environment = " ".join(f"{name}={value}" for name, value in _ENVIRONMENT.items())
        (settings / "aws.conf").write_text(f"[Manager]\nDefaultEnvironment={environment}\n")
        # Kept after its end.
        (self._root / "var/log/journal").mkdir(exist_ok=True)
        with (self._root / _AUTHORITIES[1:]).open("ab") as file:
            file.write(authority)

    def _leader(self) -> int:
        deadline = time.monotonic() + 30
        while not (children := self._children()):
            assert self.is_running(), f"{self.machine.id} has ended"
            assert time.monotonic() < deadline, f"{self.machine.id} does not start"
            time.sleep(0.1)
        return children[0]

    def _children(self) -> list[int]:
        """Return the processes that systemd-nspawn has started: the first of the machine."""
        file = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(child) for child in file.read_text().split()] if self.is_running() else []

    def _tidy(self, groups: list[Path]) -> None:
        """Unmount its root and remove all but its logs."""
        world.run("umount", "--lazy", str(self._root))
        logs = self._upper / "var/log"
        if logs.exists():
            kept = self._folder / "log"
            logs.rename(kept)
            shutil.rmtree(self._upper)
            (self._upper / "var").mkdir(parents=True)
            kept.rename(logs)
        for file in groups:
            world.remove_process_group(file)
