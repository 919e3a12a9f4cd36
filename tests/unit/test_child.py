"""A program that a test starts ends with the process of the tests."""

import subprocess
import sys

PARENT = """
import os, signal, subprocess
from tests import child

wait = "trap 'echo told; exit' TERM; echo runs >&2; while :; do sleep 0.05; done"
program = child.start(["sh", "-c", wait], stderr=subprocess.PIPE)
program.stderr.readline()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_program_is_told_that_its_parent_was_killed():
    done = subprocess.run(
        [sys.executable, "-c", PARENT], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (-9, "told\n")
