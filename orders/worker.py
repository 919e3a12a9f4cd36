"""`python -m orders.worker` delivers the outbox: events, SMS, e-mail and receipts.

Any number of workers may run at once.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chassis import logs, loop, telemetry
from chassis.aws import aws_client
from chassis.clock import system_clock
from chassis.config import load_or_exit, setting
from chassis.db.database import Database
from chassis.db.settings import DatabaseSettings
from chassis.outbox.monitor import report_backlog
from chassis.outbox.outbox import Outbox
from chassis.outbox.relay import MAX_CONCURRENT, Relay
from chassis.ses import SesMail
from chassis.signals import stop_signal
from orders.limits.sms_limit import DEFAULT_SMS_BY_NUMBER, SmsLimit
from orders.notifications.channels import SnsEmail, SnsEvents, SnsSms
from orders.notifications.dispatcher import EmailSender, NotificationDispatcher
from orders.notifications.sns_batcher import SnsBatcher
from orders.receipts.bucket import Bucket
from orders.receipts.receipts import Receipts
from orders.retention.delete_expired import DeleteExpired
from orders.tables import outbox

_log = logging.getLogger("tienda.worker")

POOL_SIZE = 4
"""Connections of the process to the database."""


@dataclass(frozen=True, kw_only=True)
class Settings(DatabaseSettings):
    """The worker's settings, read from the environment; boto3 reads AWS_* by itself."""

    order_events_topic_arn: str = setting(
        help="ARN of the SNS topic for events", check=lambda arn: arn.startswith("arn:")
    )
    receipts_bucket: str = setting(help="the private S3 bucket that receipts are kept in")
    notify_email: str = setting(
        default="sns",
        help="how e-mail goes out: sns (a subscription for each buyer) or ses",
        check=lambda way: way in {"sns", "ses"},
    )
    notify_sender: str | None = setting(default=None, help="the verified sender, for ses")
    outbox_pause: float = setting(
        default=0.5, help="seconds between two polls when nothing is due", check=lambda n: n > 0
    )
    outbox_report: float = setting(
        default=60.0,
        help="seconds between two log lines about the backlog",
        check=lambda n: n > 0,
    )
    limit_sms_by_number: int = setting(
        default=DEFAULT_SMS_BY_NUMBER,
        help="SMS a day to one phone number, 0 to 1000; 0 is no limit",
        check=lambda n: 0 <= n <= 1000,  # noqa: PLR2004
    )
    guest_cart_days: int = setting(
        default=90,
        help="days that a guest's cart is kept after its last change, 1 to 3650",
        check=lambda n: 1 <= n <= 3650,  # noqa: PLR2004
    )
    log_level: str = setting(default="INFO", help="DEBUG, INFO, WARNING or ERROR")


def _email_sender(settings: Settings, sns: Any, batcher: SnsBatcher) -> EmailSender:
    if settings.notify_email == "ses":
        return SesMail(aws_client("ses"), settings.notify_sender or "")
    return SnsEmail(sns, batcher)


async def main() -> None:
    """Deliver until the process is told to stop; deliveries under way are finished first."""
    settings = load_or_exit(Settings)
    logs.configure("orders.worker", settings.log_level)
    telemetry.start("orders.worker")
    # A thread for each concurrent call to AWS.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(MAX_CONCURRENT))
    database = Database.connect(settings.database_url, name="orders.worker", pool_size=POOL_SIZE)
    sns = aws_client("sns")
    batcher = SnsBatcher(sns, settings.order_events_topic_arn)
    receipts = Receipts(Bucket(aws_client("s3"), settings.receipts_bucket), system_clock)
    dispatcher = NotificationDispatcher(
        database=database,
        events=SnsEvents(batcher),
        sms=SnsSms(sns),
        email=_email_sender(settings, sns, batcher),
        receipts=receipts,
        sms_limit=SmsLimit(database, settings.limit_sms_by_number, system_clock),
    )
    delete_expired = DeleteExpired(database, timedelta(days=settings.guest_cart_days), system_clock)
    relay = Relay(Outbox(database, outbox, system_clock), dispatcher.deliver, system_clock)
    _log.info("delivering")
    stop = stop_signal()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(relay.run(stop, pause=settings.outbox_pause))
        tasks.create_task(delete_expired.run(stop))
        tasks.create_task(report_backlog(database, outbox, stop, every=settings.outbox_report))
    await database.close()


if __name__ == "__main__":
    loop.run(main())
