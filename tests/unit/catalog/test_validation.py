"""The checks of product drafts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.domain import (
    Attribute,
    CategoryDraft,
    ImageDraft,
    ImageSource,
    ProductDraft,
    ProductText,
)
from catalog.products.validation import violations_of
from chassis.money import Money

VALID = ProductDraft(
    sku="MESA-1",
    slug="",
    texts={
        "es": ProductText("Mesa", "De roble.\n\tHecha a mano.", (Attribute("Material", "Roble"),))
    },
    categories=(CategoryDraft("mesas", {"es": "Mesas"}),),
    price=Money(14990, "EUR"),
    images=(ImageDraft((ImageSource("a/b.webp", 400, 300),), {"es": "Una mesa"}),),
)
IMAGE = VALID.images[0]


def test_a_valid_draft_has_no_violations():
    assert violations_of(VALID, "EUR") == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"sku": ""}, ["sku"]),
        ({"sku": "x" * 65}, ["sku"]),
        ({"sku": "ñ"}, ["sku"]),
        ({"sku": "x\n"}, ["sku"]),
        ({"slug": "Mesa"}, ["slug"]),
        ({"slug": "mesa-"}, ["slug"]),
        ({"slug": "suggest"}, ["slug"]),
        ({"slug": "018f0000-0000-7000-8000-000000000000"}, ["slug"]),
        ({"texts": {}}, ["texts"]),
        ({"texts": {"fr": ProductText("Table")}}, ["texts.fr"]),
        ({"texts": {"es": ProductText("")}}, ["texts.es.name"]),
        ({"texts": {"es": ProductText("a\nb")}}, ["texts.es.name"]),
        ({"texts": {"es": ProductText("x" * 201)}}, ["texts.es.name"]),
        ({"texts": {"es": ProductText("a", "x" * 10_001)}}, ["texts.es.description"]),
        ({"texts": {"es": ProductText("a", "\0")}}, ["texts.es.description"]),
        (
            {"texts": {"es": ProductText("a", "", (Attribute("", "x"), Attribute("y", "")))}},
            ["texts.es.attributes.0.name", "texts.es.attributes.1.value"],
        ),
        (
            {"texts": {"es": ProductText("a", "", (Attribute("x", "y"),) * 2)}},
            ["texts.es.attributes"],
        ),
        ({"categories": ()}, ["categories"]),
        ({"categories": VALID.categories * 2}, ["categories"]),
        ({"categories": (CategoryDraft("No!", {}),)}, ["categories.0.slug"]),
        ({"categories": (CategoryDraft("a", {"fr": "A"}),)}, ["categories.0.names.fr"]),
        ({"price": Money(0, "EUR")}, ["price.amount"]),
        ({"price": Money(10**12, "EUR")}, ["price.amount"]),
        ({"price": Money(1, "USD")}, ["price.currency_code"]),
        ({"brand": "x" * 101}, ["brand"]),
        ({"images": (IMAGE,) * 21}, ["images"]),
        ({"images": (replace(IMAGE, sources=()),)}, ["images.0.sources"]),
        (
            {"images": (replace(IMAGE, sources=(ImageSource("../x", 0, 1),)),)},
            ["images.0.sources.0.key", "images.0.sources.0.width"],
        ),
        ({"images": (replace(IMAGE, alts={"es": "x" * 301}),)}, ["images.0.alts.es"]),
    ],
)
def test_each_violation_names_its_field(changes, fields):
    violations = violations_of(replace(VALID, **changes), "EUR")
    assert [violation.field for violation in violations] == fields


def test_attributes_beyond_the_limit_are_one_violation():
    many = tuple(Attribute(str(number), "") for number in range(51))
    violations = violations_of(replace(VALID, texts={"es": ProductText("a", "", many)}), "EUR")
    assert violations[0].field == "texts.es.attributes"


NAMES = json.loads((Path(__file__).parents[2] / "tables/attribute_names.json").read_text("utf-8"))


@pytest.mark.parametrize("case", NAMES, ids=lambda case: f"{case['first']}-{case['second']}")
def test_two_names_of_attributes_are_the_same_whatever_their_case_and_spaces(case):
    attributes = (Attribute(case["first"], "x"), Attribute(case["second"], "y"))
    text = ProductText("Mesa", "", attributes)
    found = violations_of(replace(VALID, texts={"es": text}), "EUR")
    named = [(violation.field, violation.params) for violation in found]
    expected = [("texts.es.attributes", {"name": case["second"]})]
    assert named == (expected if case["same"] else [])
