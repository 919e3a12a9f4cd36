"""The folder that keeps a store between runs; one store at a time has it."""

import fcntl
import os
import time
from pathlib import Path

LEFTOVERS = 15.0
"""Seconds to wait for the last processes of a store whose own was killed."""


class Refused(Exception):
    """The store cannot be started as it was asked for; the message is one line for the user."""


class State:
    """The state folder, taken until this process ends."""

    def __init__(self, folder: Path) -> None:
        """Make the folder if need be, and take it. Raise Refused."""
        self.folder = folder
        try:
            for path in (folder, self.logs, self.stamps):
                path.mkdir(parents=True, exist_ok=True)
            if os.geteuid() != folder.stat().st_uid:
                raise Refused(
                    f"{folder} belongs to another user; start as that one, or choose another "
                    "folder with --state"
                )
            self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Refused(
                f"cannot write to the state folder {folder} ({error.strerror}); "
                "choose another with --state"
            ) from error
        self._take()

    @property
    def lock(self) -> int:
        """The lock's descriptor; children that inherit it hold the folder until they end."""
        return self._lock

    @property
    def logs(self) -> Path:
        """Where each part's log is."""
        return self.folder / "logs"

    @property
    def stamps(self) -> Path:
        """Where it is written what need not be done again."""
        return self.folder / "stamps"

    def log(self, name: str) -> Path:
        """Return the path of a part's log."""
        return self.logs / f"{name}.log"

    def read(self, name: str) -> str:
        """Return what was written under `name`, or "" when nothing was."""
        try:
            return (self.folder / name).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""

    def write(self, name: str, text: str) -> None:
        """Keep a short text under `name`, whole or not at all."""
        path = self.folder / name
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(path)

    def _take(self) -> None:
        deadline = time.monotonic() + LEFTOVERS
        while not _locked(self._lock):
            owner = os.pread(self._lock, 20, 0).decode().strip()
            if (owner.isdecimal() and _alive(int(owner))) or time.monotonic() > deadline:
                raise Refused(
                    f"another store runs on {self.folder} (process {owner or 'unknown'}); "
                    "stop it, or choose another folder with --state"
                )
            # Its owner was killed, and its database is still shutting down.
            time.sleep(0.1)
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"{os.getpid()}\n".encode(), 0)
        # Whoever held the folder is gone, and so are all who inherited the lock: a PostgreSQL
        # that was killed left this behind, and its process id may be another's by now.
        (self.folder / "postgres" / "postmaster.pid").unlink(missing_ok=True)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
