"""Finds which user of this machine has opened a connection.

Every user reaches a port on loopback. The kernel knows whose socket is at the other end: it lists
the sockets of the machine in /proc/net.
"""

import os
import sys
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
"""IPv4 sockets, and sockets of IPv6 that reach IPv4 addresses."""
ATTEMPTS = 3
"""How often the tables are read: a socket may be missed while others come and go."""
_ESTABLISHED = "01"
"""Other sockets, such as one that was closed at once, have no user any more."""

End = tuple[str, int]
"""The IP address and the port of one end of a connection."""


def is_own_peer(client: End, server: End) -> bool:
    """Whether the client of a connection over loopback is run by this process's user, or by root.

    Where the tables cannot be read, every client is.
    """
    for _ in range(ATTEMPTS):
        try:
            uid = find_user(_lines(), client, server)
        except OSError:
            return True
        if uid is not None:
            return uid in {0, os.geteuid()}
    return False


def find_user(lines: Iterable[str], client: End, server: End) -> int | None:
    """Return the user id of the established socket from one end to the other, None if none is.

    Addresses count: at 127.0.0.5, another user may have the very port that is this user's at
    127.0.0.1.
    """
    local, remote = _listed(client), _listed(server)
    for line in lines:
        fields = line.split()
        # What an IPv6 socket has before an IPv4 address does not matter.
        if fields[1].endswith(local) and fields[2].endswith(remote):
            return int(fields[7]) if fields[3] == _ESTABLISHED else None
    return None


def _listed(end: End) -> str:
    """Return an end as the tables have it: words in hexadecimal, in this machine's order."""
    address = ip_address(end[0]).packed
    words = [int.from_bytes(address[i : i + 4], sys.byteorder) for i in range(0, len(address), 4)]
    return f"{''.join(f'{word:08X}' for word in words)}:{end[1]:04X}"


def _lines() -> Iterable[str]:
    found = [table.read_text(encoding="ascii") for table in TABLES if table.exists()]
    if not found:
        raise FileNotFoundError("/proc/net/tcp")
    return [line for text in found for line in text.splitlines()[1:]]
