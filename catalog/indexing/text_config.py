"""PostgreSQL's text search configurations for the search index."""

from typing import Any

import sqlalchemy as sa

from catalog.domain import Language


def config_of(language: Language) -> sa.ColumnElement[Any]:
    """Return the text search configuration of a language."""
    return sa.literal_column(f"'tienda_{language.value}'::regconfig")


def config_with_stop_words(language: Language) -> sa.ColumnElement[Any]:
    """Return the configuration that keeps the stop words of a language, by their stems."""
    return sa.literal_column(f"'tienda_{language.value}_all'::regconfig")
