"""Messages of products to and from the domain, and the checks of their shape."""

from collections.abc import Mapping
from uuid import UUID

from catalog.convert_common import language_of, written
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
    ProductSummary,
    Text,
)
from catalog.products.validation import faults_of
from chassis import money
from chassis.errors import Faults
from chassis.ids import parse_id
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

MAX_IDS = 100


def product_id(text: str) -> UUID:
    """Read the id of a product to be changed; no product has one that is malformed."""
    parsed = parse_id(text)
    if parsed is None:
        raise ProductNotFound("no product has that id")
    return parsed


def batch(request: service_pb2.BatchGetProductsRequest) -> tuple[list[UUID], Language]:
    """Read which products are asked for; malformed ids are not known and left out."""
    faults = Faults()
    language = language_of(request.language, faults)
    faults.check(len(request.ids) <= MAX_IDS, "ids", f"must be at most {MAX_IDS}")
    faults.done()
    return [known for text in request.ids if (known := parse_id(text))], language


def good_draft(
    message: product_pb2.ProductDraft, language: str, currency: str
) -> tuple[ProductDraft, Language]:
    """Read a draft and check it, and the language of the answer. Raise InvalidRequest."""
    faults = Faults()
    answer = language_of(language, faults)
    written = draft(message)
    for fault in faults_of(written, currency):
        faults.add(f"product.{fault.field}", fault.description)
    faults.done()
    return written, answer


def draft(message: product_pb2.ProductDraft) -> ProductDraft:
    """Read a draft; spaces around words go, and what it holds is not checked."""
    return ProductDraft(
        sku=message.sku.strip(),
        slug=message.slug.strip(),
        texts={language: _text(message.texts[language]) for language in message.texts},
        categories=tuple(
            CategoryDraft(category.slug.strip(), _trimmed(category.names))
            for category in message.categories
        ),
        price=money.from_proto(message.price),
        brand=written(message.brand),
        images=tuple(
            ImageDraft(
                tuple(
                    ImageSource(source.key, source.width, source.height)
                    for source in sorted(image.sources, key=lambda source: source.width)
                ),
                _trimmed(image.alts),
            )
            for image in message.images
        ),
    )


def _text(message: product_pb2.ProductText) -> Text:
    return Text(
        name=written(message.name),
        description=written(message.description),
        attributes=tuple(
            [
                Attribute(written(attribute.name), written(attribute.value))
                for attribute in message.attributes
            ]
        ),
    )


def _trimmed(names: Mapping[str, str]) -> dict[str, str]:
    # By key: items() of a message's map is written in Python, and an import reads ten a row.
    return {language: name for language in names if (name := written(names[language]))}


def product(answer: Product) -> product_pb2.Product:
    """Write a product."""
    message = product_pb2.Product(
        id=str(answer.id),
        sku=answer.sku,
        slug=answer.slug,
        language=answer.language,
        text=product_pb2.ProductText(
            name=answer.text.name,
            description=answer.text.description,
            attributes=[
                product_pb2.Attribute(name=attribute.name, value=attribute.value)
                for attribute in answer.text.attributes
            ],
        ),
        categories=map(category_ref, answer.categories),
        price=money.to_proto(answer.price),
        brand=answer.brand,
        images=map(_image, answer.images),
        archived=answer.archived,
        available=answer.available,
        version=answer.version,
    )
    message.create_time.FromDatetime(answer.created_at)
    message.update_time.FromDatetime(answer.updated_at)
    if answer.lowest_before_reduction:
        message.lowest_recent_price.CopyFrom(money.to_proto(answer.lowest_before_reduction))
    return message


def encode_summary(summary: ProductSummary) -> bytes:
    """Return a summary as the bytes of a tienda.catalog.v1.Product."""
    message = product_pb2.Product(
        id=summary.id,
        sku=summary.sku,
        slug=summary.slug,
        text=product_pb2.ProductText(name=summary.name),
        price=money_pb2.Money(currency_code=summary.currency),
        images=[_image(summary.image)] if summary.image else [],
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


def offer(answer: Offer) -> product_pb2.Product:
    """Write as much of a product as an order needs."""
    return product_pb2.Product(
        id=str(answer.id),
        slug=answer.slug,
        text=product_pb2.ProductText(name=answer.name),
        price=money.to_proto(answer.price),
        archived=answer.archived,
    )


def category_ref(answer: CategoryRef) -> product_pb2.CategoryRef:
    """Write a category named on a product or a facet."""
    return product_pb2.CategoryRef(slug=answer.slug, name=answer.name)


def category(answer: Category) -> product_pb2.Category:
    """Write a category of the tree."""
    return product_pb2.Category(
        slug=answer.slug, name=answer.name, path=answer.path, product_count=answer.product_count
    )


def _image(answer: Image) -> product_pb2.Image:
    sources = [
        product_pb2.ImageSource(key=source.key, width=source.width, height=source.height)
        for source in answer.sources
    ]
    return product_pb2.Image(sources=sources, alt=answer.alt)
