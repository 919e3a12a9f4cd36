"""Graceful shutdown: the signals that ask a process to stop."""

import asyncio
import signal


def stop_signal() -> asyncio.Event:
    """Return an event that SIGTERM or SIGINT sets. Call it in the event loop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
