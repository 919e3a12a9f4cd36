"""The rules that a product's draft must keep, whoever sends it.

An import checks thousands of drafts a second, nearly all of them valid: `if` costs less there than
Validation.check, and field paths are put together for what is wrong alone.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from catalog.domain import (
    Attribute,
    CategoryDraft,
    ImageDraft,
    Language,
    ProductDraft,
    ProductText,
)
from catalog.products.slugs import RESERVED_SLUGS, is_slug
from chassis.errors import Validation
from chassis.ids import parse_id
from chassis.money import Money
from chassis.text.validation import line_flaw, text_flaw
from chassis.violations import Code, Violation

MAX_SKU = 64
MAX_NAME = 200
MAX_DESCRIPTION = 10_000
MAX_ATTRIBUTES = 50
MAX_ATTRIBUTE_NAME = 100
MAX_ATTRIBUTE_VALUE = 500
MAX_DEPTH = 5
MAX_CATEGORY_NAME = 100
MAX_PRICE = 100_000_000_000
MAX_BRAND = 100
MAX_IMAGES = 20
MAX_SOURCES = 10
MAX_IMAGE_KEY = 255
MAX_PIXELS = 20_000
MAX_ALT = 300

_LANGUAGES = frozenset(Language)
_SKU = re.compile(rf"[A-Za-z0-9._-]{{1,{MAX_SKU}}}")
_IMAGE_KEY = re.compile(rf"[A-Za-z0-9_-][A-Za-z0-9._/-]{{0,{MAX_IMAGE_KEY - 1}}}")


def violations_of(draft: ProductDraft, currency: str) -> list[Violation]:
    """Return all that is wrong with a draft; fields have their paths in ProductDraft of the proto.

    `currency` is the shop's: an order adds up its lines, so all prices have the same currency.
    """
    validation = Validation()
    if not _SKU.fullmatch(draft.sku):
        validation.add("sku", Code.MALFORMED_SKU, max=MAX_SKU)
    if draft.slug:
        _check_slug(validation, "slug", draft.slug)
        # GetProduct takes an id or a slug.
        if parse_id(draft.slug) is not None:
            validation.add("slug", Code.SLUG_IS_UUID)
        if draft.slug in RESERVED_SLUGS:
            validation.add("slug", Code.SLUG_RESERVED)
    if not draft.texts:
        validation.add("texts", Code.NO_LANGUAGE)
    _check_languages(validation, "texts", draft.texts)
    for language, text in draft.texts.items():
        _check_text(validation, f"texts.{language}", text)
    _check_categories(validation, draft)
    _check_price(validation, draft.price, currency)
    check_line(validation, "brand", draft.brand, MAX_BRAND)
    if len(draft.images) > MAX_IMAGES:
        validation.add("images", Code.TOO_MANY, max=MAX_IMAGES)
    for number, image in enumerate(draft.images[:MAX_IMAGES]):
        _check_image(validation, f"images.{number}", image)
    return validation.violations


def _check_slug(validation: Validation, field: str, slug: str) -> None:
    if not is_slug(slug):
        validation.add(field, Code.MALFORMED_SLUG)


def _check_languages(validation: Validation, field: str, languages: Iterable[str]) -> None:
    for language in languages:
        if language not in _LANGUAGES:
            values = ", ".join(Language)
            validation.add(f"{field}.{language}", Code.NOT_ONE_OF, values=values)


def check_line(
    validation: Validation, field: str, line: str, max_length: int, min_length: int = 0
) -> None:
    """Add what is wrong with a normalized line of text; lengths are in characters."""
    if not min_length <= len(line) <= max_length:
        validation.check_length(line, field, min_length=min_length, max_length=max_length)
    if flaw := line_flaw(line):
        validation.add(field, flaw)


def _check_text(validation: Validation, field: str, text: ProductText) -> None:
    check_line(validation, f"{field}.name", text.name, MAX_NAME, min_length=1)
    if len(text.description) > MAX_DESCRIPTION:
        validation.add(f"{field}.description", Code.TOO_LONG, max=MAX_DESCRIPTION)
    if flaw := text_flaw(text.description):
        validation.add(f"{field}.description", flaw)
    if len(text.attributes) > MAX_ATTRIBUTES:
        validation.add(f"{field}.attributes", Code.TOO_MANY, max=MAX_ATTRIBUTES)
    if repeated := _repeated_name(text.attributes):
        validation.add(f"{field}.attributes", Code.DUPLICATE_ATTRIBUTE, name=repeated)
    for number, attribute in enumerate(text.attributes[:MAX_ATTRIBUTES]):
        attribute_field = f"{field}.attributes.{number}"
        check_line(
            validation, f"{attribute_field}.name", attribute.name, MAX_ATTRIBUTE_NAME, min_length=1
        )
        check_line(
            validation,
            f"{attribute_field}.value",
            attribute.value,
            MAX_ATTRIBUTE_VALUE,
            min_length=1,
        )


def attribute_key(name: str) -> str:
    """Return what makes an attribute's name the same as another: "Color" is " color".

    The back room has the same rule; tests/tables/attribute_names.json holds both to it.
    """
    return " ".join(name.split()).lower()


def _repeated_name(attributes: Sequence[Attribute]) -> str:
    """Return the first name that stands there already; empty if each is there once."""
    keys = set()
    for attribute in attributes:
        key = attribute_key(attribute.name)
        if key in keys:
            return attribute.name
        keys.add(key)
    return ""


def _check_categories(validation: Validation, draft: ProductDraft) -> None:
    if not draft.categories:
        validation.add("categories", Code.REQUIRED)
    elif len(draft.categories) > MAX_DEPTH:
        validation.add("categories", Code.CATEGORY_DEPTH, max=MAX_DEPTH)
    if len({category.slug for category in draft.categories}) < len(draft.categories):
        validation.add("categories", Code.DUPLICATE)
    for number, category in enumerate(draft.categories[:MAX_DEPTH]):
        check_category(validation, f"categories.{number}", category)


def check_category(validation: Validation, field: str, category: CategoryDraft) -> None:
    """Add what is wrong with a category."""
    _check_slug(validation, f"{field}.slug", category.slug)
    _check_lines(validation, f"{field}.names", category.names, MAX_CATEGORY_NAME, min_length=1)


def check_new_names(validation: Validation, field: str, names: Mapping[str, str]) -> None:
    """Add what is wrong with a category's new names; an empty name removes the old one."""
    _check_lines(validation, field, names, MAX_CATEGORY_NAME)


def _check_lines(
    validation: Validation,
    field: str,
    texts: Mapping[str, str],
    max_length: int,
    min_length: int = 0,
) -> None:
    """Add what is wrong with lines of text by language."""
    _check_languages(validation, field, texts)
    for language, text in texts.items():
        check_line(validation, f"{field}.{language}", text, max_length, min_length)


def _check_price(validation: Validation, price: Money, currency: str) -> None:
    if not 1 <= price.amount <= MAX_PRICE:
        validation.add("price.amount", Code.PRICE_OUT_OF_RANGE, min=1, max=MAX_PRICE)
    if price.currency != currency:
        validation.add("price.currency_code", Code.WRONG_CURRENCY, currency=currency)


def _check_image(validation: Validation, field: str, image: ImageDraft) -> None:
    if not 1 <= len(image.sources) <= MAX_SOURCES:
        validation.add(f"{field}.sources", Code.OUT_OF_RANGE, min=1, max=MAX_SOURCES)
    for number, source in enumerate(image.sources[:MAX_SOURCES]):
        source_field = f"{field}.sources.{number}"
        if not _IMAGE_KEY.fullmatch(source.key):
            validation.add(f"{source_field}.key", Code.MALFORMED_IMAGE_KEY, max=MAX_IMAGE_KEY)
        for side, pixels in (("width", source.width), ("height", source.height)):
            if not 1 <= pixels <= MAX_PIXELS:
                validation.add(
                    f"{source_field}.{side}", Code.PIXELS_OUT_OF_RANGE, min=1, max=MAX_PIXELS
                )
    check_alts(validation, f"{field}.alts", image.alts)


def check_alts(validation: Validation, field: str, alts: Mapping[str, str]) -> None:
    """Add what is wrong with an image's alternative texts by language."""
    _check_lines(validation, field, alts, MAX_ALT)
