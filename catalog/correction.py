"""What a shopper may have meant to type, read with the words of the catalogue."""

from collections.abc import Mapping

from catalog import spelling, words_store
from catalog.domain import Language
from catalog.words_store import Known, Typed
from chassis.direct import DirectConnection

MOST_WORDS = 6
"""Words of one search that are put right."""
_ALIKE, _BEGUN = 30, 3
"""Words looked at that share letters, and that begin alike."""


async def corrected(connection: DirectConnection, typed: Typed, language: Language) -> str:
    """Answer the search with the words put right that no product has; empty if none could be.

    Codes, numbers and brands stay as they are, and so does what stands in a text of any language,
    unless hardly any has it and a word one slip away is everywhere.
    """
    put_right: dict[str, str] = {}
    doubtful = [word for word in dict.fromkeys(typed.words) if _is_doubtful(word, typed.known)]
    for word in doubtful[:MOST_WORDS]:
        parts = spelling.word_and_number(word)
        if parts:
            there = await words_store.known(connection, parts, language)
            instead = " ".join(parts) if len(there) == len(set(parts)) else ""
        else:
            is_last = word == typed.words[-1]
            stands = typed.known.get(word, 0)
            instead = await _instead(connection, word, stands, language, is_last=is_last)
        if instead:
            put_right[word] = instead
    return " ".join(put_right.get(word, word) for word in typed.words) if put_right else ""


def _is_doubtful(word: str, known: Mapping[str, int]) -> bool:
    if spelling.word_and_number(word):
        return word not in known
    return spelling.may_be_misspelt(word) and known.get(word, 0) <= spelling.RARE


async def _instead(
    connection: DirectConnection, word: str, stands: int, language: Language, *, is_last: bool
) -> str:
    """Answer what the word was meant to be; empty if it is fine or nothing is near.

    `stands` is how many products have it as it is. The last word may not have been typed to its
    end.
    """
    form = 0 if stands else await _in_another_form(connection, word)
    slips = spelling.one_slip_away(word) | spelling.sounding_like(word)
    halves = {part for pair in spelling.parts_of(word) for part in pair}
    there = await words_store.known(connection, slips | halves, language)
    near = _counted(there, slips, meaning=True)
    parts = _counted(there, halves, meaning=False)
    begun = {}
    if len(word) >= spelling.SHORTEST_BEGINNING and (is_last or not (form or stands)):
        begun = await words_store.begun(connection, word, language, _BEGUN)
    if stands:
        begun.pop(word, None)
        return await _of_a_slip_in_the_catalogue(connection, word, stands, near, begun, parts)
    if form:
        near = {o: n for o, n in near.items() if spelling.is_commoner_than_form(n, form)}
        # The form may be that of the whole word, by the rules of another language.
        begun = {o: n for o, n in begun.items() if n >= form}
        reading = spelling.best(word, near, begun, {}, is_last=is_last)
        return reading.text if reading else ""
    if not near and len(word) >= spelling.LONG:
        near = await words_store.like(connection, word, language, _ALIKE)
    reading = spelling.best(word, near, begun, parts, is_last=is_last)
    return reading.text if reading else ""


async def _of_a_slip_in_the_catalogue(
    connection: DirectConnection,
    word: str,
    products: int,
    near: spelling.Frequencies,
    begun: spelling.Frequencies,
    parts: spelling.Frequencies,
) -> str:
    def far(counts: spelling.Frequencies) -> dict[str, int]:
        return {o: n for o, n in counts.items() if spelling.is_far_commoner(n, than=products)}

    reading = spelling.best(word, far(near), far(begun), far(parts), is_last=True)
    if reading is None or await words_store.is_brand(connection, word):
        return ""
    return reading.text


async def _in_another_form(connection: DirectConnection, word: str) -> int:
    """Answer how many products have the word in another form: "mesas" for "mesa"."""
    lexicons = (await words_store.look_up(connection, [word])).lexicons
    return max(sum(lexicon.frequencies.values()) for lexicon in lexicons.values())


def _counted(there: Mapping[str, Known], words: set[str], *, meaning: bool) -> dict[str, int]:
    return {
        word: there[word].products
        for word in words
        if word in there and (there[word].means or not meaning)
    }
