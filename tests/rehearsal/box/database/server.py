"""A PostgreSQL server in a node's network; only the node itself reaches it."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from local.leave_root import without_root
from local.postgres import BIN
from tests.rehearsal.box import world
from tests.rehearsal.box.node import Node

PORT = 5433
"""Behind the front, which listens on the database's port."""
_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "port": str(PORT),
    "max_connections": "200",
    "shared_buffers": "128MB",
    "io_method": "sync",
    "wal_level": "replica",
    "hot_standby": "on",
    # A process can be killed here, and never the machine: what is written stays.
    "fsync": "off",
    "log_min_messages": "warning",
}
_TIMEOUT = 60.0


class Server:
    def __init__(self, node: Node, folder: Path, parameters: Mapping[str, str]) -> None:
        self.node = node
        self.folder = folder
        self._data = folder / "data"
        self._settings = {
            **_SETTINGS,
            # What begins with rds. is RDS's own.
            **{name: value for name, value in parameters.items() if "." not in name},
            "unix_socket_directories": str(folder),
        }
        folder.mkdir()

    def create(self) -> None:
        """Make an empty cluster."""
        _run(
            *("initdb", "-D", str(self._data), "--username=postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C", "--no-sync"),
        )

    def copy(self, primary: "Server") -> None:
        """Make a standby of a running server, which it reaches by a socket file.

        RDS copies between disks, past all security groups.
        """
        place = f"host={primary.folder} port={PORT} user=postgres application_name={self.node.name}"
        _run(
            *("pg_basebackup", "-D", str(self._data), "-d", place, "--write-recovery-conf"),
            *("--checkpoint=fast", "--no-sync"),
        )

    def start(self) -> None:
        options = [part for item in self._settings.items() for part in ("-c", "=".join(item))]
        command = without_root([str(BIN / "postgres"), "-D", str(self._data), *options])
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.node.inside(*command), stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + _TIMEOUT
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "PostgreSQL does not start"
            time.sleep(0.05)

    def execute(self, statements: str, database: str = "postgres") -> str:
        """Execute statements as the superuser; return what they print."""
        place = ("-h", str(self.folder), "-p", str(PORT), "-U", "postgres", "-d", database)
        return world.run(
            str(BIN / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", *place, typed=statements
        ).strip()

    def wait_for_standby(self, standby: "Server") -> None:
        """Have every commit wait for the standby from now on; return once it has caught up."""
        self.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{standby.node.name}'")
        self.execute("SELECT pg_reload_conf()")
        deadline = time.monotonic() + _TIMEOUT
        while self.execute("SELECT sync_state FROM pg_stat_replication") != "sync":
            assert time.monotonic() < deadline, "the standby does not follow"
            time.sleep(0.05)

    def promote(self) -> None:
        """Become the primary, with everything that has been committed."""
        self.execute("SELECT pg_promote()")

    def kill(self) -> None:
        """End all its processes at once."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(30)

    def _answers(self) -> bool:
        ready = (str(BIN / "pg_isready"), "-q", "-h", str(self.folder), "-p", str(PORT))
        return subprocess.run(ready, check=False).returncode == 0


def _run(program: str, *arguments: str) -> None:
    world.run(*without_root([str(BIN / program), *arguments]))
