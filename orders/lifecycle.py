"""What happens to an order after it is placed: it is read, cancelled, shipped and delivered."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.db.database import Database
from chassis.request_context import Caller, Role
from orders import store
from orders.domain import (
    PREVIOUS_STATUS,
    UNDOABLE,
    Channel,
    Order,
    OrderNotFound,
    Status,
    StatusConflict,
    UndoExpired,
)
from orders.notifications.message_kinds import status_kinds
from orders.stock import store as stock_store

UNDO_PERIOD = timedelta(seconds=10)
"""The time between a step of an admin's and its notifications, in which it can be undone."""


@dataclass(frozen=True, slots=True)
class OrderLifecycle:
    """Reads orders and moves them from status to status."""

    database: Database
    clock: Clock
    undo_period: timedelta = UNDO_PERIOD

    async def get_order(self, caller: Caller, order_id: UUID, guest_token: str = "") -> Order:
        """Return the caller's order, any order to an admin. Raise OrderNotFound."""
        async with self.database.reading() as connection:
            order = await store.find_order(connection, order_id)
        if order is None or not _may_read(caller, order, guest_token):
            raise OrderNotFound("no such order")
        return order

    async def list_own_orders(
        self, caller: Caller, status: Status | None, before_number: int | None, limit: int
    ) -> list[Order]:
        """Return the customer's orders, newest first. Raise NotSignedIn for a guest."""
        customer_id = caller.require_account()
        return await self._list(customer_id, status, before_number, limit)

    async def list_all_orders(
        self, caller: Caller, status: Status | None, before_number: int | None, limit: int
    ) -> list[Order]:
        """Return everybody's orders, newest first. Raise NotSignedIn, AdminOnly."""
        caller.require_admin()
        return await self._list(None, status, before_number, limit)

    async def cancel(self, caller: Caller, order_id: UUID, guest_token: str = "") -> Order:
        """Cancel an order that is not shipped yet, and restock its units once.

        Raise OrderNotFound, StatusConflict.
        """
        await self.get_order(caller, order_id, guest_token)
        return await self._change_status(caller, order_id, Status.CANCELLED)

    async def ship(self, caller: Caller, order_id: UUID) -> Order:
        """Mark an order as shipped. Raise AdminOnly, OrderNotFound, StatusConflict."""
        caller.require_admin()
        return await self._change_status(caller, order_id, Status.SHIPPED)

    async def deliver(self, caller: Caller, order_id: UUID) -> Order:
        """Mark an order as delivered. Raise AdminOnly, OrderNotFound, StatusConflict."""
        caller.require_admin()
        return await self._change_status(caller, order_id, Status.DELIVERED)

    async def undo(self, caller: Caller, order_id: UUID, status: Status) -> Order:
        """Take the order back from `status` to the one before; nobody will hear of it.

        Raise AdminOnly, OrderNotFound, StatusConflict, UndoExpired.
        """
        caller.require_admin()
        before = PREVIOUS_STATUS[status]
        async with self.database.transaction() as connection:
            changed = await store.update_status(connection, order_id, status, before)
            order = await store.find_order(connection, order_id)
            if order is None:
                raise OrderNotFound("no such order")
            if not changed and order.status is not before:
                raise StatusConflict(f"the order is {order.status}")
            if changed:
                await self._withdraw(connection, order, status)
        return await self._read(order_id)

    async def _withdraw(self, connection: AsyncConnection, order: Order, status: Status) -> None:
        kinds = status_kinds(status, order.buyer.channels)
        # A worker that has claimed a message holds its row, or has counted its attempt: of an undo
        # and a notification at once, one goes first.
        withdrawn = await store.withdraw_messages(connection, kinds, order.id)
        # Once its account is closed, an order that left keeps no address to ship it to again.
        if withdrawn < len(kinds) or order.buyer.is_anonymized:
            raise UndoExpired("the notifications of this status have begun")
        await store.delete_history(connection, order.id, status)

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

    async def _change_status(self, caller: Caller, order_id: UUID, status: Status) -> Order:
        """Bring the order to `status`; an order that is there already stays as it is."""
        async with self.database.transaction() as connection:
            # This locks the row until the commit: of a cancel and a ship at once, one goes first.
            changed = await store.update_status(
                connection, order_id, PREVIOUS_STATUS[status], status
            )
            order = await store.find_order(connection, order_id)
            if order is None:
                raise OrderNotFound("no such order")
            if not changed and order.status is not status:
                raise StatusConflict(f"the order is {order.status}")
            if changed:
                await self._record_change(connection, caller, order, status)
        return await self._read(order_id)

    async def _record_change(
        self, connection: AsyncConnection, caller: Caller, order: Order, status: Status
    ) -> None:
        actor = str(caller.account_id or "guest")
        now = self.clock()
        await store.add_history(connection, order.id, status, actor, now)
        if status is Status.CANCELLED:
            await stock_store.restock_order(connection, order.id)
        channels = order.buyer.channels
        if status is Status.CANCELLED and caller.is_guest:
            # Who cancels knows of it, and anybody may write anybody's number in an order.
            channels = tuple(channel for channel in channels if channel is not Channel.SMS)
        kinds = status_kinds(status, channels)
        due_at = now + self.undo_period if status in UNDOABLE else None
        await store.enqueue_messages(connection, kinds, order.id, due_at)

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
