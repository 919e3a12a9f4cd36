"""The audit log: who logged in, what an admin changed, what was refused.

Its lines stand among the other logs under the logger `tienda.audit`, each with the request's id.
They name accounts and things by id, and hold no e-mail, name, address or secret.
"""

import itertools
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

_log = logging.getLogger("tienda.audit")

_MAX_IDS = 20
_NAMES = {"id", "sku", "slug"}


def record(event: str, *, account: UUID | None, **details: Any) -> None:
    """Log an event with the account that caused it; None where it is not known."""
    _log.info(event, extra={"account": str(account) if account else None, **details})


def ids_in(request: Any) -> list[str]:
    """Return the ids, SKUs and slugs that a request message holds, the first twenty."""
    if not isinstance(request, Message):
        return []
    return list(itertools.islice(_ids(request), _MAX_IDS))


def _ids(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        values = value if field.is_repeated else [value]
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            for inner in values:
                # Iterating over a map field yields its keys, which are no messages.
                if isinstance(inner, Message):
                    yield from _ids(inner)
        elif field.type == FieldDescriptor.TYPE_STRING and _is_id(field.name):
            yield from (str(value)[:64] for value in values)


def _is_id(name: str) -> bool:
    return name in _NAMES or name.endswith(("_id", "_ids"))
