"""Finds which user of this machine has opened a connection.

Every user reaches a port on loopback. The kernel knows whose socket is at the other end: it lists
the sockets of the machine in /proc/net.
"""

import os
from collections.abc import Iterable
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
"""IPv4 sockets, and sockets of IPv6 that reach IPv4 addresses."""
ATTEMPTS = 3
"""How often the tables are read: a socket may be missed while others come and go."""
_ESTABLISHED = "01"
"""Other sockets, such as one that was closed at once, have no user any more."""


def is_own_peer(client_port: int, server_port: int) -> bool:
    """Whether the client of a connection over loopback is run by this process's user, or by root.

    Where the tables cannot be read, every client is.
    """
    for _ in range(ATTEMPTS):
        try:
            uid = find_user(_lines(), client_port, server_port)
        except OSError:
            return True
        if uid is not None:
            return uid in {0, os.geteuid()}
    return False


def find_user(lines: Iterable[str], client_port: int, server_port: int) -> int | None:
    """Return the user id of the established socket from one port to the other, None if none is."""
    ends = (f":{client_port:04X}", f":{server_port:04X}")
    for line in lines:
        fields = line.split()
        if fields[1].endswith(ends[0]) and fields[2].endswith(ends[1]):
            return int(fields[7]) if fields[3] == _ESTABLISHED else None
    return None


def _lines() -> Iterable[str]:
    found = [table.read_text(encoding="ascii") for table in TABLES if table.exists()]
    if not found:
        raise FileNotFoundError("/proc/net/tcp")
    return [line for text in found for line in text.splitlines()[1:]]
