"""Keeps S3 objects on disk, since moto keeps them in memory.

Each object is one file, `<folder>/<bucket>/<SHA-256 of its key>`: a line of JSON with the key and
its headers, then the bytes. A file is complete when it is renamed into place, before the response
is sent: so an endpoint that is killed loses no object that it has acknowledged. (A power cut may
lose the last seconds: nothing is flushed.) The next start loads the files.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from moto.s3.models import FakeKey, S3Backend


class Journal:
    """The files of all buckets, which follow moto's memory."""

    def __init__(self, folder: Path, s3: S3Backend) -> None:
        self._folder = folder
        self._s3 = s3
        self._lock = threading.Lock()

    def restore(self) -> int:
        """Load the stored objects of moto's buckets into moto; return how many."""
        count = 0
        for bucket in self._s3.buckets:
            for path in self._files(bucket):
                with path.open("rb") as file:
                    fields = json.loads(file.readline())
                    body = file.read()
                key = self._s3.put_object(bucket, fields["key"], body, disable_notification=True)
                key.set_metadata(fields["headers"])
                key.last_modified = datetime.fromisoformat(fields["modified"]).replace(tzinfo=None)
                count += 1
        return count

    def record(self, bucket: str, key: str) -> None:
        """Store the object that moto has under a key, or delete its file if moto has none."""
        path = self._path(bucket, key)
        # With a lock: after concurrent writes of one key, file and memory must be the same.
        with self._lock:
            stored = self._s3.get_object(bucket, key) if bucket in self._s3.buckets else None
            if isinstance(stored, FakeKey):
                _write(path, stored)
            else:
                path.unlink(missing_ok=True)

    def record_deletions(self, bucket: str) -> None:
        """Delete the files of objects that a bucket no longer has."""
        with self._lock:
            keys = self._s3.buckets[bucket].keys if bucket in self._s3.buckets else {}
            paths = {self._path(bucket, key) for key in keys}
            for path in set(self._files(bucket)) - paths:
                path.unlink()

    def _path(self, bucket: str, key: str) -> Path:
        # A key may be longer than a file name, or contain "..".
        return self._folder / bucket / hashlib.sha256(key.encode()).hexdigest()

    def _files(self, bucket: str) -> Iterator[Path]:
        folder = self._folder / bucket
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if not path.suffix)


def _write(path: Path, key: FakeKey) -> None:
    fields = {
        "key": key.name,
        "headers": dict(key.metadata),
        "modified": key.last_modified.replace(tzinfo=UTC).isoformat(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(json.dumps(fields).encode() + b"\n" + key.value)
    fresh.replace(path)
