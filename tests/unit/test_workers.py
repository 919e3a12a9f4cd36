"""Tests that share a store go to one worker, and no port is given to two processes."""

import socket
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.ports import HOST, NoFreePort, PortBlock
from tests.workers import GroupScheduling, group_of, order_tests

TESTS = Path(__file__).parents[1]


def test_modules_that_share_a_store_of_the_whole_run_are_one_group(request):
    # All that was collected: each worker has all of it.
    for item in request.session.items:
        module = item.nodeid.split("::", 1)[0]
        for fixture in ("store", "spare"):
            # A test may have a parameter of that name instead.
            parameters = item.callspec.params if hasattr(item, "callspec") else ()
            if fixture in item.fixturenames and fixture not in parameters:
                assert group_of(module) == fixture, f"{module} is missing in tests/workers.py"


def test_any_other_module_is_a_group_of_its_own():
    assert group_of("tests/unit/test_a.py") == "tests/unit/test_a.py"
    assert group_of("tests/component/test_a.py") != group_of("tests/component/test_b.py")


def test_a_test_is_handed_out_with_its_module():
    test = "tests/unit/test_a.py::test_b[c::d]"
    scheduling = GroupScheduling.__new__(GroupScheduling)
    assert scheduling._split_scope(test) == "tests/unit/test_a.py"  # noqa: SLF001 (xdist's hook)


def test_what_takes_longest_comes_first_and_a_module_keeps_its_order():
    names = ("unit/a.py", "component/a.py", "component/b.py", "e2e/a.py", "faults/a.py")
    items = [SimpleNamespace(path=TESTS / name) for name in names for _ in range(2)]
    of = {name: items[2 * place : 2 * place + 2] for place, name in enumerate(names)}
    alone = items.copy()
    order_tests(SimpleNamespace(), alone)
    assert alone == items
    order_tests(SimpleNamespace(workerinput={}), items)
    wanted = ("faults/a.py", "e2e/a.py", "component/a.py", "component/b.py", "unit/a.py")
    assert [id(one) for one in items] == [id(one) for name in wanted for one in of[name]]


def test_no_port_is_given_out_twice_nor_by_two_who_hold_blocks_at_once():
    with closing(PortBlock()) as one, closing(PortBlock()) as other:
        given = [block.next_free() for _ in range(5) for block in (one, other)]
    assert len(set(given)) == 10
    assert max(given) < 32768


def test_a_port_that_something_listens_on_is_passed_over_and_the_end_is_reported(monkeypatch):
    with closing(PortBlock()) as block, socket.create_server((HOST, 0)) as taken:
        free = block.next_free()
        monkeypatch.setattr(block, "_left", iter([taken.getsockname()[1], free]))
        assert block.next_free() == free
        with pytest.raises(NoFreePort):
            block.next_free()
