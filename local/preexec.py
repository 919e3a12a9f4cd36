"""What a child process does between fork and exec, so that it cannot outlive the store.

Each function is meant for `preexec_fn` of a program with a single thread.
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
"""The account and group without powers that every Linux has."""

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
        # It ended before the kernel was asked.
        os._exit(1)


def own_session() -> None:
    """Leave the terminal's process group: Ctrl-C is for the parent, which stops each in order."""
    os.setsid()


def be_nobody_special() -> None:
    """Stop being root, which PostgreSQL refuses to run as, but go on owning root's files.

    In a user namespace of its own, root's id reads as nobody's and has root's files but none of
    its powers. No account is made and no folder's permissions are changed for it. Raise OSError
    where namespaces are forbidden.
    """
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    # An account that exists everywhere: initdb looks up its name.
    Path("/proc/self/uid_map").write_text(f"{NOBODY} 0 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} 0 1")


def be_nobody() -> None:
    """Stop being root for good, but go on reaching every file, as those under /root.

    Files made from here on are nobody's.
    """
    _prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    mask = 1 << _CAP_DAC_OVERRIDE
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    # Effective, permitted, inheritable; then the three again for capabilities from 32 on.
    if _libc.capset(header, struct.pack("=6I", mask, mask, mask, 0, 0, 0)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    # Ambient: what is inheritable alone is lost at exec.
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


@cache
def must_be_nobody() -> bool:
    """Whether this is root on a machine, a container often, that forbids it a namespace."""
    if os.geteuid() != 0:
        return False
    try:
        subprocess.run(["true"], preexec_fn=be_nobody_special, check=True)
    except (OSError, subprocess.SubprocessError):
        return True
    return False


def before_exec(
    number: signal.Signals = signal.SIGTERM, *, leave_root: bool = False
) -> Callable[[], None]:
    """Return the `preexec_fn` of a child that ends by `number` when this process ends."""
    leave: Callable[[], None] | None = None
    if leave_root and os.geteuid() == 0:
        leave = be_nobody if must_be_nobody() else be_nobody_special
    return partial(_prepare, os.getpid(), number, leave)


def _prepare(parent: int, number: signal.Signals, leave: Callable[[], None] | None) -> None:
    own_session()
    if leave is not None:
        leave()
    # Last: a change of identity would undo it.
    die_with_parent(parent, number)


def _prctl(*arguments: int) -> None:
    if _libc.prctl(*arguments) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
