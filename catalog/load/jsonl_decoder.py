"""Decodes a valid row of JSONL in one step: nearly all rows of a file are valid.

catalog.load.jsonl_reader reads an invalid row again, field by field, to report all its faults.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from catalog.load.row import MAX_STOCK
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
    slug: str = ""
    names: _Texts = {}


class _Price(_Object):
    amount: _Int64 = 0
    currency: str = ""


class _Source(_Object):
    key: str = ""
    width: _Pixels = 0
    height: _Pixels = 0


class _Image(_Object):
    sources: list[_Source] = []
    alts: _Texts = {}


class _Product(_Object):
    sku: str = ""
    slug: str = ""
    names: _Texts = {}
    descriptions: _Texts = {}
    category: list[_Category] = []
    price: _Price = msgspec.field(default_factory=_Price)
    brand: str = ""
    attributes: dict[str, _Texts] = {}
    images: list[_Image] = []
    stock: _Stock | None = None


_decode = msgspec.json.Decoder(_Product).decode


def decode_row(text: str) -> tuple[product_pb2.ProductDraft, int | None] | None:
    """Return the product and its stock; None unless every field is valid."""
    try:
        row = _decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    draft = product_pb2.ProductDraft(
        sku=row.sku,
        slug=row.slug,
        texts=_texts(row),
        categories=[
            product_pb2.CategoryDraft(slug=category.slug, names=category.names)
            for category in row.category
        ],
        price=money_pb2.Money(amount=row.price.amount, currency_code=row.price.currency),
        brand=row.brand,
        images=[
            product_pb2.ImageDraft(
                sources=[
                    product_pb2.ImageSource(
                        key=source.key, width=source.width, height=source.height
                    )
                    for source in image.sources
                ],
                alts=image.alts,
            )
            for image in row.images
        ],
    )
    return draft, row.stock


def _texts(row: _Product) -> Mapping[str, product_pb2.ProductText]:
    names, descriptions, attributes = row.names, row.descriptions, row.attributes
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
