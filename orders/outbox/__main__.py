"""`python -m orders.outbox` lists the messages that are not delivered, and retries parked ones."""

import argparse
import sys
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from chassis.command import exit_code
from chassis.config import load
from chassis.console import say
from chassis.db.database import Database
from chassis.db.settings import DatabaseSettings
from orders.outbox import report, store

DONE, NOT_ALL = 0, 1

MAX_SHOWN = 1000
"""Messages in a table; as JSON there is no limit."""

Command = Callable[[Database, argparse.Namespace], Awaitable[int]]


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m orders.outbox",
        description="Manage the outbox of orders (DATABASE_URL). Exits with 0, with 1 if a message "
        "to retry is not parked, with 2 if the database cannot be read.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    listing = commands.add_parser("list", help="show the messages that are parked")
    listing.add_argument("--all", action="store_true", help="also those that wait")
    listing.add_argument("--json", action="store_true", help="write one JSON object a line")
    listing.set_defaults(run=list_messages)

    retrying = commands.add_parser(
        "retry", help="have parked messages tried again, from the first attempt"
    )
    which = retrying.add_mutually_exclusive_group(required=True)
    which.add_argument("ids", nargs="*", default=[], type=UUID, metavar="ID", help="a message's id")
    which.add_argument("--all-parked", action="store_true", help="all that are parked")
    retrying.set_defaults(run=retry)
    return parser.parse_args(arguments)


async def list_messages(database: Database, given: argparse.Namespace) -> int:
    """Print the undelivered messages; return the exit code."""
    shown: list[store.UndeliveredMessage] = []
    more = 0
    async with database.snapshot() as snapshot:
        async for message in store.list_undelivered(snapshot, include_waiting=given.all):
            if given.json:
                say(report.as_json(message))
            elif len(shown) < MAX_SHOWN:
                shown.append(message)
            else:
                more += 1
    for line in report.table(shown):
        say(line)
    if more:
        say(f"… and {more} more; --json shows all")
    elif not shown and not given.json:
        say("every message is delivered" if given.all else "no message is parked")
    return DONE


async def retry(database: Database, given: argparse.Namespace) -> int:
    """Requeue parked messages, and print why others are not; return the exit code."""
    async with database.transaction() as connection:
        requeued = await store.requeue_parked(connection, None if given.all_parked else given.ids)
        others = [message for message in given.ids if message not in requeued]
        reasons = await store.why_not_parked(connection, others)
    say(f"due again: {len(requeued)}")
    for message in others:
        print(f"{message}: {reasons.get(message, 'there is no such message')}", file=sys.stderr)
    return NOT_ALL if others else DONE


async def run(command: Command, given: argparse.Namespace) -> int:
    """Run a command; return its exit code. Raise ConfigError, DomainError, DBAPIError."""
    settings = load(DatabaseSettings)
    database = Database.connect(settings.database_url, name="orders.outbox", pool_size=1)
    try:
        return await command(database, given)
    finally:
        await database.close()


if __name__ == "__main__":
    given = options()
    sys.exit(exit_code(run(given.run, given)))
