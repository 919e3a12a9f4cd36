"""Prepares a child process between fork and exec, so that it cannot outlive the store.

The functions are for `preexec_fn`, in a program with a single thread.
"""

import ctypes
import os
import signal
import struct
import subprocess
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

NOBODY = 65534
"""The unprivileged user and group that every Linux has."""

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522
_CLONE_NEWUSER = 0x10000000
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Have the kernel send `number` to this process when `parent` ends, kill -9 included."""
    _prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        # The parent ended before the call.
        os._exit(1)


def start_session() -> None:
    """Leave the terminal's process group: the parent handles Ctrl-C and stops all in order."""
    os.setsid()


def enter_user_namespace() -> None:
    """Give up root, as which PostgreSQL refuses to run, but keep access to root's files.

    In a user namespace of its own, root appears as nobody: it owns root's files and has none of
    root's privileges. This needs no account and changes no permissions. Raise OSError where user
    namespaces are forbidden.
    """
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    # An account that exists everywhere: initdb looks up its name.
    Path("/proc/self/uid_map").write_text(f"{NOBODY} 0 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} 0 1")


def become_nobody() -> None:
    """Become nobody for good, but keep access to every file, such as those under /root.

    New files belong to nobody.
    """
    _prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    mask = 1 << _CAP_DAC_OVERRIDE
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    # Effective, permitted, inheritable; then the same for capabilities from 32 on.
    if _libc.capset(header, struct.pack("=6I", mask, mask, mask, 0, 0, 0)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    # Ambient as well: capabilities that are only inheritable are lost at exec.
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


@cache
def must_become_nobody() -> bool:
    """Whether this process is root and may not create user namespaces, as in many containers."""
    if os.geteuid() != 0:
        return False
    try:
        subprocess.run(["true"], preexec_fn=enter_user_namespace, check=True)
    except (OSError, subprocess.SubprocessError):
        return True
    return False


def before_exec(
    number: signal.Signals = signal.SIGTERM, *, leave_root: bool = False
) -> Callable[[], None]:
    """Return the `preexec_fn` of a child that the kernel sends `number` when this process ends."""
    leave: Callable[[], None] | None = None
    if leave_root and os.geteuid() == 0:
        leave = become_nobody if must_become_nobody() else enter_user_namespace
    return partial(_prepare_child, os.getpid(), number, leave)


def _prepare_child(parent: int, number: signal.Signals, leave: Callable[[], None] | None) -> None:
    start_session()
    if leave is not None:
        leave()
    # Last: a change of user would undo it.
    die_with_parent(parent, number)


def _prctl(*arguments: int) -> None:
    if _libc.prctl(*arguments) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
