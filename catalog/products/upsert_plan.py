"""Plans how to write drafts: which product each draft is, its slug, and its place in the tree.

This is pure: the caller reads what exists and writes what is planned, both under the write lock.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from catalog.domain import DEFAULT_LANGUAGE, ProductDraft, ProductState
from catalog.products.slugs import is_product_slug, slugify
from chassis.violations import Code, Violation


@dataclass(frozen=True, slots=True)
class ExistingProduct:
    """A product that the shop has."""

    id: UUID
    slug: str
    digest: bytes | None = None
    """The digest of the draft written last; None if the product has changed otherwise since."""
    state: ProductState = ProductState.ACTIVE


@dataclass(frozen=True, slots=True)
class ExistingRecords:
    """The products, slugs and categories that exist, of those that some drafts name."""

    products: Mapping[str, ExistingProduct]
    """Products by SKU."""
    slug_owners: Mapping[str, UUID]
    """Product ids by slug."""
    category_paths: Mapping[str, tuple[str, ...]]
    """Categories by slug."""


@dataclass(frozen=True, slots=True)
class PlannedProduct:
    """A draft with the id and the slug to write it under."""

    id: UUID
    slug: str
    draft: ProductDraft
    digest: bytes
    """The digest of the draft."""
    state: ProductState


@dataclass
class UpsertPlan:
    """The writes for some drafts. A slug or SKU that one draft claims is taken for later ones."""

    existing: ExistingRecords
    new_id: Callable[[], UUID]
    restores: bool = False
    """Whether a draft without a state puts an archived product on sale again."""
    products: dict[str, PlannedProduct] = field(default_factory=dict)
    """What to write, by SKU: of two drafts with one SKU, the later one."""
    unchanged: list[ProductDraft] = field(default_factory=list)
    """Drafts equal to their products, so that there is nothing to write."""

    def __post_init__(self) -> None:
        self._slug_owners = dict(self.existing.slug_owners)
        self._category_paths = dict(self.existing.category_paths)

    def add(self, draft: ProductDraft, state: ProductState | None = None) -> UUID | list[Violation]:
        """Add a draft; return the product's id, or what is wrong with a draft that is not added.

        Without a state, the product keeps its own; a new one is for sale.
        """
        product_id, current_slug, current_state = self._identity(draft.sku)
        violations = self._misplaced_categories(draft)
        if draft.slug and self._slug_owners.get(draft.slug, product_id) != product_id:
            violations.append(Violation("slug", Code.SLUG_TAKEN))
        if violations:
            return violations
        # Without a slug in the draft, a product keeps its page's address.
        slug = draft.slug or current_slug or self._free_slug(draft, product_id)
        self._slug_owners[slug] = product_id
        for path in category_paths(draft):
            self._category_paths[path[-1]] = path
        digest = digest_of(draft)
        new_state = state or self._kept(current_state)
        existing = self.existing.products.get(draft.sku)
        is_unchanged = existing and (existing.digest, existing.state) == (digest, new_state)
        if is_unchanged and draft.sku not in self.products:
            self.unchanged.append(draft)
        else:
            self.products[draft.sku] = PlannedProduct(product_id, slug, draft, digest, new_state)
        return product_id

    def state_of(self, sku: str) -> ProductState:
        """Return the state that the product with this SKU will have; it was added to the plan."""
        product = self.products.get(sku) or self.existing.products[sku]
        return product.state

    def is_restored(self, sku: str) -> bool:
        """Return whether the product with this SKU was archived and will be for sale."""
        existing = self.existing.products.get(sku)
        was_archived = existing is not None and existing.state is ProductState.ARCHIVED
        return was_archived and self.state_of(sku) is ProductState.ACTIVE

    def _kept(self, state: ProductState) -> ProductState:
        if self.restores and state is ProductState.ARCHIVED:
            return ProductState.ACTIVE
        return state

    def _identity(self, sku: str) -> tuple[UUID, str, ProductState]:
        """Return id, slug and state of the product with this SKU, or those of a new one.

        A new one has no slug yet.
        """
        product = self.products.get(sku) or self.existing.products.get(sku)
        if product is None:
            return self.new_id(), "", ProductState.ACTIVE
        return product.id, product.slug, product.state

    def _misplaced_categories(self, draft: ProductDraft) -> list[Violation]:
        violations = []
        for number, path in enumerate(category_paths(draft)):
            current_path = self._category_paths.get(path[-1], path)
            if current_path != path:
                field_path = f"categories.{number}.slug"
                violations.append(
                    Violation(field_path, Code.CATEGORY_ELSEWHERE, {"path": "/".join(current_path)})
                )
        return violations

    def _free_slug(self, draft: ProductDraft, product_id: UUID) -> str:
        for slug in derived_slugs(draft):
            if self._slug_owners.get(slug, product_id) == product_id:
                return slug
        # No other product can have its id for a slug, and GetProduct takes either.
        return str(product_id)


def digest_of(draft: ProductDraft) -> bytes:
    """Return a digest of 16 bytes of all that the draft says."""
    packed = msgspec.msgpack.encode(draft, order="deterministic")
    return hashlib.blake2b(packed, digest_size=16).digest()


def category_paths(draft: ProductDraft) -> Iterable[tuple[str, ...]]:
    """Return the path of each category of the draft, from the top of the tree down."""
    slugs = tuple(category.slug for category in draft.categories)
    return (slugs[: depth + 1] for depth in range(len(slugs)))


def derived_slugs(draft: ProductDraft) -> list[str]:
    """Return the slugs to try for a draft without one, the best first.

    They are made from the name, from the name and the SKU, and from the SKU.
    """
    text = draft.texts.get(DEFAULT_LANGUAGE) or next(iter(draft.texts.values()))
    sources = (text.name, f"{text.name[:100]} {draft.sku}", draft.sku)
    slugs = map(slugify, sources)
    return [slug for slug in slugs if slug and is_product_slug(slug)]
