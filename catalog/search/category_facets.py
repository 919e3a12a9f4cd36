"""How results spread over the tree of categories."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.categories.tree import CategoryTree, roll_up
from catalog.domain import CategoryRef, Language
from catalog.search.model import Shelf


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the results stand in a category and below it."""

    category: CategoryRef
    count: int


def category_facets(
    shelves: Iterable[Shelf], tree: CategoryTree, chosen: str | None, language: Language
) -> list[Facet]:
    """Return the categories below the one chosen, by slug, that have results; the fullest first.

    Without one, all of the tree.
    """
    counts = roll_up((tree.path_below(shelf.category, chosen), shelf.results) for shelf in shelves)
    named = tree.categories[language]
    facets = [Facet(named[slug], count) for slug, count in counts.items() if count]
    return sorted(facets, key=lambda facet: (-facet.count, facet.category.slug))
