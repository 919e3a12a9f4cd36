"""The folder that keeps a store between runs, locked by the store that runs."""

import fcntl
import os
import time
from pathlib import Path

LOCK_TIMEOUT = 15.0
"""Seconds to wait for the last processes of a store whose supervisor was killed."""
UMASK = 0o077
"""Of every process of the store: what they write is their user's alone."""
_FOLDERS = ("logs", "stamps", "aws", "postgres", "drawing")
_FILES = ("lock", "postgres-port", "postgres-password", "users-signing-key.pem")


class CannotRun(Exception):
    """The store cannot run with these options; the message is one line for the user."""


class State:
    """The state folder, locked until this process ends."""

    def __init__(self, folder: Path) -> None:
        """Create the folder if it is missing, and lock it. Raise CannotRun."""
        self.folder = folder
        try:
            for path in (folder, self.logs, self.stamps):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.geteuid() != folder.stat().st_uid:
                raise CannotRun(
                    f"{folder} belongs to another user; start as that one, or choose another "
                    "folder with --state"
                )
            self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CannotRun(
                f"cannot write to the state folder {folder} ({error.strerror}); "
                "choose another with --state"
            ) from error
        self._acquire_lock()
        self._close_to_others()

    @property
    def lock(self) -> int:
        """The lock's file descriptor; children that inherit it hold the lock until they end."""
        return self._lock

    @property
    def logs(self) -> Path:
        """The folder of the processes' logs."""
        return self.folder / "logs"

    @property
    def stamps(self) -> Path:
        """The folder of files that record what has been done."""
        return self.folder / "stamps"

    def log(self, name: str) -> Path:
        """Return the path of a process's log."""
        return self.logs / f"{name}.log"

    def read(self, name: str) -> str:
        """Return the text stored under `name`, or "" if there is none."""
        try:
            return (self.folder / name).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""

    def write(self, name: str, text: str) -> None:
        """Store a short text under `name`, atomically."""
        path = self.folder / name
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(path)

    def _close_to_others(self) -> None:
        """Take away what an earlier version let other users read: receipts, messages, logs."""
        for name in _FOLDERS:
            path = self.folder / name
            if path.is_dir() and not path.is_symlink() and path.stat().st_uid == os.geteuid():
                path.chmod(0o700)
        # A folder that holds more than a store, such as a home, is not the store's to close.
        if {path.name for path in self.folder.iterdir()} <= {*_FOLDERS, *_FILES}:
            self.folder.chmod(0o700)

    def _acquire_lock(self) -> None:
        deadline = time.monotonic() + LOCK_TIMEOUT
        while not _try_lock(self._lock):
            owner = os.pread(self._lock, 20, 0).decode().strip()
            if (owner.isdecimal() and _is_alive(int(owner))) or time.monotonic() > deadline:
                raise CannotRun(
                    f"another store runs on {self.folder} (process {owner or 'unknown'}); "
                    "stop it, or choose another folder with --state"
                )
            # The owner was killed, and its database is still shutting down.
            time.sleep(0.1)
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"{os.getpid()}\n".encode(), 0)
        # All processes that held the lock have ended. A PostgreSQL that was killed left this file
        # behind, and its process id may belong to another process by now.
        (self.folder / "postgres" / "postmaster.pid").unlink(missing_ok=True)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
