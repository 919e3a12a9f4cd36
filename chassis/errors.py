"""The one family of errors that the domains raise and that crosses the wire between services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class Kind(Enum):
    """What went wrong, in words that belong to no protocol."""

    INVALID = auto()
    """The request can never succeed as it stands."""
    UNAUTHENTICATED = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    ALREADY_EXISTS = auto()
    CONFLICT = auto()
    """The state of things does not allow it now."""
    STALE = auto()
    """What the caller saw has changed since."""
    EXHAUSTED = auto()
    """Too much at once; later it may go."""
    UNAVAILABLE = auto()
    """A part that is needed is out of reach; later it may go."""
    TOO_LATE = auto()
    """The caller's deadline has passed, or leaves no time to begin."""
    UNSUPPORTED = auto()
    INTERNAL = auto()


@dataclass(frozen=True, slots=True)
class Violation:
    """One field that is wrong: its dotted path ("contact.email") and why, in English."""

    field: str
    description: str


class DomainError(Exception):
    """Raised by domains and use cases, translated once at each boundary.

    `reason` is one of the owning service's proto `ErrorReason` names without its prefix; `items`
    names the things concerned, one JSON-like mapping each (strings, numbers and mappings of them).
    """

    kind = Kind.INTERNAL
    reason = "INTERNAL"

    def __init__(
        self,
        message: str = "",
        *,
        reason: str | None = None,
        kind: Kind | None = None,
        violations: Sequence[Violation] = (),
        items: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or self.reason
        self.kind = kind or self.kind
        self.violations = tuple(violations)
        self.items = tuple(items)


class InvalidRequest(DomainError):
    """One or more fields are wrong; every fault found is named at once."""

    kind = Kind.INVALID
    reason = "INVALID_REQUEST"

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__(
            "; ".join(f"{v.field}: {v.description}" for v in violations), violations=violations
        )


class Unavailable(DomainError):
    """A neighbour or a store that is needed does not answer."""

    kind = Kind.UNAVAILABLE
    reason = "UNAVAILABLE"


class Faults:
    """Collects what is wrong with a request, so that all of it is told at once.

    >>> faults = Faults()
    >>> faults.check(quantity > 0, "quantity", "must be at least 1")
    >>> faults.done()
    """

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def add(self, field: str, description: str) -> None:
        """Note one fault."""
        self.violations.append(Violation(field, description))

    def check(self, good: bool, field: str, description: str) -> None:
        """Note a fault unless it is `good`."""
        if not good:
            self.add(field, description)

    def done(self) -> None:
        """Raise InvalidRequest if anything was noted."""
        if self.violations:
            raise InvalidRequest(self.violations)
