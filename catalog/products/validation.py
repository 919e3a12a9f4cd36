"""What makes a product's draft good, whoever sends it."""

import re
from collections.abc import Iterable, Mapping

from catalog.domain import CategoryDraft, ImageDraft, Language, ProductDraft, ProductText
from catalog.products.slugs import is_slug
from chassis.errors import Faults, Violation
from chassis.ids import parse_id
from chassis.money import Money

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
MAX_PIXELS = 20_000
MAX_ALT = 300

_LANGUAGES = frozenset(Language)
_SKU = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._/-]{0,254}")
_CONTROL_IN_LINE = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def faults_of(draft: ProductDraft, currency: str) -> list[Violation]:
    """Return everything that is wrong with it, field paths as in ProductDraft of the proto.

    `currency` is the shop's: an order adds its lines up, so all prices are in one.
    """
    faults = Faults()
    faults.check(
        _SKU.fullmatch(draft.sku) is not None,
        "sku",
        "must be 1 to 64 letters, digits, dots, hyphens or underscores",
    )
    if draft.slug:
        _check_slug(faults, "slug", draft.slug)
        # GetProduct takes either.
        faults.check(parse_id(draft.slug) is None, "slug", "must not read like an id")
    faults.check(bool(draft.texts), "texts", "must have at least one language")
    _check_languages(faults, "texts", draft.texts)
    for language, text in draft.texts.items():
        _check_text(faults, f"texts.{language}", text)
    _check_categories(faults, draft)
    _check_price(faults, draft.price, currency)
    check_line(faults, "brand", draft.brand, MAX_BRAND)
    faults.check(len(draft.images) <= MAX_IMAGES, "images", f"must be at most {MAX_IMAGES}")
    for number, image in enumerate(draft.images[:MAX_IMAGES]):
        _check_image(faults, f"images.{number}", image)
    return faults.violations


def _check_slug(faults: Faults, field: str, slug: str) -> None:
    faults.check(is_slug(slug), field, "must be lower-case letters, digits and single hyphens")


def _check_languages(faults: Faults, field: str, languages: Iterable[str]) -> None:
    for language in languages:
        if language not in _LANGUAGES:
            faults.add(f"{field}.{language}", f"must be one of {', '.join(Language)}")


def check_line(faults: Faults, field: str, line: str, longest: int, shortest: int = 0) -> None:
    """Note what is wrong with one line of text, in characters."""
    # Of an import's lines, dozens a row, nearly all are good: words are made for the others alone.
    if shortest <= len(line) <= longest and not _CONTROL_IN_LINE.search(line):
        return
    size = f"{shortest} to {longest}" if shortest else f"at most {longest}"
    faults.check(shortest <= len(line) <= longest, field, f"must have {size} characters")
    faults.check(
        _CONTROL_IN_LINE.search(line) is None, field, "must have no line breaks or control signs"
    )


def _check_text(faults: Faults, field: str, text: ProductText) -> None:
    check_line(faults, f"{field}.name", text.name, MAX_NAME, shortest=1)
    where = f"{field}.description"
    size = f"must have at most {MAX_DESCRIPTION} characters"
    faults.check(len(text.description) <= MAX_DESCRIPTION, where, size)
    plain = _CONTROL_IN_TEXT.search(text.description) is None
    faults.check(plain, where, "must have no control signs")
    where = f"{field}.attributes"
    many = f"must be at most {MAX_ATTRIBUTES}"
    faults.check(len(text.attributes) <= MAX_ATTRIBUTES, where, many)
    names = [attribute.name for attribute in text.attributes]
    faults.check(len(set(names)) == len(names), where, "must not name one twice")
    for number, attribute in enumerate(text.attributes[:MAX_ATTRIBUTES]):
        inside = f"{where}.{number}"
        check_line(faults, f"{inside}.name", attribute.name, MAX_ATTRIBUTE_NAME, shortest=1)
        check_line(faults, f"{inside}.value", attribute.value, MAX_ATTRIBUTE_VALUE, shortest=1)


def _check_categories(faults: Faults, draft: ProductDraft) -> None:
    deep = f"must be 1 to {MAX_DEPTH}, from the top of the tree down"
    faults.check(1 <= len(draft.categories) <= MAX_DEPTH, "categories", deep)
    slugs = [category.slug for category in draft.categories]
    faults.check(len(set(slugs)) == len(slugs), "categories", "must not name one twice")
    for number, category in enumerate(draft.categories[:MAX_DEPTH]):
        check_category(faults, f"categories.{number}", category)


def check_category(faults: Faults, field: str, category: CategoryDraft) -> None:
    """Note what is wrong with a category."""
    _check_slug(faults, f"{field}.slug", category.slug)
    _check_named(faults, f"{field}.names", category.names, MAX_CATEGORY_NAME, shortest=1)


def check_new_names(faults: Faults, field: str, names: Mapping[str, str]) -> None:
    """Note what is wrong with a category's new names; an empty one takes a name away."""
    _check_named(faults, field, names, MAX_CATEGORY_NAME)


def _check_named(
    faults: Faults, field: str, names: Mapping[str, str], longest: int, shortest: int = 0
) -> None:
    _check_languages(faults, field, names)
    for language, name in names.items():
        check_line(faults, f"{field}.{language}", name, longest, shortest)


def _check_price(faults: Faults, price: Money, currency: str) -> None:
    good = 1 <= price.amount <= MAX_PRICE
    faults.check(good, "price.amount", f"must be 1 to {MAX_PRICE} minor units")
    field = "price.currency_code"
    faults.check(price.currency == currency, field, f"must be {currency}, the shop's currency")


def _check_image(faults: Faults, field: str, image: ImageDraft) -> None:
    faults.check(
        1 <= len(image.sources) <= MAX_SOURCES, f"{field}.sources", f"must be 1 to {MAX_SOURCES}"
    )
    for number, source in enumerate(image.sources[:MAX_SOURCES]):
        inside = f"{field}.sources.{number}"
        faults.check(
            _KEY.fullmatch(source.key) is not None,
            f"{inside}.key",
            "must be 1 to 255 letters, digits, dots, hyphens, underscores or slashes",
        )
        for side, pixels in (("width", source.width), ("height", source.height)):
            size = f"must be 1 to {MAX_PIXELS} pixels"
            faults.check(1 <= pixels <= MAX_PIXELS, f"{inside}.{side}", size)
    check_alts(faults, f"{field}.alts", image.alts)


def check_alts(faults: Faults, field: str, alts: Mapping[str, str]) -> None:
    """Note what is wrong with a picture's words, by language."""
    _check_named(faults, field, alts, MAX_ALT)
