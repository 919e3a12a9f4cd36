"""Runs a command without root's privileges: `python leave_root.py namespace|nobody COMMAND...`.

A program of its own, for only a process with a single thread may enter a user namespace. A fork of
a process in which gRPC runs has several: gRPC starts threads in it before `preexec_fn` is called.
"""

import ctypes
import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

NOBODY = 65534
"""The unprivileged user and group that every Linux has."""

_PR_SET_PDEATHSIG = 1
_PR_GET_PDEATHSIG = 2
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522
_CLONE_NEWUSER = 0x10000000
_libc = ctypes.CDLL(None, use_errno=True)


def without_root(command: Sequence[str]) -> list[str]:
    """Return the command that runs `command` without root: itself, unless this process is root."""
    if os.geteuid() != 0:
        return list(command)
    return _launcher("nobody" if must_become_nobody() else "namespace", command)


@cache
def must_become_nobody() -> bool:
    """Whether this process is root and may not create user namespaces, as in many containers."""
    if os.geteuid() != 0:
        return False
    tried = subprocess.run(_launcher("namespace", ["true"]), check=False, capture_output=True)
    return tried.returncode != 0


def _launcher(way: str, command: Sequence[str]) -> list[str]:
    return [sys.executable, "-I", "-S", __file__, way, *command]


def _enter_user_namespace() -> None:
    """Give up root, as which PostgreSQL refuses to run, but keep access to root's files.

    In a user namespace of its own, root appears as nobody: it owns root's files and has none of
    root's privileges. This needs no account and changes no permissions. Raise OSError where user
    namespaces are forbidden.
    """
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    # An account that exists everywhere: initdb looks up its name.
    Path("/proc/self/uid_map").write_text(f"{NOBODY} 0 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} 0 1", encoding="ascii")


def _become_nobody() -> None:
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


def _prctl(*arguments: object) -> None:
    if _libc.prctl(*arguments) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _main(way: str, command: list[str]) -> None:
    parent, number = os.getppid(), ctypes.c_int()
    _prctl(_PR_GET_PDEATHSIG, ctypes.byref(number))
    {"namespace": _enter_user_namespace, "nobody": _become_nobody}[way]()
    # A change of user undoes what the parent asked for: to be told when it ends.
    _prctl(_PR_SET_PDEATHSIG, number.value)
    if number.value and os.getppid() != parent:
        # The parent ended meanwhile.
        sys.exit(1)
    try:
        # The caller's own command, without a shell.
        os.execvp(command[0], command)  # noqa: S606  # nosec B606
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error.strerror}")


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2:])
