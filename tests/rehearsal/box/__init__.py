"""Stands for AWS's hardware: network, names, machines, load balancers, database and edge."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rehearsal.box.box import RehearsalBox
from tests.rehearsal.model import Identity


@contextmanager
def open_box(identity: Identity, base: Path) -> Iterator[RehearsalBox]:
    """Yield a box in this process's world (see `world.command`).

    `base` is the root of a clean Debian, which its machines share.
    """
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-"))
    folder.chmod(0o755)
    box = RehearsalBox(identity, folder, base)
    try:
        yield box
    finally:
        box.close()
