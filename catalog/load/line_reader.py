"""Reads a text file line by line, and reports lines that are not valid text."""

import codecs
import gzip
import io
import itertools
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from catalog.load.file_content import GZIP, UTF8, encoding_of, foreign_content

MAX_LINE = 256 * 1024
"""Bytes, including the line ending."""

_CHUNK = 64 * 1024
_NO_CHARACTER = b"\xff"
"""A byte that UTF-8 never has."""


class FileUnreadable(Exception):
    """The file cannot be read to its end; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """The text of a line without its line ending, and its fault.

    The text of a line with a fault is what could be read of it; it shows where cells begin and end.
    """

    number: int
    text: str = ""
    fault: str = ""


class LineReader:
    """A file of lines in UTF-8 or UTF-16, gzipped or not; the lines end in LF, CRLF or CR."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raise FileUnreadable."""
        try:
            self._raw = path.open("rb")
            self.size = path.stat().st_size
            is_gzip = self._raw.peek(len(GZIP)).startswith(GZIP) or path.suffix.lower() == ".gz"
        except OSError as error:
            raise FileUnreadable(f"{path}: {error.strerror}") from error
        self._path = path
        self._file: BinaryIO = (
            io.BufferedReader(gzip.GzipFile(fileobj=self._raw)) if is_gzip else self._raw
        )

    @property
    def position(self) -> int:
        """Return how many of the file's `size` bytes have been read; 0 for a pipe."""
        try:
            return self._raw.tell()
        except OSError:
            return 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._raw.close()

    def lines(self) -> Iterator[Line]:
        """Yield each line; numbers begin at 1. Raise FileUnreadable."""
        number = 0
        try:
            head = self._file.read(_CHUNK)
            if description := foreign_content(head):
                raise FileUnreadable(f"{self._path}: {description}")
            encoding, mark_size = encoding_of(head)
            chunks = itertools.chain([head[mark_size:]], iter(lambda: self._file.read(_CHUNK), b""))
            utf8 = chunks if encoding == UTF8 else _transcode(chunks, encoding)
            for line in _split(utf8):
                number += 1
                yield _decode(number, line, encoding)
        except (OSError, EOFError, zlib.error) as error:
            raise FileUnreadable(f"{self._path}, line {number + 1}: {error}") from error


def _transcode(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the text as UTF-8; what is no character stays one that UTF-8 does not have either."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    try:
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        yield _NO_CHARACTER


def _split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines with their endings; of a line that is too long, at least its first bytes."""
    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).splitlines(keepends=True)
        # The last line may go on in the next chunk; after CR, that may begin with its LF.
        rest = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        if len(rest) > MAX_LINE and not rest.endswith(b"\r"):
            rest = rest[: MAX_LINE + 1]
        yield from lines
    if rest:
        yield rest


def _decode(number: int, line: bytes, encoding: str) -> Line:
    if len(line) > MAX_LINE:
        return Line(number, fault=f"must have at most {MAX_LINE} bytes")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        text = line.decode(errors="replace").rstrip("\r\n")
        if encoding != UTF8:
            return Line(number, text, "must be UTF-16: a character of it is cut in half")
        fault = f"must be UTF-8: byte {error.start + 1} is not; save the file as UTF-8"
        return Line(number, text, fault)
    text = text.rstrip("\r\n")
    if "\0" in text:
        return Line(number, text, "must have no NUL character")
    return Line(number, text)
