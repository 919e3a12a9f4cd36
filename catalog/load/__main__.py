"""`python -m catalog.load FILE` loads products from CSV or JSONL, packed by gzip or not."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm  # type: ignore[import-untyped]

from catalog.load import jsonl, table
from catalog.load.lines import FileUnreadable, Source
from catalog.load.naming import field_in
from catalog.load.row import Row, RowFault
from catalog.load.sending import CATALOG_SERVICES, ORDERS_SERVICES, Sending, Tally
from chassis import request_context
from chassis.rpc.grpc_client import connect

ALL_IN, SOME_REFUSED, NOTHING_DONE = 0, 1, 2

_READERS = {".jsonl": jsonl.rows, ".csv": table.rows}


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; what it leaves open comes from the environment."""
    parser = argparse.ArgumentParser(
        prog="python -m catalog.load",
        description="Load products, and their stock, into the shop. The admin's access token is "
        "read from TIENDA_TOKEN. Ends with 0 when every row went in, 1 when some were refused or "
        "some stock was not set, 2 when it could not be done.",
    )
    parser.add_argument("file", type=Path, help=".jsonl or .csv, or either with .gz")
    addresses = {
        "catalog": os.environ.get("CATALOG_ADDRESS") or "127.0.0.1:50051",
        "orders": os.environ.get("ORDERS_ADDRESS") or "127.0.0.1:50052",
    }
    for service, address in addresses.items():
        parser.add_argument(
            f"--{service}", default=address, help=f"where {service} answers ({address})"
        )
    return parser.parse_args(arguments)


async def load(file: Path, catalog: str, orders: str, token: str) -> Tally:
    """Load the file; rows that are refused are told on stderr. Raise FileUnreadable."""
    kind = _kind(file)
    source = Source(file)
    request_context.access_token.set(token)
    with tqdm(total=source.size, unit="B", unit_scale=True, disable=None, file=sys.stderr) as bar:

        def report(line: int, faults: Sequence[RowFault]) -> None:
            for fault in faults:
                where = field_in(kind, fault.field)
                bar.write(f"line {line}: {where}: {fault.description}", file=sys.stderr)

        began = time.monotonic()

        def progress(taken: int) -> None:
            rate = taken / (time.monotonic() - began)
            bar.set_postfix_str(f"{taken} products, {rate:.0f}/s", refresh=False)

        def rows() -> Iterator[Row]:
            for row in _READERS[kind](source.lines()):
                bar.update(source.position - bar.n)
                yield row

        try:
            async with (
                connect(catalog, CATALOG_SERVICES) as to_catalog,
                connect(orders, ORDERS_SERVICES) as to_orders,
            ):
                return await Sending(to_catalog, to_orders, report, progress).send(rows())
        finally:
            source.close()


def _kind(file: Path) -> str:
    kind = Path(file.name.lower().removesuffix(".gz")).suffix
    if kind not in _READERS:
        raise FileUnreadable(f"{file}: the name must end in .jsonl or .csv, or in these and .gz")
    return kind


def tell(tally: Tally) -> int:
    """Say how it went; return the exit code."""
    if tally.broken:
        print(tally.broken, file=sys.stderr)
    if tally.unstocked:
        unset = f"the stock of {tally.unstocked} products was not set"
        print(f"{unset}: {tally.stock_error}", file=sys.stderr)
    summary = f"{tally.taken} products in, {tally.refused} rows refused"
    print(f"{summary}, stock of {tally.stocked} set" if tally.stocked else summary)
    if tally.broken:
        return NOTHING_DONE
    return SOME_REFUSED if tally.refused or tally.unstocked else ALL_IN


def main() -> int:
    """Load the file that the command line names; return the exit code."""
    given = options()
    token = os.environ.get("TIENDA_TOKEN", "")
    try:
        tally = asyncio.run(load(given.file, given.catalog, given.orders, token))
    except FileUnreadable as error:
        print(error, file=sys.stderr)
        return NOTHING_DONE
    except KeyboardInterrupt:
        return 130
    return tell(tally)


if __name__ == "__main__":
    sys.exit(main())
