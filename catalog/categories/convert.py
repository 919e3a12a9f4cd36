"""The messages that change the tree of categories, and the checks of what they hold."""

from collections.abc import Mapping

from catalog import convert_common
from catalog.categories.commands import ShelfChange
from catalog.domain import CategoryDraft, CategoryNotFound, Language
from catalog.products.slugs import is_slug
from catalog.products.validation import check_category, check_new_names
from chassis.errors import Faults
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2


def new_category(request: service_pb2.CreateCategoryRequest) -> tuple[CategoryDraft, str, Language]:
    """Read a new category, its parent's slug, and the language of the answer.

    Raise InvalidRequest.
    """
    faults = Faults()
    language = convert_common.language_of(request.language, faults)
    draft = CategoryDraft(request.category.slug.strip(), _trimmed(request.category.names))
    check_category(faults, "category", draft)
    faults.check(bool(draft.names), "category.names", "must have at least one language")
    faults.done()
    return draft, _known(request.parent_slug), language


def category_change(request: service_pb2.UpdateCategoryRequest) -> tuple[ShelfChange, Language]:
    """Read what is to change, and the language of the answer. Raise InvalidRequest."""
    faults = Faults()
    language = convert_common.language_of(request.language, faults)
    names = _trimmed(request.names)
    check_new_names(faults, "names", names)
    faults.done()
    parent = _known(request.parent_slug) if request.HasField("parent_slug") else None
    return ShelfChange(slug(request.slug), names, parent), language


def slug(text: str) -> str:
    """Read the slug of a category that is to be there; none has one that is malformed."""
    if not is_slug(text):
        raise CategoryNotFound("there is no such category")
    return text


def _known(parent_slug: str) -> str:
    return slug(parent_slug) if parent_slug else ""


def _trimmed(names: Mapping[str, str]) -> dict[str, str]:
    return {language: convert_common.written(name) for language, name in names.items()}
