"""Delivers the outbox of users beside its server: the mails go out through SES.

Any number of processes may do it on one outbox.
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
from users.notifications.dispatcher import Mailing
from users.tables import outbox

AT_ONCE = 8
"""Mails under way at a time, each with a thread; the server's own work has none of them."""
PAUSE = 0.5
"""Seconds between looks when nothing is due."""
REPORT = 60.0
"""Seconds between log lines that tell what waits."""


class Ses:
    """E-mail by SES, whose client is made with the first mail."""

    def __init__(self, sender: str, threads: Executor) -> None:
        """Send from `sender`, in these threads."""
        self._sender = sender
        self._threads = threads
        self._client = LazyClient("ses", threads)

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Send it. Raise Refused, AwsUnavailable."""
        mail = SesMail(await self._client.get(), self._sender, self._threads)
        await mail.send(event_id, to, subject, text)


@asynccontextmanager
async def mailing(database: Database, sender: str, origin: str) -> AsyncIterator[None]:
    """Deliver meanwhile; what is under way at the end is finished first."""
    stop = asyncio.Event()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="ses") as threads:
        mailing = Mailing(database, Ses(sender, threads), origin, system_clock)
        box = Outbox(database, outbox, system_clock)
        relay = Relay(box, mailing.deliver, system_clock, max_concurrent=AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(relay.run(stop, pause=PAUSE))
            tasks.create_task(report_backlog(database, outbox, stop, every=REPORT))
            try:
                yield
            finally:
                stop.set()
