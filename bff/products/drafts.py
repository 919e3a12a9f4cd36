"""What a shop keeper writes: products as drafts with the texts of every language.

The catalogue replaces a product whole; a partial change is the product as it was read in each
language, with what is to change put over it.
"""

from collections.abc import Mapping, Sequence

from msgspec import UNSET

from bff import money
from bff.errors.json_pointer import pointer
from bff.errors.problems import Problem
from bff.products import admin_schemas as shapes
from bff.products.convert import url_of
from bff.schemas import Language
from tienda.catalog.v1 import product_pb2

Readings = Mapping[Language, product_pb2.Product]
"""One product, at one version, as it reads in each language."""


def new_draft(product: shapes.NewProduct) -> product_pb2.ProductDraft:
    """Write a product that is new."""
    return product_pb2.ProductDraft(
        sku=product.sku,
        slug=product.slug or "",
        texts=_texts(product.texts),
        categories=[_category(one) for one in product.categories],
        price=money.to_proto(product.price),
        brand=product.brand or "",
    )


def changed_draft(readings: Readings, change: shapes.ProductChange) -> product_pb2.ProductDraft:
    """Write a product as it was read, with the change put over it."""
    as_read = next(iter(readings.values()))
    draft = product_pb2.ProductDraft(
        sku=as_read.sku,
        slug=as_read.slug,
        # A product without texts in a language reads in another instead.
        texts={
            language: product.text
            for language, product in readings.items()
            if product.language == language
        },
        # A category that exists keeps its names.
        categories=[product_pb2.CategoryDraft(slug=one.slug) for one in as_read.categories],
        price=as_read.price,
        brand=as_read.brand,
        images=_images(readings),
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
        draft.categories.extend(_category(one) for one in change.categories)
    if change.price is not UNSET:
        draft.price.CopyFrom(money.to_proto(change.price))
    if change.brand is not UNSET:
        draft.brand = change.brand or ""
    if change.images is not UNSET:
        kept = _kept(as_read, draft.images, change.images)
        del draft.images[:]
        draft.images.extend(kept)
    return draft


def _kept(
    as_read: product_pb2.Product,
    images: Sequence[product_pb2.ImageDraft],
    wanted: Sequence[shapes.KeptImage],
) -> list[product_pb2.ImageDraft]:
    """Return the pictures in the order wanted. Raise invalid-request for one that is not there."""
    by_url = {url_of(shown): image for shown, image in zip(as_read.images, images, strict=True)}
    urls = [one.url for one in wanted]
    faults = [
        (pointer(("images", number, "url")), "must be a picture of this product")
        for number, url in enumerate(urls)
        if url not in by_url
    ]
    if not faults and len(set(urls)) < len(urls):
        faults = [("/images", "must not name one twice")]
    if faults:
        raise Problem("invalid-request", faults=faults)
    return [_reworded(by_url[one.url], one.alts) for one in wanted]


def _reworded(image: product_pb2.ImageDraft, alts: shapes.ImageAlts) -> product_pb2.ImageDraft:
    given = {"es": alts.es, "en": alts.en}
    said = {language: text for language, text in given.items() if text is not UNSET}
    return product_pb2.ImageDraft(sources=image.sources, alts={**image.alts, **said})


def _images(readings: Readings) -> list[product_pb2.ImageDraft]:
    as_read = next(iter(readings.values()))
    return [
        product_pb2.ImageDraft(
            sources=image.sources,
            # Where the name stands in for a missing text, it is to go on doing so.
            alts={
                language: product.images[index].alt
                for language, product in readings.items()
                if product.images[index].alt != product.text.name
            },
        )
        for index, image in enumerate(as_read.images)
    ]


def _texts(texts: shapes.ProductTexts) -> dict[str, product_pb2.ProductText]:
    given = {"es": texts.es, "en": texts.en}
    return {language: _text(text) for language, text in given.items() if text is not UNSET}


def _text(text: shapes.ProductText) -> product_pb2.ProductText:
    return product_pb2.ProductText(
        name=text.name,
        description=text.description,
        attributes=[
            product_pb2.Attribute(name=name, value=value) for name, value in text.attributes.items()
        ],
    )


def _category(category: shapes.NewCategory) -> product_pb2.CategoryDraft:
    return product_pb2.CategoryDraft(slug=category.slug, names=named(category.names))


def named(names: shapes.CategoryNames) -> dict[str, str]:
    """Write a category's names by language."""
    given = {"es": names.es, "en": names.en}
    return {language: name for language, name in given.items() if name is not UNSET}
