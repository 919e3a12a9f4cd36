"""The negotiation of a response's language."""

import pytest

from bff.http.language import negotiate_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "es"),
        ("en", "en"),
        ("EN-us", "en"),
        ("es-MX, en;q=0.9", "es"),
        ("en;q=0.1", "en"),
        ("fr;q=1, de", "es"),
        ("*", "es"),
        ("en;q=nonsense, es;q=0.1", "es"),
        ("en;q=1.0, es;q=1.0", "es"),
    ],
)
def test_the_best_of_our_languages_is_taken(header, language):
    assert negotiate_language(header) == language
