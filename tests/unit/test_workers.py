"""Tests that share something go to one worker, and nobody's port is given to another."""

import socket
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.ports import HOST, Block, NoPorts
from tests.workers import Pieces, arrange, piece_of

TESTS = Path(__file__).parents[1]


def test_modules_that_ask_for_a_store_of_the_whole_run_are_one_piece_of_work(request):
    # All that was collected: each worker has all of it.
    for item in request.session.items:
        module = item.nodeid.split("::", 1)[0]
        for fixture in ("store", "spare"):
            # A test may have a parameter of that name instead.
            parameters = item.callspec.params if hasattr(item, "callspec") else ()
            if fixture in item.fixturenames and fixture not in parameters:
                assert piece_of(module) == fixture, f"{module} belongs into tests/workers.py"


def test_any_other_module_is_a_piece_of_its_own():
    assert piece_of("tests/unit/test_a.py") == "tests/unit/test_a.py"
    assert piece_of("tests/component/test_a.py") != piece_of("tests/component/test_b.py")


def test_a_test_is_handed_out_with_its_module():
    test = "tests/unit/test_a.py::test_b[c::d]"
    assert Pieces._split_scope(Pieces.__new__(Pieces), test) == "tests/unit/test_a.py"  # noqa: SLF001 (xdist's seam)


def test_what_takes_longest_comes_first_and_a_module_keeps_its_order():
    names = ("unit/a.py", "component/a.py", "component/b.py", "e2e/a.py", "faults/a.py")
    items = [SimpleNamespace(path=TESTS / name) for name in names for _ in range(2)]
    of = {name: items[2 * place : 2 * place + 2] for place, name in enumerate(names)}
    alone = items.copy()
    arrange(SimpleNamespace(), alone)
    assert alone == items
    arrange(SimpleNamespace(workerinput={}), items)
    wanted = ("faults/a.py", "e2e/a.py", "component/a.py", "component/b.py", "unit/a.py")
    assert [id(one) for one in items] == [id(one) for name in wanted for one in of[name]]


def test_no_port_is_given_out_twice_nor_by_two_who_hold_blocks_at_once():
    with closing(Block()) as one, closing(Block()) as other:
        given = [block.next_free() for _ in range(5) for block in (one, other)]
    assert len(set(given)) == 10
    assert max(given) < 32768


def test_a_port_that_something_listens_on_is_passed_over_and_the_end_is_reported(monkeypatch):
    with closing(Block()) as block, socket.create_server((HOST, 0)) as taken:
        free = block.next_free()
        monkeypatch.setattr(block, "_left", iter([taken.getsockname()[1], free]))
        assert block.next_free() == free
        with pytest.raises(NoPorts):
            block.next_free()
