"""Checks that ports are available before anything is started on them."""

import errno
import socket
from contextlib import ExitStack
from dataclasses import asdict, replace

from local.options import Ports
from local.state import CannotRun, State

HOST = "127.0.0.1"


def resolve_ports(requested: Ports, state: State) -> Ports:
    """Return the ports with PostgreSQL's filled in. Raise CannotRun if one is not available."""
    if requested.postgres == 0:
        requested = replace(
            requested, postgres=_stored_or_free_port(state, set(asdict(requested).values()))
        )
    flags: dict[int, str] = {}
    for name, port in asdict(requested).items():
        flag = Ports.flag(name)
        if port in flags:
            raise CannotRun(f"port {port} is given twice, by {flags[port]} and {flag}")
        flags[port] = flag
    for port, flag in flags.items():
        error = _bind_error(port)
        if error == errno.EADDRINUSE:
            raise CannotRun(f"port {port} is in use; choose another with {flag}")
        if error == errno.EACCES:
            raise CannotRun(f"port {port} is for root only; choose another with {flag}")
        if error is not None:
            raise CannotRun(f"port {port} is not available: {errno.errorcode[error]}")
    return requested


def free_ports(count: int) -> list[int]:
    """Return different ports that nothing listens on now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _stored_or_free_port(state: State, others: set[int]) -> int:
    stored = state.read("postgres-port")
    if stored.isdecimal() and int(stored) not in others and _bind_error(int(stored)) is None:
        return int(stored)
    port = next(port for port in free_ports(len(others) + 1) if port not in others)
    state.write("postgres-port", str(port))
    return port


def _bind_error(port: int) -> int | None:
    with socket.socket() as probe:
        # As servers do: ports of connections that have just ended are available.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error.errno
    return None
