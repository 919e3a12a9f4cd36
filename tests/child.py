"""Starts a test's programs, so that none outlives the process of the tests.

Not by `preexec_fn`: gRPC runs in that process, and a fork of it may end before its program.
"""

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def start(
    command: Sequence[str | Path], number: signal.Signals = signal.SIGTERM, **options: Any
) -> "subprocess.Popen[Any]":
    """Start a program that the kernel sends `number` when this process ends, kill -9 included.

    Ctrl-C does not reach it: it has a session of its own. `options` are those of Popen.
    """
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", number.name.removeprefix("SIG"), "--", *command],
        start_new_session=True,
        **options,
    )
