"""Updates the availability of products by the events of orders, for searches to filter by."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import msgspec

from catalog.products import write_lock
from catalog.sync import availability_store
from chassis.db.database import Database

EVENT_TYPE = "stock.changed"


class StockChanged(msgspec.Struct, frozen=True):
    """The `data` of a stock event."""

    product_id: UUID
    available: bool
    version: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    """The version of the product's stock; it grows with every change."""


class _Event(msgspec.Struct):
    type: str
    data: msgspec.Raw


class _SnsEnvelope(msgspec.Struct):
    """The envelope that SNS puts around an event, unless the subscription uses raw delivery."""

    message: str = msgspec.field(name="Message")


class MalformedEvent(Exception):
    """The message is not a valid event."""


def parse_stock_changed(body: str) -> StockChanged | None:
    """Return the event of a message, with or without SNS's envelope; None if it is of another type.

    Raise MalformedEvent.
    """
    try:
        fields = msgspec.json.decode(body, type=dict[str, Any])
        if "Message" in fields and "TopicArn" in fields:
            body = msgspec.convert(fields, _SnsEnvelope).message
        event = msgspec.json.decode(body, type=_Event)
        if event.type != EVENT_TYPE:
            return None
        return msgspec.json.decode(event.data, type=StockChanged)
    except msgspec.MsgspecError as error:
        raise MalformedEvent(str(error)) from error


@dataclass(frozen=True, slots=True)
class Availability:
    """The availability of all products."""

    database: Database

    async def apply(self, events: Iterable[StockChanged]) -> set[UUID]:
        """Write the availability of these products; return those that exist.

        Of two events about a product, the one with the greater version counts, in whichever order
        they arrive.
        """
        newest = {
            event.product_id: event for event in sorted(events, key=lambda event: event.version)
        }
        async with self.database.transaction() as connection:
            await write_lock.acquire_write_lock(connection)
            return await availability_store.update(
                connection,
                {
                    product_id: (event.available, event.version)
                    for product_id, event in newest.items()
                },
            )
