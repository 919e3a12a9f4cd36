"""Fits drafts into what the shop has: which product each one is, its slug, its place in the tree.

Pure: the caller looks up what is known, and writes what is planned, under the same lock.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from catalog.domain import DEFAULT_LANGUAGE, ProductDraft
from catalog.products.slugs import slugify
from chassis.errors import Violation


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """A product that the shop has."""

    id: UUID
    slug: str
    digest: bytes | None = None
    """Of the draft that made it what it is; None: something else has changed it since."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the shop has already of all that some drafts name."""

    products: Mapping[str, KnownProduct]
    """By SKU."""
    slug_owners: Mapping[str, UUID]
    paths: Mapping[str, tuple[str, ...]]
    """Of categories, by slug."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A draft with the id and the slug that it is kept under."""

    id: UUID
    slug: str
    draft: ProductDraft
    digest: bytes
    """Of the draft."""


@dataclass
class Plan:
    """Takes in drafts one after another; what each claims, the next ones find taken."""

    known: Known
    new_id: Callable[[], UUID]
    placings: dict[str, Placing] = field(default_factory=dict)
    """What to write, by SKU: of two drafts with one SKU the later stands."""
    unchanged: list[ProductDraft] = field(default_factory=list)
    """What says of its product what it is already: there is nothing to write."""

    def __post_init__(self) -> None:
        self._owners = dict(self.known.slug_owners)
        self._paths = dict(self.known.paths)

    def add(self, draft: ProductDraft) -> UUID | list[Violation]:
        """Return the product's id, or why the draft cannot go in; then nothing is claimed."""
        product_id, slug = self._identity(draft.sku)
        faults = self._misplaced(draft)
        if draft.slug and self._owners.get(draft.slug, product_id) != product_id:
            faults.append(Violation("slug", "belongs to another product"))
        if faults:
            return faults
        # A page that has an address keeps it.
        slug = draft.slug or slug or self._free_slug(draft, product_id)
        self._owners[slug] = product_id
        for path in paths_of(draft):
            self._paths[path[-1]] = path
        digest = digest_of(draft)
        known = self.known.products.get(draft.sku)
        if known and known.digest == digest and draft.sku not in self.placings:
            self.unchanged.append(draft)
        else:
            self.placings[draft.sku] = Placing(product_id, slug, draft, digest)
        return product_id

    def _identity(self, sku: str) -> tuple[UUID, str]:
        known = self.placings.get(sku) or self.known.products.get(sku)
        return (known.id, known.slug) if known else (self.new_id(), "")

    def _misplaced(self, draft: ProductDraft) -> list[Violation]:
        faults = []
        for number, path in enumerate(paths_of(draft)):
            stands = self._paths.get(path[-1], path)
            if stands != path:
                where = f"categories.{number}.slug"
                faults.append(Violation(where, f"stands at {'/'.join(stands)} already"))
        return faults

    def _free_slug(self, draft: ProductDraft, product_id: UUID) -> str:
        for slug in derived_slugs(draft):
            if self._owners.get(slug, product_id) == product_id:
                return slug
        # Nobody else can have it, and GetProduct takes it too.
        return str(product_id)


def digest_of(draft: ProductDraft) -> bytes:
    """Return 16 bytes that stand for all that the draft says."""
    packed = msgspec.msgpack.encode(draft, order="deterministic")
    return hashlib.blake2b(packed, digest_size=16).digest()


def paths_of(draft: ProductDraft) -> Iterable[tuple[str, ...]]:
    """Return the path of each category of the draft, from the top down."""
    slugs = tuple(category.slug for category in draft.categories)
    return (slugs[: depth + 1] for depth in range(len(slugs)))


def derived_slugs(draft: ProductDraft) -> list[str]:
    """Return the slugs to try for a draft without one: by its name, then with the SKU as well."""
    text = draft.texts.get(DEFAULT_LANGUAGE) or next(iter(draft.texts.values()))
    attempts = (text.name, f"{text.name[:100]} {draft.sku}", draft.sku)
    return [slug for attempt in attempts if (slug := slugify(attempt))]
