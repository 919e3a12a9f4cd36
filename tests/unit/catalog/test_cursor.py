"""Page tokens of the search."""

from uuid import UUID

import pytest

from catalog.domain import (
    Language,
)
from catalog.search.cursor import from_token, to_token
from catalog.search.model import Cursor, Sort
from catalog.search.query.text_query import TextQuery
from chassis.errors import InvalidRequest


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        (Sort.RELEVANCE, 1.0607843),
        (Sort.PRICE, 14990),
        (Sort.NEWEST, str(UUID(int=7))),
        (Sort.NAME, "mesa auxiliar"),
    ],
)
def test_a_page_token_leads_back_to_its_place_in_its_search_alone(sort, key):
    query = TextQuery(
        ("mes", "o'x"), Language.EN, min_should_match=1, required=("mes",), weights=(1.5, 0.5)
    )
    cursor = Cursor(key, UUID(int=7), query, is_corrected=True)
    token = to_token(cursor, "this")
    assert from_token(token, "this", sort) == cursor
    with pytest.raises(InvalidRequest):
        from_token(token, "that", sort)
