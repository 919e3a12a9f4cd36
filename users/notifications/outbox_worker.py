"""Delivers the outbox of users in its server's process; e-mail is sent by SES.

Any number of processes may do so at once.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from uuid import UUID

from chassis.aws import LazyClient
from chassis.clock import system_clock
from chassis.db.database import Database
from chassis.outbox.monitor import report_backlog
from chassis.outbox.outbox import Outbox
from chassis.outbox.relay import Relay
from chassis.ses import SesMail
from users.notifications.dispatcher import NotificationDispatcher
from users.tables import outbox

MAX_CONCURRENT = 8
"""E-mails sent concurrently, each in a thread of this worker."""
PAUSE = 0.5
"""Seconds between polls when nothing is due."""
REPORT_INTERVAL = 60.0
"""Seconds between two log lines about the backlog."""


class LazySesMail:
    """E-mail by SES, whose client is made with the first e-mail."""

    def __init__(self, sender: str, threads: Executor) -> None:
        """Send from `sender`, in these threads."""
        self._sender = sender
        self._threads = threads
        self._client = LazyClient("ses", threads)

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Send one e-mail. Raise Refused, AwsUnavailable."""
        mail = SesMail(await self._client.get(), self._sender, self._threads)
        await mail.send(event_id, to, subject, text)


@asynccontextmanager
async def delivering_outbox(
    database: Database, sender: str, shop_origin: str
) -> AsyncIterator[None]:
    """Deliver the outbox while the context is open; on exit, finish the deliveries under way."""
    stop = asyncio.Event()
    with ThreadPoolExecutor(MAX_CONCURRENT, thread_name_prefix="ses") as threads:
        email = LazySesMail(sender, threads)
        dispatcher = NotificationDispatcher(database, email, shop_origin, system_clock)
        relay = Relay(
            Outbox(database, outbox, system_clock),
            dispatcher.deliver,
            system_clock,
            max_concurrent=MAX_CONCURRENT,
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(relay.run(stop, pause=PAUSE))
            tasks.create_task(report_backlog(database, outbox, stop, every=REPORT_INTERVAL))
            try:
                yield
            finally:
                stop.set()
