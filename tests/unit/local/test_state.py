"""The state folder is one store's, and so are its ports."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.options import Ports, parse
from local.ports import free_ports, resolve_ports
from local.state import CannotRun, State


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    taken = State(tmp_path / "state")
    yield taken
    os.close(taken.lock)


def some_ports() -> Ports:
    return Ports(*free_ports(5))


def test_a_folder_that_another_store_has_is_refused(state: State):
    with pytest.raises(CannotRun, match=f"process {os.getpid()}"):
        State(state.folder)


def test_what_a_killed_postgresql_left_is_cleared_away(tmp_path: Path):
    left = tmp_path / "postgres" / "postmaster.pid"
    left.parent.mkdir()
    left.write_text("1\n")
    os.close(State(tmp_path).lock)
    assert not left.exists()


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_no_other_user_reads_what_a_store_keeps(tmp_path: Path):
    state = State(tmp_path / "state")
    os.close(state.lock)
    for path in (state.folder, state.logs, state.stamps):
        assert mode_of(path) == 0o700


def test_a_store_of_an_earlier_version_is_closed_to_other_users(tmp_path: Path):
    folder = tmp_path / "state"
    receipts = folder / "aws" / "s3"
    for path in (folder, folder / "logs", receipts):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o755)
    (folder / "aws").chmod(0o755)
    os.close(State(folder).lock)
    for path in (folder, folder / "logs", folder / "aws"):
        assert mode_of(path) == 0o700


def test_a_folder_that_holds_other_things_too_stays_as_open_as_it_was(tmp_path: Path):
    (tmp_path / "thesis.pdf").touch()
    tmp_path.chmod(0o755)
    state = State(tmp_path)
    os.close(state.lock)
    assert mode_of(tmp_path) == 0o755
    assert mode_of(state.logs) == 0o700


def test_a_text_is_kept_until_the_next_start(state: State):
    assert state.read("stamps/migrated") == ""
    state.write("stamps/migrated", "today")
    assert state.read("stamps/migrated") == "today"


def test_the_database_keeps_its_port(state: State):
    first, second = resolve_ports(some_ports(), state), resolve_ports(some_ports(), state)
    assert first.postgres == second.postgres != 0


def test_the_database_leaves_a_port_that_is_used_by_now(state: State):
    first = resolve_ports(some_ports(), state)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first.postgres))
        taken.listen()
        assert resolve_ports(some_ports(), state).postgres != first.postgres


def test_one_port_for_two_parts_is_refused(state: State):
    (port,) = free_ports(1)
    with pytest.raises(CannotRun, match="given twice, by --port and --users-port"):
        resolve_ports(Ports(bff=port, users=port), state)


@pytest.mark.parametrize("words", [["--port", "70000"], ["--port", "0"], ["--catalogue", "none/x"]])
def test_a_command_line_that_makes_no_sense_ends_with_2(words: list[str]):
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2


def test_the_demo_is_refused_in_a_shop_that_does_not_sell_in_euros(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SHOP_CURRENCY", "COP")
    assert parse(["--catalogue", "none"]).catalogue == "none"
    with pytest.raises(SystemExit):
        parse([])
    assert "--catalogue none" in capsys.readouterr().err
