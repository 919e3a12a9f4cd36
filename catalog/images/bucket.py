"""The S3 bucket of renditions, whose keys are hashes of their bytes."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

from catalog.domain import ImageSource
from catalog.images.rendition import Rendition
from chassis.aws import AwsUnavailable, LazyClient, call
from chassis.errors import Unavailable
from chassis.outbox.outbox import Refused

FOREVER = "public, max-age=31536000, immutable"
"""The Cache-Control of a rendition. It never changes: different bytes have a different key."""

_THREADS = 4


class MediaBucket:
    """The media bucket. The only permission needed is s3:PutObject on products/*."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="media")
        # Made when the first image comes: a catalogue may get none for months.
        self._s3 = LazyClient(
            "s3",
            self._threads,
            read_timeout=10.0,
            max_attempts=2,
            # The key is a checksum of the bytes already.
            request_checksum_calculation="when_required",
        )

    async def put(self, rendition: Rendition) -> ImageSource:
        """Store a rendition; return its key and size. To store it again changes nothing.

        Raise Unavailable.
        """
        key = f"products/{hashlib.sha256(rendition.body).hexdigest()[:32]}.webp"
        s3 = await self._s3.get()
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
        except (AwsUnavailable, Refused) as error:
            raise Unavailable("the media bucket is out of reach") from error
        return ImageSource(key, rendition.width, rendition.height)
