"""Messages of products to the domain and back, with the checks of their shape."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from catalog.convert_common import parse_language
from catalog.domain import (
    Attribute,
    Category,
    CategoryDraft,
    CategoryRef,
    Image,
    ImageDraft,
    ImageSource,
    Language,
    ListedProduct,
    Offer,
    Product,
    ProductDraft,
    ProductNotFound,
    ProductState,
    ProductSummary,
    ProductText,
    StoredProduct,
)
from catalog.products.validation import violations_of
from chassis import money
from chassis.errors import Validation
from chassis.ids import parse_id
from chassis.text.normalization import normalize_line, normalize_text
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

MAX_IDS = 100

_STATE_CODES: Mapping[ProductState, product_pb2.ProductState.ValueType] = {
    ProductState.DRAFT: product_pb2.PRODUCT_STATE_DRAFT,
    ProductState.ACTIVE: product_pb2.PRODUCT_STATE_ACTIVE,
    ProductState.ARCHIVED: product_pb2.PRODUCT_STATE_ARCHIVED,
}
_STATES: Mapping[int, ProductState] = {code: state for state, code in _STATE_CODES.items()}


def existing_product_id(text: str) -> UUID:
    """Return the id. Raise ProductNotFound if it is malformed: no product has such an id."""
    product_id = parse_id(text)
    if product_id is None:
        raise ProductNotFound("no product has that id")
    return product_id


def batch_get_request(request: service_pb2.BatchGetProductsRequest) -> tuple[list[UUID], Language]:
    """Return the ids and the language; malformed ids are left out, since no product has them.

    Raise InvalidRequest.
    """
    validation = Validation()
    language = parse_language(request.language, validation)
    validation.check(len(request.ids) <= MAX_IDS, "ids", Code.TOO_MANY, max=MAX_IDS)
    validation.raise_if_invalid()
    ids = [product_id for text in request.ids if (product_id := parse_id(text))]
    return ids, language


def look_up_request(request: service_pb2.LookUpProductsRequest) -> tuple[list[str], Language]:
    """Return the ids or slugs, each once, and the language. Raise InvalidRequest."""
    validation = Validation()
    language = parse_language(request.language, validation)
    too_many = len(request.ids_or_slugs) > MAX_IDS
    validation.check(not too_many, "ids_or_slugs", Code.TOO_MANY, max=MAX_IDS)
    validation.raise_if_invalid()
    return list(dict.fromkeys(request.ids_or_slugs)), language


def valid_draft(
    message: product_pb2.ProductDraft, language_code: str, currency: str
) -> tuple[ProductDraft, ProductState | None, Language]:
    """Return a draft that is valid, its state, and the language of the response.

    `currency` is the shop's. Raise InvalidRequest.
    """
    validation = Validation()
    language = parse_language(language_code, validation)
    state = read_state(message.state, "product.state", validation)
    product_draft = draft(message)
    validation.violations += (
        replace(violation, field=f"product.{violation.field}")
        for violation in violations_of(product_draft, currency)
    )
    validation.raise_if_invalid()
    return product_draft, state, language


def read_state(code: int, field: str, validation: Validation) -> ProductState | None:
    """Return the state; None if it is not set. Note one that is unknown."""
    state = _STATES.get(code)
    is_known = state is not None or code == product_pb2.PRODUCT_STATE_UNSPECIFIED
    validation.check(is_known, field, Code.NOT_ONE_OF, values=", ".join(ProductState))
    return state


def state_code(state: ProductState | None) -> product_pb2.ProductState.ValueType:
    """Return the state as messages have it."""
    return _STATE_CODES[state] if state else product_pb2.PRODUCT_STATE_UNSPECIFIED


def draft(message: product_pb2.ProductDraft) -> ProductDraft:
    """Return a draft with its texts normalized, and otherwise unchecked."""
    return ProductDraft(
        sku=normalize_line(message.sku),
        slug=normalize_line(message.slug),
        texts={language: _text(message.texts[language]) for language in message.texts},
        categories=tuple(
            CategoryDraft(normalize_line(category.slug), _lines(category.names))
            for category in message.categories
        ),
        price=money.from_proto(message.price),
        brand=normalize_line(message.brand),
        images=tuple(
            ImageDraft(
                tuple(
                    ImageSource(source.key, source.width, source.height)
                    for source in sorted(image.sources, key=lambda source: source.width)
                ),
                _lines(image.alts),
            )
            for image in message.images
        ),
    )


def _text(message: product_pb2.ProductText) -> ProductText:
    return ProductText(
        name=normalize_line(message.name),
        description=normalize_text(message.description),
        attributes=tuple(
            [
                Attribute(normalize_line(attribute.name), normalize_line(attribute.value))
                for attribute in message.attributes
            ]
        ),
    )


def _lines(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the lines by language in their normal form, without those that are empty."""
    # By key: the items() of a protobuf map runs in Python, and a row of an import has ten maps.
    return {language: text for language in texts if (text := normalize_line(texts[language]))}


def product_message(product: Product) -> product_pb2.Product:
    """Return a product as a message."""
    message = product_pb2.Product(
        id=str(product.id),
        sku=product.sku,
        slug=product.slug,
        language=product.language,
        text=_text_message(product.text),
        categories=map(category_ref_message, product.categories),
        price=money.to_proto(product.price),
        brand=product.brand,
        images=map(_image_message, product.images),
        archived=product.state is not ProductState.ACTIVE,
        state=state_code(product.state),
        available=product.available,
        version=product.version,
    )
    message.create_time.FromDatetime(product.created_at)
    message.update_time.FromDatetime(product.updated_at)
    if product.lowest_before_reduction:
        message.lowest_recent_price.CopyFrom(money.to_proto(product.lowest_before_reduction))
    return message


def draft_message(stored: StoredProduct) -> product_pb2.ProductDraft:
    """Return a product as it is stored, as the draft that would change nothing."""
    product = stored.product
    return product_pb2.ProductDraft(
        sku=product.sku,
        slug=product.slug,
        texts={language: _text_message(text) for language, text in stored.texts.items()},
        # Without names: a category that exists keeps them.
        categories=[
            product_pb2.CategoryDraft(slug=category.slug) for category in product.categories
        ],
        price=money.to_proto(product.price),
        brand=product.brand,
        images=[
            product_pb2.ImageDraft(sources=_source_messages(image.sources), alts=dict(image.alts))
            for image in stored.images
        ],
        state=state_code(product.state),
    )


def encode_summary(summary: ProductSummary) -> bytes:
    """Return a summary as the bytes of a tienda.catalog.v1.Product."""
    message = product_pb2.Product(
        id=summary.id,
        sku=summary.sku,
        slug=summary.slug,
        text=product_pb2.ProductText(name=summary.name),
        price=money_pb2.Money(currency_code=summary.currency),
        images=[_image_message(summary.image)] if summary.image else [],
    )
    return message.SerializeToString()


def write_listed_product(
    listed: ListedProduct,
    category: CategoryRef | None,
    summary: bytes,
    message: product_pb2.Product,
) -> None:
    """Write a product of a list, with its category and its encoded summary, into `message`.

    `message` must be empty.
    """
    message.MergeFromString(summary)
    if category:
        message.categories.add(slug=category.slug, name=category.name)
    message.price.amount = listed.price
    message.available = listed.available


def offer_message(offer: Offer) -> product_pb2.Product:
    """Return an offer as a product message with the offer's fields alone."""
    return product_pb2.Product(
        id=str(offer.id),
        slug=offer.slug,
        text=product_pb2.ProductText(name=offer.name),
        price=money.to_proto(offer.price),
        archived=offer.archived,
    )


def category_ref_message(category: CategoryRef) -> product_pb2.CategoryRef:
    """Return a category as a product or a facet names it."""
    return product_pb2.CategoryRef(slug=category.slug, name=category.name)


def category_message(category: Category) -> product_pb2.Category:
    """Return a category of the tree as a message."""
    return product_pb2.Category(
        slug=category.slug,
        name=category.name,
        path=category.path,
        product_count=category.product_count,
        names=category.names,
        total_product_count=category.total_product_count,
    )


def _image_message(image: Image) -> product_pb2.Image:
    return product_pb2.Image(sources=_source_messages(image.sources), alt=image.alt)


def _source_messages(sources: Iterable[ImageSource]) -> list[product_pb2.ImageSource]:
    return [
        product_pb2.ImageSource(key=source.key, width=source.width, height=source.height)
        for source in sources
    ]


def _text_message(text: ProductText) -> product_pb2.ProductText:
    attributes = [
        product_pb2.Attribute(name=attribute.name, value=attribute.value)
        for attribute in text.attributes
    ]
    return product_pb2.ProductText(
        name=text.name, description=text.description, attributes=attributes
    )
