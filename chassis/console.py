"""Writes lines to stdout, which may be a pipe that closes early (`| head`)."""

import os
import sys


def say(line: str) -> None:
    """Write a line and flush it; once the reader has closed the pipe, discard it."""
    try:
        print(line, flush=True)  # noqa: T201 (the module's purpose)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
