"""`python -m catalog.load` as a process, against catalog on a socket and a fake of orders."""

import asyncio
import gzip
import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc.aio
import pytest

from tests.component.catalog.harness import call, get, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import catalog_service_pb2_grpc as pb2_grpc
from tienda.orders.v1 import stock_service_pb2, stock_service_pb2_grpc

NOWHERE = "127.0.0.1:1"


class FakeStockService(stock_service_pb2_grpc.StockServiceServicer):
    """Keeps the stock levels that it is sent."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}
        self.calls = 0
        self.tokens: set[str] = set()

    async def BatchSetStock(
        self, request: stock_service_pb2.BatchSetStockRequest, context: Any
    ) -> stock_service_pb2.BatchSetStockResponse:
        self.calls += 1
        self.tokens.add(dict(context.invocation_metadata())["authorization"])
        self.levels |= {level.product_id: level.on_hand for level in request.levels}
        return stock_service_pb2.BatchSetStockResponse()


@dataclass
class Shop:
    address: str
    catalog: pb2_grpc.CatalogServiceStub
    orders: str
    stock: FakeStockService


@dataclass
class Result:
    code: int
    out: str
    err: str
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.err.splitlines()


@pytest.fixture(scope="module")
async def shop(make_database):
    stock = FakeStockService()
    server = grpc.aio.server()
    stock_service_pb2_grpc.add_StockServiceServicer_to_server(stock, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with serving(await make_database("catalog")) as (address, stub):
        yield Shop(address, stub, f"127.0.0.1:{port}", stock)
    await server.stop(None)


async def load(
    file: Path,
    shop: Shop,
    token: str = "admin",
    **addresses: str,
) -> Result:
    options = {"--catalog": shop.address, "--orders": shop.orders} | {
        f"--{name}": address for name, address in addresses.items()
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "catalog.load", str(file)),
        *(part for option in options.items() for part in option),
        env=os.environ | {"TIENDA_TOKEN": token},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return Result(process.returncode, out.decode(), err.decode())


def rows(prefix: str, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "sku": f"{prefix}-{number}",
            "names": {"es": f"Mesa {prefix} {number}"},
            "category": [{"slug": "mesas", "names": {"es": "Mesas"}}],
            "price": {"amount": 100 + number, "currency": "EUR"},
            "stock": number,
        }


def jsonl(*products: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(product).encode() + b"\n" for product in products)


async def test_a_valid_file_is_imported_with_its_stock(shop, tmp_path):
    file = tmp_path / "good.jsonl.gz"
    file.write_bytes(gzip.compress(jsonl(*rows("GOOD", 1203))))
    calls = shop.stock.calls
    result = await load(file, shop)
    assert (result.code, result.err) == (0, "")
    assert result.out == "1203 products in, 0 rows refused, stock of 1203 set\n"
    assert shop.stock.calls - calls == 2
    assert shop.stock.tokens == {"Bearer admin"}
    product = await get(shop.catalog, "mesa-good-1200")
    assert shop.stock.levels[product.id] == 1200

    again = await load(file, shop)
    assert again.code == 0
    assert (await get(shop.catalog, product.id)).version == 1, "nothing of it has changed"


async def test_bad_rows_are_reported_by_line_and_the_others_imported(shop, tmp_path):
    good, bad_price, unknown, late = rows("SOME", 4)
    bad_price["price"]["amount"] = 0
    unknown |= {"colour": "red", "texts": {}, "categories": []}
    file = tmp_path / "some.jsonl"
    file.write_bytes(
        jsonl(good, bad_price) + b"\xff\xfe\n{\n\n\0\n" + jsonl(unknown, late | {"slug": "ocho"})
    )
    result = await load(file, shop)
    assert result.code == 1
    assert result.out == "2 products in, 5 rows refused, stock of 2 set\n"
    assert sorted(result.lines) == [
        "line 2: price.amount: must be more than zero: 1 to 100000000000 minor units",
        "line 3: row: must be UTF-8: byte 1 is not; save the file as UTF-8",
        "line 4: row: must be JSON: expecting property name enclosed in double quotes at column 2",
        "line 6: row: must have no NUL character",
        "line 7: categories: is not a field here",
        "line 7: colour: is not a field here",
        "line 7: texts: is not a field here",
    ]
    assert (await get(shop.catalog, "ocho")).sku == "SOME-3"


async def test_a_csv_is_imported_and_its_bad_rows_reported_by_column(shop, tmp_path):
    file = tmp_path / "some.csv"
    file.write_text(
        "sku,name_es,name_en,category,category_names_es,price,attribute_es:Material\n"
        'CSV-1,"Mesa ""Duero""",Duero table,muebles-csv/mesas-csv,Muebles/Mesas,149.90,Roble\n'
        "CSV-2,,,muebles-csv,,0,\n"
        "CSV-3,Mesa,,,,9,\n"
    )
    result = await load(file, shop)
    assert (result.code, result.out) == (1, "1 products in, 2 rows refused\n")
    assert result.lines == [
        "line 3: name_es: must have at least one language",
        "line 3: price: must be more than zero: 1 to 100000000000 minor units",
        "line 4: category: is required",
    ]
    product = await get(shop.catalog, "mesa-duero")
    assert product.price.amount == 14990
    assert [category.name for category in product.categories] == ["Muebles", "Mesas"]


async def test_every_record_of_an_unlucky_csv_is_imported_or_refused(shop, tmp_path):
    file = tmp_path / "UNLUCKY.CSV"
    lines = [
        "sep=;",
        "SKU;name_es;description_es;category;category_names_es;price;stock;;",
        'UNL-1;Monitor 24";<p>Uno</p><p>Dos</p>;muebles-csv;Muebles;1.149,90;3,0;;',
        'UNL-2;Monitor "roto;;muebles-csv;Muebles;5;"1.000";;',
        "UNL-1;Monitor;;muebles-csv;Muebles;99,90 €;4;;",
        ";;;;;;;;",
        'UNL-3;"Sin cerrar;;muebles-csv;Muebles;5;1;;',
        "UNL-4;Ratón;;muebles-csv;Muebles;1.290;;;",
    ]
    file.write_bytes("\r".join(lines).encode("utf-16"))
    result = await load(file, shop)
    assert result.code == 1
    assert result.out == (
        "2 rows in, 1 product (SKU UNL-1 twice: the last wins), 3 rows refused, stock of 1 set\n"
    )
    assert [line.split(": ")[:2] for line in sorted(result.lines)] == [
        ["descriptions of 1 rows were HTML", "made plain text"],
        ["line 4", "stock"],
        ["line 7", "row"],
        ["line 8", "price"],
    ]
    product = await get(shop.catalog, "monitor-24")
    assert (product.price.amount, shop.stock.levels[product.id]) == (9990, 4)


async def test_an_interrupted_load_says_what_is_in(shop, tmp_path):
    file = tmp_path / "interrupted.jsonl"
    file.write_bytes(jsonl(*rows("INTERRUPTED", 6000)))
    process = await asyncio.create_subprocess_exec(
        # Whoever runs the tests in the background has Ctrl-C ignored, and its children with it. Not
        # by `preexec_fn`: gRPC runs in this process, and a fork of it may end before its program.
        *("env", "--default-signal=INT", sys.executable, "-m", "catalog.load", str(file)),
        *("--catalog", shop.address, "--orders", shop.orders),
        env=os.environ | {"TIENDA_TOKEN": "admin"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    search = pb2.SearchProductsRequest(query="interrupted")
    async with asyncio.timeout(60):
        while not (await call(shop.catalog.SearchProducts, search, ())).total:
            assert process.returncode is None, (await process.communicate())[1]
            await asyncio.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    counted = re.fullmatch(
        r"(\d+) products in, 0 rows refused(?:, (\d+) rows without an answer)?(?:, stock.*)?\n",
        out.decode(),
    )
    assert counted
    last = re.search(rb"stopped after line (\d+)", err)
    assert last
    assert int(counted[1]) + int(counted[2] or 0) == int(last[1])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.txt", b"", "must end in .jsonl or .csv"),
        ("bad.jsonl.gz", b"no gzip", "Not a gzipped file"),
        ("bad.csv", b"sku,price,colour\nX,1,red\n", 'line 1: column "colour" is not one'),
        ("missing.jsonl", None, "No such file"),
        ("cut.csv", b'sku,"price\nX,1\n', "line 1: must close the quote"),
        ("sheet.xlsx", b"PK\x03\x04", "is a spreadsheet"),
        ("list.json", b'[{"sku": "X"}]', "line 1: is a list in JSON"),
        ("text.csv", b"\x1f\x8bcut short", "text.csv, line 1: "),
    ],
)
async def test_a_file_that_cannot_be_read_ends_with_2(shop, tmp_path, name, content, message):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    # Whether catalog is up does not matter to a file that cannot be read.
    result = await load(file, shop, catalog=NOWHERE)
    assert result.code == 2
    assert message in result.err
    assert result.out == "0 products in, 0 rows refused\n"
    assert "Traceback" not in result.err


async def test_without_catalog_or_an_admin_nothing_is_imported(shop, tmp_path):
    file = tmp_path / "good.jsonl"
    file.write_bytes(jsonl(*rows("NONE", 3)))
    for token, address in (("admin", NOWHERE), ("customer", shop.address), ("", shop.address)):
        result = await load(file, shop, token, catalog=address)
        assert result.code == 2, result
        assert result.err.startswith("catalog: ")
        assert "Traceback" not in result.err
    request = pb2.SearchProductsRequest(query="none")
    assert (await call(shop.catalog.SearchProducts, request, ())).total == 0


async def test_without_orders_products_are_imported_and_their_missing_stock_is_reported(
    shop, tmp_path
):
    file = tmp_path / "good.jsonl"
    file.write_bytes(jsonl(*rows("UNSTOCKED", 3)))
    result = await load(file, shop, orders=NOWHERE)
    assert (result.code, result.out) == (1, "3 products in, 0 rows refused\n")
    assert result.err.startswith("the stock of 3 products was not set: orders: ")


async def test_a_load_that_was_killed_can_be_run_again(shop, tmp_path):
    file = tmp_path / "killed.jsonl"
    file.write_bytes(jsonl(*rows("KILLED", 4000)))
    options = ("--catalog", shop.address, "--orders", shop.orders)
    everything = pb2.SearchProductsRequest()
    before = (await call(shop.catalog.SearchProducts, everything, ())).total
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "catalog.load", str(file), *options),
        env=os.environ | {"TIENDA_TOKEN": "admin"},
    )
    search = pb2.SearchProductsRequest(query="killed")
    while not (await call(shop.catalog.SearchProducts, search, ())).total:  # noqa: ASYNC110 (asks)
        await asyncio.sleep(0.02)
    process.kill()
    assert await process.wait() != 0

    result = await load(file, shop)
    assert result.out == "4000 products in, 0 rows refused, stock of 4000 set\n"
    assert (await call(shop.catalog.SearchProducts, everything, ())).total == before + 4000
    product = await get(shop.catalog, "mesa-killed-3999")
    assert (product.version, shop.stock.levels[product.id]) == (1, 3999)


async def test_a_file_says_which_products_are_for_sale_and_is_told_how_many_are(shop, tmp_path):
    file = tmp_path / "states.csv"
    header = "sku,name_es,category,category_names_es,price"
    lines = [f"STATE-{n},Estado {n},mesas,Mesas,10.50" for n in range(3)]
    states = ["active", "draft", "archived"]
    with_states = [f"{line},{state}" for line, state in zip(lines, states, strict=True)]
    file.write_text("\n".join([f"{header},state", *with_states]))
    result = await load(file, shop)
    assert (result.code, result.err) == (0, "")
    assert result.out == "3 products in, 0 rows refused, 1 draft, 1 active, 1 archived\n"
    file.write_text("\n".join([header, *lines]))
    result = await load(file, shop)
    assert result.out == (
        "3 products in, 0 rows refused, 1 draft, 2 active, 1 archived before and on sale again\n"
    )


async def test_a_price_without_a_currency_is_in_the_shops(make_database, shop, tmp_path):
    file = tmp_path / "pesos.csv"
    file.write_text(
        "sku,name_es,category,category_names_es,price\nCOP-1,Hamaca,hogar,Hogar,$149900\n"
    )
    async with serving(await make_database("catalog"), currency="COP") as (address, stub):
        result = await load(file, shop, catalog=address)
        assert (result.code, result.out) == (0, "1 products in, 0 rows refused\n"), result
        product = await get(stub, "hamaca")
    assert (product.price.amount, product.price.currency_code) == (14990000, "COP")
