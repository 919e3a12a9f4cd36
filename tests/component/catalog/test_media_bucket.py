"""The media bucket, against the local AWS."""

import pytest

from catalog.images.bucket import FOREVER, MediaBucket
from catalog.images.rendition import Rendition
from chassis.errors import Unavailable
from local import aws
from tests.component.aws_harness import endpoint, environment, fetch
from tests.ports import free_port


async def test_a_rendition_has_a_key_of_its_bytes_and_may_be_cached_forever(tmp_path):
    with endpoint(tmp_path, free_port()) as url, environment(url):
        bucket = MediaBucket(aws.MEDIA_BUCKET)
        first = await bucket.put(Rendition(b"pixels", 4, 3))
        again = await bucket.put(Rendition(b"pixels", 4, 3))
        other = await bucket.put(Rendition(b"others", 4, 3))
        assert first == again
        assert first.key != other.key
        status, body, headers = fetch(f"{url}/{aws.MEDIA_BUCKET}/{first.key}")
    assert (status, body) == (200, b"pixels")
    assert (headers["content-type"], headers["cache-control"]) == ("image/webp", FOREVER)


async def test_a_bucket_out_of_reach_is_unavailable():
    with environment(f"http://127.0.0.1:{free_port()}"), pytest.raises(Unavailable):
        await MediaBucket(aws.MEDIA_BUCKET).put(Rendition(b"pixels", 4, 3))
