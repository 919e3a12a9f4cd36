"""The one family of errors that the domains raise and that crosses the wire between services."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any, Self

from chassis.violations import Code, Param, Violation


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


MAX_NAMED = 10
"""Violations that an error's message names; it has them all."""


class InvalidRequest(DomainError):
    """One or more fields are wrong; all that were found are named at once."""

    kind = Kind.INVALID
    reason = "INVALID_REQUEST"

    def __init__(self, violations: Sequence[Violation]) -> None:
        named = [f"{one.field}: {one.description}" for one in violations[:MAX_NAMED]]
        if more := len(violations) - len(named):
            named.append(f"and {more} more")
        super().__init__("; ".join(named), violations=violations)

    @classmethod
    def of(cls, field: str, code: Code, **params: Param) -> Self:
        """Return the error for one field that is wrong."""
        return cls([Violation(field, code, params)])


class Unavailable(DomainError):
    """A neighbour or a store that is needed does not answer."""

    kind = Kind.UNAVAILABLE
    reason = "UNAVAILABLE"


class Validation:
    """Collects what is wrong with a request, so that all of it is named at once.

    >>> validation = Validation()
    >>> validation.check(quantity > 0, "quantity", Code.OUT_OF_RANGE, min=1, max=999)
    >>> validation.raise_if_invalid()
    """

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def add(self, field: str, code: Code, **params: Param) -> None:
        """Note that the field is wrong."""
        self.violations.append(Violation(field, code, params))

    def check(self, valid: bool, field: str, code: Code, **params: Param) -> None:
        """Note that the field is wrong unless it is `valid`."""
        if not valid:
            self.violations.append(Violation(field, code, params))

    def check_length(self, text: str, field: str, *, max_length: int, min_length: int = 0) -> None:
        """Note a text that is too long or too short, in characters."""
        if min_length <= len(text) <= max_length:
            return
        if min_length:
            self.add(field, Code.LENGTH_OUT_OF_RANGE, min=min_length, max=max_length)
        else:
            self.add(field, Code.TOO_LONG, max=max_length)

    def raise_if_invalid(self) -> None:
        """Raise InvalidRequest if anything was noted."""
        if self.violations:
            raise InvalidRequest(self.violations)
