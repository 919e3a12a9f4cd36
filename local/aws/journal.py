"""Keeps S3 objects on disk, since moto keeps them in memory.

Each object is one file, `<folder>/<bucket>/<SHA-256 of its key>`: a line of JSON with the key and
its headers, then the bytes. A file is renamed into place whole, before the client hears that its
request succeeded, so that a killed endpoint has every object that was acknowledged. (A power cut
may lose the last seconds: nothing is flushed.) At the next start the files are put back.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from moto.s3.models import FakeKey, S3Backend


class Journal:
    """The files of all buckets, in step with moto's own memory of them."""

    def __init__(self, folder: Path, s3: S3Backend) -> None:
        self._folder = folder
        self._s3 = s3
        self._lock = threading.Lock()

    def put_back(self) -> int:
        """Give moto every object of the buckets it has; return how many."""
        count = 0
        for bucket in self._s3.buckets:
            for path in self._files(bucket):
                with path.open("rb") as file:
                    about = json.loads(file.readline())
                    body = file.read()
                key = self._s3.put_object(bucket, about["key"], body, disable_notification=True)
                key.set_metadata(about["headers"])
                key.last_modified = datetime.fromisoformat(about["modified"]).replace(tzinfo=None)
                count += 1
        return count

    def note(self, bucket: str, key: str) -> None:
        """Write down what moto has now under a key, or that it has nothing."""
        path = self._path(bucket, key)
        # Two writers of one key: the file must end up as moto's memory does.
        with self._lock:
            found = self._s3.get_object(bucket, key) if bucket in self._s3.buckets else None
            if isinstance(found, FakeKey):
                _write(path, found)
            else:
                path.unlink(missing_ok=True)

    def note_deleted(self, bucket: str) -> None:
        """Take away the files of objects that a bucket no longer has."""
        with self._lock:
            held = self._s3.buckets[bucket].keys if bucket in self._s3.buckets else {}
            kept = {self._path(bucket, key) for key in held}
            for path in set(self._files(bucket)) - kept:
                path.unlink()

    def _path(self, bucket: str, key: str) -> Path:
        # A key may be longer than a file's name, or hold "..".
        return self._folder / bucket / hashlib.sha256(key.encode()).hexdigest()

    def _files(self, bucket: str) -> Iterator[Path]:
        folder = self._folder / bucket
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if not path.suffix)


def _write(path: Path, key: FakeKey) -> None:
    about = {
        "key": key.name,
        "headers": dict(key.metadata),
        "modified": key.last_modified.replace(tzinfo=UTC).isoformat(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(json.dumps(about).encode() + b"\n" + key.value)
    fresh.replace(path)
