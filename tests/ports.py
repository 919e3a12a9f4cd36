"""Free ports for the servers that tests start, which no other process is given meanwhile.

A port that the kernel picks may be given to another process before the server listens on it, or
while the server is restarted. So each test process takes ports below the kernel's range, from a
block that no other test process has.
"""

import errno
import socket
from functools import cache

HOST = "127.0.0.1"
_FIRST, _BLOCK, _BLOCKS = 10_000, 250, 90
"""The kernel picks from 32768 on."""


class NoFreePort(RuntimeError):
    """Every block is taken, or this process has used up its own."""


class PortBlock:
    """The ports of this process, each given out once."""

    def __init__(self) -> None:
        """Take the first free block. Raise NoFreePort."""
        # Whoever holds a block's first port has the block, until the process ends.
        self._guard = socket.socket()
        for first in range(_FIRST, _FIRST + _BLOCK * _BLOCKS, _BLOCK):
            if _binds(self._guard, first):
                self._left = iter(range(first + 1, first + _BLOCK))
                return
        self.close()
        raise NoFreePort("every block of ports is taken")

    def close(self) -> None:
        """Release the block."""
        self._guard.close()

    def next_free(self) -> int:
        """Return a port that nothing listens on. Raise NoFreePort."""
        for port in self._left:
            with socket.socket() as probe:
                # As servers do, so that connections that have just ended do not count.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if _binds(probe, port):
                    return port
        raise NoFreePort(f"all {_BLOCK} ports of this process were given out")


@cache
def _block() -> PortBlock:
    return PortBlock()


def free_port() -> int:
    """Return a port that nothing listens on and no other process is given. Raise NoFreePort."""
    return _block().next_free()


def _binds(server: socket.socket, port: int) -> bool:
    try:
        server.bind((HOST, port))
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            return False
        raise
    return True
