"""Anonymizes the orders of customers who have closed their accounts.

Users keeps the list of closed accounts. Orders polls it, and stores how far it has read in the
transaction that removes the names: nobody is missed, however long either service was down. An
order that is not shipped yet keeps its address until it is. Receipts stay as they were written: the
shop's accounting needs them.
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

POLL_INTERVAL = 5.0
"""Seconds."""
PAGE_SIZE = 500
TIMEOUT = 2.0
"""Seconds to wait for users."""


class ClosedAccounts(Protocol):
    """The closed accounts, in the order in which they were closed."""

    async def list_after(self, position: int) -> Sequence[tuple[UUID, int]]:
        """Return a page of accounts after a position, each with its own. Raise DomainError."""


class ClosedAccountsClient:
    """The closed accounts of users, called over gRPC."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = grpc_pb.ClosedAccountServiceStub(channel)

    async def list_after(self, position: int) -> Sequence[tuple[UUID, int]]:
        """Return up to PAGE_SIZE accounts after a position. Raise DomainError."""
        request = pb.ListClosedAccountsRequest(after_position=position, page_size=PAGE_SIZE)
        response = await grpc_client.call(
            self._stub.ListClosedAccounts, request, timeout=TIMEOUT, as_caller=False
        )
        return [(UUID(account.id), account.position) for account in response.accounts]


@dataclass(frozen=True, slots=True)
class AnonymizeCustomers:
    """Anonymizes the orders of closed accounts."""

    database: Database
    closed_accounts: ClosedAccounts

    async def run(self, stop: asyncio.Event) -> None:
        """Poll for closed accounts, and anonymize their orders, until `stop`."""
        while not stop.is_set():
            try:
                while await self.anonymize_next():
                    pass
            except DomainError as error:
                _log.warning("closed accounts not fetched", extra={"reason": error.message})
            except Exception:  # noqa: BLE001 (it must not end for good, nor the server beside it)
                _log.exception("closed accounts not fetched")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), POLL_INTERVAL)

    async def anonymize_next(self) -> bool:
        """Anonymize the next page of closed accounts; return whether there may be more.

        Raise DomainError. Of several processes at once, one does it.
        """
        async with self.database.reading() as connection:
            position = await store.get_position(connection)
        accounts = await self.closed_accounts.list_after(position)
        async with self.database.transaction() as connection:
            if not await store.try_lock(connection):
                return False
            if await store.get_position(connection) != position:
                return True  # another process has read on meanwhile
            if accounts:
                await store.add_closed_accounts(connection, accounts)
            orders = await store.anonymize_orders(connection)
        if orders:
            _log.info("orders anonymized", extra={"customers": len(accounts), "orders": orders})
        return bool(accounts)
