"""`python -m orders.audit` says whether the orders database is as it always must be."""

import argparse
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.command import exit_code
from chassis.config import load, setting
from chassis.console import say
from chassis.db.database import Database
from chassis.db.settings import DatabaseSettings
from orders.audit.checks import CHECKS, count
from orders.audit.finding import Findings
from orders.audit.receipts import ReceiptCheck, receipts_client
from orders.audit.report import JsonReport, Summary, TextReport

CLEAN, FOUND = 0, 1

STATEMENT_TIMEOUT = 3600.0
"""Seconds that one check may take."""
PLANNER = {"work_mem": "128MB"}
"""The checks sort and hash whole tables, and each has the connection to itself."""


@dataclass(frozen=True, kw_only=True)
class Settings(DatabaseSettings):
    """What an audit reads from the environment; boto3 reads AWS_* by itself."""

    receipts_bucket: str = setting(help="the S3 bucket of receipts; or give --no-receipts")


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m orders.audit",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=textwrap.fill(
            "Check that the orders database and the receipts are as they always must be: see "
            "docs/audit.md. Changes nothing and may run while the store sells. Ends with 0 when "
            "all is well, 1 with findings, 2 when it could not look."
        ),
        epilog="what is checked:\n"
        + "\n".join(
            textwrap.fill(
                f"{check.name}: {check.sentence}", initial_indent="  ", subsequent_indent="    "
            )
            for check in CHECKS
        ),
    )
    parser.add_argument("--json", action="store_true", help="write one JSON object a line")
    parser.add_argument(
        "--no-receipts", action="store_true", help="leave the bucket of receipts out"
    )
    return parser.parse_args(arguments)


class Audit:
    """One look at everything, written to stdout as it goes."""

    def __init__(self, report: TextReport | JsonReport) -> None:
        self._report = report
        self._found = 0

    async def run(self, database: Database, receipts: ReceiptCheck | None) -> int:
        """Return how many findings there are. Raise DomainError, DBAPIError."""
        async with database.snapshot() as snapshot:
            looked = await count(snapshot)
            for check in CHECKS:
                self._tell(await check.look(snapshot))
            if receipts:
                self._tell(await receipts.look(snapshot))
        objects = receipts.objects if receipts else None
        say(self._report.last(Summary(looked, objects, self._found)))
        return self._found

    def _tell(self, findings: Findings) -> None:
        self._found += len(findings.shown) + findings.more
        for line in self._report.lines(findings):
            say(line)


async def audit(given: argparse.Namespace) -> int:
    """Audit, and answer the exit code. Raise ConfigError, DomainError, DBAPIError."""
    settings = load(DatabaseSettings if given.no_receipts else Settings)
    database = Database.connect(
        settings.database_url,
        name="orders.audit",
        pool_size=2,
        statement_timeout=STATEMENT_TIMEOUT,
        planner=PLANNER,
    )
    try:
        receipts = None
        if isinstance(settings, Settings):
            receipts = ReceiptCheck(database, receipts_client(), settings.receipts_bucket)
        found = await Audit(JsonReport() if given.json else TextReport()).run(database, receipts)
        return FOUND if found else CLEAN
    finally:
        await database.close()


if __name__ == "__main__":
    sys.exit(exit_code(audit(options())))
