"""The errors that domains raise, and that services send each other."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any, Self

from chassis.violations import Code, Param, Violation


class Kind(Enum):
    """What went wrong, in terms of no protocol."""

    INVALID = auto()
    """The same request will never succeed."""
    UNAUTHENTICATED = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    ALREADY_EXISTS = auto()
    CONFLICT = auto()
    """The current state of what it concerns does not allow it."""
    STALE = auto()
    """What the caller has read has changed since."""
    EXHAUSTED = auto()
    """The service is overloaded, or the caller has a limit; a later attempt may succeed."""
    UNAVAILABLE = auto()
    """A service or store that is needed does not answer; a later attempt may succeed."""
    TOO_LATE = auto()
    """The caller's deadline has passed, or leaves too little time."""
    UNSUPPORTED = auto()
    INTERNAL = auto()


class DomainError(Exception):
    """Base of the errors that domains and use cases raise; each boundary translates it once.

    `reason` is a name of the service's proto enum `ErrorReason`, without its prefix. `items` has a
    JSON-like mapping (strings, numbers and mappings of them) for each thing concerned.
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


MAX_VIOLATIONS_IN_MESSAGE = 10


class InvalidRequest(DomainError):
    """Fields of the request are wrong; `violations` has all of them."""

    kind = Kind.INVALID
    reason = "INVALID_REQUEST"

    def __init__(self, violations: Sequence[Violation]) -> None:
        named = [
            f"{violation.field}: {violation.description}"
            for violation in violations[:MAX_VIOLATIONS_IN_MESSAGE]
        ]
        if more := len(violations) - len(named):
            named.append(f"and {more} more")
        super().__init__("; ".join(named), violations=violations)

    @classmethod
    def of(cls, field: str, code: Code, **params: Param) -> Self:
        """Return the error for one field that is wrong."""
        return cls([Violation(field, code, params)])


class Unavailable(DomainError):
    """A service or a store that is needed does not answer."""

    kind = Kind.UNAVAILABLE
    reason = "UNAVAILABLE"


class Validation:
    """Collects all that is wrong with a request, to name it at once.

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
        """Note a text that is too long, too short or missing, in characters."""
        if min_length <= len(text) <= max_length:
            return
        if min_length == 1 and not text:
            self.add(field, Code.REQUIRED)
        elif min_length > 1:
            self.add(field, Code.LENGTH_OUT_OF_RANGE, min=min_length, max=max_length)
        else:
            self.add(field, Code.TOO_LONG, max=max_length)

    def raise_if_invalid(self) -> None:
        """Raise InvalidRequest if anything was noted."""
        if self.violations:
            raise InvalidRequest(self.violations)
