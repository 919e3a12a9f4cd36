"""Delivers the outbox of users beside its server: the mails go out through SES.

Any number of processes may do it on one outbox.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from chassis.aws import aws_client
from chassis.clock import system_clock
from chassis.database import Database
from chassis.outbox import Outbox
from chassis.outbox_watch import watch
from chassis.relay import Relay
from chassis.ses import SesMail
from users.mailing import Mailing
from users.tables import outbox

AT_ONCE = 8
"""Mails under way at a time, each with a thread; the server's own work has none of them."""
PAUSE = 0.5
"""Seconds between looks when nothing is due."""
REPORT = 60.0
"""Seconds between log lines that tell what waits."""


@asynccontextmanager
async def mailing(database: Database, sender: str, origin: str) -> AsyncIterator[None]:
    """Deliver meanwhile; what is under way at the end is finished first."""
    stop = asyncio.Event()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="ses") as threads:
        mail = SesMail(aws_client("ses"), sender, threads)
        letters = Mailing(database, mail, origin, system_clock)
        box = Outbox(database, outbox, system_clock)
        relay = Relay(box, letters.deliver, system_clock, at_once=AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(relay.run(stop, pause=PAUSE))
            tasks.create_task(watch(database, outbox, stop, every=REPORT))
            try:
                yield
            finally:
                stop.set()
