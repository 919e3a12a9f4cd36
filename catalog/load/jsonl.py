"""Rows of a JSONL file: one product an object, one object a line."""

import json
from collections.abc import Iterator
from typing import NoReturn

from catalog.load import good
from catalog.load.fields import Fields
from catalog.load.lines import Line
from catalog.load.row import MAX_STOCK, Row, RowFault, refused
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

_INT32 = 2**31 - 1
_INT64 = 2**63 - 1


def rows(lines: Iterator[Line]) -> Iterator[Row]:
    """Return the row of each line; blank lines are none."""
    for line in lines:
        if line.fault:
            yield refused(line.number, RowFault("row", line.fault))
        elif line.text.strip():
            yield _row(line)


def _row(line: Line) -> Row:
    if read := good.read(line.text):
        draft, stock = read
        return Row(line.number, draft, stock)
    try:
        value = json.loads(line.text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        fault = f"must be JSON: {error.msg.lower()} at column {error.colno}"
        return refused(line.number, RowFault("row", fault))
    except (ValueError, RecursionError):
        fault = "must be JSON: a number is no number or too long, or lists are too deep"
        return refused(line.number, RowFault("row", fault))
    faults: list[RowFault] = []
    draft, stock = _read(Fields(value, "", faults))
    return Row(line.number, draft, stock, tuple(faults))


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _read(row: Fields) -> tuple[product_pb2.ProductDraft, int | None]:
    row.refuse_all_but(
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
    )
    draft = product_pb2.ProductDraft(
        sku=row.text("sku"),
        slug=row.text("slug"),
        texts=_texts(row),
        categories=[_category(category) for category in row.each("category")],
        price=_price(row.inside("price")),
        brand=row.text("brand"),
        images=[_image(image) for image in row.each("images")],
    )
    return draft, row.integer("stock", 0, MAX_STOCK)


def _texts(row: Fields) -> dict[str, product_pb2.ProductText]:
    names, descriptions = row.texts("names"), row.texts("descriptions")
    attributes = row.inside("attributes")
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


def _category(category: Fields) -> product_pb2.CategoryDraft:
    category.refuse_all_but("slug", "names")
    return product_pb2.CategoryDraft(slug=category.text("slug"), names=category.texts("names"))


def _price(price: Fields) -> money_pb2.Money:
    price.refuse_all_but("amount", "currency")
    amount = price.integer("amount", -_INT64, _INT64)
    return money_pb2.Money(amount=amount or 0, currency_code=price.text("currency"))


def _image(image: Fields) -> product_pb2.ImageDraft:
    image.refuse_all_but("sources", "alts")
    sources = [_source(source) for source in image.each("sources")]
    return product_pb2.ImageDraft(sources=sources, alts=image.texts("alts"))


def _source(source: Fields) -> product_pb2.ImageSource:
    source.refuse_all_but("key", "width", "height")
    width, height = (source.integer(side, 0, _INT32) for side in ("width", "height"))
    return product_pb2.ImageSource(key=source.text("key"), width=width or 0, height=height or 0)
