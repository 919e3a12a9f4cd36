"""Completes what a shopper has typed so far."""

from dataclasses import dataclass, replace

from catalog.domain import Language, Suggestion
from catalog.search.query import lexicon_store, word_store
from catalog.search.query.expansion import QueryVariant
from catalog.search.query.lexicon import Lexicon, preferred_first
from catalog.search.query.text_query import any_in_name
from catalog.search.query.tsquery import all_of, group
from catalog.search.sampling import finest_sample_level, sample_level_for_ranking
from catalog.search.suggest import suggestion_store
from catalog.search.suggest.suggestion_store import Prefix
from chassis.db.asyncpg_connection import DirectConnection
from chassis.db.database import Database

MAX_PER_KIND = 3
"""Categories among the suggestions, and likewise queries of other shoppers."""
_MAX_STEMS = 20
"""The most common stems of words with the last word as prefix, which are searched for."""


@dataclass(frozen=True, slots=True)
class SuggestProducts:
    """Suggests completions of a query; `database` plans each statement once."""

    database: Database

    async def suggest(self, query: str, language: Language, limit: int) -> list[Suggestion]:
        """Return completions of the query: categories, queries of other shoppers, products.

        If there are none in the shopper's language, try the shop's other languages.
        """
        async with self.database.direct() as connection:
            parsed = await lexicon_store.look_up(connection, query)
            for typed_in in preferred_first(language) if parsed.words else ():
                prefix = Prefix(parsed.words, typed_in)
                suggestions = await _suggestions(
                    connection, prefix, parsed.lexicons[typed_in], language, limit
                )
                if suggestions:
                    return suggestions
        return []


async def _suggestions(
    connection: DirectConnection, prefix: Prefix, lexicon: Lexicon, shown_in: Language, limit: int
) -> list[Suggestion]:
    """Return suggestions with the prefix, and then products with a matching word in their name."""
    suggestions = await suggestion_store.with_prefix(
        connection, prefix, shown_in, limit, min(limit, MAX_PER_KIND)
    )
    missing = limit - len(suggestions)
    if not missing:
        return suggestions
    completed = await word_store.stems_with_prefix(
        connection, prefix.words[-1], prefix.language, _MAX_STEMS
    )
    # The last word may be complete, in another form.
    last = lexicon.last_stem
    stems = completed | ({last: lexicon.frequencies.get(last, 0)} if last else {})
    if not stems:
        return suggestions
    max_matches = sum(stems.values())
    tsquery = any_in_name(stems)
    if before := tuple(stem for stem in lexicon.stems if stem != last):
        words_before = QueryVariant(replace(lexicon, stems=before))
        max_matches = min(max_matches, words_before.max_matches())
        tsquery = all_of([group(tsquery), words_before.match_all().tsquery])
    # The number of matches is not known beforehand: enlarge the sample until it has enough.
    for level in range(sample_level_for_ranking(max_matches), -1, -1):
        products = await suggestion_store.with_words(
            connection, prefix, tsquery, shown_in, missing, level
        )
        if len(products) == missing or (products and level <= finest_sample_level(max_matches)):
            break
    return suggestions + products
