"""Keeps what is sold out, as orders tells it by events, so that a search can leave it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import msgspec

from catalog.products import write_lock
from catalog.sync import availability_store
from chassis.db.database import Database

TYPE = "stock.changed"


class StockChanged(msgspec.Struct, frozen=True):
    """What orders says of one product; the shape is that of the event's `data`."""

    product_id: UUID
    available: bool
    version: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    """Grows with every change of the product's stock."""


class _Event(msgspec.Struct):
    type: str
    data: msgspec.Raw


class _Envelope(msgspec.Struct):
    """What SNS puts around an event unless the subscription asks for raw delivery."""

    message: str = msgspec.field(name="Message")


class Malformed(Exception):
    """A message that is no event."""


def stock_changed(body: str) -> StockChanged | None:
    """Read a message, in SNS's envelope or not; None for an event of another type.

    Raise Malformed.
    """
    try:
        fields = msgspec.json.decode(body, type=dict[str, Any])
        if "Message" in fields and "TopicArn" in fields:
            body = msgspec.convert(fields, _Envelope).message
        event = msgspec.json.decode(body, type=_Event)
        if event.type != TYPE:
            return None
        return msgspec.json.decode(event.data, type=StockChanged)
    except msgspec.MsgspecError as error:
        raise Malformed(str(error)) from error


@dataclass(frozen=True, slots=True)
class Availability:
    """The use case, with what it needs."""

    database: Database

    async def take_in(self, changes: Sequence[StockChanged]) -> set[UUID]:
        """Note which products are to be had; answer those of them that the shop knows.

        Of two changes the one with the greater version stands, whichever comes first.
        """
        newest: dict[UUID, StockChanged] = {}
        for change in sorted(changes, key=lambda change: change.version):
            newest[change.product_id] = change
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            return await availability_store.mark(
                connection,
                {one.product_id: (one.available, one.version) for one in newest.values()},
            )
