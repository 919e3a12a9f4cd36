"""Decodes a valid row of JSONL in one step: nearly all rows of a file are valid.

catalog.load.jsonl_reader reads an invalid row again, field by field, to report all its faults.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from catalog.load.html_text import plain_text
from catalog.load.row import MAX_STOCK, Row
from catalog.load.state_text import STATES
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

_Int64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_Pixels = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_Stock = Annotated[int, msgspec.Meta(ge=0, le=MAX_STOCK)]
_Texts = dict[str, str]
"""By language."""


class _Object(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    pass


class _Category(_Object):
    slug: str | UnsetType = UNSET
    names: _Texts | UnsetType = UNSET


class _Price(_Object):
    amount: _Int64 | UnsetType = UNSET
    currency: str | UnsetType = UNSET


class _Source(_Object):
    key: str | UnsetType = UNSET
    width: _Pixels | UnsetType = UNSET
    height: _Pixels | UnsetType = UNSET


class _Image(_Object):
    sources: list[_Source] | UnsetType = UNSET
    alts: _Texts | UnsetType = UNSET


class _Product(_Object):
    sku: str | UnsetType = UNSET
    slug: str | UnsetType = UNSET
    names: _Texts | UnsetType = UNSET
    descriptions: _Texts | UnsetType = UNSET
    category: list[_Category] | UnsetType = UNSET
    price: _Price | UnsetType = UNSET
    brand: str | UnsetType = UNSET
    attributes: dict[str, _Texts] | UnsetType = UNSET
    images: list[_Image] | UnsetType = UNSET
    stock: _Stock | UnsetType | None = UNSET
    state: Literal["draft", "active", "archived"] | UnsetType = UNSET


_decode = msgspec.json.Decoder(_Product).decode


def decode_row(number: int, text: str) -> Row | None:
    """Return the row of this line; None unless every field is valid and stands there once."""
    try:
        row = _decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if _may_repeat_keys(text, row):
        return None
    price = row.price or _Price()
    descriptions = row.descriptions or {}
    plain = {language: plain_text(text) for language, text in descriptions.items()}
    draft = product_pb2.ProductDraft(
        sku=row.sku or "",
        slug=row.slug or "",
        texts=_texts(row, plain),
        categories=[
            product_pb2.CategoryDraft(slug=category.slug or "", names=category.names or {})
            for category in row.category or ()
        ],
        price=money_pb2.Money(amount=price.amount or 0, currency_code=price.currency or ""),
        brand=row.brand or "",
        images=[
            product_pb2.ImageDraft(
                sources=[
                    product_pb2.ImageSource(
                        key=source.key or "", width=source.width or 0, height=source.height or 0
                    )
                    for source in image.sources or ()
                ],
                alts=image.alts or {},
            )
            for image in row.images or ()
        ],
        state=STATES[row.state] if row.state else product_pb2.PRODUCT_STATE_UNSPECIFIED,
    )
    stock = None if row.stock is UNSET else row.stock
    return Row(number, draft, stock, had_html=plain != descriptions)


def _may_repeat_keys(text: str, row: _Product) -> bool:
    """Whether the text may have a key twice: the row has the last of them.

    A colon after a quote ends a key, unless the quote is escaped or spaces part them.
    """
    if '" ' in text or '"\t' in text or '\\":' in text:
        return True
    return text.count('":') != _count_keys(row)


def _count_keys(row: _Product) -> int:
    count = _count_fields(row) + len(row.names or ()) + len(row.descriptions or ())
    for category in row.category or ():
        count += _count_fields(category) + len(category.names or ())
    if row.price:
        count += _count_fields(row.price)
    for attributes in (row.attributes or {}).values():
        count += 1 + len(attributes)
    for image in row.images or ():
        count += _count_fields(image) + len(image.alts or ())
        for source in image.sources or ():
            count += _count_fields(source)
    return count


def _count_fields(value: _Object) -> int:
    fields = msgspec.structs.astuple(value)
    return len(fields) - fields.count(UNSET)


def _texts(row: _Product, descriptions: Mapping[str, str]) -> Mapping[str, product_pb2.ProductText]:
    names, attributes = row.names or {}, row.attributes or {}
    return {
        language: product_pb2.ProductText(
            name=names.get(language, ""),
            description=descriptions.get(language, ""),
            attributes=[
                product_pb2.Attribute(name=name, value=value)
                for name, value in attributes.get(language, {}).items()
            ],
        )
        for language in dict.fromkeys([*names, *descriptions, *attributes])
    }
