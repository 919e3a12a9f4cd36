"""Turns the HTML of descriptions, which other shops export, into plain text.

The shop shows a description as it is, with its line breaks: tags would be read as text. Parsers of
HTML are not used: they drop what only looks like a tag ("Talla <M>"), and the time that html.parser
of Python 3.11 takes grows with the square of a text whose tags do not end.
"""

import html
import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARAGRAPHS = _words("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre section article hr")
_LINES = _words(
    "address aside center dd details div dt fieldset figcaption figure footer form header li main "
    "nav summary tbody tfoot thead tr"
)
_HIDDEN = _words("script style head title template noscript iframe object svg")
_INLINE = _words(
    "a abbr b bdi bdo big body br button caption cite code col colgroup del dfn em embed font html "
    "i img input ins kbd label link map mark meta picture q s samp small source span strike "
    "strong sub sup td th time tt u var video wbr"
)
_ELEMENTS = _PARAGRAPHS | _LINES | _HIDDEN | _INLINE
_BREAKING = _PARAGRAPHS | _LINES | {"br"}
_LONG_NAME = 2

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[\s/][^<>]*)?)>", re.IGNORECASE)
_OPENS_PARAGRAPH = re.compile(r"\s*<p>|.*<p\s+[a-z-]+=", re.IGNORECASE | re.DOTALL)
_OTHER_MARKUP = re.compile(r"<[!?][^<>]*>")
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|apos|euro|#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]acute|[a-z]tilde|[a-z]uml);",
    re.IGNORECASE,
)
_LEADING_ZEROS = re.compile(r"&#0+(?=[0-9])")
_LONG_NUMBER = re.compile(r"&#[0-9]{8,};?")
"""References beyond Unicode. html.unescape raises ValueError for thousands of digits."""
_SPACES = re.compile(r"[^\S\n]+")


def plain_text(text: str) -> str:
    """Return the text without HTML; the same text if it has none.

    Paragraphs are parted by an empty line, and an item of a list begins with a dash.
    """
    if "<" not in text and "&" not in text:
        return text
    tags = {(slash, name.lower()) for slash, name, _ in _TAG.findall(text)}
    if _is_html(text, tags):
        writer = _TextWriter(keeps_lines=all(name not in _BREAKING for _, name in tags))
        writer.write(_OTHER_MARKUP.sub("", _without_comments(text)))
        return writer.text()
    return _unescape(text) if _ENTITY.search(text) else text


def _is_html(text: str, tags: set[tuple[str, str]]) -> bool:
    """Whether a text has elements of HTML; "tallas <S> y <M>" has none, since they have no end."""
    names = {name for _, name in tags if name in _ELEMENTS}
    if any(len(name) >= _LONG_NAME for name in names):
        return True
    if any(("", name) in tags and ("/", name) in tags for name in names):
        return True
    return "p" in names and _OPENS_PARAGRAPH.match(text) is not None


def _unescape(text: str) -> str:
    short = _LONG_NUMBER.sub("\ufffd", _LEADING_ZEROS.sub("&#", text))
    return html.unescape(short)


def _without_comments(text: str) -> str:
    parts, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        parts.append(text[position:start])
        position = end + len("-->")
    return "".join([*parts, text[position:]])


class _TextWriter:
    """Writes what a browser shows of HTML."""

    def __init__(self, *, keeps_lines: bool) -> None:
        """Read line breaks as spaces, as browsers do, unless the text has no others."""
        self._keeps_lines = keeps_lines
        self._parts: list[str] = []
        self._breaks = 0
        """Line breaks before the next text."""
        self._hidden = 0
        """How many of the open elements have no text to show."""

    def write(self, text: str) -> None:
        position = 0
        for tag in _TAG.finditer(text):
            name = tag[2].lower()
            if name in _ELEMENTS:
                self._show_lines(text[position : tag.start()])
                self._element(name, is_end=bool(tag[1]), is_empty=tag[3].endswith("/"))
                position = tag.end()
        self._show_lines(text[position:])

    def text(self) -> str:
        """Return the text written so far."""
        lines = _SPACES.sub(" ", "".join(self._parts)).split("\n")
        return "\n".join(line.strip() for line in lines).strip()

    def _element(self, name: str, *, is_end: bool, is_empty: bool) -> None:
        if name in _HIDDEN and not is_empty:
            self._hidden = max(0, self._hidden + (-1 if is_end else 1))
        elif name == "br":
            self._breaks = min(2, self._breaks + 1)
        elif name in _PARAGRAPHS:
            self._breaks = 2
        elif name in _LINES:
            self._breaks = max(1, self._breaks)
        if not is_end and name == "li":
            self._show("- ")
        elif not is_end and name in {"td", "th"}:
            self._show(" ")

    def _show_lines(self, text: str) -> None:
        shown = _unescape(text)
        self._show(shown if self._keeps_lines else shown.replace("\n", " "))

    def _show(self, text: str) -> None:
        if self._hidden or not text or (self._breaks and not text.strip()):
            return
        self._parts.append("\n" * self._breaks + text)
        self._breaks = 0
