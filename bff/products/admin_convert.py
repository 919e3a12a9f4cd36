"""Convert what admins alone see of products and categories from protobuf to REST."""

from collections.abc import Mapping
from datetime import UTC
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from bff import money
from bff.products import admin_schemas, convert, schemas
from bff.schemas import State
from tienda.catalog.v1 import catalog_service_pb2, product_pb2

_STATE_FROM_PROTO: Final[dict[product_pb2.ProductState.ValueType, State]] = {
    product_pb2.PRODUCT_STATE_DRAFT: "draft",
    product_pb2.PRODUCT_STATE_ACTIVE: "active",
    product_pb2.PRODUCT_STATE_ARCHIVED: "archived",
}
STATE_TO_PROTO: Final = {name: value for value, name in _STATE_FROM_PROTO.items()}


def state(code: product_pb2.ProductState.ValueType) -> State | UnsetType:
    """Return a product's state; UNSET if catalog does not say it."""
    return _STATE_FROM_PROTO.get(code, UNSET)


def product_for_admins(
    message: product_pb2.Product, stock: int | None, draft: product_pb2.ProductDraft
) -> schemas.Product:
    """Return a product's page with what only admins see; `draft` is the product as it is stored."""
    images = [
        msgspec.structs.replace(convert.image_of(image), alts=_alts(stored.alts))
        for image, stored in zip(message.images, draft.images, strict=False)
        if image.sources
    ]
    return msgspec.structs.replace(
        convert.product(message, stock),
        images=images,
        state=state(message.state),
        texts=_texts(draft.texts),
    )


def _alts(alts: Mapping[str, str]) -> admin_schemas.ImageAlts:
    return admin_schemas.ImageAlts(es=alts.get("es", UNSET), en=alts.get("en", UNSET))


def _texts(texts: Mapping[str, product_pb2.ProductText]) -> admin_schemas.ProductTexts:
    by_language = {
        language: admin_schemas.ProductText(
            name=text.name,
            description=text.description,
            attributes={attribute.name: attribute.value for attribute in text.attributes},
        )
        for language, text in texts.items()
    }
    return admin_schemas.ProductTexts(
        es=by_language.get("es", UNSET), en=by_language.get("en", UNSET)
    )


def detailed_categories(
    reply: catalog_service_pb2.ListCategoriesResponse,
) -> schemas.Categories:
    """Return the tree of categories as admins see it."""
    return schemas.Categories(
        [
            msgspec.structs.replace(
                convert.category(node),
                names=admin_schemas.CategoryNames(
                    es=node.names.get("es", UNSET), en=node.names.get("en", UNSET)
                ),
                total_product_count=node.total_product_count,
            )
            for node in reply.categories
        ]
    )


def price_page(reply: catalog_service_pb2.ListProductPricesResponse) -> admin_schemas.PricePage:
    """Return a page of a product's prices."""
    return admin_schemas.PricePage(
        [
            admin_schemas.PricePeriod(
                price=money.from_proto(period.price),
                since=period.start_time.ToDatetime(UTC),
                until=period.end_time.ToDatetime(UTC) if period.HasField("end_time") else None,
            )
            for period in reply.prices
        ],
        next_cursor=reply.next_page_token or None,
    )
