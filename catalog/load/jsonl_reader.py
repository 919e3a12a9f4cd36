"""Reads a JSONL file: one product per line, as a JSON object."""

import json
from collections.abc import Iterator, Mapping
from typing import NoReturn

from catalog.load.html_text import plain_text
from catalog.load.json_object import JsonObject, parse_object
from catalog.load.jsonl_decoder import decode_row
from catalog.load.line_reader import FileUnreadable, Line
from catalog.load.row import MAX_STOCK, Row, RowFault, rejected_row
from catalog.load.state_text import UNKNOWN_STATE, parse_state
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

_INT32 = 2**31 - 1
_INT64 = 2**63 - 1
_MINOR_UNITS = "a whole number of minor units: 14990 for 149.90 EUR"


def read_rows(lines: Iterator[Line]) -> Iterator[Row]:
    """Yield the row of each line that is not blank."""
    for line in lines:
        if line.fault:
            yield rejected_row(line.number, RowFault("row", line.fault))
        elif line.text.strip():
            yield _row(line)


def refuse_one_document(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield the lines. Raise FileUnreadable if they are one JSON document instead of one a line."""
    for line in lines:
        start = line.text.strip()
        if start.startswith("[") or start == "{":
            what, program = (
                ("is a list in JSON", "jq -c '.[]'")
                if start.startswith("[")
                else ("goes on over lines", "jq -c .")
            )
            raise FileUnreadable(
                f"line {line.number}: {what}, and each product must be an object on a line of its "
                f"own: {program} FILE > FILE.jsonl makes it so"
            )
        yield line
        if start:
            break
    yield from lines


def _row(line: Line) -> Row:
    if row := decode_row(line.number, line.text):
        return row
    try:
        value = json.loads(
            line.text, parse_constant=_reject_constant, object_pairs_hook=parse_object
        )
    except json.JSONDecodeError as error:
        fault = f"must be JSON: {error.msg.lower()} at column {error.colno}"
        return rejected_row(line.number, RowFault("row", fault))
    except (ValueError, RecursionError):
        fault = "must be JSON: a number is no number or too long, or lists are too deep"
        return rejected_row(line.number, RowFault("row", fault))
    faults: list[RowFault] = []
    product = JsonObject(value, "", faults)
    draft, stock, had_html = _read_product(product)
    return Row(line.number, draft, stock, tuple(faults), had_html)


def _reject_constant(name: str) -> NoReturn:
    # NaN and Infinity are no JSON, but Python takes them.
    raise ValueError(name)


def _read_product(row: JsonObject) -> tuple[product_pb2.ProductDraft, int | None, bool]:
    """Return the product, its stock, and whether a description was HTML."""
    row.reject_unknown(
        "sku",
        "slug",
        "names",
        "descriptions",
        "category",
        "price",
        "brand",
        "attributes",
        "images",
        "stock",
        "state",
    )
    descriptions = row.texts("descriptions")
    plain = {language: plain_text(text) for language, text in descriptions.items()}
    draft = product_pb2.ProductDraft(
        sku=row.text("sku"),
        slug=row.text("slug"),
        texts=_texts(row, plain),
        categories=[_category(category) for category in row.objects("category")],
        price=_price(row.object("price")),
        brand=row.text("brand"),
        images=[_image(image) for image in row.objects("images")],
        state=_state(row),
    )
    return draft, row.integer("stock", 0, MAX_STOCK), plain != descriptions


def _texts(row: JsonObject, descriptions: Mapping[str, str]) -> dict[str, product_pb2.ProductText]:
    names = row.texts("names")
    attributes = row.object("attributes")
    return {
        language: product_pb2.ProductText(
            name=names.get(language, ""),
            description=descriptions.get(language, ""),
            attributes=[
                product_pb2.Attribute(name=name, value=value)
                for name, value in attributes.texts(language).items()
            ],
        )
        for language in dict.fromkeys([*names, *descriptions, *attributes.names()])
    }


def _state(row: JsonObject) -> product_pb2.ProductState.ValueType:
    state = parse_state(row.text("state"))
    if state is None:
        row.add_fault("state", UNKNOWN_STATE)
        return product_pb2.PRODUCT_STATE_UNSPECIFIED
    return state


def _category(category: JsonObject) -> product_pb2.CategoryDraft:
    category.reject_unknown("slug", "names")
    return product_pb2.CategoryDraft(slug=category.text("slug"), names=category.texts("names"))


def _price(price: JsonObject) -> money_pb2.Money:
    price.reject_unknown("amount", "currency")
    amount = price.integer("amount", -_INT64, _INT64, _MINOR_UNITS)
    return money_pb2.Money(amount=amount or 0, currency_code=price.text("currency"))


def _image(image: JsonObject) -> product_pb2.ImageDraft:
    image.reject_unknown("sources", "alts")
    sources = [_source(source) for source in image.objects("sources")]
    return product_pb2.ImageDraft(sources=sources, alts=image.texts("alts"))


def _source(source: JsonObject) -> product_pb2.ImageSource:
    source.reject_unknown("key", "width", "height")
    width, height = (source.integer(side, 0, _INT32) for side in ("width", "height"))
    return product_pb2.ImageSource(key=source.text("key"), width=width or 0, height=height or 0)
