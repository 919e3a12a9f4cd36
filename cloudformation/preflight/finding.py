"""What a check finds, and the table of all findings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from cloudformation.deployment.account import Account

Resolver = Callable[[str, str], list[str]]
"""Returns the public DNS records of a name and a type, none where there are none."""


class Level(Enum):
    """Whether a deployment can go on."""

    OK = "ok"
    WARNING = "warning"
    """It can, and something will not work as one may expect."""
    STOP = "stops"
    """It would fail."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the table."""

    subject: str
    level: Level
    text: str
    advice: str = ""
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One look at the account."""

    subject: str
    actions: tuple[str, ...]
    """The IAM actions that it needs; all of them read."""
    run: Callable[[Account, Resolver], Iterator[Finding]]


def ok(subject: str, text: str) -> Finding:
    """Return a row that needs nothing."""
    return Finding(subject, Level.OK, text)


def warning(subject: str, text: str, advice: str) -> Finding:
    """Return a row about what will not work as one may expect."""
    return Finding(subject, Level.WARNING, text, advice)


def stop(subject: str, text: str, advice: str) -> Finding:
    """Return a row about what would fail."""
    return Finding(subject, Level.STOP, text, advice)


def table(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the lines of the table: level, subject, what was found, and below it what to do."""
    for finding in findings:
        yield f"{finding.level.value:8} {finding.subject:22} {finding.text}"
        if finding.advice:
            yield f"{'':31} -> {finding.advice}"


def pages(client: Any, operation: str, key: str, **arguments: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the items of all pages of an operation."""
    for page in client.get_paginator(operation).paginate(**arguments):
        yield from page.get(key) or ()
