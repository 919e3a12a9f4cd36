"""`python -m tests.fresh` runs the README's two commands on bare machines, as root of this one.

Each machine is a new Debian, 12 or 13, with Python, venv, make and git alone; each command runs
from a fresh clone of HEAD, as root and as an ordinary user. `--suite bookworm --user owner` takes
one of the four. It prints a table, and ends with 1 if a command failed; logs are in build/fresh.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cloud.debian_packages import install
from tests.fresh.machine import CACHE, OWNER, Machine, machine
from tests.ports import free_port

SUITES = ("bookworm", "trixie")
USERS = ("root", OWNER)
_NOT_OF_THE_COMMAND = "Attempted to remove disk file system"
"""How systemd-nspawn's own last words begin."""
TIMEOUT = 3600.0
"""Seconds for one command, the installing of everything included."""


@dataclass(frozen=True)
class Row:
    """The result of a command on a machine."""

    suite: str
    user: str
    command: str
    outcome: str
    seconds: float


def run_store(bare: Machine, log: Path) -> str:
    """Run `make run` until the shop is open, visit it, and stop it; return what went wrong."""
    names = ("port", "catalog-port", "orders-port", "users-port", "aws-port")
    ports = {name: free_port() for name in names}
    options = " ".join(f"--{name} {port}" for name, port in ports.items())
    shop = f"http://127.0.0.1:{ports['port']}"
    with log.open("w", encoding="utf-8") as output:
        # exec: make is asked to stop as by Ctrl-C, which reaches the whole group.
        process = subprocess.Popen(
            bare.command(f"exec make run ARGS='{options}'"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            if not _is_ready(process, log, f"ready {shop}"):
                return f"never ready: {_last_line(log)}"
            for path in ("/", "/products?q=mesa"):
                with urllib.request.urlopen(shop + path, timeout=30) as answer:
                    if answer.status != 200:
                        return f"{path}: {answer.status}"
            return ""
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


def run_tests(bare: Machine, log: Path) -> str:
    """Run `make test`; return what went wrong."""
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            bare.command("exec make test"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=TIMEOUT,
        )
    return f"exit {done.returncode}: {_last_line(log)}" if done.returncode else ""


def _is_ready(process: subprocess.Popen[bytes], log: Path, line: str) -> bool:
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        if line in log.read_text(encoding="utf-8", errors="replace"):
            return True
        time.sleep(0.5)
    return False


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    said = (line.strip() for line in reversed(lines) if not line.startswith(_NOT_OF_THE_COMMAND))
    return next(filter(None, said), "nothing was said")


COMMANDS = {"make run": run_store, "make test": run_tests}


def rows(suite: str, user: str) -> Iterator[Row]:
    """Yield a row for each of the two commands, in the order of the README."""
    with machine(suite, user) as bare:
        for name, run in COMMANDS.items():
            begin = time.monotonic()
            log = CACHE / f"{suite}-{user}-{name.replace(' ', '-')}.log"
            wrong = run(bare, log)
            yield Row(suite, user, name, wrong or "ok", time.monotonic() - begin)


def main() -> int:
    """Run the commands, print a line for each; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fresh", description=__doc__)
    parser.add_argument("--suite", choices=SUITES, action="append")
    parser.add_argument("--user", choices=USERS, action="append")
    options = parser.parse_args()
    if os.geteuid():
        parser.error("only root can make machines")
    if reason := install(["debootstrap", "systemd-nspawn"]):
        parser.error(reason)
    failed = False
    for suite in options.suite or SUITES:
        for user in options.user or USERS:
            for row in rows(suite, user):
                failed |= row.outcome != "ok"
                cells = f"{row.suite:9} {row.user:6} {row.command:10} {row.seconds:6.0f} s"
                print(cells, row.outcome, sep="  ", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
