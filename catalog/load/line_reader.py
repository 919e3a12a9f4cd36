"""Reads a text file line by line, and reports lines that are not valid text."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MAX_LINE = 256 * 1024
"""Bytes, including the line ending."""


class FileUnreadable(Exception):
    """The file cannot be read to its end; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """The text of a line without its line ending, or its fault."""

    number: int
    text: str = ""
    fault: str = ""


class LineReader:
    """A file of lines in UTF-8, compressed by gzip if its name ends in ".gz"."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raise FileUnreadable."""
        try:
            self._raw: BinaryIO = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise FileUnreadable(f"{path}: {error.strerror}") from error
        self._path = path
        is_gzip = path.suffix.lower() == ".gz"
        self._file = gzip.GzipFile(fileobj=self._raw) if is_gzip else self._raw

    @property
    def position(self) -> int:
        """Return how many of the file's `size` bytes have been read."""
        return self._raw.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._raw.close()

    def lines(self) -> Iterator[Line]:
        """Yield each line; numbers begin at 1. Raise FileUnreadable."""
        number = 0
        while True:
            number += 1
            try:
                line = self._file.readline(MAX_LINE + 1)
                if len(line) > MAX_LINE:
                    self._skip_rest(line)
            except (OSError, EOFError, zlib.error) as error:
                raise FileUnreadable(f"{self._path}, line {number}: {error}") from error
            if not line:
                return
            yield _decode(number, line)

    def _skip_rest(self, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = self._file.readline(MAX_LINE)


def _decode(number: int, line: bytes) -> Line:
    if len(line) > MAX_LINE:
        return Line(number, fault=f"must have at most {MAX_LINE} bytes")
    if b"\0" in line:
        return Line(number, fault="must have no NUL character")
    try:
        # The first line may begin with a byte order mark.
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        return Line(number, fault=f"must be UTF-8: byte {error.start + 1} is not")
    return Line(number, text.rstrip("\r\n"))
