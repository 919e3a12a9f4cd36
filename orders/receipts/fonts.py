"""The letters that a receipt is set in: whether they are there, how wide they are, where they wrap.

Most of what is sold in Spanish or English can be written with what every PDF reader brings along.
Anything else, "Łukasz" or "Ελένη", is set in Fira Sans, of which the letters used are put in the
file: Latin of all kinds, Greek and Cyrillic.
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
"""Stands for a letter that no typeface here has."""

_NO_WIDTH = {"Cf", "Me", "Mn"}


@dataclass(frozen=True)
class Typeface:
    """One family in two weights, by the names that reportlab knows them by."""

    regular: str
    bold: str
    letters: Container[int]
    """Code points that it has."""

    def name(self, *, bold: bool) -> str:
        """Return the name of one weight."""
        return self.bold if bold else self.regular

    def shown(self, text: str) -> str:
        """Return the text with UNKNOWN for each letter that is not there; marks are left out."""
        return "".join(
            letter
            if ord(letter) in self.letters
            else ("" if unicodedata.category(letter) in _NO_WIDTH else UNKNOWN)
            for letter in text
        )

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is at a size, in points."""
        width: float = stringWidth(text, self.name(bold=bold), size)
        return width

    def wrap(self, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
        """Break a text into lines no wider than `room`, between words where that can be."""
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
            for letter in word:
                if piece and self.width(piece + letter, size, bold=bold) > room:
                    yield piece
                    piece = ""
                piece += letter
            yield piece


def tidy(text: str) -> str:
    """Return a text with single spaces, composed letters, and nothing that only steers a reader."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(c for c in composed if unicodedata.category(c) != "Cf").split())


def typeface_for(texts: Iterable[str]) -> Typeface:
    """Return the lightest typeface for all of these texts together."""
    needed = set(map(ord, "".join(texts)))
    return _helvetica() if needed <= _windows_1252() else _fira()


@functools.cache
def _windows_1252() -> frozenset[int]:
    """The letters of WinAnsiEncoding, the widest that PDF's own fonts are read in."""
    letters = bytes(range(0x20, 0x100)).decode("cp1252", "ignore")
    # The bullet comes out of reportlab under a code that readers take for "delete".
    return frozenset(map(ord, letters)) - {0x7F, ord("•")}


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
    letters = regular.face.charToGlyph.keys() & bold.face.charToGlyph.keys()
    return Typeface(regular.fontName, bold.fontName, letters)
