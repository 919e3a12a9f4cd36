"""Prepares a child process between fork and exec, so that it cannot outlive the store.

The functions are for `preexec_fn`: they take no lock and need no single thread.
"""

import ctypes
import os
import signal
from collections.abc import Callable
from functools import partial

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Have the kernel send `number` to this process when `parent` ends, kill -9 included."""
    if _libc.prctl(_PR_SET_PDEATHSIG, number) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        # The parent ended before the call.
        os._exit(1)


def start_session() -> None:
    """Leave the terminal's process group: the parent handles Ctrl-C and stops all in order."""
    os.setsid()


def before_exec(number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return the `preexec_fn` of a child that the kernel sends `number` when this process ends."""
    return partial(_prepare_child, os.getpid(), number)


def _prepare_child(parent: int, number: signal.Signals) -> None:
    start_session()
    die_with_parent(parent, number)
