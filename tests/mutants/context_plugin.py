"""A pytest plugin for coverage.py: each line is recorded with the tests during which it ran.

coverage's own contexts end where a test awaits; what it awaits would be nobody's.
"""

from collections.abc import Iterator

import coverage
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    measured = coverage.Coverage.current()
    assert measured is not None
    measured.switch_context(item.nodeid)
    try:
        return (yield)
    finally:
        measured.switch_context("")
