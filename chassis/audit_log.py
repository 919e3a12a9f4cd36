"""The audit trail: who logged in, what an admin changed, what was refused.

Lines of the logger `tienda.audit` among the others, each with the request's id. They name accounts
and things by their ids, and hold no e-mail, name, address or secret.
"""

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

_log = logging.getLogger("tienda.audit")

_MAX_IDS = 20
_NAMES = {"id", "sku", "slug"}


def note(what: str, *, account: UUID | None, **about: Any) -> None:
    """Write one line: what happened, the account that did it, and whatever tells more."""
    _log.info(what, extra={"account": str(account) if account else None, **about})


def ids_in(request: Any) -> list[str]:
    """Return what a request names: its fields that are ids, SKUs and slugs, the first twenty."""
    if not isinstance(request, Message):
        return []
    found = _ids(request)
    return [one for _, one in zip(range(_MAX_IDS), found, strict=False)]


def _ids(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        values = value if field.is_repeated else [value]
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            for inner in values:
                # Of a map these are its keys.
                if isinstance(inner, Message):
                    yield from _ids(inner)
        elif field.type == FieldDescriptor.TYPE_STRING and _is_id(field.name):
            yield from (str(one)[:64] for one in values)


def _is_id(name: str) -> bool:
    return name in _NAMES or name.endswith(("_id", "_ids"))
