"""The tree of categories in memory, and sums over it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.domain import CategoryRef, Language


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """All categories, in one version of the tree."""

    version: int
    paths: Mapping[str, tuple[str, ...]]
    """By category id: the slugs from the top of the tree down to the category's own."""
    categories: Mapping[Language, Mapping[str, CategoryRef]]
    """By language and slug."""

    def category(self, category_id: str, language: Language) -> CategoryRef | None:
        """Return the category of this id; None if it has been deleted."""
        path = self.paths.get(category_id)
        return self.categories[language][path[-1]] if path else None

    def path_below(self, category_id: str, ancestor: str | None) -> tuple[str, ...]:
        """Return the part of the category's path below the ancestor with this slug.

        That is the whole path if `ancestor` is None, and empty if the category is not below it.
        """
        path = self.paths.get(category_id, ())
        if ancestor is None:
            return path
        return path[path.index(ancestor) + 1 :] if ancestor in path else ()


def roll_up(counts: Iterable[tuple[Sequence[str], int]]) -> dict[str, int]:
    """Add each path's count to every category on the path; return the sums by slug."""
    totals: dict[str, int] = {}
    for path, count in counts:
        for slug in path:
            totals[slug] = totals.get(slug, 0) + count
    return totals
