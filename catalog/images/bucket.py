"""The media bucket: renditions under keys that are made of their bytes."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from catalog.domain import ImageSource
from catalog.images.rendition import Rendition
from chassis.errors import Unavailable
from chassis.outbox.outbox import Refused

FOREVER = "public, max-age=31536000, immutable"
"""A rendition never changes: another one has another key."""

_THREADS = 4


class MediaBucket:
    """The bucket. Objects are only put into it: s3:PutObject on products/* is all that it needs."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="media")
        self._s3: Any = None
        self._connecting = asyncio.Lock()

    async def put(self, rendition: Rendition) -> ImageSource:
        """Store a rendition; return its key and size. To store it again changes nothing.

        Raise Unavailable.
        """
        key = f"products/{hashlib.sha256(rendition.body).hexdigest()[:32]}.webp"
        s3 = await self._client()
        from chassis.aws import OutOfReach, call  # noqa: PLC0415 (see _connect)

        try:
            await call(
                s3.put_object,
                threads=self._threads,
                Bucket=self._name,
                Key=key,
                Body=rendition.body,
                ContentType="image/webp",
                CacheControl=FOREVER,
            )
        except (OutOfReach, Refused) as error:
            raise Unavailable("the media bucket is out of reach") from error
        return ImageSource(key, rendition.width, rendition.height)

    async def _client(self) -> Any:
        """Return the client, which the first call makes."""
        async with self._connecting:
            if self._s3 is None:
                loop = asyncio.get_running_loop()
                self._s3 = await loop.run_in_executor(self._threads, _connect)
        return self._s3


def _connect() -> Any:
    # boto3 takes some 30 MB of memory and a moment to load: not before images come, and in a
    # thread.
    from chassis.aws import aws_client  # noqa: PLC0415 (as said)

    return aws_client(
        "s3",
        read_timeout=10.0,
        max_attempts=2,
        # The key is a checksum of the bytes already.
        request_checksum_calculation="when_required",
    )
