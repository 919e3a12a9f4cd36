"""Splits words that are made of others, as far as products have these: "mousepad", "iphone11"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog.domain import Language
from catalog.search.query import lexicon_store, spelling, word_store
from catalog.search.query.expansion import MAX_EXPANDED_STEMS
from catalog.search.query.lexicon import Lexicon, ParsedQuery
from chassis.db.asyncpg_connection import DirectConnection


async def with_parts(
    connection: DirectConnection, parsed: ParsedQuery, language: Language
) -> Lexicon:
    """Return the language's lexicon of the query, with the parts of the words that are compounds.

    It is as it was if the query has stop words or many words.
    """
    lexicon = parsed.lexicons[language]
    if len(lexicon.stems) != len(parsed.words) or len(parsed.words) > MAX_EXPANDED_STEMS:
        return lexicon
    parts: dict[str, Mapping[str, int]] = {}
    for stem, word in zip(lexicon.stems, parsed.words, strict=True):
        if split := await _split(connection, word, language):
            of_parts = (await lexicon_store.look_up(connection, [*split])).lexicons[language]
            if of_parts.stems and len(of_parts.stems) == len(of_parts.frequencies):
                parts[stem] = {part: of_parts.frequencies[part] for part in of_parts.stems}
    return replace(lexicon, parts=parts)


async def likeliest_split(
    connection: DirectConnection, splits: Sequence[tuple[str, ...]], language: Language
) -> Sequence[str]:
    """Return the split whose words products have: of the fewest words, the commonest.

    Return an empty one if there is none.
    """
    words = {part for split in splits for part in split}
    indexed = await word_store.find_words(connection, words, language) if words else {}
    meaningful = {word for word, found in indexed.items() if not found.is_stop_word}
    whole = [split for split in splits if meaningful.issuperset(split)]

    def likelihood(split: tuple[str, ...]) -> tuple[int, int]:
        return -len(split), min(indexed[part].products for part in split)

    return max(whole, key=likelihood, default=())


async def _split(connection: DirectConnection, word: str, language: Language) -> Sequence[str]:
    splits = spelling.splits_at_digits(word)
    if not splits and spelling.is_plain_word(word):
        splits = [*spelling.splits(word)]
    return await likeliest_split(connection, splits, language)
