"""What makes the resources of one type."""

from typing import Protocol

from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Made


class Handler(Protocol):
    """Makes resources of one type."""

    replaced_by: frozenset[str]
    """Properties whose change makes another resource."""

    def create(self, wanted: Wanted) -> Made: ...

    def update(self, wanted: Wanted, made: Made, before: Wanted) -> Made: ...

    def delete(self, wanted: Wanted, made: Made) -> None: ...


def is_replaced(handler: Handler, wanted: Wanted, before: Wanted) -> bool:
    """Whether a change makes another resource."""
    return wanted.type != before.type or any(
        wanted.properties.get(name) != before.properties.get(name) for name in handler.replaced_by
    )
