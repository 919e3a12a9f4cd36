"""S3 objects outlive the endpoint that keeps them in memory."""

from pathlib import Path

import pytest
from moto.s3.models import S3Backend, s3_backends

from local.aws.journal import Journal

BUCKET = "tienda-media"


def fresh_s3() -> S3Backend:
    # As in a new process: moto keeps the names of all buckets outside its backends.
    s3_backends.bucket_accounts.clear()
    s3 = S3Backend("eu-west-1", "123456789012")
    s3.create_bucket(BUCKET, "eu-west-1")
    return s3


def put(s3: S3Backend, journal: Journal, key: str, body: bytes) -> None:
    s3.put_object(BUCKET, key, body).set_metadata({"Content-Type": "image/webp"})
    journal.record(BUCKET, key)


@pytest.mark.parametrize("key", ["products/mesa.webp", "../../etc/ñandú", "k" * 1024])
def test_an_object_is_put_back_with_its_headers(tmp_path: Path, key: str):
    s3 = fresh_s3()
    put(s3, Journal(tmp_path, s3), key, b"a picture\n")
    later = fresh_s3()
    assert Journal(tmp_path, later).restore() == 1
    found = later.get_object(BUCKET, key)
    assert (found.value, found.metadata["Content-Type"]) == (b"a picture\n", "image/webp")
    assert found.last_modified == s3.get_object(BUCKET, key).last_modified


def test_the_newest_of_two_writes_is_put_back(tmp_path: Path):
    s3 = fresh_s3()
    journal = Journal(tmp_path, s3)
    for body in (b"old", b"new"):
        put(s3, journal, "key", body)
    later = fresh_s3()
    Journal(tmp_path, later).restore()
    assert later.get_object(BUCKET, "key").value == b"new"


def test_a_deleted_object_is_not_put_back(tmp_path: Path):
    s3 = fresh_s3()
    journal = Journal(tmp_path, s3)
    for key in ("one", "two", "kept"):
        put(s3, journal, key, b"")
    s3.delete_object(BUCKET, "one")
    journal.record(BUCKET, "one")
    s3.delete_object(BUCKET, "two")
    journal.record_deletions(BUCKET)
    later = fresh_s3()
    assert Journal(tmp_path, later).restore() == 1
    assert list(later.buckets[BUCKET].keys) == ["kept"]


def test_a_write_that_was_cut_short_is_passed_over(tmp_path: Path):
    (tmp_path / BUCKET).mkdir()
    (tmp_path / BUCKET / "abc.new").write_bytes(b'{"key": "ha')
    assert Journal(tmp_path, fresh_s3()).restore() == 0
