"""Drafts, slugs, plans, words and page tokens, without a database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from uuid import UUID

import pytest

from catalog.domain import (
    Attribute,
    CategoryDraft,
    ImageDraft,
    ImageSource,
    Language,
    ProductDraft,
    ProductText,
)
from catalog.imports.batching import batches, prefetch
from catalog.products.slugs import MAX_SLUG, is_slug, slugify
from catalog.products.upsert_plan import ExistingProduct, ExistingRecords, UpsertPlan
from catalog.products.validation import violations_of
from catalog.search.cursor import from_token, to_token
from catalog.search.model import Cursor, Sort
from catalog.search.query.expansion import MAX_COMBINATIONS, QueryVariant
from catalog.search.query.lexicon import Lexicon, tokenize
from catalog.search.query.text_query import TextQuery
from chassis.errors import InvalidRequest
from chassis.money import Money

GOOD = ProductDraft(
    sku="MESA-1",
    slug="",
    texts={
        "es": ProductText("Mesa", "De roble.\n\tHecha a mano.", (Attribute("Material", "Roble"),))
    },
    categories=(CategoryDraft("mesas", {"es": "Mesas"}),),
    price=Money(14990, "EUR"),
    images=(ImageDraft((ImageSource("a/b.webp", 400, 300),), {"es": "Una mesa"}),),
)
IMAGE = GOOD.images[0]
SOURCE = IMAGE.sources[0]


def test_a_good_draft_has_no_violations():
    assert violations_of(GOOD, "EUR") == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"sku": ""}, ["sku"]),
        ({"sku": "x" * 65}, ["sku"]),
        ({"sku": "ñ"}, ["sku"]),
        ({"sku": "x\n"}, ["sku"]),
        ({"slug": "Mesa"}, ["slug"]),
        ({"slug": "mesa-"}, ["slug"]),
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
        ({"categories": GOOD.categories * 2}, ["categories"]),
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
def test_each_fault_is_told_by_its_field(changes, fields):
    violations = violations_of(replace(GOOD, **changes), "EUR")
    assert [violation.field for violation in violations] == fields


def test_attributes_beyond_the_limit_are_one_fault():
    many = tuple(Attribute(str(number), "") for number in range(51))
    violations = violations_of(replace(GOOD, texts={"es": ProductText("a", "", many)}), "EUR")
    assert violations[0].field == "texts.es.attributes"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Lámpara de pie Ñandú", "lampara-de-pie-nandu"),
        ("  «Mesa»  120\u00d780 cm ", "mesa-120-80-cm"),
        ("Straße Øre Ł", "strasse-ore-l"),
        ("木", ""),
        ("palabra " * 40, "-".join(["palabra"] * 15)),
        ("x" * 200, "x" * MAX_SLUG),
    ],
)
def test_a_slug_is_made_of_a_name(name, slug):
    assert slugify(name) == slug
    assert not slug or is_slug(slug)


def plan(**existing: object) -> UpsertPlan:
    nothing: dict[str, object] = {"products": {}, "slug_owners": {}, "category_paths": {}}
    records = ExistingRecords(**(nothing | existing))  # type: ignore[arg-type]
    numbers = count(1)
    return UpsertPlan(records, lambda: UUID(int=next(numbers)))


def test_a_product_that_is_known_keeps_its_id_and_its_slug():
    upserts = plan(products={"MESA-1": ExistingProduct(UUID(int=9), "vieja")})
    assert upserts.add(GOOD) == UUID(int=9)
    assert upserts.products["MESA-1"].slug == "vieja"


def test_a_refused_draft_claims_nothing():
    upserts = plan(slug_owners={"taken": UUID(int=9)})
    elsewhere = (CategoryDraft("jardin", {}), CategoryDraft("mesas", {}))
    assert isinstance(upserts.add(replace(GOOD, slug="taken", categories=elsewhere)), list)
    assert upserts.products == {}
    assert isinstance(upserts.add(GOOD), UUID)


def test_slugs_made_of_one_name_stay_apart():
    upserts = plan()
    for sku in ("A", "a", "B"):
        upserts.add(replace(GOOD, sku=sku))
    slugs = [product.slug for product in upserts.products.values()]
    assert slugs == ["mesa", "mesa-a", "mesa-b"]
    upserts.add(replace(GOOD, sku="b"))
    assert upserts.products["b"].slug == "b"


def test_words_are_what_stands_between_signs():
    assert tokenize("¿Mesa-comedor, 160_200?\0 'x'") == ["Mesa", "comedor", "160", "200", "x"]
    assert tokenize(" ! ") == []


def test_stems_are_quoted_for_the_index():
    query = TextQuery(("mes", "o'x\\"), Language.ES)
    assert query.tsquery == r"'mes' & 'o''x\\'"
    assert query.name_tsquery == r"'mes':A & 'o''x\\':A"
    some = replace(query, min_should_match=1, required=query.stems)
    assert some.tsquery == r"'mes' | 'o''x\\'"
    two = TextQuery(("a", "b", "c"), Language.ES, min_should_match=2, required=("a", "b", "c"))
    assert two.tsquery == "'a' & 'b' | 'a' & 'c' | 'b' & 'c'"


def lexicon(**frequencies: int) -> Lexicon:
    found = {stem: often for stem, often in frequencies.items() if often}
    return Lexicon(Language.ES, tuple(frequencies), found, product_count=10_000)


@pytest.mark.parametrize(
    ("frequencies", "steps"),
    [
        ({"mes": 3000}, []),
        ({"mes": 3000, "robl": 900}, [(1, "robl")]),
        ({"mes": 300, "robl": 200}, [(1, "robl mes")]),
        # What nobody knows is not asked for, but all the rest is.
        ({"mes": 300, "xyzz": 0, "robl": 200}, [(2, "mes robl"), (1, "robl mes")]),
        (
            {"mes": 300, "robl": 200, "azul": 100, "de": 9000},
            [(3, "mes robl azul de"), (2, "mes robl azul de"), (1, "azul robl mes")],
        ),
        ({"xyzz": 0, "qwrt": 0}, []),
    ],
)
def test_fewer_and_fewer_words_are_asked_for(frequencies, steps):
    asked = QueryVariant(lexicon(**frequencies)).relaxations()
    assert [(one.min_should_match, " ".join(one.required)) for one in asked] == steps


def test_of_many_words_no_more_ways_to_choose_are_asked_for_than_a_query_bears():
    asked = list(QueryVariant(lexicon(**{f"w{n}": 10 + n for n in range(16)})).relaxations())
    assert [one.min_should_match for one in asked] == [15, 1]
    assert max(one.tsquery.count("|") for one in asked) < MAX_COMBINATIONS


@pytest.mark.parametrize(
    ("frequencies", "level", "finest"),
    [
        ({"mes": 9000, "robl": 2000}, 0, 0),
        # As many as have the rarer one may have both: 5,000, of which 625 are looked at first.
        ({"mes": 90_000, "robl": 5000}, 1, 0),
        ({"mes": 330_000, "robl": 62_000}, 2, 1),
    ],
)
def test_the_rarest_word_says_which_sample_is_looked_at_first(frequencies, level, finest):
    query = QueryVariant(lexicon(**frequencies)).match_all()
    assert (query.sample_level, query.finest_sample_level) == (level, finest)


@pytest.mark.parametrize(
    ("frequencies", "completions", "tsquery"),
    [
        ({"print": 400}, {"printer": 100, "printmak": 99}, "('print' | 'printer')"),
        ({"hp": 50, "print": 400}, {"printer": 400}, "'hp' & ('print' | 'printer')"),
        # Beside as many others nobody would see what was typed.
        ({"desk": 400}, {"desktop": 401}, "'desk'"),
        ({"print": 400}, {}, "'print'"),
        ({"hp": 50, "xyzz": 0}, {"xyzzy": 30}, "'hp' & 'xyzz'"),
        # Of 1,500 that have it 188 would be ranked, for the sake of another 600.
        ({"print": 1500}, {"printer": 600}, "'print'"),
        ({"hp": 1000, "print": 1500}, {"printer": 600}, "'hp' & ('print' | 'printer')"),
        ({"print": 15_000}, {"printer": 5000}, "('print' | 'printer')"),
        ({f"w{n}": 10 for n in range(7)}, {"w77": 10}, " & ".join(f"'w{n}'" for n in range(7))),
    ],
)
def test_the_last_word_stands_for_common_ones_that_begin_so_too(frequencies, completions, tsquery):
    typed = lexicon(**frequencies)
    expanded = QueryVariant.expanded(replace(typed, completions=completions), complete_last=True)
    query = expanded.match_all()
    assert query.tsquery == tsquery
    assert query.sample_level == QueryVariant(typed).match_all().sample_level
    assert query.stems[: query.typed_count] == typed.stems
    assert len(query.weights) == len(query.stems)


def test_what_the_last_word_may_begin_counts_for_less_than_the_word():
    completions = {"printer": 9, "printout": 3}
    query = QueryVariant.expanded(
        replace(lexicon(hp=50, print=9), completions=completions), complete_last=True
    ).match_all()
    [_, typed, *others] = query.weights
    assert max(others) < typed
    assert query.name_tsquery == "'hp':A & ('print':A | 'printer':A | 'printout':A)"


def test_of_those_that_lack_a_word_all_have_one_of_the_two_rarest():
    [part, _] = QueryVariant(lexicon(mes=90_000, robl=18_000, azul=12_000)).relaxations()
    # 30,000 may have two of the three.
    assert (part.min_should_match, part.sample_level, part.finest_sample_level) == (2, 2, 1)


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        (Sort.RELEVANCE, 1.0607843),
        (Sort.PRICE, 14990),
        (Sort.NEWEST, str(UUID(int=7))),
        (Sort.NAME, "mesa auxiliar"),
    ],
)
def test_a_page_token_leads_back_to_its_place_in_its_search_alone(sort, key):
    query = TextQuery(
        ("mes", "o'x"), Language.EN, min_should_match=1, required=("mes",), weights=(1.5, 0.5)
    )
    cursor = Cursor(key, UUID(int=7), query, corrected_query="mesa")
    token = to_token(cursor, "this")
    assert from_token(token, "this", sort) == cursor
    with pytest.raises(InvalidRequest):
        from_token(token, "that", sort)


async def numbers(*pauses: float) -> AsyncIterator[list[int]]:
    for number, pause in enumerate(pauses):
        await asyncio.sleep(pause)
        yield [number]


async def test_batches_are_full_unless_the_next_item_is_late():
    assert [b async for b in batches(numbers(0, 0, 0, 0, 0), 2, 1)] == [[0, 1], [2, 3], [4]]
    assert [b async for b in batches(numbers(0, 0, 0.2, 0), 10, 0.05)] == [[0, 1], [2, 3]]
    assert [b async for b in batches(numbers(), 2, 1)] == []


async def test_what_arrives_in_large_pieces_is_cut_to_size():
    async def pieces() -> AsyncIterator[list[int]]:
        yield [1, 2]
        yield [3, 4, 5, 6, 7]
        yield [8]

    taken = [b async for b in batches(pieces(), 3, 1)]
    assert taken == [[1, 2, 3], [4, 5, 6], [7, 8]]


async def test_while_one_is_worked_on_the_next_is_made_and_no_more():
    made = 0

    async def items() -> AsyncIterator[int]:
        nonlocal made
        for number in range(10):
            made += 1
            yield number

    taken = []
    async for item in prefetch(items()):
        await asyncio.sleep(0.005)
        assert item + 2 <= made <= item + 3 or made == 10
        taken.append(item)
    assert taken == list(range(10))


async def test_what_stops_the_items_is_raised_after_those_that_came():
    async def broken() -> AsyncIterator[list[int]]:
        yield [1]
        raise LookupError

    taking = batches(broken(), 10, 1)
    assert await anext(taking) == [1]
    with pytest.raises(LookupError):
        await anext(taking)


async def test_a_fast_sender_waits_for_a_slow_taker():
    sent = 0

    async def eager() -> AsyncIterator[list[int]]:
        nonlocal sent
        for number in range(100):
            sent += 1
            yield [number]

    taking = batches(eager(), 10, 1)
    await anext(taking)
    await asyncio.sleep(0.02)
    assert sent <= 31
    await taking.aclose()  # type: ignore[attr-defined]
