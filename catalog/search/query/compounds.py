"""Splits compound words if products have all the parts: "mousepad", "iphone11"."""

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
    """Return the query's lexicon in this language, with the parts of its compound words.

    Unchanged if the query has stop words, or more than MAX_EXPANDED_STEMS words.
    """
    lexicon = parsed.lexicons[language]
    if len(lexicon.stems) != len(parsed.words) or len(parsed.words) > MAX_EXPANDED_STEMS:
        return lexicon
    parts: dict[str, Mapping[str, int]] = {}
    for stem, word in zip(lexicon.stems, parsed.words, strict=True):
        if split := await _split(connection, word, language):
            parts_lexicon = (await lexicon_store.look_up(connection, " ".join(split))).lexicons[
                language
            ]
            if parts_lexicon.stems and len(parts_lexicon.stems) == len(parts_lexicon.frequencies):
                parts[stem] = {
                    part: parts_lexicon.frequencies[part] for part in parts_lexicon.stems
                }
    return replace(lexicon, parts=parts)


async def likeliest_split(
    connection: DirectConnection,
    splits: Sequence[tuple[str, ...]],
    language: Language,
    *,
    with_stop_words: bool = False,
) -> Sequence[str]:
    """Return the likeliest split, of those whose parts products have; empty if there is none.

    It has the fewest parts, and of these the most common ones. If `with_stop_words`, all parts but
    one may be stop words.
    """
    words = {part for split in splits for part in split}
    indexed = await word_store.find_words(connection, words, language) if words else {}
    meaningful = {word for word, found in indexed.items() if not found.is_stop_word}
    if with_stop_words:
        known_splits = [
            s for s in splits if indexed.keys() >= {*s} and not meaningful.isdisjoint(s)
        ]
    else:
        known_splits = [split for split in splits if meaningful.issuperset(split)]

    def likelihood(split: tuple[str, ...]) -> tuple[int, int, int]:
        fewest = min(indexed[part].products for part in split)
        return sum(part in meaningful for part in split) - len(split), -len(split), fewest

    return max(known_splits, key=likelihood, default=())


async def _split(connection: DirectConnection, word: str, language: Language) -> Sequence[str]:
    if splits := spelling.splits_at_digits(word):
        return await likeliest_split(connection, splits, language, with_stop_words=True)
    if spelling.is_plain_word(word):
        return await likeliest_split(connection, [*spelling.splits(word)], language)
    return ()
