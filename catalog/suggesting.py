"""Completes what a shopper has typed so far."""

from catalog import suggest_store, words_store
from catalog.domain import Language, Suggestion
from catalog.suggest_store import Typing
from catalog.words import starting_with, words_of
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
            typed = await words_store.look_up(connection, words)
            if not typed.words:
                return []
            for taken_in in starting_with(language):
                typing = Typing(words, typed.words, taken_in)
                found = await _completions(connection, typing, language, limit)
                if found:
                    return found
        return []


async def _completions(
    connection: DirectConnection, typing: Typing, shown_in: Language, limit: int
) -> list[Suggestion]:
    found = await suggest_store.categories_named(
        connection, typing, shown_in, min(limit, MAX_CATEGORY_SUGGESTIONS)
    )
    found += await suggest_store.products_named(connection, typing, shown_in, limit - len(found))
    if len(found) == limit:
        return found
    before = (await words_store.look_up(connection, typing.words[:-1])).lexicons[typing.language]
    last = (await words_store.look_up(connection, typing.words[-1:])).lexicons[typing.language]
    return found + await suggest_store.products_with_word(
        connection,
        typing,
        shown_in,
        limit - len(found),
        before=before.wanted() if before.stems else None,
        last=last.wanted() if last.stems else None,
    )
