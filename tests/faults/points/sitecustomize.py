"""Prepares each process of the store for the faults of tests/faults.

Python runs this file first in a process that has this folder on its path, so the product needs no
hooks. It wraps chosen functions as their modules are imported, connects orders to its database
through a link that can be cut, and ends the AWS endpoint at its start during an outage.
"""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import fault_points
import message_recorder
from fault_files import AWS_OUTAGE, BROKEN, FOLDER, LINK, RECEIVED

Patch = Callable[[ModuleType], None]


class Patching(MetaPathFinder):
    """Patches modules right after their import."""

    def __init__(self, patches: dict[str, list[Patch]], broken: Path) -> None:
        self._patches = patches
        self._broken = broken

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what the other finders return, with a loader that patches the module."""
        if name not in self._patches:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        specs = (finder.find_spec(name, path, target) for finder in others)
        spec = next((spec for spec in specs if spec is not None), None)
        if spec is not None and spec.loader is not None:
            self._extend(spec.loader, self._patches[name])
        return spec

    def _extend(self, loader: Any, patches: Sequence[Patch]) -> None:
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            try:
                for patch in patches:
                    patch(module)
            except Exception:
                # The process may survive this, but the run must fail.
                self._broken.write_text(traceback.format_exc())
                raise

        loader.exec_module = exec_module


def prepare(folder: Path) -> None:
    """Prepare this process for the faults in `folder`."""
    if _runs("local.aws") and (folder / AWS_OUTAGE).exists():
        sys.stderr.write("unreachable, for a test\n")
        sys.stderr.flush()
        os._exit(1)
    if (folder / LINK).exists() and (_runs("orders") or _runs("orders.worker")):
        _use_link(int((folder / LINK).read_text()))
    patches: dict[str, list[Patch]] = {}
    for point in fault_points.POINTS:
        placing = partial(fault_points.place, point, folder=folder)
        patches.setdefault(point.module, []).append(placing)
    for name, watch in message_recorder.RECORDED.items():
        patches[name] = [partial(watch, path=folder / RECEIVED)]
    sys.meta_path.insert(0, Patching(patches, folder / BROKEN))


def _runs(module: str) -> bool:
    return sys.orig_argv[1:3] == ["-m", module]


def _use_link(port: int) -> None:
    url = urlsplit(os.environ["DATABASE_URL"])
    before = f":{url.port}"
    netloc = url.netloc.removesuffix(before) + f":{port}"
    os.environ["DATABASE_URL"] = url._replace(netloc=netloc).geturl()


def _main() -> None:
    state = os.environ.get("TIENDA_STATE")
    if state is None:
        return
    try:
        prepare(Path(state) / FOLDER)
    except BaseException:  # noqa: BLE001 (printed, and the process ends)
        # Python itself would print one line and go on, without any faults.
        traceback.print_exc()
        os._exit(70)


_main()
