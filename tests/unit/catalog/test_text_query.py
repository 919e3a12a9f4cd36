"""Queries by words, and how they are relaxed."""

from dataclasses import replace

import pytest

from catalog.domain import (
    Language,
)
from catalog.search.query.expansion import MAX_COMBINATIONS, QueryVariant
from catalog.search.query.lexicon import Lexicon, tokenize
from catalog.search.query.text_query import TextQuery


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
