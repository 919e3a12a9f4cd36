"""Messages of the commands on categories to the domain, with the checks of what they hold."""

from collections.abc import Mapping

from catalog import convert_common
from catalog.categories.commands import CategoryChange
from catalog.domain import DEFAULT_LANGUAGE, CategoryDraft, CategoryNotFound, Language
from catalog.products.slugs import is_slug, slugify
from catalog.products.validation import check_category, check_new_names
from chassis.errors import Validation
from chassis.text.normalization import normalize_line
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2


def create_request(
    request: service_pb2.CreateCategoryRequest,
) -> tuple[CategoryDraft, str, Language]:
    """Return the new category, its parent's slug, and the language of the response.

    Raise InvalidRequest, CategoryNotFound.
    """
    validation = Validation()
    language = convert_common.parse_language(request.language, validation)
    names = _normalized(request.category.names)
    slug = normalize_line(request.category.slug) or _derived_slug(names)
    draft = CategoryDraft(slug, names)
    if slug or not draft.names:
        check_category(validation, "category", draft)
    else:
        validation.add("category.slug", Code.SLUG_NOT_DERIVED)
        check_new_names(validation, "category.names", draft.names)
    validation.check(bool(draft.names), "category.names", Code.NO_LANGUAGE)
    validation.raise_if_invalid()
    return draft, _parent_slug(request.parent_slug), language


def update_request(request: service_pb2.UpdateCategoryRequest) -> tuple[CategoryChange, Language]:
    """Return what to change, and the language of the response.

    Raise InvalidRequest, CategoryNotFound.
    """
    validation = Validation()
    language = convert_common.parse_language(request.language, validation)
    names = _normalized(request.names)
    check_new_names(validation, "names", names)
    for code, name in names.items():
        # An empty name removes the old one; blanks are a slip.
        if not name and request.names[code]:
            validation.add(f"names.{code}", Code.REQUIRED)
    validation.raise_if_invalid()
    parent_slug = _parent_slug(request.parent_slug) if request.HasField("parent_slug") else None
    return CategoryChange(existing_slug(request.slug), names, parent_slug), language


def existing_slug(slug: str) -> str:
    """Return the slug. Raise CategoryNotFound if it is malformed: no category has such a slug."""
    if not is_slug(slug):
        raise CategoryNotFound("there is no such category")
    return slug


def _derived_slug(names: Mapping[str, str]) -> str:
    """Return the slug that the first name makes which can, the default language's before others."""
    sources = (names.get(DEFAULT_LANGUAGE, ""), *names.values())
    return next(filter(None, map(slugify, sources)), "")


def _parent_slug(slug: str) -> str:
    return existing_slug(slug) if slug else ""


def _normalized(names: Mapping[str, str]) -> dict[str, str]:
    return {language: normalize_line(name) for language, name in names.items()}
