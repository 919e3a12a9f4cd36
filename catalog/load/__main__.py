"""`python -m catalog.load FILE` loads products from CSV or JSONL, compressed by gzip or not."""

import argparse
import asyncio
import itertools
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import grpc.aio
from tqdm import tqdm  # type: ignore[import-untyped]

from catalog.load import csv_reader, jsonl_reader
from catalog.load.field_names import name_in_file
from catalog.load.line_reader import FileUnreadable, LineReader
from catalog.load.product_import import CATALOG_SERVICES, ORDERS_SERVICES, ProductImport
from catalog.load.row import Row, RowFault
from catalog.load.tally import Tally, summary
from chassis import request_context
from chassis.errors import DomainError
from chassis.rpc import grpc_client
from chassis.rpc.grpc_client import connect
from tienda.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc

EXIT_OK, EXIT_INCOMPLETE, EXIT_FAILED, EXIT_INTERRUPTED = 0, 1, 2, 130

_SHOP_TIMEOUT = 5.0
"""Seconds for the call that asks for the shop's currency."""
_FILE_TYPES = {
    ".jsonl": ".jsonl",
    ".ndjson": ".jsonl",
    ".json": ".jsonl",
    ".csv": ".csv",
    ".tsv": ".csv",
}
"""By the end of a file's name."""
_SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".numbers"})


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line, with defaults from the environment."""
    parser = argparse.ArgumentParser(
        prog="python -m catalog.load",
        description="Load products, and their stock, into the shop. The admin's access token is "
        "read from TIENDA_TOKEN. Exits with 0 if every row was imported, 1 if some were rejected "
        "or some stock was not set, 2 if the file could not be read to its end or catalog stayed "
        "away, 130 after Ctrl-C. However it ends, the summary counts every row that was read: as "
        "imported, refused or without an answer.",
    )
    parser.add_argument("file", type=Path, help=".csv, .tsv or .jsonl; may be gzipped")
    addresses = {
        "catalog": os.environ.get("CATALOG_ADDRESS") or "127.0.0.1:50051",
        "orders": os.environ.get("ORDERS_ADDRESS") or "127.0.0.1:50052",
    }
    for service, address in addresses.items():
        parser.add_argument(
            f"--{service}", default=address, help=f"host and port of {service} ({address})"
        )
    return parser.parse_args(arguments)


async def load(file: Path, catalog: str, orders: str, token: str, tally: Tally) -> None:
    """Load the file, count in the tally, and report rejected rows on stderr.

    Raise FileUnreadable before anything is sent.
    """
    file_type = _file_type(file)
    reader = LineReader(file)
    request_context.access_token.set(token)
    with tqdm(total=reader.size, unit="B", unit_scale=True, disable=None, file=sys.stderr) as bar:

        def report(line: int, faults: Sequence[RowFault]) -> None:
            for fault in faults:
                name = fault.field
                if fault.of_service:
                    name = name_in_file(name, file_type)
                bar.write(f"line {line}: {name}: {fault.description}", file=sys.stderr)

        started_at = time.monotonic()

        def progress(imported: int) -> None:
            rate = imported / (time.monotonic() - started_at)
            bar.set_postfix_str(f"{imported} products, {rate:.0f}/s", refresh=False)

        def rows() -> Iterator[Row]:
            for row in all_rows:
                bar.update(reader.position - bar.n)
                yield row

        try:
            async with (
                connect(catalog, CATALOG_SERVICES) as catalog_channel,
                connect(orders, ORDERS_SERVICES) as orders_channel,
            ):
                currency = await _shop_currency(catalog_channel)
                all_rows = _with_first(_rows(reader, file_type, currency))
                product_import = ProductImport(
                    catalog_channel, orders_channel, report, progress, tally
                )
                await product_import.run(rows())
        finally:
            reader.close()


async def _shop_currency(catalog: grpc.aio.Channel) -> str:
    """Return the shop's currency; the usual one if catalog does not say it.

    Why it does not is told when the rows are sent.
    """
    stub = catalog_service_pb2_grpc.CatalogServiceStub(catalog)
    try:
        reply = await grpc_client.call(
            stub.GetShop, catalog_service_pb2.GetShopRequest(), timeout=_SHOP_TIMEOUT
        )
    except DomainError:
        return csv_reader.DEFAULT_CURRENCY
    return reply.shop.currency_code


def _rows(reader: LineReader, file_type: str, currency: str) -> Iterator[Row]:
    lines = reader.lines()
    if file_type == ".jsonl":
        return jsonl_reader.read_rows(jsonl_reader.refuse_one_document(lines))
    return csv_reader.read_rows(lines, currency)


def _with_first(rows: Iterator[Row]) -> Iterator[Row]:
    """Read the first row now, so that a file of another kind is known before anything is sent."""
    return itertools.chain(list(itertools.islice(rows, 1)), rows)


def _file_type(file: Path) -> str:
    suffix = Path(file.name.lower().removesuffix(".gz")).suffix
    if suffix in _SPREADSHEETS:
        raise FileUnreadable(f"{file}: is a spreadsheet: save it as CSV UTF-8, and load that")
    if suffix not in _FILE_TYPES:
        raise FileUnreadable(
            f"{file}: the name must end in .jsonl or .csv (or .ndjson, .json, .tsv), or in these "
            "and .gz"
        )
    return _FILE_TYPES[suffix]


def print_summary(tally: Tally) -> None:
    """Print what was imported, and what was not."""
    if tally.abort_reason:
        print(tally.abort_reason, file=sys.stderr)
        if tally.last_line:
            advice = "load the file again: rows that are in and have not changed are skipped"
            print(f"stopped after line {tally.last_line}; {advice}", file=sys.stderr)
    if tally.stock_failed:
        failed = f"the stock of {tally.stock_failed} products was not set"
        print(f"{failed}: {tally.stock_error}", file=sys.stderr)
    if tally.had_html:
        print(f"descriptions of {tally.had_html} rows were HTML: made plain text", file=sys.stderr)
    print(summary(tally))


def exit_code(tally: Tally) -> int:
    """Return the exit code of the command."""
    if tally.abort_reason:
        return EXIT_FAILED
    return EXIT_INCOMPLETE if tally.rejected or tally.stock_failed else EXIT_OK


def main() -> int:
    """Load the file that the command line names; return the exit code."""
    arguments = parse_arguments()
    token = os.environ.get("TIENDA_TOKEN", "")
    tally = Tally()
    try:
        asyncio.run(load(arguments.file, arguments.catalog, arguments.orders, token, tally))
    except FileUnreadable as error:
        print(error, file=sys.stderr)
        print(summary(tally))
        return EXIT_FAILED
    except KeyboardInterrupt:
        print_summary(tally)
        return EXIT_INTERRUPTED
    print_summary(tally)
    return exit_code(tally)


if __name__ == "__main__":
    sys.exit(main())
