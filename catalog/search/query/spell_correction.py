"""What a shopper may have meant to type, read with the words of the catalogue."""

from collections.abc import Collection, Mapping, Sequence

from catalog.domain import Language
from catalog.search.query import lexicon_store, spelling
from catalog.search.query.lexicon_store import Known, Typed
from chassis.db.asyncpg_connection import DirectConnection

MAX_WORDS = 6
"""Words of one search that are put right."""
_ALIKE, _BEGUN = 30, 3
"""Words looked at that share letters, and that begin alike."""


async def corrected(connection: DirectConnection, typed: Typed, language: Language) -> str:
    """Return the search with the words put right that no product has; empty if none could be.

    Codes, numbers and brands stay as they are, and so does what stands in a text of any language,
    unless hardly any has it and a word one slip away is everywhere.
    """
    put_right: dict[str, str] = {}
    doubtful = [
        word
        for word in dict.fromkeys(typed.words)
        if _is_doubtful(word, typed.known) and word not in typed.together
    ]
    for word in doubtful[:MAX_WORDS]:
        stands = typed.known.get(word, 0)
        if pairs := spelling.parts_at_digits(word):
            instead = " ".join(await _likeliest(connection, pairs, language))
        else:
            is_last = word == typed.words[-1]
            instead = await _instead(connection, word, stands, language, is_last=is_last)
        # Who types both "mesa" and "nesa" means both.
        if instead and not (stands and instead in typed.words):
            put_right[word] = instead
    return " ".join(put_right.get(word, word) for word in typed.words) if put_right else ""


def _is_doubtful(word: str, known: Mapping[str, int]) -> bool:
    if spelling.parts_at_digits(word):
        return word not in known
    return spelling.may_be_misspelt(word) and known.get(word, 0) <= spelling.RARE


async def parts(connection: DirectConnection, word: str, language: Language) -> Sequence[str]:
    """Return the words that make this one, if all are the catalogue's: "mouse" and "pad"."""
    pairs = spelling.parts_at_digits(word)
    if not pairs and spelling.may_be_misspelt(word):
        pairs = [*spelling.parts_of(word)]
    return await _likeliest(connection, pairs, language)


async def _likeliest(
    connection: DirectConnection, pairs: Sequence[tuple[str, ...]], language: Language
) -> Sequence[str]:
    """Return those of which products have each: the fewest, the commonest; empty without any."""
    words = {part for pair in pairs for part in pair}
    there = await lexicon_store.known(connection, words, language) if words else {}
    meant = {word for word, known in there.items() if known.means}
    whole = [pair for pair in pairs if meant.issuperset(pair)]

    def likely(pair: tuple[str, ...]) -> tuple[int, int]:
        return -len(pair), min(there[part].products for part in pair)

    return max(whole, key=likely, default=())


async def _instead(
    connection: DirectConnection, word: str, stands: int, language: Language, *, is_last: bool
) -> str:
    """Return what the word was meant to be; empty if it is fine or nothing is near.

    `stands` is how many products have it as it is. The last word may not have been typed to its
    end.
    """
    form = 0
    if not stands:
        elsewhere = (await lexicon_store.look_up(connection, [word])).lexicons.values()
        if any(lexicon.same for lexicon in elsewhere):
            return ""  # no slip, but another word for something that there is
        # In another form, as "mesas" is one of "mesa".
        form = max(sum(lexicon.frequencies.values()) for lexicon in elsewhere)
    slips = spelling.one_slip_away(word) | spelling.sounding_like(word)
    halves = {part for pair in spelling.parts_of(word) for part in pair}
    there = await lexicon_store.known(connection, slips | halves, language)
    near = _counted(there, slips, meaning=True)
    parts = _counted(there, halves, meaning=False)
    small = {half for half in parts if not there[half].means}
    begun = {}
    if len(word) >= spelling.MIN_PREFIX_LENGTH and (is_last or not (form or stands)):
        begun = await lexicon_store.begun(connection, word, language, _BEGUN)
    if stands:
        begun.pop(word, None)
        return await _of_a_slip_in_the_catalogue(
            connection, word, stands, near, begun, parts, small
        )
    if form:
        near = {o: n for o, n in near.items() if spelling.is_commoner_than_form(n, form)}
        # The form may be that of the whole word, by the rules of another language.
        begun = {o: n for o, n in begun.items() if n >= form}
        reading = spelling.best(word, near, begun, {}, is_last=is_last)
        return reading.text if reading else ""
    if not near and len(word) >= spelling.LONG:
        near = await lexicon_store.like(connection, word, language, _ALIKE)
    reading = spelling.best(word, near, begun, parts, small=small, is_last=is_last)
    return reading.text if reading else ""


async def _of_a_slip_in_the_catalogue(
    connection: DirectConnection,
    word: str,
    products: int,
    near: spelling.Frequencies,
    begun: spelling.Frequencies,
    parts: spelling.Frequencies,
    small: Collection[str],
) -> str:
    def far(counts: spelling.Frequencies) -> dict[str, int]:
        return {o: n for o, n in counts.items() if spelling.is_far_commoner(n, than=products)}

    reading = spelling.best(word, far(near), far(begun), far(parts), small=small, is_last=True)
    if reading is None or await lexicon_store.is_brand(connection, word):
        return ""
    # Few products have "papas" where they are called "patatas".
    return "" if await _has_synonyms(connection, word) else reading.text


async def _has_synonyms(connection: DirectConnection, word: str) -> bool:
    """Whether products have another word for the same."""
    lexicons = (await lexicon_store.look_up(connection, [word])).lexicons
    return any(lexicon.same for lexicon in lexicons.values())


def _counted(there: Mapping[str, Known], words: set[str], *, meaning: bool) -> dict[str, int]:
    return {
        word: there[word].products
        for word in words
        if word in there and (there[word].means or not meaning)
    }
