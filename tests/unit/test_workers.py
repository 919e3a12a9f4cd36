"""Tests that share something go to one worker, and nobody's port is given to another."""

import socket
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.ports import HOST, Block, NoPorts
from tests.workers import Whole, arrange

TESTS = Path(__file__).parents[1]


class Item:
    """Stands for a test that pytest has found."""

    def __init__(self, module: str, *fixturenames: str) -> None:
        self.path = TESTS / module
        self.fixturenames = fixturenames
        self.marks: list[pytest.MarkDecorator] = []

    def add_marker(self, mark: pytest.MarkDecorator) -> None:
        self.marks.append(mark)

    @property
    def group(self) -> object:
        return self.marks[0].args[0] if self.marks else None


def arranged(*items: Item, **config: object) -> list[Item]:
    found = list(items)
    arrange(SimpleNamespace(**config), found)  # type: ignore[arg-type]
    return found


def test_modules_that_share_a_store_are_one_group_and_others_are_none():
    buying, looking = Item("e2e/test_a.py", "store"), Item("integration/test_b.py", "store")
    # Beside one that asks for the store, since both share what their module opened.
    beside = Item("integration/test_b.py")
    maltreating, alone = Item("integration/test_c.py", "spare"), Item("unit/test_d.py", "tmp_path")
    arranged(buying, looking, beside, maltreating, alone, workerinput={})
    groups = [one.group for one in (buying, looking, beside, maltreating, alone)]
    assert groups == ["store", "store", "store", "spare", None]


def test_what_takes_longest_comes_first_and_a_module_keeps_its_order():
    names = ("unit/a.py", "component/a.py", "component/b.py", "e2e/a.py", "faults/a.py")
    items = [Item(name) for name in names for _ in range(2)]
    by_name = {name: [one for one in items if one.path == TESTS / name] for name in names}
    wanted = ("faults/a.py", "e2e/a.py", "component/a.py", "component/b.py", "unit/a.py")
    assert arranged(*items, workerinput={}) == [one for name in wanted for one in by_name[name]]


def test_alone_in_a_process_tests_are_left_as_they_are():
    items = [Item("unit/a.py"), Item("e2e/a.py", "store")]
    assert arranged(*items) == items
    assert [one.group for one in items] == [None, None]


@pytest.mark.parametrize(
    ("test", "piece"),
    [
        ("tests/unit/test_a.py::test_b", "tests/unit/test_a.py"),
        ("tests/unit/test_a.py::test_b[c::d@e]", "tests/unit/test_a.py"),
        ("tests/e2e/test_a.py::test_b[c]@store", "store"),
    ],
)
def test_a_test_is_handed_out_with_its_group_or_its_module(test, piece):
    assert Whole._split_scope(Whole.__new__(Whole), test) == piece  # noqa: SLF001 (xdist's seam)


def test_no_port_is_given_out_twice_nor_by_two_who_hold_blocks_at_once():
    with closing(Block()) as one, closing(Block()) as other:
        given = [block.next_free() for _ in range(5) for block in (one, other)]
    assert len(set(given)) == 10
    assert max(given) < 32768


def test_a_port_that_something_listens_on_is_passed_over_and_the_end_is_told(monkeypatch):
    with closing(Block()) as block, socket.create_server((HOST, 0)) as taken:
        free = block.next_free()
        monkeypatch.setattr(block, "_left", iter([taken.getsockname()[1], free]))
        assert block.next_free() == free
        with pytest.raises(NoPorts):
            block.next_free()
