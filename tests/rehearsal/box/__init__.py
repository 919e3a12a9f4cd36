"""Stands for AWS's hardware: network, names, machines, load balancers, database and edge."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rehearsal.box import world
from tests.rehearsal.box.box import RehearsalBox
from tests.rehearsal.model import Identity

_PREFIX = "rehearsal-"
_LOCK = "lock"


@contextmanager
def open_box(identity: Identity, base: Path) -> Iterator[RehearsalBox]:
    """Yield a box in this process's world (see `world.command`).

    `base` is the root of a clean Debian, which its machines share.
    """
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    folder.chmod(0o755)
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        box = RehearsalBox(identity, folder, base)
        try:
            yield box
        finally:
            box.close()


def _remove_abandoned() -> None:
    """Remove the files of boxes that were killed: their locks are free."""
    for file in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        try:
            with file.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        world.remove_process_groups(file.parent.name)
        shutil.rmtree(file.parent, ignore_errors=True)
