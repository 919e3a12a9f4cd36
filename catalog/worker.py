"""`python -m catalog.worker` keeps what is sold out, by events. As many as you like."""

import logging
from dataclasses import dataclass

from catalog.inbox import Inbox
from catalog.listening import Listening
from chassis import logs, loop, telemetry
from chassis.config import load_or_exit, setting
from chassis.database import Database
from chassis.settings import DatabaseSettings
from chassis.stopping import stop_signal

_log = logging.getLogger("tienda.worker")


@dataclass(frozen=True, kw_only=True)
class Settings(DatabaseSettings):
    """What the worker reads from the environment; boto3 reads AWS_* by itself."""

    availability_queue_url: str = setting(
        help="URL of the SQS queue that stock.changed events come by",
        check=lambda url: url.startswith(("http://", "https://")),
    )
    log_level: str = setting(default="INFO", help="DEBUG, INFO, WARNING or ERROR")


async def main() -> None:
    """Listen until told to stop; what is under way is finished first."""
    settings = load_or_exit(Settings)
    logs.configure("catalog.worker", settings.log_level)
    telemetry.start("catalog.worker")
    database = Database.connect(settings.database_url, name="catalog.worker", pool_size=1)
    listening = Listening(Inbox(settings.availability_queue_url), database)
    _log.info("listening")
    await listening.run(stop_signal())
    await database.close()


if __name__ == "__main__":
    loop.run(main())
