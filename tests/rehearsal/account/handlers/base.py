"""A handler made of two functions, and ids."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Made


def _nothing(_wanted: Wanted, _made: Made) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Functions:
    """`put` makes a resource, or changes the one that is given; `drop` deletes it."""

    put: Callable[[Wanted, Made | None], Made]
    drop: Callable[[Wanted, Made], None] = _nothing
    replaced_by: frozenset[str] = frozenset()

    def create(self, wanted: Wanted) -> Made:
        return self.put(wanted, None)

    def update(self, wanted: Wanted, made: Made, before: Wanted) -> Made:
        return self.put(wanted, made)

    def delete(self, wanted: Wanted, made: Made) -> None:
        self.drop(wanted, made)


def new_id(kind: str) -> str:
    """Return an id such as EC2's: subnet-0123456789abcdef0."""
    return f"{kind}-0{uuid4().hex[:16]}"


def named(physical_id: str, **attributes: Any) -> Made:
    """Return a resource whose Ref is its physical id."""
    return Made(physical_id, physical_id, attributes)


def tags(wanted: Wanted, listed: Any = ()) -> dict[str, str]:
    """Return the tags of a resource: the stack's, and its own."""
    own = {tag["Key"]: str(tag["Value"]) for tag in listed or wanted.properties.get("Tags", ())}
    return {**wanted.tags, **own}


def listed(mapping: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags or attributes as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in mapping.items()]
