"""`python -m orders.audit` checks the invariants of the orders database and of the receipts."""

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
from orders.audit.checks import CHECKS, measure_scope
from orders.audit.finding import Findings
from orders.audit.receipts import ReceiptCheck, receipts_client
from orders.audit.report import JsonReport, Summary, TextReport

CLEAN, FOUND = 0, 1

STATEMENT_TIMEOUT = 3600.0
"""Seconds that one check may take."""
PLANNER = {"work_mem": "128MB"}
"""PostgreSQL settings of the audit: the checks sort and hash whole tables, one at a time."""


@dataclass(frozen=True, kw_only=True)
class Settings(DatabaseSettings):
    """The audit's settings, read from the environment; boto3 reads AWS_* by itself."""

    receipts_bucket: str = setting(help="the S3 bucket of receipts; or give --no-receipts")


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m orders.audit",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=textwrap.fill(
            "Check the invariants of the orders database and of the receipts: see docs/audit.md. "
            "Changes nothing and may run while the store sells. Exits with 0 without findings, "
            "1 with findings, 2 if it could not finish."
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
    """One run of all checks, which writes each result to stdout."""

    def __init__(self, report: TextReport | JsonReport) -> None:
        self._report = report
        self._count = 0

    async def run(self, database: Database, receipts: ReceiptCheck | None) -> int:
        """Run all checks; return the number of findings. Raise DomainError, DBAPIError."""
        async with database.snapshot() as snapshot:
            scope = await measure_scope(snapshot)
            for check in CHECKS:
                self._write(await check.run(snapshot))
            if receipts:
                self._write(await receipts.run(snapshot))
        objects = receipts.objects if receipts else None
        say(self._report.summary(Summary(scope, objects, self._count)))
        return self._count

    def _write(self, findings: Findings) -> None:
        self._count += len(findings.shown) + findings.more
        for line in self._report.lines(findings):
            say(line)


async def audit(given: argparse.Namespace) -> int:
    """Run the audit; return the exit code. Raise ConfigError, DomainError, DBAPIError."""
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
        report = JsonReport() if given.json else TextReport()
        return FOUND if await Audit(report).run(database, receipts) else CLEAN
    finally:
        await database.close()


if __name__ == "__main__":
    sys.exit(exit_code(audit(options())))
