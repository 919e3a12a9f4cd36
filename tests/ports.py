"""Ports for what the tests start, that nobody else is given meanwhile.

A port that the kernel picks is free only until it is let go of: another worker, or whatever else
runs here, may be given it before the server that it was picked for listens, or while that server is
stopped to be started again. So each process takes ports below those that the kernel picks from, out
of a block that no other process has.
"""

import errno
import socket
from functools import cache

HOST = "127.0.0.1"
_FIRST, _BLOCK, _BLOCKS = 10_000, 250, 90
"""The kernel picks from 32768 on."""


class NoPorts(RuntimeError):
    """Every block is somebody's, or this process has used its own up."""


class Block:
    """Ports of this process alone, each given out once."""

    def __init__(self) -> None:
        """Take the first block that is nobody's. Raise NoPorts."""
        # Whoever has a block's first port has the block, until the process ends.
        self._guard = socket.socket()
        for first in range(_FIRST, _FIRST + _BLOCK * _BLOCKS, _BLOCK):
            if _binds(self._guard, first):
                self._left = iter(range(first + 1, first + _BLOCK))
                return
        self.close()
        raise NoPorts("every block of ports is taken")

    def close(self) -> None:
        """Let others have it."""
        self._guard.close()

    def next_free(self) -> int:
        """Return one that nothing listens on. Raise NoPorts."""
        for port in self._left:
            with socket.socket() as probe:
                # As servers do: connections that have just ended do not count.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if _binds(probe, port):
                    return port
        raise NoPorts(f"all {_BLOCK} ports of this process were given out")


@cache
def _own() -> Block:
    return Block()


def free_port() -> int:
    """Return a port that nothing listens on, and that nobody else is given. Raise NoPorts."""
    return _own().next_free()


def _binds(one: socket.socket, port: int) -> bool:
    try:
        one.bind((HOST, port))
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            return False
        raise
    return True
