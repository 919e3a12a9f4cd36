"""An order's life after it is placed: read, cancelled, shipped, delivered."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.db.database import Database
from chassis.request_context import Caller, Role
from orders import store
from orders.domain import COMES_FROM, Order, OrderNotFound, Status, StatusConflict
from orders.stock import store as stock_store


@dataclass(frozen=True, slots=True)
class Life:
    """The use cases, with what they need."""

    database: Database
    clock: Clock

    async def get(self, caller: Caller, order_id: UUID, guest_token: str = "") -> Order:
        """Return the caller's order, any order to an admin. Raise OrderNotFound."""
        async with self.database.reading() as connection:
            order = await store.find_order(connection, order_id)
        if order is None or not _may_read(caller, order, guest_token):
            raise OrderNotFound("no such order")
        return order

    async def list_own(
        self, caller: Caller, status: Status | None, before_number: int | None, limit: int
    ) -> list[Order]:
        """Return the customer's orders, newest first. Raise NotSignedIn for a guest."""
        customer_id = caller.require_account()
        return await self._list(customer_id, status, before_number, limit)

    async def list_all(
        self, caller: Caller, status: Status | None, before_number: int | None, limit: int
    ) -> list[Order]:
        """Return everybody's orders, newest first. Raise NotSignedIn, AdminOnly."""
        caller.require_admin()
        return await self._list(None, status, before_number, limit)

    async def cancel(self, caller: Caller, order_id: UUID, guest_token: str = "") -> Order:
        """Cancel an order that has not left, and put its stock back, once.

        Raise OrderNotFound, StatusConflict.
        """
        await self.get(caller, order_id, guest_token)
        return await self._move(caller, order_id, Status.CANCELLED)

    async def ship(self, caller: Caller, order_id: UUID) -> Order:
        """Say that an order has left. Raise AdminOnly, OrderNotFound, StatusConflict."""
        caller.require_admin()
        return await self._move(caller, order_id, Status.SHIPPED)

    async def deliver(self, caller: Caller, order_id: UUID) -> Order:
        """Say that an order has arrived. Raise AdminOnly, OrderNotFound, StatusConflict."""
        caller.require_admin()
        return await self._move(caller, order_id, Status.DELIVERED)

    async def _list(
        self,
        customer_id: UUID | None,
        status: Status | None,
        before_number: int | None,
        limit: int,
    ) -> list[Order]:
        async with self.database.reading() as connection:
            return await store.list_orders(
                connection,
                customer_id=customer_id,
                status=status,
                before_number=before_number,
                limit=limit,
            )

    async def _move(self, caller: Caller, order_id: UUID, after: Status) -> Order:
        async with self.database.transaction() as connection:
            # This locks the row until the end: of a cancel and a ship at once, one goes first.
            moved = await store.move(connection, order_id, COMES_FROM[after], after)
            order = await store.find_order(connection, order_id)
            if order is None:
                raise OrderNotFound("no such order")
            if not moved and order.status is not after:
                raise StatusConflict(f"the order is {order.status}")
            if moved:
                await self._write_down(connection, caller, order, after)
        return await self._read(order_id)

    async def _write_down(
        self, connection: AsyncConnection, caller: Caller, order: Order, after: Status
    ) -> None:
        actor = str(caller.account_id or "guest")
        await store.write_history(connection, order.id, after, actor, self.clock())
        if after is Status.CANCELLED:
            await stock_store.put_back(connection, order.id)
        tell = [] if after is Status.DELIVERED else order.buyer.channels
        messages = [f"order.{after}", *(f"tell.{channel}.{after}" for channel in tell)]
        await store.write_outbox(connection, messages, order.id)

    async def _read(self, order_id: UUID) -> Order:
        async with self.database.reading() as connection:
            order = await store.find_order(connection, order_id)
        assert order is not None, "an order is never deleted"
        return order


def _may_read(caller: Caller, order: Order, guest_token: str) -> bool:
    if caller.role is Role.ADMIN and not caller.is_guest:
        return True
    if order.buyer.customer_id is not None:
        return order.buyer.customer_id == caller.account_id
    assert order.guest_token is not None, "a guest's order has a token"
    return hmac.compare_digest(order.guest_token.encode(), guest_token.encode())
