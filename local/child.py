"""What a child process does between fork and exec, so that it cannot outlive the store.

Each function is meant for `preexec_fn` of a program with a single thread.
"""

import ctypes
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Have the kernel send `number` to this process when `parent` ends, kill -9 included."""
    if _libc.prctl(_PR_SET_PDEATHSIG, number) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        # It ended before the kernel was asked.
        os._exit(1)


def own_session() -> None:
    """Leave the terminal's process group: Ctrl-C is for the parent, which stops each in order."""
    os.setsid()


def be_nobody_special() -> None:
    """Stop being root, which PostgreSQL refuses to run as, but go on owning root's files.

    In a user namespace of its own, root's id reads as 1000 and has root's files but none of its
    powers. No account is made and no folder's permissions are changed for it. Raises OSError where
    namespaces are forbidden.
    """
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text("1000 0 1")
    Path("/proc/self/gid_map").write_text("1000 0 1")


def before_exec(
    number: signal.Signals = signal.SIGTERM, *, leave_root: bool = False
) -> Callable[[], None]:
    """Answer the `preexec_fn` of a child that ends by `number` when this process ends."""
    return partial(_prepare, os.getpid(), number, leave_root and os.geteuid() == 0)


def _prepare(parent: int, number: signal.Signals, leave_root: bool) -> None:
    own_session()
    if leave_root:
        be_nobody_special()
    # Last: a change of identity would undo it.
    die_with_parent(parent, number)
