"""A refusal as an HTML page, for a person who opens an address of the API in a browser."""

import base64
import hashlib
from html import escape
from typing import Final, NamedTuple

from bff.errors.messages import Text
from bff.schemas import Language

_STYLE: Final = """
:root { color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .5rem; line-height: 1.15; }
a { color: inherit; margin-right: 1.5rem; }
"""
_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

CONTENT_SECURITY_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"
)

_UNAUTHORIZED: Final = 401
_FIRST_SERVER_ERROR: Final = 500


class _Links(NamedTuple):
    home: str
    log_in: str
    retry: str


_LINKS: Final[dict[Language, _Links]] = {
    "es": _Links("Ir a la tienda", "Entrar en tu cuenta", "Volver a intentarlo"),
    "en": _Links("Go to the shop", "Log in", "Try again"),
}


def problem_page(text: Text, status: int, language: Language) -> bytes:
    """Return the page: what went wrong, and where to go from here."""
    names = _LINKS[language]
    links = [f'<a href="/">{names.home}</a>']
    if status == _UNAUTHORIZED:
        links.insert(0, f'<a href="/entrar">{names.log_in}</a>')
    if status >= _FIRST_SERVER_ERROR:
        links.insert(0, f'<a href="">{names.retry}</a>')
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(text.title)} · Tienda</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(text.title)}</h1><p>{escape(text.detail)}</p><p>{' '.join(links)}</p>"
        "</main></body></html>"
    ).encode()
