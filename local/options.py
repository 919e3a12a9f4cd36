"""The command line of `python -m local`."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

DEMO, NONE = "demo", "none"
DEMO_CURRENCY = "EUR"


@dataclass(frozen=True)
class Ports:
    """The ports of the processes, on 127.0.0.1."""

    bff: int = 8080
    catalog: int = 50051
    orders: int = 50052
    users: int = 50053
    aws: int = 4566
    postgres: int = 0
    """0 for a free one, which is kept for the next start."""

    @staticmethod
    def flag(name: str) -> str:
        """Return the command line option for a port."""
        return "--port" if name == "bff" else f"--{name}-port"


@dataclass(frozen=True)
class Options:
    """Which store to run, and where."""

    state: Path
    ports: Ports
    catalogue: str = DEMO
    """DEMO, NONE, or the path of a file to load."""


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; print a fault on stderr and exit with 2."""
    parser = argparse.ArgumentParser(
        prog="python -m local", description="Run the whole store on this machine, on loopback."
    )
    for field in fields(Ports):
        what = "the shop: web, REST" if field.name == "bff" else field.name
        default = "a free one" if field.default == 0 else field.default
        parser.add_argument(
            Ports.flag(field.name),
            dest=field.name,
            type=_port,
            default=field.default,
            metavar="N",
            help=f"port of {what} (default: {default})",
        )
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(".local"),
        metavar="DIR",
        help="folder that keeps everything between runs (default: .local)",
    )
    parser.add_argument(
        "--catalogue",
        default=DEMO,
        metavar="demo|none|FILE",
        help="catalogue to load on first start: the demo, none, or a CSV or JSONL file",
    )
    parsed = parser.parse_args(arguments)
    if parsed.catalogue not in (DEMO, NONE) and not Path(parsed.catalogue).is_file():
        parser.error(f"--catalogue: there is no file {parsed.catalogue}")
    currency = os.environ.get("SHOP_CURRENCY", DEMO_CURRENCY)
    if parsed.catalogue == DEMO and currency != DEMO_CURRENCY:
        parser.error(
            f"SHOP_CURRENCY is {currency}, but the demo's prices are in {DEMO_CURRENCY}: "
            "add --catalogue none, or --catalogue FILE"
        )
    ports = Ports(**{field.name: getattr(parsed, field.name) for field in fields(Ports)})
    if 0 in vars(replace(ports, postgres=1)).values():
        parser.error("only --postgres-port may be 0")
    return Options(state=parsed.state.absolute(), ports=ports, catalogue=parsed.catalogue)


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number <= 65535:  # noqa: PLR2004 (the largest port)
        raise argparse.ArgumentTypeError(f"{text} is not a port: 1 to 65535")
    return number
