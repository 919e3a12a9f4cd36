"""From the words as a shopper typed them to what they may mean, the likeliest first."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from catalog.domain import Language
from catalog.search.query import lexicon_store, spell_correction
from catalog.search.query.expansion import MAX_LOOSE_STEMS, Meaning
from catalog.search.query.lexicon import Lexicon, starting_with, words_of
from catalog.search.query.lexicon_store import Typed
from catalog.search.query.tsquery import Wanted
from chassis.db.asyncpg_connection import DirectConnection


async def understand(
    connection: DirectConnection, query: str, language: Language, *, exact: bool
) -> tuple[Typed, str]:
    """Return what the index knows of the words, and the search put right, empty where it is not.

    `exact` says that it is not to be. Else what is known is of the words put right.
    """
    typed = await lexicon_store.look_up(connection, words_of(query))
    corrected = "" if exact else await _put_right(connection, typed, language)
    if not corrected:
        return typed, ""
    instead = await lexicon_store.look_up(connection, words_of(corrected))
    lexicons = {
        one: _keeping(lexicon, typed.lexicons[one]) for one, lexicon in instead.lexicons.items()
    }
    return replace(instead, lexicons=lexicons), corrected


def meanings(
    lexicons: Mapping[Language, Lexicon], language: Language, *, exact: bool, unfinished: bool
) -> Iterator[Wanted]:
    """Return what the words may be taken to mean, the likeliest first.

    Unless `exact`, others will do that mean the same; if `unfinished`, the last one may be the
    beginning of a word as well.
    """
    if not lexicons[language].stems:
        return

    def meaning(lexicon: Lexicon) -> Meaning:
        return Meaning(lexicon) if exact else Meaning.loosely(lexicon, unfinished=unfinished)

    meant = [lexicons[one] for one in starting_with(language) if lexicons[one].stems]
    yield from (one.wanted() for one in map(meaning, meant) if one.may_have_all)
    # The language that leaves out the most words is likely theirs: "de" is one in English.
    for lexicon in sorted(meant, key=lambda lexicon: len(lexicon.stems)):
        yield from meaning(lexicon).in_part()


async def in_parts(connection: DirectConnection, typed: Typed, language: Language) -> Lexicon:
    """Return what the language knows of the words, with those that they are made of."""
    lexicon = typed.lexicons[language]
    if len(lexicon.stems) != len(typed.words) or len(typed.words) > MAX_LOOSE_STEMS:
        return lexicon
    parts: dict[str, Mapping[str, int]] = {}
    for stem, word in zip(lexicon.stems, typed.words, strict=True):
        if made_of := await spell_correction.parts(connection, word, language):
            of_parts = (await lexicon_store.look_up(connection, [*made_of])).lexicons[language]
            if of_parts.stems and len(of_parts.stems) == len(of_parts.frequencies):
                parts[stem] = {one: of_parts.frequencies[one] for one in of_parts.stems}
    return replace(lexicon, parts=parts)


async def _put_right(connection: DirectConnection, typed: Typed, language: Language) -> str:
    """Return the search put right by the words of the language that it is likeliest in.

    Where that knows none, by those of the others too; empty if nothing is to be put right.
    """
    known = {one: len(typed.lexicons[one].frequencies) for one in Language}

    def likeliest(one: Language) -> tuple[int, int]:
        # Who leaves out the most words as meaning nothing: "de" is a word in English.
        return len(typed.lexicons[one].stems), -known[one]

    for one in sorted(starting_with(language), key=likeliest):
        corrected = await spell_correction.corrected(connection, typed, one)
        if corrected or known[one]:
            return corrected
    return ""


def _keeping(corrected: Lexicon, typed: Lexicon) -> Lexicon:
    """Return the words put right, and with them those as typed that some product has."""
    if len(corrected.stems) != len(typed.stems):
        return corrected
    pairs = zip(corrected.stems, typed.stems, strict=True)
    kept = {
        stem: {before: typed.frequencies[before]}
        for stem, before in pairs
        if before != stem and before in typed.frequencies
    }
    # What is called just so is found in any case.
    return replace(corrected, kept=kept, whole=typed.whole) if kept else corrected
