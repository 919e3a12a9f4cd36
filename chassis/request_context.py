"""Context of the call being served: its id, caller, client address and deadline.

It is kept in context variables, so that logs and onward calls need no parameter for it.
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
    """The caller of a request. A guest has no account and no token."""

    account_id: UUID | None = None
    role: Role = Role.CUSTOMER
    session_id: UUID | None = None
    """The session that the token belongs to; a script's token has an id without a session."""

    @property
    def is_guest(self) -> bool:
        """Whether the caller is not signed in."""
        return self.account_id is None

    @property
    def is_admin(self) -> bool:
        """Whether the caller may change what the shop sells."""
        return self.account_id is not None and self.role is Role.ADMIN

    def require_account(self) -> UUID:
        """Return the account's id. Raise NotSignedIn for a guest."""
        if self.account_id is None:
            raise NotSignedIn
        return self.account_id

    def require_admin(self) -> UUID:
        """Return the admin's account id. Raise NotSignedIn, AdminOnly."""
        account_id = self.require_account()
        if not self.is_admin:
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
"""Identifies one request in the logs of every service that it reaches."""

batched_request_ids: ContextVar[tuple[str, ...]] = ContextVar("batched_request_ids", default=())
"""The ids of all the requests that one call serves; empty where it serves one."""

caller: ContextVar[Caller] = ContextVar("caller", default=GUEST)

client_address: ContextVar[str] = ContextVar("client_address", default="")
"""IP address of the shopper, as the bff found it; empty for calls that a service makes itself."""

deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
"""When the caller stops waiting, on the event loop's clock; None for never."""

access_token: ContextVar[str] = ContextVar("access_token", default="")
"""The caller's token as it came, to pass on to a neighbour, which verifies it again."""
