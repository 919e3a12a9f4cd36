"""The text search configurations of PostgreSQL that the index is written with."""

from typing import Any

import sqlalchemy as sa

from catalog.domain import Language


def config_of(language: Language) -> sa.ColumnElement[Any]:
    """Return the text search configuration of a language."""
    return sa.literal_column(f"'tienda_{language.value}'::regconfig")
