"""Reads a file line by line, whatever is in it."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MAX_LINE = 256 * 1024
"""Bytes, the line's end included."""


class FileUnreadable(Exception):
    """The file cannot be read, or no further; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end, or what is wrong with it."""

    number: int
    text: str = ""
    fault: str = ""


class Source:
    """A file of lines in UTF-8, packed by gzip if its name ends in ".gz"."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raise FileUnreadable."""
        try:
            self._raw: BinaryIO = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise FileUnreadable(f"{path}: {error.strerror}") from error
        self._path = path
        packed = path.suffix.lower() == ".gz"
        self._file = gzip.GzipFile(fileobj=self._raw) if packed else self._raw

    @property
    def position(self) -> int:
        """How many of the file's `size` bytes have been read."""
        return self._raw.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._raw.close()

    def lines(self) -> Iterator[Line]:
        """Return each line, from number 1. Raise FileUnreadable."""
        number = 0
        while True:
            number += 1
            try:
                line = self._file.readline(MAX_LINE + 1)
                if len(line) > MAX_LINE:
                    self._skip(line)
            except (OSError, EOFError, zlib.error) as error:
                raise FileUnreadable(f"{self._path}, line {number}: {error}") from error
            if not line:
                return
            yield _decoded(number, line)

    def _skip(self, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = self._file.readline(MAX_LINE)


def _decoded(number: int, line: bytes) -> Line:
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
