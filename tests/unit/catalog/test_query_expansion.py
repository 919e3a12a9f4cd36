"""The alternatives for a word: synonyms, compounds, and the parts of compounds."""

import base64
import json
from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest

from catalog.domain import Language
from catalog.search.cursor import from_token, to_token
from catalog.search.execution import hit_store
from catalog.search.execution.hits import StatementShape
from catalog.search.model import Cursor, Filters, Sort
from catalog.search.query.expansion import MAX_EXPANDED_STEMS, MAX_SYNONYMS, QueryVariant
from catalog.search.query.lexicon import Lexicon
from catalog.search.query.synonyms import SYNONYMS
from catalog.search.query.text_query import Alternative, TextQuery
from chassis.db.asyncpg_connection import CompiledStatement
from chassis.errors import InvalidRequest


def lexicon(**frequencies: int) -> Lexicon:
    found = {stem: often for stem, often in frequencies.items() if often}
    return Lexicon(Language.ES, tuple(frequencies), found, product_count=10_000)


def expanded(lexicon: Lexicon) -> TextQuery:
    return QueryVariant.expanded(lexicon, complete_last=False).match_all()


def test_another_word_for_the_same_will_do_and_counts_for_less():
    known = replace(lexicon(pap=3, frit=40), synonyms={"pap": {"patat": 200}})
    query = expanded(known)
    assert query.tsquery == "('pap' | 'patat') & 'frit'"
    assert query.name_tsquery == "('pap':A | 'patat':A) & 'frit':A"
    assert query.terms == (((0,), (2,)), ((1,),))
    assert query.typed_count == 2
    assert query.weights[2] < query.weights[0]
    # Both are as rare as what they mean.
    assert query.weights[0] == QueryVariant(lexicon(pap=203)).match_all().weights[0]
    assert QueryVariant(known).match_all().tsquery == "'pap' & 'frit'"


def test_what_no_product_has_is_found_by_another_word_alone():
    unknown = replace(lexicon(pap=0), synonyms={"pap": {"patat": 200}})
    assert not QueryVariant(unknown).can_match_all
    assert QueryVariant.expanded(unknown, complete_last=False).can_match_all
    query = expanded(unknown)
    assert query.tsquery == "('pap' | 'patat')"
    # As rare as what will be found, not as what nobody has.
    assert query.weights[0] == QueryVariant(lexicon(patat=200)).match_all().weights[0]


def test_two_words_may_be_one_and_one_may_be_two():
    pair = replace(lexicon(head=90, set=600), compounds={0: ("headset", 80)})
    assert expanded(pair).tsquery == "('head' & 'set' | 'headset')"
    alone = replace(lexicon(play=0, station=0), compounds={0: ("playstation", 80)})
    assert not QueryVariant(alone).can_match_all
    assert QueryVariant.expanded(alone, complete_last=False).can_match_all
    one = replace(lexicon(gel=50, mousepad=4), parts={"mousepad": {"mous": 300, "pad": 90}})
    assert expanded(one).tsquery == "'gel' & ('mousepad' | 'mous' & 'pad')"


def test_what_will_do_is_also_there_for_fewer_words():
    known = replace(lexicon(head=90, set=600, gel=9), compounds={0: ("headset", 80)})
    two, any_one = QueryVariant.expanded(known, complete_last=False).relaxations()
    assert two.tsquery == (
        "('head' | 'headset') & ('set' | 'headset')"
        " | ('head' | 'headset') & 'gel' | ('set' | 'headset') & 'gel'"
    )
    assert any_one.tsquery == "'gel' | ('head' | 'headset') | ('set' | 'headset')"


def test_a_word_stands_in_one_pair_and_for_one_word():
    """ "a b c" is not "ab" and "bc" at once, nor is a stem asked for twice."""
    joined = {0: ("ab", 5), 1: ("bc", 5)}
    same = {"c": {"a": 9, "d": 9}, "a": {"e": 9}}
    query = expanded(replace(lexicon(a=9, b=9, c=9), compounds=joined, synonyms=same))
    assert query.tsquery == "('a' & 'b' | 'ab') & ('c' | 'd')"


def test_of_what_was_typed_nothing_is_left_out_for_another_word():
    common = lexicon(mes=1900)
    assert expanded(replace(common, synonyms={"mes": {"tabl": 50}})).alternatives
    many = replace(common, synonyms={"mes": {"tabl": 500}})
    assert expanded(many) == QueryVariant(many).match_all()
    # A common one for what nobody has is found by a sample, as it would be by itself.
    unknown = replace(lexicon(mes=0), synonyms={"mes": {"tabl": 90_000}})
    assert (
        expanded(unknown).sample_level
        == QueryVariant(lexicon(tabl=90_000)).match_all().sample_level
    )


def test_of_long_searches_and_large_groups_not_everything_is_asked_for():
    stems = {f"w{number}": 10 for number in range(MAX_EXPANDED_STEMS + 1)}
    assert not expanded(replace(lexicon(**stems), synonyms={"w0": {"x": 9}})).alternatives
    others = {f"x{number}": 10 for number in range(9)}
    query = expanded(replace(lexicon(w=10), synonyms={"w": others}))
    assert len(query.alternatives) == MAX_SYNONYMS


def test_a_page_token_carries_what_will_do_along():
    query = TextQuery(
        ("pap", "frit", "patat"), Language.ES, required=("pap", "frit"), weights=(2.0, 1.0, 1.5)
    )
    cursor = Cursor(0.5, UUID(int=7), replace(query, alternatives=(Alternative(0, 1, (2,)),)))
    assert from_token(to_token(cursor, "x"), "x", Sort.RELEVANCE) == cursor


def test_a_page_token_of_a_former_release_is_read():
    """Shoppers turn pages while the shop is updated, and machines of both releases serve them."""
    token = (
        b'{"of":"x","key":0.5,"id":"00000000-0000-0000-0000-000000000007","least":1,'
        b'"language":"es","stems":["mes","robl","nes"],"needed":["mes","robl"],'
        b'"weights":[2.5,1.0,3.75],"usual":[40.5,3.25],"level":2,"whole":"nesa roble",'
        b'"others":[[0,1,[2],true]],"instead":"mesa roble"}'
    )
    query = TextQuery(
        stems=("mes", "robl", "nes"),
        language=Language.ES,
        required=("mes", "robl"),
        min_should_match=1,
        sample_level=2,
        weights=(2.5, 1.0, 3.75),
        mean_length=40.5,
        mean_name_length=3.25,
        name_key="nesa roble",
        alternatives=(Alternative(0, 1, (2,), is_typed=True),),
    )
    cursor = Cursor(0.5, UUID(int=7), query, is_corrected=True)
    written = base64.urlsafe_b64encode(token).decode()
    assert from_token(written, "x", Sort.RELEVANCE) == cursor
    # That release reads a token of this one, too, but for the corrected query.
    fields = json.loads(base64.urlsafe_b64decode(to_token(cursor, "x")))
    assert fields.pop("corrected")
    assert {**fields, "instead": "mesa roble"} == json.loads(token)


@pytest.mark.parametrize(
    "alternatives",
    [
        7,
        "\ud800",
        [7],
        ["\ud800"],
        [[0, 1, ["\ud800"]]],
        [[0]],
        [[0, 1]],
        [[0, 1, 2]],
        [[0, 1, [2], 1]],
        [[0, 1, [2], False, 1]],
        [[0, 1, []]],
        [[0, 1, [3]]],
        [[0, 1, [2] * 9]],
        [[0, 1, [0]]],
        [[0, 1, [True]]],
        [[-1, 1, [2]]],
        [[1, 1, [2]]],
        [[0, 3, [2]]],
        [[0.0, 1, [2]]],
        [[0, 1, ["2"]]],
        [[0, 1, [2]]] * 4,
    ],
)
def test_a_forged_token_is_refused(alternatives):
    query = TextQuery(
        ("pap", "frit", "patat"), Language.ES, required=("pap", "frit"), weights=(2.0, 1.0, 1.5)
    )
    token = to_token(Cursor(0.5, UUID(int=7), query), "x")
    fields = json.loads(base64.urlsafe_b64decode(token)) | {"others": alternatives}
    forged = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode()
    with pytest.raises(InvalidRequest):
        from_token(forged, "x", Sort.RELEVANCE)


@pytest.mark.parametrize("language", Language)
def test_a_word_is_in_one_group_of_synonyms(language):
    groups = SYNONYMS[language]
    assert all(len(group) > 1 for group in groups)
    often = Counter(word for group in groups for word in group)
    assert [word for word, times in often.items() if times > 1] == []
    assert all(word.isalpha() and word == word.lower() for word in often)


def test_what_was_typed_stands_beside_what_it_was_put_right_to_and_counts_for_more():
    put_right = replace(lexicon(mes=900), typed_forms={"mes": {"nes": 2}}, name_key="nesa")
    query = expanded(put_right)
    assert (query.tsquery, query.name_key) == ("('mes' | 'nes')", "nesa")
    assert query.weights[1] > query.weights[0]


def test_a_statement_that_is_kept_is_text_and_no_tree_of_objects():
    """Each mixture of words has one of its own; a thousand objects each would halt everybody."""
    query = TextQuery(("a", "b"), Language.ES, required=("a", "b"))
    shape = StatementShape.of(Language.ES, query, Filters(), 0, Sort.RELEVANCE)
    kept = hit_store._statement(shape)  # noqa: SLF001 (what it keeps)
    assert kept is hit_store._statement(shape)  # noqa: SLF001
    assert isinstance(kept, CompiledStatement)
