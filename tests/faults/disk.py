"""A small disk for the database, which can be filled."""

import errno
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import postgres

_log = logging.getLogger("tienda.faults")

_WAL = "\nmax_wal_size = 64MB\nmin_wal_size = 32MB\n"
"""As little write-ahead log as possible, so that a full disk is soon noticed."""
_INIT = """
import pathlib, sys
from local import postgres
folder = pathlib.Path(sys.argv[1])
postgres.init_cluster(folder, postgres.choose_password(folder))
"""
_PIECE = 1 << 20


class CannotMount(Exception):
    """Mounting is not allowed here; the message says why."""


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator["Disk | None"]:
    """Mount a disk of `size` bytes on a new folder; yield None where mounting is not allowed."""
    try:
        disk = Disk(folder, size)
    except CannotMount as error:
        _log.warning("no full disk, mounting is not allowed here: %s", error)
        yield None
        return
    try:
        yield disk
    finally:
        disk.unmount()


class Disk:
    """A tmpfs. Unmount it when done."""

    def __init__(self, folder: Path, size: int) -> None:
        """Mount `size` bytes on a new folder. Raise CannotMount."""
        self._folder = folder
        self._ballast = folder / "ballast"
        folder.mkdir(parents=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tienda-faults", str(folder)]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            folder.rmdir()
            raise CannotMount(getattr(error, "stderr", "").strip() or str(error)) from error

    def create_cluster(self, state: Path) -> None:
        """Create the cluster of the store in this state folder on the disk, before its start."""
        cluster = self._folder / "postgres"
        # In a process of its own: gRPC, if other tests have used it, starts threads in a fork, and
        # the kernel gives a process with threads no user namespace.
        subprocess.run([sys.executable, "-c", _INIT, str(cluster)], check=True)
        with (cluster / "postgresql.conf").open("a") as settings:
            settings.write(_WAL)
        (state / "postgres").symlink_to(cluster)
        shutil.copy(postgres.password_file(cluster), postgres.password_file(state / "postgres"))

    def fill(self) -> None:
        """Fill it with a ballast file."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (_PIECE, 4096):
                try:
                    while True:
                        ballast.write(bytes(size))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def remove_ballast(self) -> None:
        """Delete the ballast file."""
        self._ballast.unlink(missing_ok=True)

    def unmount(self) -> None:
        """Unmount it, whatever is still open on it."""
        subprocess.run(["umount", "--lazy", str(self._folder)], check=True)
        self._folder.rmdir()
