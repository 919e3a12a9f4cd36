"""Forgets the customers whose accounts are closed: their orders stay, without a name.

Users keeps the list of closed accounts, and orders asks for what is new and keeps how far it has
read, in the transaction in which the names go: nobody is missed, however long either was down. An
order that has not left yet keeps its address until it has. Receipts stay as they were printed: they
are the shop's books.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import grpc.aio

from chassis.db.database import Database
from chassis.errors import DomainError
from chassis.rpc import grpc_client
from orders.anonymization import store
from tienda.users.v1 import closed_account_service_pb2 as pb
from tienda.users.v1 import closed_account_service_pb2_grpc as grpc_pb

_log = logging.getLogger("tienda.forgetting")

EVERY = 5.0
"""Seconds between two looks."""
PAGE = 500
TIMEOUT = 2.0
"""Seconds."""


class ClosedAccounts(Protocol):
    """Users' list of the accounts that are closed."""

    async def after(self, position: int) -> Sequence[tuple[UUID, int]]:
        """Return some that come after a position, each with its own. Raise DomainError."""


class ClosedAccountsOverGrpc:
    """The list as users serves it."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = grpc_pb.ClosedAccountServiceStub(channel)

    async def after(self, position: int) -> Sequence[tuple[UUID, int]]:
        """Return up to PAGE of them."""
        request = pb.ListClosedAccountsRequest(after_position=position, page_size=PAGE)
        answer = await grpc_client.call(
            self._stub.ListClosedAccounts, request, timeout=TIMEOUT, as_caller=False
        )
        return [(UUID(one.id), one.position) for one in answer.accounts]


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The use case, with what it needs."""

    database: Database
    closed: ClosedAccounts

    async def run(self, stop: asyncio.Event) -> None:
        """Forget whoever is to be forgotten, now and then, until `stop`."""
        while not stop.is_set():
            try:
                while await self.look():
                    pass
            except DomainError as error:
                _log.warning("not looked whom to forget", extra={"reason": error.message})
            except Exception:  # noqa: BLE001 (it must not end for good, nor the server beside it)
                _log.exception("not looked whom to forget")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)

    async def look(self) -> bool:
        """Forget those who are new on the list; return whether there may be more of them.

        Raise DomainError. Of several processes that do it at once, one does.
        """
        async with self.database.reading() as connection:
            position = await store.last_position(connection)
        new = await self.closed.after(position)
        async with self.database.transaction() as connection:
            if not await store.take_turn(connection):
                return False
            if await store.last_position(connection) != position:
                return True  # another has read on meanwhile
            if new:
                await store.note_customers(connection, new)
            orders = await store.forget(connection)
        if orders:
            _log.info("names taken off", extra={"customers": len(new), "orders": orders})
        return bool(new)
