"""Which ports can be had, before anything is started on them."""

import errno
import socket
from contextlib import ExitStack
from dataclasses import asdict, replace

from local.options import Ports
from local.state import Refused, State

HOST = "127.0.0.1"


def settle(wanted: Ports, state: State) -> Ports:
    """Return the ports with PostgreSQL's filled in. Raise Refused for one that cannot be had."""
    if wanted.postgres == 0:
        wanted = replace(wanted, postgres=_kept_or_free(state, set(asdict(wanted).values())))
    taken: dict[int, str] = {}
    for name, port in asdict(wanted).items():
        flag = Ports.flag(name)
        if port in taken:
            raise Refused(f"port {port} is wanted twice, by {taken[port]} and {flag}")
        taken[port] = flag
    for port, flag in taken.items():
        fault = _fault(port)
        if fault == errno.EADDRINUSE:
            raise Refused(f"port {port} is in use; choose another with {flag}")
        if fault == errno.EACCES:
            raise Refused(f"port {port} is not for ordinary users; choose another with {flag}")
        if fault is not None:
            raise Refused(f"port {port} cannot be had: {errno.errorcode[fault]}")
    return wanted


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on now, no two the same."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _kept_or_free(state: State, others: set[int]) -> int:
    kept = state.read("postgres-port")
    if kept.isdecimal() and int(kept) not in others and _fault(int(kept)) is None:
        return int(kept)
    port = next(port for port in free_ports(len(others) + 1) if port not in others)
    state.write("postgres-port", str(port))
    return port


def _fault(port: int) -> int | None:
    with socket.socket() as probe:
        # As servers do: connections that have just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error.errno
    return None
