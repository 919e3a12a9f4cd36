"""Convert what an admin writes into product drafts for catalog.

Catalog replaces a product as a whole. So a partial change reads the product as it is stored, and
sends all of it with the change applied.
"""

from collections.abc import Sequence

from msgspec import UNSET

from bff import money
from bff.errors.json_pointer import pointer
from bff.errors.problems import FieldError, Problem
from bff.products import admin_schemas as schemas
from bff.products.admin_convert import STATE_TO_PROTO
from bff.products.convert import image_url
from chassis.violations import Code
from tienda.catalog.v1 import product_pb2


def new_draft(product: schemas.NewProduct) -> product_pb2.ProductDraft:
    """Return the draft of a new product."""
    return product_pb2.ProductDraft(
        sku=product.sku,
        slug=product.slug or "",
        texts=_texts(product.texts),
        categories=[_category(category) for category in product.categories],
        price=money.to_proto(product.price),
        brand=product.brand or "",
        state=STATE_TO_PROTO[product.state],
    )


def changed_draft(
    stored: product_pb2.ProductDraft, change: schemas.ProductChange
) -> product_pb2.ProductDraft:
    """Return the draft of the product with the change applied. Raise Problem."""
    draft = product_pb2.ProductDraft()
    draft.CopyFrom(stored)
    if change.sku is not UNSET:
        draft.sku = change.sku
    if change.slug is not UNSET:
        draft.slug = change.slug
    if change.texts is not UNSET:
        _change_texts(draft, change.texts)
    if change.categories is not UNSET:
        del draft.categories[:]
        draft.categories.extend(_category(category) for category in change.categories)
    if change.price is not UNSET:
        draft.price.CopyFrom(money.to_proto(change.price))
    if change.brand is not UNSET:
        draft.brand = change.brand or ""
    if change.images is not UNSET:
        images = _change_images(draft.images, change.images)
        del draft.images[:]
        draft.images.extend(images)
    if change.state is not UNSET:
        draft.state = STATE_TO_PROTO[change.state]
    return draft


def _change_texts(draft: product_pb2.ProductDraft, change: schemas.ProductTextsChange) -> None:
    for language, text in (("es", change.es), ("en", change.en)):
        if text is None:
            if language in draft.texts:
                del draft.texts[language]
        elif text is not UNSET:
            draft.texts[language].CopyFrom(_text(text))


def _change_images(
    drafts: Sequence[product_pb2.ImageDraft],
    kept: Sequence[schemas.KeptImage],
) -> list[product_pb2.ImageDraft]:
    """Return the drafts of the kept pictures, in their new order. Raise Problem invalid-request."""
    by_url = {image_url(draft): draft for draft in drafts}
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
