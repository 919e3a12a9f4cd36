"""`python -m cloudformation.preflight` looks, changing nothing, for what would stop it."""

import argparse
import sys
from pathlib import Path

from cloudformation import command
from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Level
from cloudformation.preflight.preflight import DEFAULT_EVIDENCE, preflight


def main(arguments: list[str] | None = None) -> int:
    """Print the table; return 0, or 1 when something would stop a deployment."""
    parser = command.new_parser("preflight", __doc__)
    add_evidence_option(parser)
    options = parser.parse_args(arguments)

    def look(account: Account) -> int:
        return int(preflight(account, options.evidence) is Level.STOP)

    return command.run(options, look)


def add_evidence_option(parser: argparse.ArgumentParser) -> None:
    """Add the option --evidence."""
    parser.add_argument(
        "--evidence",
        type=Path,
        metavar="FILE",
        default=DEFAULT_EVIDENCE,
        help="where AWS's answers are written, JSON without secrets (%(default)s)",
    )


if __name__ == "__main__":
    sys.exit(main())
