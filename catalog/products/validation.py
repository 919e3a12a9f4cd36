"""What makes a product's draft good, whoever sends it."""

import re
from collections.abc import Iterable, Mapping

from catalog.domain import CategoryDraft, ImageDraft, Language, ProductDraft, ProductText
from catalog.products.slugs import is_slug
from chassis.errors import Validation
from chassis.ids import parse_id
from chassis.money import Money
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
_KEY = re.compile(rf"[A-Za-z0-9_-][A-Za-z0-9._/-]{{0,{MAX_IMAGE_KEY - 1}}}")
_CONTROL_IN_LINE = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def violations_of(draft: ProductDraft, currency: str) -> list[Violation]:
    """Return everything that is wrong with it, field paths as in ProductDraft of the proto.

    `currency` is the shop's: an order adds its lines up, so all prices are in one.
    """
    validation = Validation()
    good = _SKU.fullmatch(draft.sku) is not None
    validation.check(good, "sku", Code.MALFORMED_SKU, max=MAX_SKU)
    if draft.slug:
        _check_slug(validation, "slug", draft.slug)
        # GetProduct takes either.
        validation.check(parse_id(draft.slug) is None, "slug", Code.SLUG_IS_UUID)
    validation.check(bool(draft.texts), "texts", Code.NO_LANGUAGE)
    _check_languages(validation, "texts", draft.texts)
    for language, text in draft.texts.items():
        _check_text(validation, f"texts.{language}", text)
    _check_categories(validation, draft)
    _check_price(validation, draft.price, currency)
    check_line(validation, "brand", draft.brand, MAX_BRAND)
    validation.check(len(draft.images) <= MAX_IMAGES, "images", Code.TOO_MANY, max=MAX_IMAGES)
    for number, image in enumerate(draft.images[:MAX_IMAGES]):
        _check_image(validation, f"images.{number}", image)
    return validation.violations


def _check_slug(validation: Validation, field: str, slug: str) -> None:
    validation.check(is_slug(slug), field, Code.MALFORMED_SLUG)


def _check_languages(validation: Validation, field: str, languages: Iterable[str]) -> None:
    for language in languages:
        if language not in _LANGUAGES:
            values = ", ".join(Language)
            validation.add(f"{field}.{language}", Code.NOT_ONE_OF, values=values)


def check_line(
    validation: Validation, field: str, line: str, longest: int, shortest: int = 0
) -> None:
    """Note what is wrong with one line of text, in characters."""
    # Of an import's lines, dozens a row, nearly all are good: only the others are looked at again.
    if shortest <= len(line) <= longest and not _CONTROL_IN_LINE.search(line):
        return
    validation.check_length(line, field, min_length=shortest, max_length=longest)
    validation.check(_CONTROL_IN_LINE.search(line) is None, field, Code.NOT_ONE_LINE)


def _check_text(validation: Validation, field: str, text: ProductText) -> None:
    check_line(validation, f"{field}.name", text.name, MAX_NAME, shortest=1)
    where = f"{field}.description"
    validation.check_length(text.description, where, max_length=MAX_DESCRIPTION)
    plain = _CONTROL_IN_TEXT.search(text.description) is None
    validation.check(plain, where, Code.CONTROL_CHARACTERS)
    where = f"{field}.attributes"
    few = len(text.attributes) <= MAX_ATTRIBUTES
    validation.check(few, where, Code.TOO_MANY, max=MAX_ATTRIBUTES)
    names = [attribute.name for attribute in text.attributes]
    validation.check(len(set(names)) == len(names), where, Code.DUPLICATE)
    for number, attribute in enumerate(text.attributes[:MAX_ATTRIBUTES]):
        inside = f"{where}.{number}"
        check_line(validation, f"{inside}.name", attribute.name, MAX_ATTRIBUTE_NAME, shortest=1)
        check_line(validation, f"{inside}.value", attribute.value, MAX_ATTRIBUTE_VALUE, shortest=1)


def _check_categories(validation: Validation, draft: ProductDraft) -> None:
    good = 1 <= len(draft.categories) <= MAX_DEPTH
    validation.check(good, "categories", Code.CATEGORY_DEPTH, max=MAX_DEPTH)
    slugs = [category.slug for category in draft.categories]
    validation.check(len(set(slugs)) == len(slugs), "categories", Code.DUPLICATE)
    for number, category in enumerate(draft.categories[:MAX_DEPTH]):
        check_category(validation, f"categories.{number}", category)


def check_category(validation: Validation, field: str, category: CategoryDraft) -> None:
    """Note what is wrong with a category."""
    _check_slug(validation, f"{field}.slug", category.slug)
    _check_named(validation, f"{field}.names", category.names, MAX_CATEGORY_NAME, shortest=1)


def check_new_names(validation: Validation, field: str, names: Mapping[str, str]) -> None:
    """Note what is wrong with a category's new names; an empty one takes a name away."""
    _check_named(validation, field, names, MAX_CATEGORY_NAME)


def _check_named(
    validation: Validation, field: str, names: Mapping[str, str], longest: int, shortest: int = 0
) -> None:
    _check_languages(validation, field, names)
    for language, name in names.items():
        check_line(validation, f"{field}.{language}", name, longest, shortest)


def _check_price(validation: Validation, price: Money, currency: str) -> None:
    good = 1 <= price.amount <= MAX_PRICE
    validation.check(good, "price.amount", Code.PRICE_OUT_OF_RANGE, min=1, max=MAX_PRICE)
    same = price.currency == currency
    validation.check(same, "price.currency_code", Code.WRONG_CURRENCY, currency=currency)


def _check_image(validation: Validation, field: str, image: ImageDraft) -> None:
    good = 1 <= len(image.sources) <= MAX_SOURCES
    validation.check(good, f"{field}.sources", Code.OUT_OF_RANGE, min=1, max=MAX_SOURCES)
    for number, source in enumerate(image.sources[:MAX_SOURCES]):
        inside = f"{field}.sources.{number}"
        good = _KEY.fullmatch(source.key) is not None
        validation.check(good, f"{inside}.key", Code.MALFORMED_IMAGE_KEY, max=MAX_IMAGE_KEY)
        for side, pixels in (("width", source.width), ("height", source.height)):
            good = 1 <= pixels <= MAX_PIXELS
            validation.check(
                good, f"{inside}.{side}", Code.PIXELS_OUT_OF_RANGE, min=1, max=MAX_PIXELS
            )
    check_alts(validation, f"{field}.alts", image.alts)


def check_alts(validation: Validation, field: str, alts: Mapping[str, str]) -> None:
    """Note what is wrong with a picture's words, by language."""
    _check_named(validation, field, alts, MAX_ALT)
