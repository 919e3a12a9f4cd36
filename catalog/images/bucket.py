"""The media bucket: pictures under keys that their bytes give. boto3 blocks, so it has threads."""

import asyncio
import functools
import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from catalog.domain import ImageSource
from catalog.images.rendition import Rendition
from chassis.errors import Unavailable

FOREVER = "public, max-age=31536000, immutable"
"""Under a key of its own, a picture never changes."""

_THREADS = 4


def media_client() -> Any:
    """Make a boto3 client for S3; region, credentials and endpoint come from the environment."""
    import boto3  # noqa: PLC0415 (some 30 MB of memory that a shop needs once pictures come in)
    from botocore.config import Config  # noqa: PLC0415 (likewise)

    config = Config(
        connect_timeout=2,
        read_timeout=10,
        retries={"total_max_attempts": 2},
        # The key is a checksum already.
        request_checksum_calculation="when_required",
        s3={"addressing_style": "virtual"},
    )
    return boto3.client("s3", config=config)


class MediaBucket:
    """One bucket. It is only ever put into: s3:PutObject on products/* is all that it needs."""

    def __init__(self, name: str, connect: Callable[[], Any] = media_client) -> None:
        """`connect` makes the client, once, when the first picture comes."""
        self._name = name
        self._connect = connect
        self._client: Any = None
        self._connecting = threading.Lock()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="media")

    async def put(self, rendition: Rendition) -> ImageSource:
        """Keep one size of a picture; answer where. Putting it again changes nothing.

        Raise Unavailable.
        """
        key = f"products/{hashlib.sha256(rendition.body).hexdigest()[:32]}.webp"
        work = functools.partial(self._put, key, rendition.body)
        await asyncio.get_running_loop().run_in_executor(self._threads, work)
        return ImageSource(key, rendition.width, rendition.height)

    def _put(self, key: str, body: bytes) -> None:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 (as above)

        with self._connecting:  # boto3's clients may be shared between threads, but not so made
            self._client = self._client or self._connect()
        try:
            self._client.put_object(
                Bucket=self._name,
                Key=key,
                Body=body,
                ContentType="image/webp",
                CacheControl=FOREVER,
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("the media bucket is out of reach") from error
