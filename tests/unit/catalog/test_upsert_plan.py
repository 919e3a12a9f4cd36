"""Plans how to write drafts."""

from dataclasses import replace
from itertools import count
from uuid import UUID

from catalog.domain import (
    CategoryDraft,
    ProductDraft,
    ProductText,
)
from catalog.products.upsert_plan import ExistingProduct, ExistingRecords, UpsertPlan
from chassis.money import Money

DRAFT = ProductDraft(
    sku="MESA-1",
    slug="",
    texts={"es": ProductText("Mesa")},
    categories=(CategoryDraft("mesas", {"es": "Mesas"}),),
    price=Money(14990, "EUR"),
)


def plan(**existing: object) -> UpsertPlan:
    nothing: dict[str, object] = {"products": {}, "slug_owners": {}, "category_paths": {}}
    records = ExistingRecords(**(nothing | existing))  # type: ignore[arg-type]
    numbers = count(1)
    return UpsertPlan(records, lambda: UUID(int=next(numbers)))


def test_an_existing_product_keeps_its_id_and_its_slug():
    upserts = plan(products={"MESA-1": ExistingProduct(UUID(int=9), "vieja")})
    assert upserts.add(DRAFT) == UUID(int=9)
    assert upserts.products["MESA-1"].slug == "vieja"


def test_a_refused_draft_claims_nothing():
    upserts = plan(slug_owners={"taken": UUID(int=9)})
    elsewhere = (CategoryDraft("jardin", {}), CategoryDraft("mesas", {}))
    assert isinstance(upserts.add(replace(DRAFT, slug="taken", categories=elsewhere)), list)
    assert upserts.products == {}
    assert isinstance(upserts.add(DRAFT), UUID)


def test_slugs_made_of_one_name_differ():
    upserts = plan()
    for sku in ("A", "a", "B"):
        upserts.add(replace(DRAFT, sku=sku))
    slugs = [product.slug for product in upserts.products.values()]
    assert slugs == ["mesa", "mesa-a", "mesa-b"]
    upserts.add(replace(DRAFT, sku="b"))
    assert upserts.products["b"].slug == "b"


def test_no_slug_is_made_that_leads_elsewhere():
    upserts = plan()
    for sku, name in (("C-1", "Categories"), ("I-1", "018F0000-0000-7000-8000-000000000000")):
        upserts.add(replace(DRAFT, sku=sku, texts={"es": ProductText(name)}))
    slugs = [product.slug for product in upserts.products.values()]
    assert slugs == ["categories-c-1", "018f0000-0000-7000-8000-000000000000-i-1"]
