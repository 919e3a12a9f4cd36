"""Which tests go to which worker of pytest-xdist; `make test` starts the workers.

The tests of a module stay together and in order, since they share what the module opened. So do all
modules that share a store of the whole run; otherwise each worker would start one.
"""

from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

_STORE = ("tests/e2e/", "tests/integration/")
"""Folders whose modules share the demo store (the fixture `store`), but those in _OTHER_STORES."""
_OTHER_STORES = {
    "tests/integration/test_hostile_inputs.py": "spare",
    "tests/integration/test_parts_down.py": "spare",
    "tests/integration/test_restart.py": "spare",
    "tests/integration/test_schema_walk.py": "spare",
    "tests/integration/test_seen.py": "spare",
    "tests/integration/test_local_store.py": "bare",
}
"""Modules of these folders that use another store, and the fixture for it."""
_FIRST = ("faults", "e2e", "integration", "cloud", "component")
"""The folders that take longest come first, so that no long one is left for the end."""


def group_of(module: str) -> str:
    """Return the group of a module, by its path in pytest's ids."""
    if module in _OTHER_STORES:
        return _OTHER_STORES[module]
    return "store" if module.startswith(_STORE) else module


# By modules, not by marks: pytest 9.2 does not read where xdist 3.8 writes the group of a mark.
class GroupScheduling(LoadFileScheduling):
    """Gives each group to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.split("::", 1)[0])


def order_tests(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest tests first. Without xdist, leave the order as it is."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(item.path))


def _rank(module: Path) -> int:
    folder = module.relative_to(Path(__file__).parent).parts[0]
    return _FIRST.index(folder) if folder in _FIRST else len(_FIRST)
