"""Which tests go to which worker, where several run side by side: `make test` starts them.

A module's tests stay together and in their order: they share what the module opened. So do all
modules that share a store of the whole run, or each worker would start one.
"""

from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

_STORE = ("tests/e2e/", "tests/integration/")
"""Where modules share the demo store, the fixture `store`, unless they are named next."""
_APART = {
    "tests/integration/test_hostile_inputs.py": "spare",
    "tests/integration/test_parts_down.py": "spare",
    "tests/integration/test_restart.py": "spare",
    "tests/integration/test_schema_walk.py": "spare",
    "tests/integration/test_seen.py": "spare",
    "tests/integration/test_local_store.py": "bare",
}
"""And the fixture that is theirs instead."""
_FIRST = ("faults", "e2e", "integration", "cloud", "component")
"""The folders that take longest come first, so that nothing long is left for the end."""


def piece_of(module: str) -> str:
    """Return which piece of work a module is in; its path is as pytest names it."""
    if module in _APART:
        return _APART[module]
    return "store" if module.startswith(_STORE) else module


# By modules, not by marks: where xdist 3.8 writes the group of a mark, pytest 9.2 does not look.
class Pieces(LoadFileScheduling):
    """Hands out pieces of work, each whole."""

    def _split_scope(self, nodeid: str) -> str:
        return piece_of(nodeid.split("::", 1)[0])


def arrange(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest work first; alone in a process, leave all as it is."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(item.path))


def _rank(module: Path) -> int:
    folder = module.relative_to(Path(__file__).parent).parts[0]
    return _FIRST.index(folder) if folder in _FIRST else len(_FIRST)
