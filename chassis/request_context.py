"""What is known about the call being served: its id, its caller, and where it came from.

Context variables carry it, so that logs and onward calls need no parameter for it.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.errors import DomainError, Kind


class Role(StrEnum):
    """What an account may do."""

    CUSTOMER = "customer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. A guest has no account and no token."""

    account_id: UUID | None = None
    role: Role = Role.CUSTOMER
    session_id: UUID | None = None
    """The log-in that the token grew from; a script's token has one of nobody's."""

    @property
    def is_guest(self) -> bool:
        """Whether nobody is signed in."""
        return self.account_id is None

    def require_account(self) -> UUID:
        """Return the account's id, or raise NOT_SIGNED_IN for a guest."""
        if self.account_id is None:
            raise NotSignedIn
        return self.account_id

    def require_admin(self) -> UUID:
        """Return the account's id, or raise NOT_SIGNED_IN or ADMIN_ONLY."""
        account_id = self.require_account()
        if self.role is not Role.ADMIN:
            raise AdminOnly
        return account_id


class NotSignedIn(DomainError):
    """The call needs an account."""

    kind = Kind.UNAUTHENTICATED
    reason = "NOT_SIGNED_IN"


class AdminOnly(DomainError):
    """The call needs an admin's account."""

    kind = Kind.FORBIDDEN
    reason = "ADMIN_ONLY"


GUEST = Caller()

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Names one shopper's request in every log from the edge to the database."""

caller: ContextVar[Caller] = ContextVar("caller", default=GUEST)

client_address: ContextVar[str] = ContextVar("client_address", default="")
"""The IP address that a shopper's request came from, as the edge found it; empty for a call from
within."""

deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
"""When the caller stops waiting, on the event loop's clock; None: never."""

access_token: ContextVar[str] = ContextVar("access_token", default="")
"""The caller's token as it came, to be handed on to a neighbour that checks it again."""
