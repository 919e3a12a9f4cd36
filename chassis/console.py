"""What a command says on stdout, to somebody or to a pipe that may close early (`| head`)."""

import os
import sys


def say(line: str) -> None:
    """Write a line at once; when nobody reads any more, what is said is lost and all goes on."""
    try:
        print(line, flush=True)  # noqa: T201 (this is what it is for)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
