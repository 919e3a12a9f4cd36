"""The whole store's own life: how it starts, how it ends, and what it leaves behind."""

import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store import RunningStore, processes_of


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with empty shelves, for this module to maltreat."""
    running = RunningStore(tmp_path_factory.mktemp("store"), catalogue="none").start()
    yield running
    if running.process.poll() is None:
        running.stop()


def eventually(come_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not come_true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def pid_or_none(store: RunningStore, words: list[str]) -> int | None:
    try:
        return store.pid_of(words)
    except AssertionError:
        return None


def test_a_used_port_is_reported_in_one_line(tmp_path: Path):
    with socket.socket() as taken:
        store = RunningStore(tmp_path, catalogue="none")
        taken.bind(("127.0.0.1", store.ports.orders))
        taken.listen()
        store.launch()
        line = store.wait_for("tienda:")
    assert store.process.wait(10) == 1
    port = store.ports.orders
    assert line == f"tienda: port {port} is in use; choose another with --orders-port"
    assert store.lines == [line]


def test_a_state_folder_that_cannot_be_written_is_reported_in_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("")
    store = RunningStore(tmp_path / "file", catalogue="none")
    store.launch()
    assert "choose another with --state" in store.wait_for("tienda: cannot write")
    assert store.process.wait(10) == 1


def test_a_part_that_cannot_start_ends_the_store_with_its_last_words(tmp_path: Path):
    (tmp_path / "users-signing-key.pem").write_text("no key")
    store = RunningStore(tmp_path, catalogue="none")
    store.launch()
    store.wait_for("tienda: users cannot start: it ended 5 times", patience=90)
    assert store.process.wait(10) == 1
    assert "SIGNING_KEY_FILE is wrong" in "\n".join(store.lines)
    assert processes_of(tmp_path) == []


def test_a_second_store_on_the_same_folder_is_refused(bare: RunningStore):
    second = RunningStore(bare.state, catalogue="none")
    second.launch()
    assert str(bare.process.pid) in second.wait_for("tienda: another store runs on")
    assert second.process.wait(10) == 1
    assert bare.process.poll() is None


@pytest.mark.parametrize(
    ("part", "words"),
    [("orders.worker", ["-m", "orders.worker"]), ("catalog", ["-m", "catalog"])],
)
def test_a_part_that_dies_is_started_again(bare: RunningStore, part: str, words: list[str]):
    dead = bare.kill_part(words)
    line = bare.wait_for(f"{part} ended by SIGKILL")
    assert "again in 0.2 s" in line
    eventually(lambda: pid_or_none(bare, words) not in {None, dead})


def test_a_store_that_is_killed_leaves_no_process_and_opens_again(bare: RunningStore):
    bare.stop(signal.SIGKILL)
    eventually(lambda: not processes_of(bare.state))
    bare.start()


def test_a_store_that_is_stopped_leaves_no_process(bare: RunningStore):
    assert bare.stop(signal.SIGINT) == 0
    assert processes_of(bare.state) == []
