"""Completes what a shopper has typed so far."""

from catalog.domain import Language, Suggestion
from catalog.search.query import lexicon_store
from catalog.search.query.expansion import Meaning
from catalog.search.query.lexicon import Lexicon, starting_with, words_of
from catalog.search.query.tsquery import begun_in_name
from catalog.search.sampling import finest_of, ranked_of
from catalog.search.suggest import suggestion_store
from catalog.search.suggest.suggestion_store import Typing
from chassis.db.asyncpg_connection import DirectConnection
from chassis.db.database import Database

MAX_PER_KIND = 3
"""Categories, and searches of others, among the suggestions."""
_BEGUN = 20
"""Words looked for that begin as the last one typed does: the commonest."""


class Suggesting:
    """The use case, with what it needs: a database that plans a statement once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def suggestions(self, query: str, language: Language, limit: int) -> list[Suggestion]:
        """Return ways to complete the query: categories, what others have searched, products.

        Where there are none, it is taken in the shop's other languages.
        """
        words = words_of(query)
        if not words:
            return []
        async with self._database.direct() as connection:
            last = await lexicon_store.look_up(connection, words[-1:])
            before = await lexicon_store.look_up(connection, words[:-1]) if words[1:] else None
            for taken_in in starting_with(language):
                typing = Typing([*(before.words if before else ()), *last.words], taken_in)
                if not typing.folded:
                    continue
                completing = _Completing(
                    last.lexicons[taken_in], before.lexicons[taken_in] if before else None
                )
                if found := await completing.completions(connection, typing, language, limit):
                    return found
        return []


class _Completing:
    """What is known of the words typed in one language: of the last as if it were whole."""

    def __init__(self, last: Lexicon, before: Lexicon | None) -> None:
        self._last = last
        self._before = before if before and before.stems else None

    async def completions(
        self, connection: DirectConnection, typing: Typing, shown_in: Language, limit: int
    ) -> list[Suggestion]:
        """Return what begins as typed; then products that have a word in the name which does."""
        found = await suggestion_store.begun_alike(
            connection, typing, shown_in, limit, min(limit, MAX_PER_KIND)
        )
        wanting = limit - len(found)
        if not wanting:
            return found
        begun = await lexicon_store.stems_begun(
            connection, typing.folded[-1], typing.language, _BEGUN
        )
        # The word may be whole already, in another form.
        stems = begun | {stem: self._last.frequencies.get(stem, 0) for stem in self._last.stems}
        if not stems:
            return found
        at_most = sum(stems.values())
        wanted = begun_in_name(stems)
        if self._before:
            at_most = min(at_most, Meaning(self._before).at_most())
            wanted = f"({wanted}) & {Meaning(self._before).wanted().query}"
        # How many there are is not known: a larger sample is taken until there are enough.
        for level in range(ranked_of(at_most), -1, -1):
            more = await suggestion_store.with_word(
                connection, typing, wanted, shown_in, wanting, level
            )
            if len(more) == wanting or (more and level <= finest_of(at_most)):
                break
        return found + more
