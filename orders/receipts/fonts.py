"""The fonts of receipts: which characters they have, how wide they are, and where lines wrap.

Most receipts in Spanish or English need only Helvetica, which every PDF reader has. Any other
text, "Łukasz" or "Ελένη", is set in Fira Sans, which has Latin, Greek and Cyrillic; the characters
used are embedded in the file.
"""

import functools
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import fontpkg_fira_sans
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

UNKNOWN = "?"
"""Replaces a character that no font here has."""

_INVISIBLE_CATEGORIES = {"Cf", "Me", "Mn"}


@dataclass(frozen=True)
class Typeface:
    """A font family in two weights, by their names in reportlab."""

    regular: str
    bold: str
    code_points: Container[int]
    """The characters that both weights have."""

    def name(self, *, bold: bool) -> str:
        """Return the name of the weight."""
        return self.bold if bold else self.regular

    def replace_unknown(self, text: str) -> str:
        """Return the text with UNKNOWN for each missing character, and without missing marks."""
        return "".join(
            character
            if ord(character) in self.code_points
            else ("" if unicodedata.category(character) in _INVISIBLE_CATEGORIES else UNKNOWN)
            for character in text
        )

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of the text in points, at a font size in points."""
        width: float = stringWidth(text, self.name(bold=bold), size)
        return width

    def wrap(self, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
        """Break the text into lines of at most `room` points, between words where possible."""
        lines: list[str] = []
        line = ""
        for word in self._pieces(text, size, room, bold=bold):
            longer = f"{line} {word}" if line else word
            if line and self.width(longer, size, bold=bold) > room:
                lines.append(line)
                longer = word
            line = longer
        return [*lines, line] if line else lines

    def _pieces(self, text: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
        for word in text.split():
            if self.width(word, size, bold=bold) <= room:
                yield word
                continue
            piece = ""
            for character in word:
                if piece and self.width(piece + character, size, bold=bold) > room:
                    yield piece
                    piece = ""
                piece += character
            yield piece


def normalize(text: str) -> str:
    """Return the text in NFC with single spaces, and without format characters."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(c for c in composed if unicodedata.category(c) != "Cf").split())


def typeface_for(texts: Iterable[str]) -> Typeface:
    """Return the first typeface that has all characters of the texts; Fira Sans if none has."""
    needed = set(map(ord, "".join(texts)))
    return _helvetica() if needed <= _windows_1252() else _fira()


@functools.cache
def _windows_1252() -> frozenset[int]:
    """Return the characters of WinAnsiEncoding, the largest encoding of PDF's standard fonts."""
    characters = bytes(range(0x20, 0x100)).decode("cp1252", "ignore")
    # Reportlab writes the bullet as a code that readers take for "delete".
    return frozenset(map(ord, characters)) - {0x7F, ord("•")}


@functools.cache
def _helvetica() -> Typeface:
    return Typeface("Helvetica", "Helvetica-Bold", _windows_1252())


@functools.cache
def _fira() -> Typeface:
    folder: Path = fontpkg_fira_sans.ROOT / "files"
    fonts = [
        TTFont(name, folder / f"{name}.ttf") for name in ("FiraSans-Regular", "FiraSans-SemiBold")
    ]
    for font in fonts:
        registerFont(font)
    regular, bold = fonts
    code_points = regular.face.charToGlyph.keys() & bold.face.charToGlyph.keys()
    return Typeface(regular.fontName, bold.fontName, code_points)
