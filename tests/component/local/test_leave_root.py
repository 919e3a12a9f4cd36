"""A program that runs without root's privileges, and ends with whoever started it."""

import os
import select
import subprocess
import sys

import pytest

from local.leave_root import NOBODY, must_become_nobody, without_root

WAYS = [
    pytest.param(
        way, marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root has anything to leave")
    )
    for way in ("namespace", "nobody")
]
_PARENT = """
import subprocess, sys
from local.preexec import before_exec
child = subprocess.Popen(sys.argv[1:], stdout=sys.stdout, preexec_fn=before_exec())
child.wait()
"""
_CHILD = """
import os, time
print(os.getpid(), os.geteuid(), flush=True)
time.sleep(600)
"""


def command_by(way: str, command: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    if way == "namespace" and must_become_nobody():
        pytest.skip("no user namespaces here")
    monkeypatch.setattr("local.leave_root.must_become_nobody", lambda: way == "nobody")
    return without_root(command)


@pytest.mark.parametrize("way", WAYS)
def test_it_is_nobody_and_ends_when_its_parent_is_killed(way, monkeypatch):
    command = command_by(way, [sys.executable, "-u", "-c", _CHILD], monkeypatch)
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT, *command], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid, user = map(int, parent.stdout.readline().split())
        assert user == NOBODY
        child = os.pidfd_open(pid)
        parent.kill()
        assert select.select([child], [], [], 30)[0], "it goes on alone"
        os.close(child)


@pytest.mark.parametrize("way", WAYS)
def test_a_program_that_is_not_there_is_named(way, monkeypatch):
    command = command_by(way, ["/nowhere/postgres"], monkeypatch)
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "/nowhere/postgres cannot be started: No such file or directory\n"


def test_where_there_is_no_root_to_leave_the_command_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert without_root(["postgres", "-D", "folder"]) == ["postgres", "-D", "folder"]
