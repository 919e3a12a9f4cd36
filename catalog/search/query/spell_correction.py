"""Corrects the words of a query to words that products have."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from catalog.domain import Language
from catalog.search.query import lexicon_store, spelling, word_store
from catalog.search.query.compounds import likeliest_split
from catalog.search.query.lexicon import Lexicon, ParsedQuery, likeliest_first
from catalog.search.query.spelling import Candidates, Correction, best_correction
from chassis.db.asyncpg_connection import DirectConnection

MAX_WORDS = 6
"""Words of one query that are corrected."""
_MAX_SIMILAR, _MAX_COMPLETIONS = 30, 3
"""Candidates for one word that share trigrams with it, and candidates that begin with it."""


@dataclass(frozen=True, slots=True)
class CorrectedQuery:
    """The query to search for."""

    text: str
    """The corrected query; empty if no word was corrected."""
    parsed: ParsedQuery
    """The lookup of the corrected words, or of the typed ones if none was corrected."""


async def correct(
    connection: DirectConnection, parsed: ParsedQuery, language: Language
) -> CorrectedQuery:
    """Return the query with its misspelt words corrected.

    Words are corrected in the likeliest language of the query. The others are tried only if
    products in that language have none of the words.
    """
    for lexicon in likeliest_first(parsed.lexicons.values(), language):
        stop_words = {*lexicon.stop_words, *parsed.lexicons[language].stop_words}
        text = await _correct_in(connection, parsed, lexicon.language, stop_words)
        if text:
            corrected = await lexicon_store.look_up(connection, text)
            return CorrectedQuery(text, _keep_typed_forms(corrected, parsed))
        if lexicon.frequencies:
            break
    return CorrectedQuery("", parsed)


def _keep_typed_forms(corrected: ParsedQuery, typed: ParsedQuery) -> ParsedQuery:
    """Let the lexicons of the corrected query keep the words as typed that some product has."""
    lexicons = {
        language: _keep_typed_forms_in(lexicon, typed.lexicons[language])
        for language, lexicon in corrected.lexicons.items()
    }
    return replace(corrected, lexicons=lexicons)


def _keep_typed_forms_in(corrected: Lexicon, typed: Lexicon) -> Lexicon:
    if len(corrected.stems) != len(typed.stems):
        return corrected
    typed_forms = {
        stem: {typed_stem: typed.frequencies[typed_stem]}
        for stem, typed_stem in zip(corrected.stems, typed.stems, strict=True)
        if typed_stem != stem and typed_stem in typed.frequencies
    }
    if not typed_forms:
        return corrected
    # A product with exactly the typed name must still be found by it.
    return replace(corrected, typed_forms=typed_forms, name_key=typed.name_key)


async def _correct_in(
    connection: DirectConnection, parsed: ParsedQuery, language: Language, kept: Collection[str]
) -> str:
    """Return the query with its doubtful words corrected; empty if none could be.

    Codes, numbers, brands and the words `kept` stay as typed. So does a word that products have in
    any language, unless very few have it and a word one edit away is far more common.
    """
    corrections: dict[str, str] = {}
    doubtful = [
        word
        for word in dict.fromkeys(parsed.words)
        if _is_doubtful(word, parsed.known) and word not in parsed.compounded and word not in kept
    ]
    for word in doubtful[:MAX_WORDS]:
        products = parsed.known.get(word, 0)
        if splits := spelling.splits_at_digits(word):
            correction = " ".join(
                await likeliest_split(connection, splits, language, with_stop_words=True)
            )
        else:
            is_last = word == parsed.words[-1]
            correction = await _correct_word(connection, word, products, language, is_last=is_last)
        # A shopper who types both "mesa" and "nesa" means both, if products have "nesa".
        if correction and not (products and correction in parsed.words):
            corrections[word] = correction
    if not corrections:
        return ""
    return " ".join(corrections.get(word, word) for word in parsed.words)


def _is_doubtful(word: str, known: Mapping[str, int]) -> bool:
    if spelling.splits_at_digits(word):
        return word not in known
    return spelling.is_plain_word(word) and known.get(word, 0) <= spelling.MAX_PRODUCTS_WITH_TYPO


async def _correct_word(
    connection: DirectConnection, word: str, products: int, language: Language, *, is_last: bool
) -> str:
    """Return the correction of a word that so many products have; empty if it stays as typed."""
    products_with_a_form = 0
    if not products:
        lexicons = (await lexicon_store.look_up(connection, word)).lexicons.values()
        if _has_synonyms(lexicons):
            # It is no typo, but a synonym of a word that products have.
            return ""
        # Products with another form of the word, as "mesas" is one of "mesa".
        products_with_a_form = max(sum(lexicon.frequencies.values()) for lexicon in lexicons)
    is_unknown = not products and not products_with_a_form
    candidates = await _candidates(connection, word, language, complete=is_last or is_unknown)
    if products:
        return await _correct_rare_word(connection, word, products, candidates)
    if is_unknown:
        return await _correct_unknown_word(connection, word, language, candidates, is_last=is_last)
    likely = candidates.likelier_than_form(products_with_a_form)
    return _text_of(best_correction(word, likely, is_last=is_last))


async def _correct_rare_word(
    connection: DirectConnection, word: str, products: int, candidates: Candidates
) -> str:
    """Return the correction of a word that few products have; empty if it stays as typed.

    It counts as a typo of the catalogue only if another word is far more common, and if it is no
    brand and has no synonym: few products have "papas" where they are called "patatas".
    """
    likely = candidates.likelier_than_rare_word(products)
    correction = best_correction(word, likely, is_last=True)
    if correction is None:
        return ""
    lexicons = (await lexicon_store.look_up(connection, word)).lexicons
    stems = {language: lexicon.stems[0] for language, lexicon in lexicons.items() if lexicon.stems}
    if await word_store.is_brand(connection, stems):
        return ""
    return "" if _has_synonyms(lexicons.values()) else correction.text


async def _correct_unknown_word(
    connection: DirectConnection,
    word: str,
    language: Language,
    candidates: Candidates,
    *,
    is_last: bool,
) -> str:
    """Return the correction of a word that no product has in any form; empty if there is none.

    A long word without a candidate one edit away may be two edits away from one.
    """
    if not candidates.similar and len(word) >= spelling.MIN_LENGTH_FOR_TWO_EDITS:
        similar = await word_store.similar_words(connection, word, language, _MAX_SIMILAR)
        candidates = replace(candidates, similar=similar)
    return _text_of(best_correction(word, candidates, is_last=is_last))


async def _candidates(
    connection: DirectConnection, word: str, language: Language, *, complete: bool
) -> Candidates:
    """Return the candidates for correcting the word.

    Longer words that begin with it are among them only if `complete`.
    """
    respelt = spelling.one_edit_away(word) | spelling.homophones(word)
    parts = {part for split in spelling.splits(word) for part in split}
    indexed = await word_store.find_words(connection, respelt | parts, language)
    completions = {}
    if complete and len(word) >= spelling.MIN_PREFIX_LENGTH:
        completions = await word_store.words_with_prefix(
            connection, word, language, _MAX_COMPLETIONS
        )
    return Candidates(
        similar={
            other: found.products
            for other, found in indexed.items()
            if other in respelt and not found.is_stop_word
        },
        completions=completions,
        parts={part: found.products for part, found in indexed.items() if part in parts},
        stop_words=parts & {word for word, found in indexed.items() if found.is_stop_word},
    )


def _has_synonyms(lexicons: Iterable[Lexicon]) -> bool:
    return any(lexicon.synonyms for lexicon in lexicons)


def _text_of(correction: Correction | None) -> str:
    return correction.text if correction else ""
