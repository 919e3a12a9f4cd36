"""Completes what a shopper has typed so far."""

from catalog import suggest_store, words_store
from catalog.domain import Language, Suggestion
from catalog.suggest_store import Typing
from catalog.words import Lexicon, Wanted, starting_with, words_of
from chassis.database import Database
from chassis.direct import DirectConnection

MAX_CATEGORY_SUGGESTIONS = 3


class Suggesting:
    """The use case, with what it needs: a database that plans each statement by its values."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def suggestions(self, query: str, language: Language, limit: int) -> list[Suggestion]:
        """Answer ways to complete the query: categories first, then products.

        Where there are none, it is taken in the shop's other languages.
        """
        words = words_of(query)
        if not words:
            return []
        async with self._database.direct() as connection:
            last = await words_store.look_up(connection, words[-1:])
            before = await words_store.look_up(connection, words[:-1]) if words[1:] else None
            for taken_in in starting_with(language):
                typing = Typing(
                    [*(before.words if before else ()), *last.words],
                    taken_in,
                    before=_wanted(before.lexicons[taken_in]) if before else None,
                    last=_wanted(last.lexicons[taken_in]),
                )
                if typing.folded and (
                    found := await _completions(connection, typing, language, limit)
                ):
                    return found
        return []


def _wanted(lexicon: Lexicon) -> Wanted | None:
    return lexicon.wanted() if lexicon.stems else None


async def _completions(
    connection: DirectConnection, typing: Typing, shown_in: Language, limit: int
) -> list[Suggestion]:
    found = await suggest_store.categories_named(
        connection, typing, shown_in, min(limit, MAX_CATEGORY_SUGGESTIONS)
    )
    found += await suggest_store.products_named(connection, typing, shown_in, limit - len(found))
    if len(found) == limit:
        return found
    return found + await suggest_store.products_with_word(
        connection, typing, shown_in, limit - len(found)
    )
