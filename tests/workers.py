"""Which tests go to which worker, where several run side by side: `make test` starts them.

A module's tests stay together and in their order: they share what the module opened. So do all
modules that share a store of the whole run, or each worker would start one.
"""

from pathlib import Path

import pytest
from xdist.scheduler import LoadGroupScheduling

SHARED = ("store", "spare")
"""Fixtures that are a store for the whole run."""
_FIRST = ("faults", "e2e", "integration", "cloud", "component")
"""The folders that take longest come first, so that nothing long is left for the end."""


class Whole(LoadGroupScheduling):
    """Hands out groups, and modules that are in none, whole."""

    def _split_scope(self, nodeid: str) -> str:
        """Answer which piece of work a test belongs to."""
        group: str = super()._split_scope(nodeid)
        return nodeid.split("::", 1)[0] if group == nodeid else group


def arrange(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Name each test's group and put the longest work first; alone in a process, leave all be."""
    if not hasattr(config, "workerinput"):
        return
    asked: dict[Path, set[str]] = {}
    for item in items:
        asked.setdefault(item.path, set()).update(getattr(item, "fixturenames", ()))
    for item in items:
        for fixture in SHARED:
            if fixture in asked[item.path]:
                item.add_marker(pytest.mark.xdist_group(fixture))
                break
    items.sort(key=lambda item: _rank(item.path))


def _rank(module: Path) -> int:
    folder = module.relative_to(Path(__file__).parent).parts[0]
    return _FIRST.index(folder) if folder in _FIRST else len(_FIRST)
