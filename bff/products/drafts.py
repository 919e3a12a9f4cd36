"""Convert what an admin writes into product drafts for catalog.

Catalog replaces a product as a whole. So a partial change reads the product in every language, and
sends all of it with the change applied.
"""

from collections.abc import Mapping, Sequence

from msgspec import UNSET

from bff import money
from bff.errors.json_pointer import pointer
from bff.errors.problems import FieldError, Problem
from bff.products import admin_schemas as schemas
from bff.products.convert import image_url
from bff.schemas import Language
from chassis.violations import Code
from tienda.catalog.v1 import product_pb2

ProductByLanguage = Mapping[Language, product_pb2.Product]
"""One version of a product, with the texts of each language."""


def new_draft(product: schemas.NewProduct) -> product_pb2.ProductDraft:
    """Return the draft of a new product."""
    return product_pb2.ProductDraft(
        sku=product.sku,
        slug=product.slug or "",
        texts=_texts(product.texts),
        categories=[_category(category) for category in product.categories],
        price=money.to_proto(product.price),
        brand=product.brand or "",
    )


def changed_draft(
    by_language: ProductByLanguage, change: schemas.ProductChange
) -> product_pb2.ProductDraft:
    """Return the draft of the product with the change applied. Raise Problem."""
    current = next(iter(by_language.values()))
    draft = product_pb2.ProductDraft(
        sku=current.sku,
        slug=current.slug,
        # In a language without texts, catalog returns those of another language.
        texts={
            language: product.text
            for language, product in by_language.items()
            if product.language == language
        },
        # A category that exists keeps its names.
        categories=[
            product_pb2.CategoryDraft(slug=category.slug) for category in current.categories
        ],
        price=current.price,
        brand=current.brand,
        images=_images(by_language),
    )
    if change.sku is not UNSET:
        draft.sku = change.sku
    if change.slug is not UNSET:
        draft.slug = change.slug
    if change.texts is not UNSET:
        for language, text in _texts(change.texts).items():
            draft.texts[language].CopyFrom(text)
    if change.categories is not UNSET:
        del draft.categories[:]
        draft.categories.extend(_category(category) for category in change.categories)
    if change.price is not UNSET:
        draft.price.CopyFrom(money.to_proto(change.price))
    if change.brand is not UNSET:
        draft.brand = change.brand or ""
    if change.images is not UNSET:
        images = _change_images(current, draft.images, change.images)
        del draft.images[:]
        draft.images.extend(images)
    return draft


def _change_images(
    current: product_pb2.Product,
    drafts: Sequence[product_pb2.ImageDraft],
    kept: Sequence[schemas.KeptImage],
) -> list[product_pb2.ImageDraft]:
    """Return the drafts of the kept pictures, in their new order. Raise Problem invalid-request."""
    by_url = {image_url(image): draft for image, draft in zip(current.images, drafts, strict=True)}
    urls = [image.url for image in kept]
    errors = [
        FieldError(pointer(("images", index, "url")), Code.UNKNOWN_IMAGE)
        for index, url in enumerate(urls)
        if url not in by_url
    ]
    if not errors and len(set(urls)) < len(urls):
        errors = [FieldError("/images", Code.DUPLICATE)]
    if errors:
        raise Problem("invalid-request", field_errors=errors)
    return [_with_alts(by_url[image.url], image.alts) for image in kept]


def _with_alts(draft: product_pb2.ImageDraft, alts: schemas.ImageAlts) -> product_pb2.ImageDraft:
    by_language = {"es": alts.es, "en": alts.en}
    changed = {language: text for language, text in by_language.items() if text is not UNSET}
    return product_pb2.ImageDraft(sources=draft.sources, alts={**draft.alts, **changed})


def _images(by_language: ProductByLanguage) -> list[product_pb2.ImageDraft]:
    current = next(iter(by_language.values()))
    return [
        product_pb2.ImageDraft(
            sources=image.sources,
            # The product's name replaces a missing text; do not store it as the text.
            alts={
                language: product.images[index].alt
                for language, product in by_language.items()
                if product.images[index].alt != product.text.name
            },
        )
        for index, image in enumerate(current.images)
    ]


def _texts(texts: schemas.ProductTexts) -> dict[str, product_pb2.ProductText]:
    by_language = {"es": texts.es, "en": texts.en}
    return {language: _text(text) for language, text in by_language.items() if text is not UNSET}


def _text(text: schemas.ProductText) -> product_pb2.ProductText:
    return product_pb2.ProductText(
        name=text.name,
        description=text.description,
        attributes=[
            product_pb2.Attribute(name=name, value=value) for name, value in text.attributes.items()
        ],
    )


def _category(category: schemas.NewCategory) -> product_pb2.CategoryDraft:
    return product_pb2.CategoryDraft(slug=category.slug, names=names_by_language(category.names))


def names_by_language(names: schemas.CategoryNames) -> dict[str, str]:
    """Return the given names of a category by language."""
    by_language = {"es": names.es, "en": names.en}
    return {language: name for language, name in by_language.items() if name is not UNSET}
